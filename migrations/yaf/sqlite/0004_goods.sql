CREATE TABLE IF NOT EXISTS goods (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    category_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    min_market_price INTEGER NOT NULL,
    max_market_price INTEGER NOT NULL,
    min_price INTEGER NOT NULL,
    max_price INTEGER NOT NULL,
    image_url TEXT NOT NULL,
    buy_count INTEGER NOT NULL,
    limit_count INTEGER NOT NULL,
    description TEXT NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    FOREIGN KEY (category_id) REFERENCES categories (id)
);

CREATE INDEX IF NOT EXISTS goods_state ON goods (state, id);

CREATE INDEX IF NOT EXISTS goods_page ON goods (state, id, category_id);

CREATE TABLE IF NOT EXISTS goods_images (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    goods_id INTEGER NOT NULL,
    image_url TEXT NOT NULL,
    listorder INTEGER NOT NULL,
    FOREIGN KEY (goods_id) REFERENCES goods (id)
);

CREATE INDEX IF NOT EXISTS goods_images_goods ON goods_images (goods_id, listorder);

CREATE TABLE IF NOT EXISTS products (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    goods_id INTEGER NOT NULL,
    market_price INTEGER NOT NULL,
    sales_price INTEGER NOT NULL,
    stock INTEGER NOT NULL,
    spec_val TEXT NOT NULL,
    skuid TEXT NOT NULL UNIQUE,
    state INTEGER NOT NULL,
    FOREIGN KEY (goods_id) REFERENCES goods (id)
);

CREATE INDEX IF NOT EXISTS products_goods ON products (goods_id, id);

CREATE TABLE IF NOT EXISTS goods_sales (
    goods_id INTEGER NOT NULL,
    day INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (goods_id, day)
);
