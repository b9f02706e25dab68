CREATE TABLE IF NOT EXISTS consulting_tags (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    listorder INTEGER NOT NULL,
    state INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS consulting_tags_shown ON consulting_tags (state, listorder, id);

CREATE TABLE IF NOT EXISTS consulting_people (
    user_id INTEGER NOT NULL PRIMARY KEY,
    gender INTEGER NULL,
    realname TEXT NOT NULL,
    email TEXT NOT NULL,
    state TEXT NOT NULL,
    finished INTEGER NOT NULL DEFAULT 0,
    balance INTEGER NOT NULL DEFAULT 0,
    turns INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS consulting_people_state ON consulting_people (state, user_id);

CREATE TABLE IF NOT EXISTS consulting_posts (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL,
    order_no TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    content TEXT NOT NULL,
    price INTEGER NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    state TEXT NOT NULL,
    hidden BOOLEAN NOT NULL DEFAULT FALSE,
    deleted BOOLEAN NOT NULL DEFAULT FALSE,
    attach TEXT NOT NULL,
    device_info TEXT NOT NULL,
    turns INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    opened_at INTEGER NULL,
    closed_at INTEGER NULL
);

CREATE INDEX IF NOT EXISTS consulting_posts_user ON consulting_posts (user_id, deleted, id);

CREATE INDEX IF NOT EXISTS consulting_posts_state ON consulting_posts (state, id);

CREATE TABLE IF NOT EXISTS consulting_post_tags (
    post_id INTEGER NOT NULL,
    tag_id INTEGER NOT NULL,
    listed_at INTEGER NULL,
    PRIMARY KEY (post_id, tag_id)
);

CREATE INDEX IF NOT EXISTS consulting_post_tags_listed ON consulting_post_tags (tag_id, listed_at, post_id);

CREATE TABLE IF NOT EXISTS consulting_offers (
    post_id INTEGER NOT NULL,
    consultant_id INTEGER NOT NULL,
    version INTEGER NOT NULL,
    withdrawn BOOLEAN NOT NULL DEFAULT FALSE,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (post_id, consultant_id)
);

CREATE INDEX IF NOT EXISTS consulting_offers_consultant ON consulting_offers (consultant_id, updated_at);

CREATE TABLE IF NOT EXISTS consulting_orders (
    post_id INTEGER NOT NULL PRIMARY KEY,
    user_id INTEGER NOT NULL,
    consultant_id INTEGER NOT NULL,
    price INTEGER NOT NULL,
    state TEXT NOT NULL,
    answer TEXT NOT NULL,
    hidden_buyer BOOLEAN NOT NULL DEFAULT FALSE,
    hidden_consultant BOOLEAN NOT NULL DEFAULT FALSE,
    cancelled_by TEXT NOT NULL,
    turns INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    delivered_at INTEGER NULL,
    done_at INTEGER NULL,
    cancelled_at INTEGER NULL
);

CREATE INDEX IF NOT EXISTS consulting_orders_user ON consulting_orders (user_id, hidden_buyer, post_id);

CREATE INDEX IF NOT EXISTS consulting_orders_consultant ON consulting_orders (consultant_id, hidden_consultant, post_id);

CREATE INDEX IF NOT EXISTS consulting_orders_state ON consulting_orders (state, delivered_at);

CREATE TABLE IF NOT EXISTS consulting_ledger (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    consultant_id INTEGER NOT NULL,
    post_id INTEGER NULL,
    delta INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    reason TEXT NOT NULL,
    note TEXT NOT NULL,
    request_token TEXT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (post_id, reason),
    UNIQUE (request_token)
);

CREATE INDEX IF NOT EXISTS consulting_ledger_consultant ON consulting_ledger (consultant_id, id);

-- The history of posts and orders: a row for each change of state.
CREATE TABLE IF NOT EXISTS consulting_moves (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    post_id INTEGER NOT NULL,
    actor TEXT NOT NULL,
    what TEXT NOT NULL,
    from_state TEXT NOT NULL,
    to_state TEXT NOT NULL,
    reason TEXT NOT NULL,
    created_at INTEGER NOT NULL
);

CREATE INDEX IF NOT EXISTS consulting_moves_post ON consulting_moves (post_id, id);

INSERT OR IGNORE INTO apps (
    appid, name, class, state, allow, ips, origins, min_sign_type, sandbox, calls_per_minute, identity_trusted, created_at, updated_at
) VALUES (
    'consulting_wire', '咨询客户端', 'wire', 'live', '', '', '', 'MD5', FALSE, 0, FALSE, 1795219200, 1795219200
);

INSERT OR IGNORE INTO sms_templates (realm, send_key, title, body, classes, created_at, updated_at) VALUES
    ('consulting', 'USER_REGISTER_CODE', '注册验证码', '您的注册验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200),
    ('consulting', 'USER_FIND_PWD', '找回密码验证码', '您正在找回密码，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200),
    ('consultant', 'USER_REGISTER_CODE', '注册验证码', '您的注册验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200),
    ('consultant', 'USER_FIND_PWD', '找回密码验证码', '您正在找回密码，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200);
