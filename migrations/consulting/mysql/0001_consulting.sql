CREATE TABLE IF NOT EXISTS consulting_tags (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    name VARCHAR(64) NOT NULL UNIQUE,
    listorder BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY consulting_tags_shown (state, listorder, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS consulting_people (
    user_id BIGINT NOT NULL PRIMARY KEY,
    gender BIGINT NULL,
    realname VARCHAR(20) NOT NULL,
    email VARCHAR(64) NOT NULL,
    state VARCHAR(16) NOT NULL,
    finished BIGINT NOT NULL DEFAULT 0,
    balance BIGINT NOT NULL DEFAULT 0,
    turns BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY consulting_people_state (state, user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS consulting_posts (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    order_no VARCHAR(32) NOT NULL UNIQUE,
    title VARCHAR(64) NOT NULL,
    content TEXT NOT NULL,
    price BIGINT NOT NULL,
    version BIGINT NOT NULL DEFAULT 1,
    state VARCHAR(16) NOT NULL,
    hidden BOOLEAN NOT NULL DEFAULT FALSE,
    deleted BOOLEAN NOT NULL DEFAULT FALSE,
    attach VARCHAR(127) NOT NULL,
    device_info VARCHAR(32) NOT NULL,
    turns BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    opened_at BIGINT NULL,
    closed_at BIGINT NULL,
    KEY consulting_posts_user (user_id, deleted, id),
    KEY consulting_posts_state (state, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS consulting_post_tags (
    post_id BIGINT NOT NULL,
    tag_id BIGINT NOT NULL,
    listed_at BIGINT NULL,
    PRIMARY KEY (post_id, tag_id),
    KEY consulting_post_tags_listed (tag_id, listed_at, post_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS consulting_offers (
    post_id BIGINT NOT NULL,
    consultant_id BIGINT NOT NULL,
    version BIGINT NOT NULL,
    withdrawn BOOLEAN NOT NULL DEFAULT FALSE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (post_id, consultant_id),
    KEY consulting_offers_consultant (consultant_id, updated_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS consulting_orders (
    post_id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    consultant_id BIGINT NOT NULL,
    price BIGINT NOT NULL,
    state VARCHAR(16) NOT NULL,
    answer TEXT NOT NULL,
    hidden_buyer BOOLEAN NOT NULL DEFAULT FALSE,
    hidden_consultant BOOLEAN NOT NULL DEFAULT FALSE,
    cancelled_by VARCHAR(16) NOT NULL,
    turns BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    delivered_at BIGINT NULL,
    done_at BIGINT NULL,
    cancelled_at BIGINT NULL,
    KEY consulting_orders_user (user_id, hidden_buyer, post_id),
    KEY consulting_orders_consultant (consultant_id, hidden_consultant, post_id),
    KEY consulting_orders_state (state, delivered_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS consulting_ledger (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    consultant_id BIGINT NOT NULL,
    post_id BIGINT NULL,
    delta BIGINT NOT NULL,
    balance BIGINT NOT NULL,
    reason VARCHAR(16) NOT NULL,
    note VARCHAR(200) NOT NULL,
    request_token VARCHAR(32) NULL,
    created_at BIGINT NOT NULL,
    UNIQUE KEY (post_id, reason),
    UNIQUE KEY (request_token),
    KEY consulting_ledger_consultant (consultant_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- The history of posts and orders: a row for each change of state.
CREATE TABLE IF NOT EXISTS consulting_moves (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    post_id BIGINT NOT NULL,
    actor VARCHAR(32) NOT NULL,
    what VARCHAR(16) NOT NULL,
    from_state VARCHAR(16) NOT NULL,
    to_state VARCHAR(16) NOT NULL,
    reason VARCHAR(200) NOT NULL,
    created_at BIGINT NOT NULL,
    KEY consulting_moves_post (post_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

INSERT IGNORE INTO apps (
    appid, name, class, state, allow, ips, origins, min_sign_type, sandbox, calls_per_minute, identity_trusted, created_at, updated_at
) VALUES (
    'consulting_wire', '咨询客户端', 'wire', 'live', '', '', '', 'MD5', FALSE, 0, FALSE, 1795219200, 1795219200
);

INSERT IGNORE INTO sms_templates (realm, send_key, title, body, classes, created_at, updated_at) VALUES
    ('consulting', 'USER_REGISTER_CODE', '注册验证码', '您的注册验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200),
    ('consulting', 'USER_FIND_PWD', '找回密码验证码', '您正在找回密码，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200),
    ('consultant', 'USER_REGISTER_CODE', '注册验证码', '您的注册验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200),
    ('consultant', 'USER_FIND_PWD', '找回密码验证码', '您正在找回密码，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200);
