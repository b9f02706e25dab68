CREATE TABLE IF NOT EXISTS teahouse_carts (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    goods_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (user_id, goods_id)
);

CREATE TABLE IF NOT EXISTS teahouse_favorites (
    user_id INTEGER NOT NULL,
    goods_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, goods_id)
);

CREATE INDEX IF NOT EXISTS teahouse_favorites_user ON teahouse_favorites (user_id, created_at);

CREATE TABLE IF NOT EXISTS teahouse_payments (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pay_sn TEXT NOT NULL,
    user_id INTEGER NOT NULL,
    checkout TEXT NOT NULL,
    digest TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (pay_sn),
    UNIQUE (user_id, checkout)
);

CREATE TABLE IF NOT EXISTS teahouse_orders (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    order_sn TEXT NOT NULL,
    payment_id INTEGER NOT NULL,
    store_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    state INTEGER NOT NULL,
    pay_name TEXT NOT NULL,
    goods_amount INTEGER NOT NULL,
    mansong_amount INTEGER NOT NULL,
    voucher_amount INTEGER NOT NULL,
    shipping_fee INTEGER NOT NULL,
    order_amount INTEGER NOT NULL,
    pd_amount INTEGER NOT NULL,
    voucher_id INTEGER NULL,
    sample_id INTEGER NULL,
    promotion TEXT NOT NULL,
    invoice TEXT NOT NULL,
    name TEXT NOT NULL,
    city_id INTEGER NOT NULL,
    area_id INTEGER NOT NULL,
    area_info TEXT NOT NULL,
    address TEXT NOT NULL,
    tel TEXT NOT NULL,
    mob TEXT NOT NULL,
    express_name TEXT NOT NULL,
    express_no TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    paid_at INTEGER NULL,
    shipped_at INTEGER NULL,
    done_at INTEGER NULL,
    closed_at INTEGER NULL,
    UNIQUE (order_sn)
);

CREATE INDEX IF NOT EXISTS teahouse_orders_payment ON teahouse_orders (payment_id);

CREATE INDEX IF NOT EXISTS teahouse_orders_user ON teahouse_orders (user_id, id);

CREATE INDEX IF NOT EXISTS teahouse_orders_state ON teahouse_orders (state, created_at);

CREATE INDEX IF NOT EXISTS teahouse_orders_store ON teahouse_orders (store_id, state, id);

CREATE TABLE IF NOT EXISTS teahouse_order_goods (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    order_id INTEGER NOT NULL,
    goods_id INTEGER NOT NULL,
    common_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    image_url TEXT NOT NULL,
    price INTEGER NOT NULL,
    num INTEGER NOT NULL,
    pay_price INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    promotion_id INTEGER NULL
);

CREATE INDEX IF NOT EXISTS teahouse_order_goods_order_lines ON teahouse_order_goods (order_id);
