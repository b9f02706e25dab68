CREATE TABLE IF NOT EXISTS addresses (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    realname TEXT NOT NULL,
    mobile TEXT NOT NULL,
    district_code INTEGER NOT NULL,
    street TEXT NOT NULL,
    address TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS addresses_user ON addresses (user_id, id);

CREATE TABLE IF NOT EXISTS orders (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    order_sn TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL,
    request_token TEXT NOT NULL,
    request_digest TEXT NOT NULL,
    total_price INTEGER NOT NULL,
    status INTEGER NOT NULL,
    paid_at INTEGER NOT NULL,
    shipped_at INTEGER NULL,
    done_at INTEGER NULL,
    closed_at INTEGER NULL,
    receiver_name TEXT NOT NULL,
    receiver_province TEXT NOT NULL,
    receiver_city TEXT NOT NULL,
    receiver_district TEXT NOT NULL,
    receiver_street TEXT NOT NULL,
    receiver_address TEXT NOT NULL,
    receiver_mobile TEXT NOT NULL,
    express_name TEXT NOT NULL,
    express_no TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (user_id, request_token)
);

CREATE INDEX IF NOT EXISTS orders_user ON orders (user_id, id);

CREATE INDEX IF NOT EXISTS orders_status ON orders (status, id);

CREATE INDEX IF NOT EXISTS orders_created ON orders (created_at, id);

CREATE TABLE IF NOT EXISTS order_items (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    order_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    goods_id INTEGER NOT NULL,
    goods_name TEXT NOT NULL,
    goods_image TEXT NOT NULL,
    product_id INTEGER NOT NULL,
    spec_val TEXT NOT NULL,
    market_price INTEGER NOT NULL,
    sales_price INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    payment_price INTEGER NOT NULL,
    total_price INTEGER NOT NULL,
    FOREIGN KEY (order_id) REFERENCES orders (id)
);

CREATE INDEX IF NOT EXISTS order_items_order ON order_items (order_id);

CREATE INDEX IF NOT EXISTS order_items_user_goods ON order_items (user_id, goods_id);
