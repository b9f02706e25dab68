use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Integer, Mobile, Text};
use signet_call::{Access, Ctx, Method, Violations};
use signet_domain::accounts::{self, Account};
use signet_domain::apps::AppClass;
use signet_domain::sms::{self, Entered};
use signet_fault::{Code, Fault};

use super::session::Session;

/// 用户登录
///
/// 短信验证码登录或密码登录。同一类平台（iOS 与 Android 为一类，H5、Web 等为另一类）只保留最近一次登录，
/// 更早的会话随后得到 603。密码连续错误会被锁定 24 小时（607），短信验证码登录可以解锁。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Login {
    /// 手机号
    mobile: Mobile,
    /// 登录类型
    ///
    /// 1 - 验证码登录、2 - 密码登录。
    login_type: Integer<1, 2>,
    /// 短信验证码
    ///
    /// 验证码登录时必传，先调用 sms.send（USER_LOGIN_CODE）。密码登录时若没有 password 则取此值为密码。
    #[deserr(default)]
    #[schemars(example = &"123456")]
    code: Option<Text<1, 128>>,
    /// 密码
    ///
    /// 密码登录时使用。
    #[deserr(default)]
    password: Option<Text<1, 128>>,
}

const WITH_CODE: i64 = 1;

impl Method for Login {
    const NAME: &'static str = "user.login";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const HANDS_OUT_SESSION: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::WrongCode,
        Code::CodeExpired,
        Code::RateLimited,
        Code::NotRegistered,
        Code::WrongPassword,
        Code::LoginLocked,
        Code::AccountLocked,
        Code::AccountClosed,
    ];
    type Reply = Session;
    const DONE: &'static str = "登录成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<Session, Fault> {
        let (services, now, mobile) = (ctx.services, ctx.now, self.mobile.as_str());
        let (realm, source) = (ctx.realm()?, ctx.login_source());
        if self.login_type.value() == WITH_CODE {
            let code = self.code.ok_or_else(|| Violations::missing("code"))?;
            let entered = Entered {
                realm,
                mobile,
                template: sms::LOGIN,
                code: code.as_str(),
                source,
            };
            let log_in = async {
                let user = accounts::by_proven_mobile(services, now, realm, mobile).await?;
                let token = accounts::log_in(services, now, &user, ctx.login()).await?;
                Ok(Session::new(ctx, token, user))
            };
            return sms::spend(services, now, entered, log_in).await;
        }
        let password = self.password.or(self.code);
        let password = password.ok_or_else(|| Violations::missing("password"))?;
        let account = Account::of_mobile(realm, mobile);
        let user = accounts::by_password(services, now, account, password.as_str(), source).await?;
        let token = accounts::log_in_with_password(services, now, &user, ctx.login()).await?;
        Ok(Session::new(ctx, token, user))
    }
}
