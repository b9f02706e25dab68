INSERT OR IGNORE INTO sms_templates (realm, send_key, title, body, classes, created_at, updated_at) VALUES
    ('yaf', 'USER_REGISTER_CODE', '注册验证码', '您的注册验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5', 1795219200, 1795219200),
    ('yaf', 'USER_LOGIN_CODE', '登录验证码', '您的登录验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5', 1795219200, 1795219200),
    ('yaf', 'USER_FIND_PWD', '找回密码验证码', '您正在找回密码，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5', 1795219200, 1795219200),
    ('yaf', 'USER_CHANGE_MOBILE', '更换手机号验证码', '您正在更换手机号，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5', 1795219200, 1795219200);
