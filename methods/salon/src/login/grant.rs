//! A token, by one of three proofs.

mod openid;
mod password;
mod sms_code;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Integer, Text};
use signet_call::{Access, Ctx, Method, Violations};
use signet_domain::apps::AppClass;
use signet_domain::sessions;
use signet_fault::{Code, Fault};

use crate::client::Client;
use crate::faults;
use crate::parameters::{
    Cosmetic, Mobile, NewPassword, Openid, OpenidCode, Password, SmsCode, missing,
};
use crate::settings::SETTINGS;

/// 登录
///
/// 三种授权方式：sms_code - 手机验证码，用于注册、登录、忘记密码和绑定微信；password - 密码；openid - 已绑定的微信。只传该方式的参数，其他的不起作用。
/// openid 要与 openid_code 同时传才有效，两者也可以只传 openid_code。令牌 30 天有效，同一类客户端只保留最近一次登录，更早的得到 603。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Grant {
    /// 授权方式
    ///
    /// sms_code、password、openid。
    #[schemars(example = &"sms_code")]
    grant_type: Text<1, 16>,
    /// 客户端 ID
    ///
    /// 41 - C端Android、42 - C端iOS、44 - 爱美兔微信端。
    #[schemars(example = 41)]
    pub(super) client_id: Integer<{ i64::MIN }, { i64::MAX }>,
    /// 手机号
    ///
    /// sms_code 和 password 必填。
    #[deserr(default)]
    pub(super) mobile: Option<Mobile>,
    /// 手机校验码
    ///
    /// sms_code 必填。
    #[deserr(default)]
    pub(super) sms_code: Option<SmsCode>,
    /// 密码
    ///
    /// password 必填；sms_code 可选，6-64 个字符，传了就设为帐号的密码，其他会话得到 606。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true), example = &"zmei-2015")]
    pub(super) password: Option<Password>,
    /// 昵称
    ///
    /// sms_code 可选，如微信昵称。只有用户昵称为空时才设置，超过 30 个字符的部分去掉。
    #[deserr(default)]
    #[schemars(example = &"小美")]
    pub(super) nickname: Option<Cosmetic<30>>,
    /// 微信 openid
    ///
    /// openid 方式登录，sms_code 方式绑定。
    #[deserr(default)]
    pub(super) openid: Option<Openid>,
    /// 微信授权码
    ///
    /// 微信给出的一次性 code。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true), example = &"sandbox:demo_openid_xiaomei")]
    pub(super) openid_code: Option<OpenidCode>,
    /// 头像 URL
    ///
    /// sms_code 可选，微信头像。只有用户头像为空时才设置。
    #[deserr(default)]
    #[schemars(example = &"https://wx.qlogo.cn/mmopen/demo/0")]
    pub(super) avatar_url: Option<Cosmetic<255>>,
    /// 性别
    ///
    /// sms_code 可选，0 - 未知、1 - 男、2 - 女。只有用户性别未知时才设置。
    #[deserr(default)]
    pub(super) gender: Option<Integer<0, 2>>,
}

/// The token of a new session.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Granted {
    /// 授权字符串
    access_token: String,
    /// 过期时长
    ///
    /// 单位：秒。app 的令牌在使用中自动延长。
    expires_in: i64,
    /// 令牌类型
    ///
    /// 固定为 Bearer。
    token_type: &'static str,
}

impl Method for Grant {
    const NAME: &'static str = "salon.login.grant";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[
        AppClass::App,
        AppClass::H5,
        AppClass::Wire,
        AppClass::Partner,
    ];
    const ONCE: bool = true;
    const HANDS_OUT_SESSION: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::SMS_ERROR_COUNT_LIMITED,
        faults::SMS_TIMEOUT,
        faults::SMS_CHECKED,
        faults::SMS_INVALID,
        faults::SMS_INCORRECT,
        faults::ACCOUNT_NOT_FOUND,
        faults::PASSWORD_INCORRECT,
        faults::MOBILE_INCORRECT,
        faults::MOBILE_EXIST,
        faults::OPENID_UNPROVEN,
        faults::OPENID_BOUND,
        faults::CLIENT_NOT_ALLOWED,
        faults::OPENID_UNAVAILABLE,
        Code::AccountLocked,
        Code::LoginLocked,
        Code::RateLimited,
    ];
    type Reply = Granted;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Granted, Fault> {
        let token = match self.grant_type.as_str() {
            "sms_code" => sms_code::grant(ctx, self).await?,
            "password" => password::grant(ctx, self).await?,
            "openid" => openid::grant(ctx, self).await?,
            _ => {
                let rule = "必须为sms_code、password或openid";
                return Err(Violations::one("grant_type", rule).into());
            }
        };
        Ok(Granted {
            access_token: token,
            expires_in: sessions::LIFETIME,
            token_type: "Bearer",
        })
    }
}

impl Grant {
    /// Returns the client that logs in.
    pub(super) fn client(&self, ctx: &Ctx<'_>) -> Result<&'static Client, Fault> {
        ctx.settings(&SETTINGS)?.client(self.client_id.value())
    }

    /// Returns the openid and the one-time code. A value that is missing is empty.
    pub(super) fn identity(&self) -> (&str, &str) {
        let openid = self.openid.as_ref().map_or("", Openid::as_str);
        let code = self.openid_code.as_ref().map_or("", Text::as_str);
        (openid, code)
    }

    /// Checks that the needed parameters are present, and that the password is valid if the login sets one.
    pub(super) fn check(&self, needed: &[(&str, bool)], sets_password: bool) -> Result<(), Fault> {
        let password = self.password.as_ref().filter(|_| sets_password);
        let is_broken = password.is_some_and(|text| !NewPassword::is_valid(text.as_str()));
        let broken = is_broken.then(|| Violations::one("password", NewPassword::RULE));
        let all = missing(needed).into_iter().chain(broken);
        match all.reduce(Violations::and) {
            Some(violations) => Err(violations.into()),
            None => Ok(()),
        }
    }
}
