CREATE TABLE IF NOT EXISTS teahouse_stores (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(64) NOT NULL,
    free_price BIGINT NOT NULL,
    offpay BOOLEAN NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- The provinces, cities and districts where a store takes cash on delivery.
CREATE TABLE IF NOT EXISTS teahouse_offpay_areas (
    store_id BIGINT NOT NULL,
    code BIGINT NOT NULL,
    PRIMARY KEY (store_id, code)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_classes (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(64) NOT NULL,
    parent_id BIGINT NOT NULL,
    listorder BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY teahouse_classes_parent (parent_id, listorder)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_commons (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    store_id BIGINT NOT NULL,
    gc_id BIGINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    jingle VARCHAR(200) NOT NULL,
    specs TEXT NOT NULL,
    body MEDIUMTEXT NOT NULL,
    transport_id BIGINT NOT NULL,
    freight BIGINT NOT NULL,
    has_vat BOOLEAN NOT NULL,
    is_virtual BOOLEAN NOT NULL,
    virtual_indate BIGINT NOT NULL,
    virtual_limit BIGINT NOT NULL,
    is_fcode BOOLEAN NOT NULL,
    is_appoint BOOLEAN NOT NULL,
    is_presell BOOLEAN NOT NULL,
    is_sample BOOLEAN NOT NULL,
    origin VARCHAR(64) NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY teahouse_commons_store (store_id, state),
    KEY teahouse_commons_class (gc_id, state)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- A row for each variant of an article. `live` is true while the variant, its article and its store are live.
CREATE TABLE IF NOT EXISTS teahouse_goods (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    common_id BIGINT NOT NULL,
    store_id BIGINT NOT NULL,
    gc_id BIGINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    spec VARCHAR(64) NOT NULL,
    price BIGINT NOT NULL,
    marketprice BIGINT NOT NULL,
    storage BIGINT NOT NULL,
    salenum BIGINT NOT NULL DEFAULT 0,
    click BIGINT NOT NULL DEFAULT 0,
    commentnum BIGINT NOT NULL DEFAULT 0,
    good_star BIGINT NOT NULL DEFAULT 0,
    evaluations BIGINT NOT NULL DEFAULT 0,
    image_url VARCHAR(512) NOT NULL,
    middle_url VARCHAR(512) NOT NULL,
    is_main BOOLEAN NOT NULL,
    state BIGINT NOT NULL,
    live BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE KEY (common_id, spec),
    CHECK (storage >= 0),
    KEY teahouse_goods_shown (live, is_main, click, id),
    KEY teahouse_goods_store (store_id, live, salenum),
    KEY teahouse_goods_class (gc_id, live)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_goods_images (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    common_id BIGINT NOT NULL,
    url VARCHAR(512) NOT NULL,
    middle_url VARCHAR(512) NOT NULL,
    listorder BIGINT NOT NULL,
    KEY teahouse_goods_images_common (common_id, listorder)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_goods_gifts (
    goods_id BIGINT NOT NULL,
    gift_goods_id BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    PRIMARY KEY (goods_id, gift_goods_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_tasters (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    goods_id BIGINT NOT NULL,
    score BIGINT NOT NULL,
    taste VARCHAR(100) NOT NULL,
    light VARCHAR(100) NOT NULL,
    aroma VARCHAR(100) NOT NULL,
    leaf VARCHAR(100) NOT NULL,
    listorder BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY teahouse_tasters_shown (state, listorder)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- The pictures of the home page, and that of members who have none.
CREATE TABLE IF NOT EXISTS teahouse_blocks (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(16) NOT NULL,
    image_url VARCHAR(512) NOT NULL,
    middle_url VARCHAR(512) NOT NULL,
    link VARCHAR(255) NOT NULL,
    listorder BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY teahouse_blocks_shown (kind, state, listorder)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_transports (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    store_id BIGINT NOT NULL,
    name VARCHAR(64) NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY teahouse_transports_store (store_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_transport_rules (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    transport_id BIGINT NOT NULL,
    is_default BOOLEAN NOT NULL,
    first_num BIGINT NOT NULL,
    first_fee BIGINT NOT NULL,
    next_num BIGINT NOT NULL,
    next_fee BIGINT NOT NULL,
    CHECK (next_num >= 1),
    KEY teahouse_transport_rules_transport (transport_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_transport_areas (
    transport_id BIGINT NOT NULL,
    code BIGINT NOT NULL,
    rule_id BIGINT NOT NULL,
    PRIMARY KEY (transport_id, code)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

INSERT IGNORE INTO revisions (topic, number) VALUES ('teahouse', 0);
