CREATE TABLE IF NOT EXISTS sms_templates (
    send_key VARCHAR(64) NOT NULL PRIMARY KEY,
    title VARCHAR(64) NOT NULL,
    body VARCHAR(255) NOT NULL,
    classes VARCHAR(255) NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    state BIGINT NOT NULL DEFAULT 1
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

CREATE TABLE IF NOT EXISTS sms_blacklist (
    mobile VARCHAR(16) NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;

INSERT IGNORE INTO sms_templates (send_key, title, body, classes, created_at, updated_at) VALUES
    ('USER_REGISTER_CODE', '注册验证码', '您的注册验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5', 1795219200, 1795219200),
    ('USER_LOGIN_CODE', '登录验证码', '您的登录验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5', 1795219200, 1795219200),
    ('USER_FIND_PWD', '找回密码验证码', '您正在找回密码，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5', 1795219200, 1795219200),
    ('USER_CHANGE_MOBILE', '更换手机号验证码', '您正在更换手机号，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5', 1795219200, 1795219200);

INSERT IGNORE INTO revisions (topic, number) VALUES ('sms', 0);
