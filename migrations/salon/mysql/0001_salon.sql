CREATE TABLE IF NOT EXISTS salon_profiles (
    user_id BIGINT NOT NULL PRIMARY KEY,
    gender BIGINT NOT NULL,
    province_id BIGINT NOT NULL,
    city_id BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS salon_brands (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(64) NOT NULL,
    founder_name VARCHAR(64) NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY salon_brands_state (state, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS salon_shops (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    brand_id BIGINT NOT NULL,
    name VARCHAR(64) NOT NULL,
    street VARCHAR(255) NOT NULL,
    contact_tel VARCHAR(32) NOT NULL,
    is_exp BOOLEAN NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY salon_shops_brand (brand_id, id),
    FOREIGN KEY (brand_id) REFERENCES salon_brands (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS salon_tests (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    shop_id BIGINT NOT NULL,
    ref_no VARCHAR(64) NOT NULL,
    finished_at BIGINT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    UNIQUE KEY (shop_id, ref_no),
    KEY salon_tests_user (user_id, state, finished_at, shop_id),
    KEY salon_tests_shop (shop_id, id),
    FOREIGN KEY (shop_id) REFERENCES salon_shops (id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- The event behind each row of the ledger of points: it gives points once.
CREATE TABLE IF NOT EXISTS salon_point_events (
    ledger_id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    event_type VARCHAR(16) NOT NULL,
    event_id BIGINT NOT NULL,
    reason VARCHAR(64) NOT NULL,
    UNIQUE KEY (user_id, event_type, event_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

INSERT IGNORE INTO apps (
    appid, name, class, state, allow, ips, origins, min_sign_type, sandbox, calls_per_minute, identity_trusted, created_at, updated_at
) VALUES (
    'salon_wire', '美发客户端', 'wire', 'live', '', '', '', 'MD5', FALSE, 0, FALSE, 1795219200, 1795219200
);

INSERT IGNORE INTO sms_templates (realm, send_key, title, body, classes, created_at, updated_at) VALUES
    ('salon', 'SALON_LOGIN_CODE', '登录验证码', '您的验证码是%CODE%，10分钟内有效。验证码用于登录、设置密码或绑定微信,请勿告诉他人', 'app,h5,wire', 1795219200, 1795219200);
