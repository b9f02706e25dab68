INSERT INTO sms_templates (send_key, title, body, classes, created_at, updated_at) VALUES
    ('USER_CHANGE_MOBILE', '更换手机号验证码', '您正在更换手机号，验证码是%CODE%，10分钟内有效，请勿告诉他人。', 'app,h5', 1795219200, 1795219200);
