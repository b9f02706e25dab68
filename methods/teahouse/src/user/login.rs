use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Text;
use signet_call::{Access, Ctx, Method};
use signet_domain::accounts::{self, Account};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::{LoggedIn, login_from};
use crate::CLIENTS;
use crate::parameters::{Client, Password};

/// 登录
///
/// 每类客户端（APP、网页）只保留最近一次登录，更早的令牌随后失效。密码连续错误会被锁定 24 小时，找回密码可以解锁。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Login {
    /// 用户名
    ///
    /// 用户名或手机号。
    #[schemars(example = &"19900000201")]
    username: Text<1, 64>,
    /// 密码
    #[schemars(extend("writeOnly" = true), example = &"secret_1")]
    password: Password,
    /// 客户端类型
    ///
    /// 不传则以 platform 为准。
    #[deserr(default)]
    client: Option<Client<false>>,
}

impl Method for Login {
    const NAME: &'static str = "teahouse.user.login";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const HANDS_OUT_SESSION: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::WrongPassword,
        Code::LoginLocked,
        Code::AccountLocked,
        Code::AccountClosed,
    ];
    const DONE: &'static str = "登录成功";
    type Reply = LoggedIn;

    async fn call(self, ctx: &Ctx<'_>) -> Result<LoggedIn, Fault> {
        let (services, now, realm) = (ctx.services, ctx.now, ctx.realm()?);
        let name = self.username.as_str();
        // A user name never has the form of a mobile number, so an account cannot receive the logins of another account.
        let account = match is_mobile(name) {
            true => Account::of_mobile(realm, name),
            false => Account::of_username(realm, name),
        };
        let (password, source) = (self.password.as_str(), ctx.login_source());
        let user = accounts::by_password(services, now, account, password, source).await?;
        let login = login_from(ctx, self.client);
        let key = accounts::log_in_with_password(services, now, &user, login).await?;
        Ok(LoggedIn::of(user, key))
    }
}

/// Returns whether a text has the form of a mobile number.
fn is_mobile(text: &str) -> bool {
    text.len() == 11 && text.starts_with('1') && text.bytes().all(|byte| byte.is_ascii_digit())
}
