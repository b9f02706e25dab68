CREATE TABLE IF NOT EXISTS homecare_consumers (
    user_id INTEGER NOT NULL PRIMARY KEY,
    address TEXT NOT NULL,
    sex INTEGER NOT NULL,
    birthday TEXT NOT NULL,
    invite_code TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS homecare_guests (
    mobile TEXT NOT NULL PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    turns INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS homecare_guests_expires_at ON homecare_guests (expires_at);

CREATE TABLE IF NOT EXISTS homecare_cities (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    city_num TEXT NOT NULL UNIQUE,
    city_name TEXT NOT NULL,
    city_address TEXT NOT NULL,
    city_info TEXT NOT NULL,
    city_tel TEXT NOT NULL,
    is_default BOOLEAN NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS homecare_goods_items (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    city_id INTEGER NOT NULL,
    item_name TEXT NOT NULL,
    advertisment TEXT NOT NULL,
    listorder INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS homecare_goods_items_shown ON homecare_goods_items (state, city_id, listorder, id);

CREATE TABLE IF NOT EXISTS homecare_goods_sec_items (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pid INTEGER NOT NULL,
    item_name TEXT NOT NULL,
    listorder INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    FOREIGN KEY (pid) REFERENCES homecare_goods_items (id)
);

CREATE INDEX IF NOT EXISTS homecare_goods_sec_items_shown ON homecare_goods_sec_items (pid, state, listorder, id);

CREATE TABLE IF NOT EXISTS homecare_goods (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    oid INTEGER NOT NULL,
    title TEXT NOT NULL,
    picture TEXT NOT NULL,
    origin_price INTEGER NOT NULL,
    real_price INTEGER NOT NULL,
    repair_price INTEGER NOT NULL,
    brand TEXT NOT NULL,
    made_by TEXT NOT NULL,
    made_in TEXT NOT NULL,
    material TEXT NOT NULL,
    content TEXT NOT NULL,
    plus TEXT NOT NULL,
    recommand INTEGER NOT NULL,
    listorder INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    FOREIGN KEY (oid) REFERENCES homecare_goods_sec_items (id)
);

CREATE INDEX IF NOT EXISTS homecare_goods_shown ON homecare_goods (oid, state, listorder, id);

CREATE TABLE IF NOT EXISTS homecare_service_groups (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    city_id INTEGER NOT NULL,
    item_name TEXT NOT NULL,
    note TEXT NOT NULL,
    type INTEGER NOT NULL,
    recommand INTEGER NOT NULL,
    icon TEXT NOT NULL,
    sort_id INTEGER NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS homecare_service_groups_shown ON homecare_service_groups (state, city_id, id);

CREATE TABLE IF NOT EXISTS homecare_services (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    pid INTEGER NOT NULL,
    item_name TEXT NOT NULL,
    sort_id INTEGER NULL,
    pic_url TEXT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    FOREIGN KEY (pid) REFERENCES homecare_service_groups (id)
);

CREATE INDEX IF NOT EXISTS homecare_services_shown ON homecare_services (pid, state, id);

CREATE TABLE IF NOT EXISTS homecare_ads (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    area INTEGER NOT NULL,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    photo TEXT NOT NULL,
    type INTEGER NOT NULL,
    is_new BOOLEAN NOT NULL,
    first_jump INTEGER NOT NULL,
    second_jump INTEGER NULL,
    third_jump INTEGER NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS homecare_ads_shown ON homecare_ads (state, area, id);

CREATE TABLE IF NOT EXISTS homecare_versions (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    platform INTEGER NOT NULL,
    version TEXT NOT NULL,
    updated_at INTEGER NOT NULL,
    state INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS homecare_versions_newest ON homecare_versions (platform, state, id);

CREATE TABLE IF NOT EXISTS homecare_messages (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    content TEXT NOT NULL,
    deadline INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS homecare_messages_shown ON homecare_messages (user_id, state, deadline, id);

CREATE TABLE IF NOT EXISTS homecare_message_reads (
    user_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, message_id)
);

CREATE TABLE IF NOT EXISTS homecare_feedback (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    phone TEXT NOT NULL,
    content TEXT NOT NULL,
    ip TEXT NOT NULL,
    note TEXT NOT NULL,
    handled_at INTEGER NULL,
    created_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS homecare_feedback_handled ON homecare_feedback (handled_at, id);

CREATE TABLE IF NOT EXISTS homecare_orders (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    order_no TEXT NOT NULL UNIQUE,
    order_type INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    phone TEXT NOT NULL,
    order_phone TEXT NOT NULL,
    name TEXT NOT NULL,
    city_id INTEGER NOT NULL,
    city_number TEXT NOT NULL,
    address TEXT NOT NULL,
    send_type INTEGER NOT NULL,
    online_pay BOOLEAN NOT NULL,
    channel TEXT NOT NULL,
    status INTEGER NOT NULL,
    total INTEGER NOT NULL,
    discount INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    coupon_id INTEGER NULL,
    settled_at INTEGER NULL,
    digest TEXT NOT NULL,
    note TEXT NOT NULL,
    canceled_by TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    confirmed_at INTEGER NULL,
    delivered_at INTEGER NULL,
    done_at INTEGER NULL,
    canceled_at INTEGER NULL,
    appraised_at INTEGER NULL
);

CREATE INDEX IF NOT EXISTS homecare_orders_user ON homecare_orders (user_id, id);

CREATE INDEX IF NOT EXISTS homecare_orders_phone ON homecare_orders (phone, user_id, id);

CREATE INDEX IF NOT EXISTS homecare_orders_status ON homecare_orders (status, id);

CREATE INDEX IF NOT EXISTS homecare_orders_created ON homecare_orders (created_at);

CREATE TABLE IF NOT EXISTS homecare_order_goods (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    order_id INTEGER NOT NULL,
    sid INTEGER NOT NULL,
    title TEXT NOT NULL,
    origin_price INTEGER NOT NULL,
    real_price INTEGER NOT NULL,
    repair_price INTEGER NOT NULL,
    use_repair BOOLEAN NOT NULL
);

CREATE INDEX IF NOT EXISTS homecare_order_goods_order ON homecare_order_goods (order_id);

CREATE TABLE IF NOT EXISTS homecare_order_services (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    order_id INTEGER NOT NULL,
    hid INTEGER NOT NULL,
    item_name TEXT NOT NULL
);

CREATE INDEX IF NOT EXISTS homecare_order_services_order ON homecare_order_services (order_id);

CREATE TABLE IF NOT EXISTS homecare_order_pictures (
    order_id INTEGER NOT NULL,
    picindex INTEGER NOT NULL,
    upload_id INTEGER NOT NULL,
    path TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (order_id, picindex)
);

CREATE TABLE IF NOT EXISTS homecare_appraisals (
    order_id INTEGER NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL,
    rate INTEGER NOT NULL,
    ticks INTEGER NOT NULL,
    comment TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS homecare_coupons (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    cou_id TEXT NOT NULL UNIQUE,
    user_id INTEGER NOT NULL,
    type INTEGER NOT NULL,
    value INTEGER NOT NULL,
    deadline INTEGER NOT NULL,
    source TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    owned_at INTEGER NOT NULL,
    used_at INTEGER NULL,
    order_id INTEGER NULL
);

CREATE INDEX IF NOT EXISTS homecare_coupons_user ON homecare_coupons (user_id, id);

CREATE INDEX IF NOT EXISTS homecare_coupons_order ON homecare_coupons (order_id);

CREATE TABLE IF NOT EXISTS homecare_coupon_rules (
    type INTEGER NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL,
    days INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS homecare_invites (
    user_id INTEGER NOT NULL PRIMARY KEY,
    inviter_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS homecare_invites_inviter ON homecare_invites (inviter_id);

-- How many unknown invite codes an account tried on a day.
CREATE TABLE IF NOT EXISTS homecare_invite_tries (
    user_id INTEGER NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    tries INTEGER NOT NULL
);

CREATE TABLE IF NOT EXISTS homecare_games (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    title TEXT NOT NULL,
    starts_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    total INTEGER NOT NULL,
    sent INTEGER NOT NULL DEFAULT 0,
    plays INTEGER NOT NULL,
    min_value INTEGER NOT NULL,
    max_value INTEGER NOT NULL,
    days INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS homecare_games_running ON homecare_games (state, ends_at);

CREATE TABLE IF NOT EXISTS homecare_game_plays (
    game_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    plays INTEGER NOT NULL,
    PRIMARY KEY (game_id, user_id)
);

INSERT OR IGNORE INTO homecare_coupon_rules (type, value, days, updated_at) VALUES
    (1, 0, 365, 1795219200),
    (2, 0, 365, 1795219200),
    (3, 0, 365, 1795219200),
    (4, 0, 365, 1795219200);

INSERT OR IGNORE INTO revisions (topic, number) VALUES ('homecare', 0);

INSERT OR IGNORE INTO apps (
    appid, name, class, state, allow, ips, origins, min_sign_type, sandbox, calls_per_minute, identity_trusted, created_at, updated_at
) VALUES (
    'homecare_wire', '家政客户端', 'wire', 'live', '', '', '', 'MD5', FALSE, 0, FALSE, 1795219200, 1795219200
);

INSERT OR IGNORE INTO sms_templates (realm, send_key, title, body, classes, created_at, updated_at) VALUES
    ('homecare', 'HOMECARE_VERIFY', '手机验证码', '您的验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200),
    ('homecare', 'HOMECARE_FIND_PWD', '找回密码验证码', '您正在找回密码，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200);
