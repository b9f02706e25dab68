CREATE TABLE IF NOT EXISTS teahouse_promotions (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    kind VARCHAR(16) NOT NULL,
    goods_id BIGINT NOT NULL,
    store_id BIGINT NOT NULL,
    name VARCHAR(64) NOT NULL,
    title VARCHAR(64) NOT NULL,
    note VARCHAR(200) NOT NULL,
    price BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    lower_limit BIGINT NOT NULL,
    upper_limit BIGINT NOT NULL,
    quota BIGINT NOT NULL,
    sold BIGINT NOT NULL DEFAULT 0,
    recommend BOOLEAN NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY teahouse_promotions_goods (goods_id, ends_at),
    KEY teahouse_promotions_kind (kind, state, starts_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_promotion_sales (
    promotion_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    PRIMARY KEY (promotion_id, user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_mansongs (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    store_id BIGINT NOT NULL,
    name VARCHAR(64) NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY teahouse_mansongs_store (store_id, ends_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_mansong_rules (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    mansong_id BIGINT NOT NULL,
    price BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    gift_goods_id BIGINT NOT NULL,
    KEY teahouse_mansong_rules_mansong (mansong_id, price)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_voucher_templates (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    store_id BIGINT NOT NULL,
    title VARCHAR(64) NOT NULL,
    description VARCHAR(200) NOT NULL,
    price BIGINT NOT NULL,
    threshold BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    total BIGINT NOT NULL,
    given BIGINT NOT NULL DEFAULT 0,
    each_limit BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY teahouse_voucher_templates_store (store_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_vouchers (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    t_id BIGINT NOT NULL,
    store_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    price BIGINT NOT NULL,
    threshold BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    state BIGINT NOT NULL,
    order_id BIGINT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY teahouse_vouchers_user (user_id, store_id, state),
    KEY teahouse_vouchers_template (t_id, user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_fcodes (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    common_id BIGINT NOT NULL,
    code_hash VARCHAR(64) NOT NULL,
    order_id BIGINT NULL,
    used_at BIGINT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE KEY (code_hash),
    UNIQUE KEY (order_id),
    KEY teahouse_fcodes_common (common_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_samples (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    images TEXT NOT NULL,
    origin_place VARCHAR(64) NOT NULL,
    weight VARCHAR(20) NOT NULL,
    price BIGINT NOT NULL,
    freight BIGINT NOT NULL,
    limit_number BIGINT NOT NULL,
    received BIGINT NOT NULL DEFAULT 0,
    link_goods_id BIGINT NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    added_at BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY teahouse_samples_ends (state, ends_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_sample_claims (
    sample_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    order_id BIGINT NOT NULL,
    PRIMARY KEY (sample_id, user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
