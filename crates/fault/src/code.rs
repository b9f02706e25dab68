use serde::Serialize;

/// Who can do something about a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Blame {
    /// The caller: the same call would fail again.
    Caller,
    /// The gateway or something behind it: the same call may work later.
    Gateway,
}

/// Writes the enum and its lookups from one table, so that a fault is described in one place.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $number:literal $sub:literal $blame:ident $http:literal $text:literal, $cure:literal;)+) => {
        /// A reason why a call failed.
        ///
        /// Several reasons share a number, as the API document wants it; the sub-code tells them apart.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $($(#[$doc])* $name,)+
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The `code` of the reply.
            pub const fn number(self) -> u16 {
                match self { $(Code::$name => $number,)+ }
            }

            /// The `sub_code` of the reply: snake_case, unique and stable.
            pub const fn sub_code(self) -> &'static str {
                match self { $(Code::$name => $sub,)+ }
            }

            /// Who can do something about it.
            pub const fn blame(self) -> Blame {
                match self { $(Code::$name => Blame::$blame,)+ }
            }

            /// The HTTP status of the reply: 200 unless no envelope can be trusted or load is shed.
            pub const fn http_status(self) -> u16 {
                match self { $(Code::$name => $http,)+ }
            }

            /// The default `msg`, in the language of the clients.
            pub const fn text(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            /// What the caller's developer should do, for the documentation.
            pub const fn cure(self) -> &'static str {
                match self { $(Code::$name => $cure,)+ }
            }
        }
    };
}

codes! {
    // The HTTP edge.
    /// The path is not one the gateway serves.
    NotFound = 404 "not_found" Caller 404 "您访问的资源不存在", "请求地址只有 `/`";
    /// The HTTP method is not POST.
    MethodNotAllowed = 503 "method_not_allowed" Caller 405 "只允许使用 POST 方式提交", "使用 POST";
    /// The content type is not a form, or the body is encoded.
    UnsupportedMediaType = 503 "unsupported_media_type" Caller 415 "只接受未压缩的表单提交", "使用 application/x-www-form-urlencoded 或 multipart/form-data，不要压缩请求体";
    /// The body has no stated length.
    LengthRequired = 503 "length_required" Caller 411 "请求必须带 Content-Length", "不要使用 chunked 传输";
    /// The body is larger than the gateway takes.
    TooLarge = 503 "too_large" Caller 413 "请求内容过大", "减小请求内容";
    /// The body did not arrive in time.
    BodyTimeout = 503 "body_timeout" Caller 408 "请求内容接收超时", "检查网络后重试";
    /// The form cannot be split without guessing.
    BadForm = 503 "bad_form" Caller 400 "表单格式不正确", "每个字段只提交一次，使用 UTF-8 和正确的百分号编码";
    /// More calls are in flight than the gateway takes.
    Overloaded = 500 "overloaded" Gateway 503 "服务器繁忙,请稍候重试", "按 Retry-After 稍后重试";

    // The envelope.
    /// `data` is absent or not a strict JSON object.
    BadData = 504 "bad_data" Caller 200 "data 不是有效的 JSON 对象", "data 为 UTF-8 的 JSON 对象：64 KiB 以内，键不重复，深度不超过 16，键不超过 256 个";
    /// `method` is absent or empty.
    MethodMissing = 504 "method_missing" Caller 200 "method does not exist", "传 method";
    /// `v` is absent or empty.
    VersionMissing = 505 "version_missing" Caller 200 "version number is wrong", "传 v，如 1.0.0";
    /// `appid` is absent or empty.
    AppidMissing = 506 "appid_missing" Caller 200 "appid parameters cannot be empty", "传 appid";
    /// `timestamp` is absent or empty.
    TimestampMissing = 507 "timestamp_missing" Caller 200 "timestamp parameters cannot be empty", "传 timestamp";
    /// The app is unknown, suspended or revoked, or the signature is wrong; which of them is not told.
    BadSignature = 503 "bad_signature" Caller 200 "API signature error", "对发送的 data 原文签名，检查 appid 与密钥";
    /// `timestamp` is not ten digits or too far from the server's time.
    BadTimestamp = 503 "bad_timestamp" Caller 200 "timestamp 参数不正确", "按 msg 中的服务器时间校准后重试";
    /// The caller's address is banned for a time.
    BannedIp = 510 "banned_ip" Caller 200 "您所在网络被禁止访问", "等到解封时间";
    /// The caller's address is not in the app's list.
    IpNotAllowed = 508 "ip_not_allowed" Caller 200 "受限 IP 不允许访问", "从登记过的 IP 调用";
    /// No such method in this version.
    UnknownMethod = 509 "unknown_method" Caller 200 "您的 APP 太旧请升级!", "检查 method 与 v";
    /// This app may not call this method, or not from this web origin.
    NotPermitted = 403 "not_permitted" Caller 200 "您没有权限访问", "联系管理员开通";
    /// Too many calls.
    RateLimited = 429 "rate_limited" Caller 200 "请求过于频繁", "按 Retry-After 稍后重试";
    /// Parameters are absent or break their rules; `msg` names each.
    BadParams = 503 "bad_params" Caller 200 "参数不正确", "按 msg 改正各参数";
    /// The first of several byte-identical calls is still running.
    InProgress = 503 "in_progress" Gateway 200 "请求正在处理中,请稍候重试", "稍后原样重试";

    // The session.
    /// The token is unknown, expired or logged out.
    SessionExpired = 601 "session_expired" Caller 200 "登录超时,请重新登录", "重新登录";
    /// The method needs a token and there is none.
    NotLoggedIn = 602 "not_logged_in" Caller 200 "账号未登录", "登录后再调用";
    /// A newer login replaced this session.
    SessionReplaced = 603 "session_replaced" Caller 200 "您的账号在其它地方登录", "重新登录";
    /// The password was changed elsewhere.
    PasswordChanged = 606 "password_changed" Caller 200 "您的密码已经修改,请重新登录!", "重新登录";

    // Accounts.
    /// The mobile is registered already.
    AlreadyRegistered = 604 "already_registered" Caller 200 "您的账号已经注册,请直接登录", "转到登录";
    /// The mobile is not registered.
    NotRegistered = 605 "not_registered" Caller 200 "账号未注册", "转到注册";
    /// Too many wrong passwords; an SMS code unlocks.
    LoginLocked = 607 "login_locked" Caller 200 "密码错误次数过多,请24小时后重试或使用短信验证码登录", "使用短信验证码登录或找回密码";
    /// Unknown mobile or wrong password; which of them is not told.
    WrongPassword = 503 "wrong_password" Caller 200 "账号或密码不正确", "检查账号与密码";
    /// The old password of a change is wrong.
    WrongOldPassword = 503 "wrong_old_password" Caller 200 "原密码不正确", "检查原密码";
    /// The new password equals the old one.
    PasswordUnchanged = 503 "password_unchanged" Caller 200 "新密码不能与原密码相同", "换一个新密码";
    /// An operator locked the account.
    AccountLocked = 503 "account_locked" Caller 200 "您的账号被锁定!", "联系客服";
    /// The account was closed.
    AccountClosed = 503 "account_closed" Caller 200 "账号不存在或已经注销!", "联系客服";

    // Short messages.
    /// The code is not the one that was sent.
    WrongCode = 700 "wrong_code" Caller 200 "您的验证码不正确", "检查验证码";
    /// The code is too old, used, or was guessed at too often.
    CodeExpired = 503 "code_expired" Caller 200 "验证码已失效", "重新获取验证码";
    /// A message of this template went to this mobile less than 60 s ago.
    SmsTooFrequent = 503 "sms_too_frequent" Caller 200 "两次发送间隔小于60秒", "60 秒后重试";
    /// The mobile's daily number of messages is used up.
    SmsMobileQuota = 503 "sms_mobile_quota" Caller 200 "您的号码今天已发送超过10次!", "明天重试";
    /// The address's daily number of messages is used up.
    SmsIpQuota = 503 "sms_ip_quota" Caller 200 "您的IP今日发送超过上限!", "明天重试";
    /// No such template, or this class of app may not ask for it.
    SmsTemplateUnknown = 503 "sms_template_unknown" Caller 200 "短信模板不存在", "检查 key";
    /// The mobile is on the list of numbers that get no messages.
    SmsBlocked = 503 "sms_blocked" Caller 200 "您的手机号码暂时无法接收短信", "换一个号码";
    /// The provider did not take the message.
    SmsFailed = 503 "sms_failed" Gateway 200 "短信发送失败", "稍后重试";

    // Submission tokens.
    /// The request token was not handed out to this caller, or is too old.
    RequestTokenInvalid = 503 "request_token_invalid" Caller 200 "您的操作已经过期!请退出重新操作!", "重新获取 request_token";
    /// The request token was used for something else.
    RequestTokenReused = 503 "request_token_reused" Caller 200 "您的提交出现异常!请退出重新操作!", "每次提交使用新的 request_token";

    // Content.
    /// A category cannot take another one: 900 siblings, ten levels.
    CategoryFull = 503 "category_full" Caller 200 "该分类下不能再添加分类", "每级最多 900 个分类，最多 10 级";
    /// There is no such live category of this type.
    CategoryNotFound = 503 "category_not_found" Caller 200 "分类不存在", "检查分类 ID 与类型";

    // Articles.
    /// There is no such notice, it is hidden, or this platform does not show it.
    NoticeNotFound = 503 "notice_not_found" Caller 200 "公告不存在或已经删除", "刷新公告列表";
    /// There is no such message, it is hidden, or it is somebody else's.
    MessageNotFound = 503 "message_not_found" Caller 200 "该条消息不存在或已经删除", "刷新消息列表";
    /// There is no such article, or it is hidden.
    NewsNotFound = 503 "news_not_found" Caller 200 "文章不存在或已经删除", "刷新文章列表";

    // Users.
    /// The new mobile is the one that the account has.
    MobileUnchanged = 503 "mobile_unchanged" Caller 200 "手机号未变化", "换一个新手机号";
    /// The new mobile is that of another account.
    MobileTaken = 503 "mobile_taken" Caller 200 "该手机号已经被占用", "换一个手机号";
    /// There is no such account.
    UserNotFound = 503 "user_not_found" Caller 200 "用户不存在", "检查用户 ID";

    // Goods.
    /// There are no such goods, or they are not sold any more.
    GoodsNotFound = 503 "goods_not_found" Caller 200 "商品不存在", "刷新商品列表";
    /// The user has no such address.
    AddressNotFound = 503 "address_not_found" Caller 200 "收货地址不存在", "刷新收货地址列表";
    /// The user has as many addresses as anybody may have.
    AddressLimit = 503 "address_limit" Caller 200 "最多允许创建20个收货地址", "先删除不用的收货地址";
    /// There is no such district, or it is too coarse to deliver to.
    DistrictUnknown = 503 "district_unknown" Caller 200 "区县不存在", "检查 district_id：6 位行政区划代码，精确到区县";

    // Orders.
    /// A product does not exist or cannot be bought now.
    GoodsUnavailable = 503 "goods_unavailable" Caller 200 "商品不存在或已经下架", "刷新商品详情";
    /// There are not as many left.
    OutOfStock = 503 "out_of_stock" Caller 200 "库存不足", "减少数量或换一件商品";
    /// The user would have more of some goods than one person may.
    PurchaseLimit = 503 "purchase_limit" Caller 200 "超过每人限兑数量", "减少数量";
    /// The user has not as many points.
    PointsShort = 503 "points_short" Caller 200 "积分不足", "减少数量";
    /// The user has no such order.
    OrderNotFound = 503 "order_not_found" Caller 200 "订单不存在", "检查订单号";
    /// The order is not where this step starts.
    OrderState = 503 "order_state" Caller 200 "订单当前状态不允许此操作", "刷新订单";

    // Uploads.
    /// The file is too large, or the picture in it is.
    ImageTooLarge = 503 "image_too_large" Caller 200 "图片过大", "按 msg 缩小图片：文件默认不超过 5 MiB；总像素不超过 5200 万，渐进式 JPEG 2800 万，WebP 3600 万（带透明 2400 万，动画 2100 万）";
    /// The file is no picture of a kind that is taken, or a broken one.
    ImageInvalid = 503 "image_invalid" Caller 200 "图片文件不正确", "上传完整的 JPEG、PNG、GIF 或 WebP 图片";
    /// The user's daily number or size of files is used up.
    UploadQuota = 503 "upload_quota" Caller 200 "今天上传的图片过多", "明天重试";

    // Operators.
    /// There is no such record.
    RecordNotFound = 503 "record_not_found" Caller 200 "记录不存在", "检查记录 ID";
    /// There is such a record already.
    AlreadyExists = 503 "already_exists" Caller 200 "记录已经存在", "修改已有的记录";

    // Everything nobody foresaw.
    /// The gateway failed.
    Internal = 500 "internal" Gateway 200 "服务器繁忙,请稍候重试", "稍后重试";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn sub_codes_are_unique_snake_case_words() {
        let mut seen = HashSet::new();
        for code in Code::ALL {
            let sub = code.sub_code();
            assert!(seen.insert(sub), "{sub} stands twice");
            assert!(
                sub.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
                "{sub}"
            );
        }
    }

    #[test]
    fn numbers_are_those_of_the_api_document() {
        let documented = [
            403, 404, 500, 503, 504, 505, 506, 507, 508, 509, 510, 601, 602, 603, 604, 605, 606,
            607, 700,
        ];
        for code in Code::ALL {
            let number = code.number();
            assert!(
                documented.contains(&number) || number == 429,
                "{number} is not in the document"
            );
        }
    }

    #[test]
    fn every_code_tells_the_client_something() {
        for code in Code::ALL {
            assert!(
                !code.text().is_empty() && !code.cure().is_empty(),
                "{code:?}"
            );
        }
    }
}
