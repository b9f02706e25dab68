CREATE TABLE IF NOT EXISTS districts (
    code BIGINT NOT NULL PRIMARY KEY,
    name VARCHAR(64) NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS addresses (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    realname VARCHAR(32) NOT NULL,
    mobile VARCHAR(16) NOT NULL,
    district_code BIGINT NOT NULL,
    street VARCHAR(64) NOT NULL,
    address VARCHAR(64) NOT NULL,
    is_default BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY addresses_user (user_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS orders (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_sn VARCHAR(32) NOT NULL UNIQUE,
    user_id BIGINT NOT NULL,
    request_token CHAR(32) NOT NULL,
    request_digest CHAR(64) NOT NULL,
    total_price BIGINT NOT NULL,
    status BIGINT NOT NULL,
    paid_at BIGINT NOT NULL,
    shipped_at BIGINT NULL,
    done_at BIGINT NULL,
    closed_at BIGINT NULL,
    receiver_name VARCHAR(32) NOT NULL,
    receiver_province VARCHAR(64) NOT NULL,
    receiver_city VARCHAR(64) NOT NULL,
    receiver_district VARCHAR(64) NOT NULL,
    receiver_street VARCHAR(64) NOT NULL,
    receiver_address VARCHAR(64) NOT NULL,
    receiver_mobile VARCHAR(16) NOT NULL,
    express_name VARCHAR(64) NOT NULL,
    express_no VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (user_id, request_token),
    KEY orders_user (user_id, id),
    KEY orders_status (status, id),
    KEY orders_created (created_at, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS order_items (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    goods_id BIGINT NOT NULL,
    goods_name VARCHAR(128) NOT NULL,
    goods_image VARCHAR(255) NOT NULL,
    product_id BIGINT NOT NULL,
    spec_val VARCHAR(255) NOT NULL,
    market_price BIGINT NOT NULL,
    sales_price BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    payment_price BIGINT NOT NULL,
    total_price BIGINT NOT NULL,
    FOREIGN KEY (order_id) REFERENCES orders (id),
    KEY order_items_order (order_id),
    KEY order_items_user_goods (user_id, goods_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
