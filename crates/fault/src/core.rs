use crate::{Code, Row};

/// Defines a constant of [`Code`] for each row, and the list of all constants.
macro_rules! core {
    ($($(#[$doc:meta])* $name:ident = $row:expr;)+) => {
        #[expect(non_upper_case_globals, reason = "the core's codes read like the variants of an enum: `Code::BadParams`")]
        impl Code {
            /// Every fault of the core, in the order of the table.
            pub const CORE: &'static [Code] = &[$(Code::$name,)+];

            $($(#[$doc])* pub const $name: Code = Code::of(const { &$row });)+
        }
    };
}

// The faults of the line, of the shared domains and of more than one pack. A fault of one pack alone is in its `faults.rs`.
core! {
    // The HTTP edge.
    /// The gateway does not serve the path.
    NotFound = Row::new("not_found", "您访问的资源不存在", "请求地址只有 `/`").number(404).http_status(404);
    /// The HTTP method is not POST.
    MethodNotAllowed = Row::new("method_not_allowed", "只允许使用 POST 方式提交", "使用 POST").http_status(405);
    /// The content type is not a form, or the body is encoded.
    UnsupportedMediaType = Row::new("unsupported_media_type", "只接受未压缩的表单提交", "使用 application/x-www-form-urlencoded 或 multipart/form-data，不要压缩请求体").http_status(415);
    /// The body has no stated length.
    LengthRequired = Row::new("length_required", "请求必须带 Content-Length", "不要使用 chunked 传输").http_status(411);
    /// The body is larger than the gateway accepts.
    TooLarge = Row::new("too_large", "请求内容过大", "减小请求内容").http_status(413);
    /// The body did not arrive in time.
    BodyTimeout = Row::new("body_timeout", "请求内容接收超时", "检查网络后重试").http_status(408);
    /// The form cannot be split without guessing.
    BadForm = Row::new("bad_form", "表单格式不正确", "每个字段只提交一次，使用 UTF-8 和正确的百分号编码").http_status(400);
    /// More calls are in progress than the gateway accepts.
    Overloaded = Row::new("overloaded", "服务器繁忙,请稍候重试", "按 Retry-After 稍后重试").number(500).http_status(503).of_gateway();

    // The envelope.
    /// `data` is absent or not a strict JSON object.
    BadData = Row::new("bad_data", "data 不是有效的 JSON 对象", "data 为 UTF-8 的 JSON 对象：64 KiB 以内，键不重复，深度不超过 16，键不超过 256 个").number(504);
    /// `method` is absent or empty.
    MethodMissing = Row::new("method_missing", "method does not exist", "传 method").number(504);
    /// `v` is absent or empty.
    VersionMissing = Row::new("version_missing", "version number is wrong", "传 v，如 1.0.0").number(505);
    /// `appid` is absent or empty.
    AppidMissing = Row::new("appid_missing", "appid parameters cannot be empty", "传 appid").number(506);
    /// `timestamp` is absent or empty.
    TimestampMissing = Row::new("timestamp_missing", "timestamp parameters cannot be empty", "传 timestamp").number(507);
    /// The app is unknown, suspended or revoked, or the signature is wrong. The reply does not distinguish these.
    BadSignature = Row::new("bad_signature", "API signature error", "对发送的 data 原文签名，检查 appid 与密钥");
    /// `timestamp` is not ten digits or too far from the server's time.
    BadTimestamp = Row::new("bad_timestamp", "timestamp 参数不正确", "按 msg 中的服务器时间校准后重试");
    /// The caller's address is banned for a time.
    BannedIp = Row::new("banned_ip", "您所在网络被禁止访问", "等到解封时间").number(510);
    /// The caller's address is not in the app's list.
    IpNotAllowed = Row::new("ip_not_allowed", "受限 IP 不允许访问", "从登记过的 IP 调用").number(508);
    /// No such method in this version.
    UnknownMethod = Row::new("unknown_method", "您的 APP 太旧请升级!", "检查 method 与 v").number(509);
    /// This app may not call this method, or not from this web origin.
    NotPermitted = Row::new("not_permitted", "您没有权限访问", "联系管理员开通").number(403);
    /// The app of a wire is suspended, revoked or missing.
    WireClosed = Row::new("wire_closed", "服务已关闭", "联系管理员").number(403).http_status(403);
    /// Too many calls.
    RateLimited = Row::new("rate_limited", "请求过于频繁", "按 Retry-After 稍后重试").number(429);
    /// Parameters are absent or break their rules; `msg` names each of them.
    BadParams = Row::new("bad_params", "参数不正确", "按 msg 改正各参数");
    /// The first of several byte-identical calls is still running.
    InProgress = Row::new("in_progress", "请求正在处理中,请稍候重试", "稍后原样重试").of_gateway();
    /// The idempotency key was used for a call with other parameters.
    IdempotencyReused = Row::new("idempotency_reused", "Idempotency-Key 已用于其他请求", "每个新请求使用新的 Idempotency-Key");

    // The session.
    /// The token is unknown, expired or logged out.
    SessionExpired = Row::new("session_expired", "登录超时,请重新登录", "重新登录").number(601);
    /// The method needs a token and there is none.
    NotLoggedIn = Row::new("not_logged_in", "账号未登录", "登录后再调用").number(602);
    /// A newer login replaced this session.
    SessionReplaced = Row::new("session_replaced", "您的账号在其它地方登录", "重新登录").number(603);
    /// The password was changed elsewhere.
    PasswordChanged = Row::new("password_changed", "您的密码已经修改,请重新登录!", "重新登录").number(606);
    /// A user that the call names beside the token is not the user of the token.
    UserMismatch = Row::new("user_mismatch", "账号与令牌不符", "不传，或传当前登录用户的账号");

    // Accounts.
    /// The mobile is registered already.
    AlreadyRegistered = Row::new("already_registered", "您的账号已经注册,请直接登录", "转到登录").number(604);
    /// The user name has an account already.
    UsernameTaken = Row::new("username_taken", "该用户名已经被使用", "换一个用户名");
    /// The mobile is not registered.
    NotRegistered = Row::new("not_registered", "账号未注册", "转到注册").number(605);
    /// Too many passwords were wrong; an SMS code unlocks the login.
    LoginLocked = Row::new("login_locked", "密码错误次数过多,请24小时后重试或使用短信验证码登录", "使用短信验证码登录或找回密码").number(607);
    /// The mobile is unknown or the password is wrong. The reply does not distinguish these.
    WrongPassword = Row::new("wrong_password", "账号或密码不正确", "检查账号与密码");
    /// The old password of a change is wrong.
    WrongOldPassword = Row::new("wrong_old_password", "原密码不正确", "检查原密码");
    /// The new password equals the old one.
    PasswordUnchanged = Row::new("password_unchanged", "新密码不能与原密码相同", "换一个新密码");
    /// An operator locked the account.
    AccountLocked = Row::new("account_locked", "您的账号被锁定!", "联系客服");
    /// The account was closed.
    AccountClosed = Row::new("account_closed", "账号不存在或已经注销!", "联系客服");
    /// The id of a third party was sent without its proof, the one-time code of the provider.
    IdentityUnproven = Row::new("identity_unproven", "第三方登录需要授权码,请升级APP", "传第三方给出的一次性授权码 code");
    /// The provider does not confirm the code, or confirms another id than the call names.
    IdentityRefused = Row::new("identity_refused", "第三方授权无效或已失效", "重新授权后再试");
    /// The provider did not confirm or refuse the code in time.
    IdentityUnavailable = Row::new("identity_unavailable", "第三方服务繁忙,请稍后重试", "稍后重新授权").of_gateway().logged();

    // Short messages.
    /// The code is not equal to the code that was sent.
    WrongCode = Row::new("wrong_code", "您的验证码不正确", "检查验证码").number(700);
    /// The code is too old, was used, or was entered wrongly too often.
    CodeExpired = Row::new("code_expired", "验证码已失效", "重新获取验证码");
    /// A message of this template went to this mobile less than 60 s ago.
    SmsTooFrequent = Row::new("sms_too_frequent", "两次发送间隔小于60秒", "60 秒后重试");
    /// The mobile's daily number of messages is used up.
    SmsMobileQuota = Row::new("sms_mobile_quota", "您的号码今天已发送超过10次!", "明天重试");
    /// The address's daily number of messages is used up.
    SmsIpQuota = Row::new("sms_ip_quota", "您的IP今日发送超过上限!", "明天重试");
    /// No such template, or this class of app may not request it.
    SmsTemplateUnknown = Row::new("sms_template_unknown", "短信模板不存在", "检查 key");
    /// The mobile is on the list of numbers that get no messages.
    SmsBlocked = Row::new("sms_blocked", "您的手机号码暂时无法接收短信", "换一个号码");
    /// The provider did not accept the message.
    SmsFailed = Row::new("sms_failed", "短信发送失败", "稍后重试").of_gateway().logged();

    // Submission tokens.
    /// The request token was not handed out to this caller, or is too old.
    RequestTokenInvalid = Row::new("request_token_invalid", "您的操作已经过期!请退出重新操作!", "重新获取 request_token");
    /// The request token was used for something else.
    RequestTokenReused = Row::new("request_token_reused", "您的提交出现异常!请退出重新操作!", "每次提交使用新的 request_token");

    // Articles.
    /// There is no such message, it is hidden, or it belongs to another user.
    MessageNotFound = Row::new("message_not_found", "该条消息不存在或已经删除", "刷新消息列表");

    // Users.
    /// The new mobile is already the mobile of the account.
    MobileUnchanged = Row::new("mobile_unchanged", "手机号未变化", "换一个新手机号");
    /// The new mobile is the mobile of another account.
    MobileTaken = Row::new("mobile_taken", "该手机号已经被占用", "换一个手机号");
    /// There is no such account.
    UserNotFound = Row::new("user_not_found", "用户不存在", "检查用户 ID");

    // Goods.
    /// There are no such goods, or they are not sold any more.
    GoodsNotFound = Row::new("goods_not_found", "商品不存在", "刷新商品列表");
    /// A product does not exist or cannot be bought now.
    GoodsUnavailable = Row::new("goods_unavailable", "商品不存在或已经下架", "刷新商品详情");
    /// The user would have more of some goods than one person may have.
    PurchaseLimit = Row::new("purchase_limit", "超过每人限兑数量", "减少数量");
    /// The user has no such address.
    AddressNotFound = Row::new("address_not_found", "收货地址不存在", "刷新收货地址列表");
    /// There is no such district, or it is too coarse to deliver to.
    DistrictUnknown = Row::new("district_unknown", "区县不存在", "检查 district_id：6 位行政区划代码，精确到区县");
    /// The user already has the maximum number of addresses.
    AddressLimit = Row::new("address_limit", "最多允许创建20个收货地址", "先删除不用的收货地址");

    // Orders.
    /// The stock is smaller than the quantity.
    OutOfStock = Row::new("out_of_stock", "库存不足", "减少数量或换一件商品");
    /// The user does not have enough points.
    PointsShort = Row::new("points_short", "积分不足", "减少数量");
    /// The user has no such order.
    OrderNotFound = Row::new("order_not_found", "订单不存在", "检查订单号");
    /// The order is not in a state that allows this step.
    OrderState = Row::new("order_state", "订单当前状态不允许此操作", "刷新订单");

    // Payments.
    /// The amount of the order is 0.
    NothingToPay = Row::new("nothing_to_pay", "无需支付", "刷新订单");
    /// The order is paid.
    AlreadyPaid = Row::new("already_paid", "订单已支付", "刷新订单");
    /// The amount that the client wants to pay is not the amount of the order.
    AmountMismatch = Row::new("amount_mismatch", "支付金额与订单不符", "刷新订单，按订单金额支付");
    /// The payment provider refused, or could not be reached.
    PaymentFailed = Row::new("payment_failed", "支付暂时不可用,请稍候重试", "订单仍然有效，稍后重试支付").of_gateway().logged();

    // Uploads.
    /// The file is too large, or the picture in it is too large.
    ImageTooLarge = Row::new("image_too_large", "图片过大", "按 msg 缩小图片：文件默认不超过 5 MiB；总像素不超过 5200 万，渐进式 JPEG 2800 万，WebP 3600 万（带透明 2400 万，动画 2100 万）");
    /// The file is not a picture of an accepted kind, or it is broken.
    ImageInvalid = Row::new("image_invalid", "图片文件不正确", "上传完整的 JPEG、PNG、GIF 或 WebP 图片");
    /// The user's daily number or size of files is used up.
    UploadQuota = Row::new("upload_quota", "今天上传的图片过多", "明天重试");

    // Operators.
    /// The record does not exist.
    RecordNotFound = Row::new("record_not_found", "记录不存在", "检查记录 ID");
    /// The record exists already.
    AlreadyExists = Row::new("already_exists", "记录已经存在", "修改已有的记录");

    // Everything that was not foreseen.
    /// The gateway failed.
    Internal = Row::new("internal", "服务器繁忙,请稍候重试", "稍后重试").number(500).of_gateway().logged();
}

impl Code {
    /// The faults that a call without a signature can get on every method, in the order of the checks.
    pub const OF_UNSIGNED_CALLS: &'static [Code] = &[
        Code::NotFound,
        Code::MethodNotAllowed,
        Code::UnsupportedMediaType,
        Code::LengthRequired,
        Code::TooLarge,
        Code::BodyTimeout,
        Code::BadForm,
        Code::Overloaded,
        Code::BadData,
        Code::WireClosed,
        Code::BannedIp,
        Code::IpNotAllowed,
        Code::NotPermitted,
        Code::RateLimited,
        Code::BadParams,
        Code::NotLoggedIn,
        Code::SessionExpired,
        Code::SessionReplaced,
        Code::PasswordChanged,
        Code::UserMismatch,
        Code::InProgress,
        Code::IdempotencyReused,
        Code::Internal,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_api_document() {
        let documented = [
            403, 404, 429, 500, 503, 504, 505, 506, 507, 508, 509, 510, 601, 602, 603, 604, 605,
            606, 607, 700,
        ];
        for code in Code::CORE {
            let number = code.number();
            assert!(
                documented.contains(&number),
                "{number} of {code:?} is not in the document"
            );
        }
    }
}
