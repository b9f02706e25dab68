CREATE TABLE IF NOT EXISTS salon_profiles (
    user_id INTEGER NOT NULL PRIMARY KEY,
    gender INTEGER NOT NULL,
    province_id INTEGER NOT NULL,
    city_id INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS salon_brands (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    founder_name TEXT NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS salon_brands_state ON salon_brands (state, id);

CREATE TABLE IF NOT EXISTS salon_shops (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    brand_id INTEGER NOT NULL,
    name TEXT NOT NULL,
    street TEXT NOT NULL,
    contact_tel TEXT NOT NULL,
    is_exp BOOLEAN NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    FOREIGN KEY (brand_id) REFERENCES salon_brands (id)
);

CREATE INDEX IF NOT EXISTS salon_shops_brand ON salon_shops (brand_id, id);

CREATE TABLE IF NOT EXISTS salon_tests (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    shop_id INTEGER NOT NULL,
    ref_no TEXT NOT NULL,
    finished_at INTEGER NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    UNIQUE (shop_id, ref_no),
    FOREIGN KEY (shop_id) REFERENCES salon_shops (id)
);

CREATE INDEX IF NOT EXISTS salon_tests_user ON salon_tests (user_id, state, finished_at, shop_id);

CREATE INDEX IF NOT EXISTS salon_tests_shop ON salon_tests (shop_id, id);

-- The event behind each row of the ledger of points: it gives points once.
CREATE TABLE IF NOT EXISTS salon_point_events (
    ledger_id INTEGER NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL,
    event_type TEXT NOT NULL,
    event_id INTEGER NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE (user_id, event_type, event_id)
);

INSERT OR IGNORE INTO apps (
    appid, name, class, state, allow, ips, origins, min_sign_type, sandbox, calls_per_minute, identity_trusted, created_at, updated_at
) VALUES (
    'salon_wire', '美发客户端', 'wire', 'live', '', '', '', 'MD5', FALSE, 0, FALSE, 1795219200, 1795219200
);

INSERT OR IGNORE INTO sms_templates (realm, send_key, title, body, classes, created_at, updated_at) VALUES
    ('salon', 'SALON_LOGIN_CODE', '登录验证码', '您的验证码是%CODE%，10分钟内有效。验证码用于登录、设置密码或绑定微信,请勿告诉他人', 'app,h5,wire', 1795219200, 1795219200);
