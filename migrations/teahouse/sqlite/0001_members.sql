CREATE TABLE IF NOT EXISTS teahouse_members (
    user_id INTEGER NOT NULL PRIMARY KEY,
    truename TEXT NOT NULL,
    sex INTEGER NOT NULL,
    birthday TEXT NOT NULL,
    labels TEXT NOT NULL,
    pay_hash TEXT NOT NULL,
    predeposit INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CHECK (predeposit >= 0)
);

CREATE TABLE IF NOT EXISTS teahouse_predeposit_log (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    delta INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    reason TEXT NOT NULL,
    ref TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (user_id, reason, ref)
);

CREATE INDEX IF NOT EXISTS teahouse_predeposit_log_user ON teahouse_predeposit_log (user_id, id);

CREATE TABLE IF NOT EXISTS teahouse_addresses (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    true_name TEXT NOT NULL,
    city_id INTEGER NOT NULL,
    area_id INTEGER NOT NULL,
    address TEXT NOT NULL,
    tel_phone TEXT NOT NULL,
    mob_phone TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_addresses_user ON teahouse_addresses (user_id, id);

CREATE TABLE IF NOT EXISTS teahouse_invoices (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    title TEXT NOT NULL,
    code TEXT NOT NULL,
    content TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS teahouse_invoices_user ON teahouse_invoices (user_id, id);

INSERT OR IGNORE INTO apps (
    appid, name, class, state, allow, ips, origins, min_sign_type, sandbox, calls_per_minute, identity_trusted, created_at, updated_at
) VALUES (
    'teahouse_wire', '茶汇通客户端', 'wire', 'live', '', '', '', 'MD5', FALSE, 0, FALSE, 1795219200, 1795219200
);

INSERT OR IGNORE INTO sms_templates (realm, send_key, title, body, classes, created_at, updated_at) VALUES
    ('teahouse', 'TEAHOUSE_CODE', '验证码', '您的验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200),
    ('teahouse', 'TEAHOUSE_PAY_CODE', '支付密码验证码', '您正在设置支付密码，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5', 1795219200, 1795219200);
