CREATE TABLE IF NOT EXISTS teahouse_promotions (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    goods_id INTEGER NOT NULL,
    store_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    note TEXT NOT NULL,
    price INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    lower_limit INTEGER NOT NULL,
    upper_limit INTEGER NOT NULL,
    quota INTEGER NOT NULL,
    sold INTEGER NOT NULL DEFAULT 0,
    recommend BOOLEAN NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_promotions_goods ON teahouse_promotions (goods_id, ends_at);

CREATE INDEX IF NOT EXISTS teahouse_promotions_kind ON teahouse_promotions (kind, state, starts_at);

CREATE TABLE IF NOT EXISTS teahouse_promotion_sales (
    promotion_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    quantity INTEGER NOT NULL,
    PRIMARY KEY (promotion_id, user_id)
);

CREATE TABLE IF NOT EXISTS teahouse_mansongs (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    store_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_mansongs_store ON teahouse_mansongs (store_id, ends_at);

CREATE TABLE IF NOT EXISTS teahouse_mansong_rules (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    mansong_id INTEGER NOT NULL,
    price INTEGER NOT NULL,
    discount INTEGER NOT NULL,
    gift_goods_id INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_mansong_rules_mansong ON teahouse_mansong_rules (mansong_id, price);

CREATE TABLE IF NOT EXISTS teahouse_voucher_templates (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    store_id INTEGER NOT NULL,
    title TEXT NOT NULL,
    description TEXT NOT NULL,
    price INTEGER NOT NULL,
    threshold INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    total INTEGER NOT NULL,
    given INTEGER NOT NULL DEFAULT 0,
    each_limit INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_voucher_templates_store ON teahouse_voucher_templates (store_id);

CREATE TABLE IF NOT EXISTS teahouse_vouchers (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    t_id INTEGER NOT NULL,
    store_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    price INTEGER NOT NULL,
    threshold INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    state INTEGER NOT NULL,
    order_id INTEGER NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_vouchers_user ON teahouse_vouchers (user_id, store_id, state);

CREATE INDEX IF NOT EXISTS teahouse_vouchers_template ON teahouse_vouchers (t_id, user_id);

CREATE TABLE IF NOT EXISTS teahouse_fcodes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    common_id INTEGER NOT NULL,
    code_hash TEXT NOT NULL,
    order_id INTEGER NULL,
    used_at INTEGER NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (code_hash),
    UNIQUE (order_id)
);

CREATE INDEX IF NOT EXISTS teahouse_fcodes_common ON teahouse_fcodes (common_id);

CREATE TABLE IF NOT EXISTS teahouse_samples (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    images TEXT NOT NULL,
    origin_place TEXT NOT NULL,
    weight TEXT NOT NULL,
    price INTEGER NOT NULL,
    freight INTEGER NOT NULL,
    limit_number INTEGER NOT NULL,
    received INTEGER NOT NULL DEFAULT 0,
    link_goods_id INTEGER NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_samples_ends ON teahouse_samples (state, ends_at);

CREATE TABLE IF NOT EXISTS teahouse_sample_claims (
    sample_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    order_id INTEGER NOT NULL,
    PRIMARY KEY (sample_id, user_id)
);
