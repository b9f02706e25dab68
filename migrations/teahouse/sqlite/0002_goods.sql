CREATE TABLE IF NOT EXISTS teahouse_stores (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    free_price INTEGER NOT NULL,
    offpay BOOLEAN NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

-- The provinces, cities and districts where a store takes cash on delivery.
CREATE TABLE IF NOT EXISTS teahouse_offpay_areas (
    store_id INTEGER NOT NULL,
    code INTEGER NOT NULL,
    PRIMARY KEY (store_id, code)
);

CREATE TABLE IF NOT EXISTS teahouse_classes (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    parent_id INTEGER NOT NULL,
    listorder INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_classes_parent ON teahouse_classes (parent_id, listorder);

CREATE TABLE IF NOT EXISTS teahouse_commons (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    store_id INTEGER NOT NULL,
    gc_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    jingle TEXT NOT NULL,
    specs TEXT NOT NULL,
    body TEXT NOT NULL,
    transport_id INTEGER NOT NULL,
    freight INTEGER NOT NULL,
    has_vat BOOLEAN NOT NULL,
    is_virtual BOOLEAN NOT NULL,
    virtual_indate INTEGER NOT NULL,
    virtual_limit INTEGER NOT NULL,
    is_fcode BOOLEAN NOT NULL,
    is_appoint BOOLEAN NOT NULL,
    is_presell BOOLEAN NOT NULL,
    is_sample BOOLEAN NOT NULL,
    origin TEXT NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_commons_store ON teahouse_commons (store_id, state);

CREATE INDEX IF NOT EXISTS teahouse_commons_class ON teahouse_commons (gc_id, state);

-- A row for each variant of an article. `live` is true while the variant, its article and its store are live.
CREATE TABLE IF NOT EXISTS teahouse_goods (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    common_id INTEGER NOT NULL,
    store_id INTEGER NOT NULL,
    gc_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    spec TEXT NOT NULL,
    price INTEGER NOT NULL,
    marketprice INTEGER NOT NULL,
    storage INTEGER NOT NULL,
    salenum INTEGER NOT NULL DEFAULT 0,
    click INTEGER NOT NULL DEFAULT 0,
    commentnum INTEGER NOT NULL DEFAULT 0,
    good_star INTEGER NOT NULL DEFAULT 0,
    evaluations INTEGER NOT NULL DEFAULT 0,
    image_url TEXT NOT NULL,
    middle_url TEXT NOT NULL,
    is_main BOOLEAN NOT NULL,
    state INTEGER NOT NULL,
    live BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (common_id, spec),
    CHECK (storage >= 0)
);

CREATE INDEX IF NOT EXISTS teahouse_goods_shown ON teahouse_goods (live, is_main, click, id);

CREATE INDEX IF NOT EXISTS teahouse_goods_store ON teahouse_goods (store_id, live, salenum);

CREATE INDEX IF NOT EXISTS teahouse_goods_class ON teahouse_goods (gc_id, live);

CREATE TABLE IF NOT EXISTS teahouse_goods_images (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    common_id INTEGER NOT NULL,
    url TEXT NOT NULL,
    middle_url TEXT NOT NULL,
    listorder INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_goods_images_common ON teahouse_goods_images (common_id, listorder);

CREATE TABLE IF NOT EXISTS teahouse_goods_gifts (
    goods_id INTEGER NOT NULL,
    gift_goods_id INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (goods_id, gift_goods_id)
);

CREATE TABLE IF NOT EXISTS teahouse_tasters (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    goods_id INTEGER NOT NULL,
    score INTEGER NOT NULL,
    taste TEXT NOT NULL,
    light TEXT NOT NULL,
    aroma TEXT NOT NULL,
    leaf TEXT NOT NULL,
    listorder INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_tasters_shown ON teahouse_tasters (state, listorder);

-- The pictures of the home page, and that of members who have none.
CREATE TABLE IF NOT EXISTS teahouse_blocks (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    image_url TEXT NOT NULL,
    middle_url TEXT NOT NULL,
    link TEXT NOT NULL,
    listorder INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_blocks_shown ON teahouse_blocks (kind, state, listorder);

CREATE TABLE IF NOT EXISTS teahouse_transports (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    store_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_transports_store ON teahouse_transports (store_id);

CREATE TABLE IF NOT EXISTS teahouse_transport_rules (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    transport_id INTEGER NOT NULL,
    is_default BOOLEAN NOT NULL,
    first_num INTEGER NOT NULL,
    first_fee INTEGER NOT NULL,
    next_num INTEGER NOT NULL,
    next_fee INTEGER NOT NULL,
    CHECK (next_num >= 1)
);

CREATE INDEX IF NOT EXISTS teahouse_transport_rules_transport ON teahouse_transport_rules (transport_id);

CREATE TABLE IF NOT EXISTS teahouse_transport_areas (
    transport_id INTEGER NOT NULL,
    code INTEGER NOT NULL,
    rule_id INTEGER NOT NULL,
    PRIMARY KEY (transport_id, code)
);

INSERT OR IGNORE INTO revisions (topic, number) VALUES ('teahouse', 0);
