//! The faults that only this product returns. Their numbers and names on its own wire are in `wire/refusals.rs`.

signet_fault::codes! {
    /// The code is no longer valid, after too many wrong tries from this origin or from all origins.
    SMS_ERROR_COUNT_LIMITED = Row::new("sms_error_count_limited", "验证码错误次数超过限制", "重新获取验证码");
    /// The newest code has expired. It was not used, and not made invalid by wrong tries.
    SMS_TIMEOUT = Row::new("sms_timeout", "验证码过期", "重新获取验证码");
    /// The newest code was used.
    SMS_CHECKED = Row::new("sms_checked", "验证码已经验证过", "重新获取验证码");
    /// The text is not six digits, or no code is stored for the mobile.
    SMS_INVALID = Row::new("sms_invalid", "无效验证码", "传短信中的 6 位数字");
    /// The code is wrong.
    SMS_INCORRECT = Row::new("sms_incorrect", "错误验证码", "检查验证码");
    /// Too many messages to this mobile, or from this address.
    SMS_TOO_OFTEN = Row::new("sms_too_often", "验证码请求太频繁", "按 Retry-After 稍后重试");
    /// The proven openid is not bound to an account, or the caller has proven to own the account, but it is closed.
    ACCOUNT_NOT_FOUND = Row::new("account_not_found", "帐号不存在", "用短信验证码登录");
    /// The mobile is unknown, the account has no password, or the password is wrong. The reply does not say which.
    PASSWORD_INCORRECT = Row::new("password_incorrect", "帐号密码错误", "检查手机号与密码");
    /// The new password equals the old one, the proof is not valid, or the password was changed meanwhile.
    PASSWORD_NOT_CHANGED = Row::new("password_not_changed", "密码修改失败", "换一个新密码，用原密码作证明，或重新登录后再试");
    /// The mobile is not a mobile number of mainland China.
    MOBILE_INCORRECT = Row::new("mobile_incorrect", "手机号格式错误", "传 11 位手机号，如 13333333333");
    /// The account of the mobile is bound to another openid of the provider.
    MOBILE_EXIST = Row::new("mobile_exist", "手机号已占用", "用绑定的微信登录，或联系客服解绑");
    /// The openid has no proof, or its proof is not valid.
    OPENID_UNPROVEN = Row::new("openid_unproven", "微信授权无效,请重新授权", "传微信给出的一次性授权码 openid_code");
    /// The openid belongs to another account.
    OPENID_BOUND = Row::new("openid_bound", "该微信已绑定其他帐号", "用该微信登录，或联系客服解绑");
    /// Clients with this id may not log in here.
    CLIENT_NOT_ALLOWED = Row::new("client_not_allowed", "该客户端无权登录", "检查 client_id");
    /// WeChat did not answer as it should.
    OPENID_UNAVAILABLE = Row::new("openid_unavailable", "微信服务繁忙,请稍后重试", "稍后重新授权，验证码仍然有效").of_gateway().logged();
}
