CREATE TABLE IF NOT EXISTS homecare_consumers (
    user_id BIGINT NOT NULL PRIMARY KEY,
    address VARCHAR(200) NOT NULL,
    sex BIGINT NOT NULL,
    birthday VARCHAR(10) NOT NULL,
    invite_code VARCHAR(16) NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_guests (
    mobile VARCHAR(16) NOT NULL PRIMARY KEY,
    token_hash CHAR(64) NOT NULL UNIQUE,
    turns BIGINT NOT NULL DEFAULT 0,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL,
    KEY homecare_guests_expires_at (expires_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_cities (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    city_num VARCHAR(16) NOT NULL UNIQUE,
    city_name VARCHAR(64) NOT NULL,
    city_address VARCHAR(200) NOT NULL,
    city_info VARCHAR(500) NOT NULL,
    city_tel VARCHAR(32) NOT NULL,
    is_default BOOLEAN NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_goods_items (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    city_id BIGINT NOT NULL,
    item_name VARCHAR(64) NOT NULL,
    advertisment VARCHAR(500) NOT NULL,
    listorder BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY homecare_goods_items_shown (state, city_id, listorder, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_goods_sec_items (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pid BIGINT NOT NULL,
    item_name VARCHAR(64) NOT NULL,
    listorder BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    FOREIGN KEY (pid) REFERENCES homecare_goods_items (id),
    KEY homecare_goods_sec_items_shown (pid, state, listorder, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_goods (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    oid BIGINT NOT NULL,
    title VARCHAR(100) NOT NULL,
    picture VARCHAR(500) NOT NULL,
    origin_price BIGINT NOT NULL,
    real_price BIGINT NOT NULL,
    repair_price BIGINT NOT NULL,
    brand VARCHAR(64) NOT NULL,
    made_by VARCHAR(64) NOT NULL,
    made_in VARCHAR(64) NOT NULL,
    material VARCHAR(100) NOT NULL,
    content TEXT NOT NULL,
    plus TEXT NOT NULL,
    recommand BIGINT NOT NULL,
    listorder BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    FOREIGN KEY (oid) REFERENCES homecare_goods_sec_items (id),
    KEY homecare_goods_shown (oid, state, listorder, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_service_groups (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    city_id BIGINT NOT NULL,
    item_name VARCHAR(64) NOT NULL,
    note VARCHAR(200) NOT NULL,
    type BIGINT NOT NULL,
    recommand BIGINT NOT NULL,
    icon VARCHAR(500) NOT NULL,
    sort_id BIGINT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY homecare_service_groups_shown (state, city_id, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_services (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    pid BIGINT NOT NULL,
    item_name VARCHAR(64) NOT NULL,
    sort_id BIGINT NULL,
    pic_url VARCHAR(500) NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    FOREIGN KEY (pid) REFERENCES homecare_service_groups (id),
    KEY homecare_services_shown (pid, state, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_ads (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    area BIGINT NOT NULL,
    title VARCHAR(100) NOT NULL,
    content VARCHAR(500) NOT NULL,
    photo VARCHAR(500) NOT NULL,
    type BIGINT NOT NULL,
    is_new BOOLEAN NOT NULL,
    first_jump BIGINT NOT NULL,
    second_jump BIGINT NULL,
    third_jump BIGINT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY homecare_ads_shown (state, area, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_versions (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    platform BIGINT NOT NULL,
    version VARCHAR(32) NOT NULL,
    updated_at BIGINT NOT NULL,
    state BIGINT NOT NULL,
    KEY homecare_versions_newest (platform, state, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_messages (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    user_id BIGINT NOT NULL,
    content VARCHAR(1000) NOT NULL,
    deadline BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    KEY homecare_messages_shown (user_id, state, deadline, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_message_reads (
    user_id BIGINT NOT NULL,
    message_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (user_id, message_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_feedback (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    phone VARCHAR(16) NOT NULL,
    content VARCHAR(500) NOT NULL,
    ip VARCHAR(64) NOT NULL,
    note VARCHAR(500) NOT NULL,
    handled_at BIGINT NULL,
    created_at BIGINT NOT NULL,
    KEY homecare_feedback_handled (handled_at, id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_orders (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_no VARCHAR(20) NOT NULL UNIQUE,
    order_type BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    phone VARCHAR(16) NOT NULL,
    order_phone VARCHAR(20) NOT NULL,
    name VARCHAR(32) NOT NULL,
    city_id BIGINT NOT NULL,
    city_number VARCHAR(16) NOT NULL,
    address VARCHAR(200) NOT NULL,
    send_type BIGINT NOT NULL,
    online_pay BOOLEAN NOT NULL,
    channel VARCHAR(20) NOT NULL,
    status BIGINT NOT NULL,
    total BIGINT NOT NULL,
    discount BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    coupon_id BIGINT NULL,
    settled_at BIGINT NULL,
    digest CHAR(64) NOT NULL,
    note VARCHAR(500) NOT NULL,
    canceled_by VARCHAR(10) NOT NULL,
    created_at BIGINT NOT NULL,
    confirmed_at BIGINT NULL,
    delivered_at BIGINT NULL,
    done_at BIGINT NULL,
    canceled_at BIGINT NULL,
    appraised_at BIGINT NULL,
    KEY homecare_orders_user (user_id, id),
    KEY homecare_orders_phone (phone, user_id, id),
    KEY homecare_orders_status (status, id),
    KEY homecare_orders_created (created_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_order_goods (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_id BIGINT NOT NULL,
    sid BIGINT NOT NULL,
    title VARCHAR(100) NOT NULL,
    origin_price BIGINT NOT NULL,
    real_price BIGINT NOT NULL,
    repair_price BIGINT NOT NULL,
    use_repair BOOLEAN NOT NULL,
    KEY homecare_order_goods_order (order_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_order_services (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    order_id BIGINT NOT NULL,
    hid BIGINT NOT NULL,
    item_name VARCHAR(64) NOT NULL,
    KEY homecare_order_services_order (order_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_order_pictures (
    order_id BIGINT NOT NULL,
    picindex BIGINT NOT NULL,
    upload_id BIGINT NOT NULL,
    path VARCHAR(255) NOT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (order_id, picindex)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_appraisals (
    order_id BIGINT NOT NULL PRIMARY KEY,
    user_id BIGINT NOT NULL,
    rate BIGINT NOT NULL,
    ticks BIGINT NOT NULL,
    comment VARCHAR(500) NOT NULL,
    created_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_coupons (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    cou_id VARCHAR(20) NOT NULL UNIQUE,
    user_id BIGINT NOT NULL,
    type BIGINT NOT NULL,
    value BIGINT NOT NULL,
    deadline BIGINT NOT NULL,
    source VARCHAR(64) NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    owned_at BIGINT NOT NULL,
    used_at BIGINT NULL,
    order_id BIGINT NULL,
    KEY homecare_coupons_user (user_id, id),
    KEY homecare_coupons_order (order_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_coupon_rules (
    type BIGINT NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL,
    days BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_invites (
    user_id BIGINT NOT NULL PRIMARY KEY,
    inviter_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    KEY homecare_invites_inviter (inviter_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

-- How many unknown invite codes an account tried on a day.
CREATE TABLE IF NOT EXISTS homecare_invite_tries (
    user_id BIGINT NOT NULL PRIMARY KEY,
    day CHAR(8) NOT NULL,
    tries BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_games (
    id BIGINT NOT NULL AUTO_INCREMENT PRIMARY KEY,
    title VARCHAR(64) NOT NULL,
    starts_at BIGINT NOT NULL,
    ends_at BIGINT NOT NULL,
    total BIGINT NOT NULL,
    sent BIGINT NOT NULL DEFAULT 0,
    plays BIGINT NOT NULL,
    min_value BIGINT NOT NULL,
    max_value BIGINT NOT NULL,
    days BIGINT NOT NULL,
    state BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    KEY homecare_games_running (state, ends_at)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS homecare_game_plays (
    game_id BIGINT NOT NULL,
    user_id BIGINT NOT NULL,
    plays BIGINT NOT NULL,
    PRIMARY KEY (game_id, user_id)
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

INSERT IGNORE INTO homecare_coupon_rules (type, value, days, updated_at) VALUES
    (1, 0, 365, 1795219200),
    (2, 0, 365, 1795219200),
    (3, 0, 365, 1795219200),
    (4, 0, 365, 1795219200);

INSERT IGNORE INTO revisions (topic, number) VALUES ('homecare', 0);

INSERT IGNORE INTO apps (
    appid, name, class, state, allow, ips, origins, min_sign_type, sandbox, calls_per_minute, identity_trusted, created_at, updated_at
) VALUES (
    'homecare_wire', '家政客户端', 'wire', 'live', '', '', '', 'MD5', FALSE, 0, FALSE, 1795219200, 1795219200
);

INSERT IGNORE INTO sms_templates (realm, send_key, title, body, classes, created_at, updated_at) VALUES
    ('homecare', 'HOMECARE_VERIFY', '手机验证码', '您的验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200),
    ('homecare', 'HOMECARE_FIND_PWD', '找回密码验证码', '您正在找回密码，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5,wire', 1795219200, 1795219200);
