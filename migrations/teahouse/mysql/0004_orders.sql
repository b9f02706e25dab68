CREATE TABLE IF NOT EXISTS teahouse_carts (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    goods_id BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE KEY (user_id, goods_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_favorites (
    user_id BIGINT NOT NULL,
    goods_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, goods_id),
    KEY teahouse_favorites_user (user_id, created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_payments (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pay_sn VARCHAR(20) NOT NULL,
    user_id BIGINT NOT NULL,
    checkout VARCHAR(32) NOT NULL,
    digest VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE KEY (pay_sn),
    UNIQUE KEY (user_id, checkout)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_orders (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_sn VARCHAR(20) NOT NULL,
    payment_id BIGINT NOT NULL,
    store_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    state BIGINT NOT NULL,
    pay_name VARCHAR(16) NOT NULL,
    goods_amount BIGINT NOT NULL,
    mansong_amount BIGINT NOT NULL,
    voucher_amount BIGINT NOT NULL,
    shipping_fee BIGINT NOT NULL,
    order_amount BIGINT NOT NULL,
    pd_amount BIGINT NOT NULL,
    voucher_id BIGINT NULL,
    sample_id BIGINT NULL,
    promotion VARCHAR(255) NOT NULL,
    invoice VARCHAR(500) NOT NULL,
    name VARCHAR(20) NOT NULL,
    city_id BIGINT NOT NULL,
    area_id BIGINT NOT NULL,
    area_info VARCHAR(200) NOT NULL,
    address VARCHAR(100) NOT NULL,
    tel VARCHAR(20) NOT NULL,
    mob VARCHAR(11) NOT NULL,
    express_name VARCHAR(64) NOT NULL,
    express_no VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    paid_at BIGINT NULL,
    shipped_at BIGINT NULL,
    done_at BIGINT NULL,
    closed_at BIGINT NULL,
    UNIQUE KEY (order_sn),
    KEY teahouse_orders_payment (payment_id),
    KEY teahouse_orders_user (user_id, id),
    KEY teahouse_orders_state (state, created_at),
    KEY teahouse_orders_store (store_id, state, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_order_goods (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_id BIGINT NOT NULL,
    goods_id BIGINT NOT NULL,
    common_id BIGINT NOT NULL,
    name VARCHAR(100) NOT NULL,
    image_url VARCHAR(512) NOT NULL,
    price BIGINT NOT NULL,
    num BIGINT NOT NULL,
    pay_price BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    promotion_id BIGINT NULL,
    KEY teahouse_order_goods_order_lines (order_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
