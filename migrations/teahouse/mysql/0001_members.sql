CREATE TABLE IF NOT EXISTS teahouse_members (
    user_id BIGINT NOT NULL PRIMARY KEY,
    truename VARCHAR(20) NOT NULL,
    sex BIGINT NOT NULL,
    birthday VARCHAR(10) NOT NULL,
    labels VARCHAR(255) NOT NULL,
    pay_hash VARCHAR(255) NOT NULL,
    predeposit BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CHECK (predeposit >= 0)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_predeposit_log (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    delta BIGINT NOT NULL,
    balance BIGINT NOT NULL,
    reason VARCHAR(16) NOT NULL,
    ref VARCHAR(64) NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE KEY (user_id, reason, ref),
    KEY teahouse_predeposit_log_user (user_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_addresses (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    true_name VARCHAR(20) NOT NULL,
    city_id BIGINT NOT NULL,
    area_id BIGINT NOT NULL,
    address VARCHAR(100) NOT NULL,
    tel_phone VARCHAR(20) NOT NULL,
    mob_phone VARCHAR(11) NOT NULL,
    is_default BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY teahouse_addresses_user (user_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS teahouse_invoices (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    title VARCHAR(100) NOT NULL,
    code VARCHAR(50) NOT NULL,
    content VARCHAR(100) NOT NULL,
    is_default BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    KEY teahouse_invoices_user (user_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

INSERT IGNORE INTO apps (
    appid, name, class, state, allow, ips, origins, min_sign_type, sandbox, calls_per_minute, identity_trusted, created_at, updated_at
) VALUES (
    'teahouse_wire', '茶汇通客户端', 'wire', 'live', '', '', '', 'MD5', FALSE, 0, FALSE, 1795219200, 1795219200
);

INSERT IGNORE INTO sms_templates (realm, send_key, title, body, classes, created_at, updated_at) VALUES
    ('teahouse', 'TEAHOUSE_CODE', '验证码', '您的验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200),
    ('teahouse', 'TEAHOUSE_PAY_CODE', '支付密码验证码', '您正在设置支付密码，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5', 1795219200, 1795219200);
