CREATE TABLE IF NOT EXISTS goods (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    category_id BIGINT NOT NULL,
    name VARCHAR(128) NOT NULL,
    min_market_price BIGINT NOT NULL,
    max_market_price BIGINT NOT NULL,
    min_price BIGINT NOT NULL,
    max_price BIGINT NOT NULL,
    image_url VARCHAR(255) NOT NULL,
    buy_count BIGINT NOT NULL,
    limit_count BIGINT NOT NULL,
    description MEDIUMTEXT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    FOREIGN KEY (category_id) REFERENCES categories (id),
    KEY goods_state (state, id),
    KEY goods_page (state, id, category_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS goods_images (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    goods_id BIGINT NOT NULL,
    image_url VARCHAR(255) NOT NULL,
    listorder BIGINT NOT NULL,
    FOREIGN KEY (goods_id) REFERENCES goods (id),
    KEY goods_images_goods (goods_id, listorder)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS products (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    goods_id BIGINT NOT NULL,
    market_price BIGINT NOT NULL,
    sales_price BIGINT NOT NULL,
    stock BIGINT NOT NULL,
    spec_val VARCHAR(255) NOT NULL,
    skuid VARCHAR(64) NOT NULL UNIQUE,
    state BIGINT NOT NULL,
    FOREIGN KEY (goods_id) REFERENCES goods (id),
    KEY products_goods (goods_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS goods_sales (
    goods_id BIGINT NOT NULL,
    day BIGINT NOT NULL,
    quantity BIGINT NOT NULL,
    PRIMARY KEY (goods_id, day)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
