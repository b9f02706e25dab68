use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::Ctx;
use signet_call::params::Line;
use signet_domain::accounts::{self, Account};
use signet_fault::{Code, Fault};

use crate::parameters::Password;
use crate::side::Side;

/// The faults of [`log_in`].
pub(crate) const FAULTS: &[Code] = &[
    Code::WrongPassword,
    Code::LoginLocked,
    Code::AccountLocked,
    Code::AccountClosed,
];

/// The parameters.
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct Fields {
    /// 用户名
    ///
    /// 不区分大小写，不能用手机号。
    #[schemars(example = &"buyer_one")]
    username: Line<1, 64>,
    /// 用户密码
    #[schemars(extend("writeOnly" = true), example = &"secret_1")]
    password: Password,
}

/// An account that is logged in.
pub(crate) struct LoggedIn {
    pub(crate) id: i64,
    pub(crate) token: String,
}

/// Logs an account in by its name.
pub(crate) async fn log_in(ctx: &Ctx<'_>, side: Side, fields: Fields) -> Result<LoggedIn, Fault> {
    let (services, now) = (ctx.services, ctx.now);
    // User names are stored in lower case.
    let username = fields.username.as_str().to_ascii_lowercase();
    let account = Account::of_username(side.realm(), &username);
    let (password, source) = (fields.password.as_str(), ctx.login_source());
    let user = accounts::by_password(services, now, account, password, source).await?;
    let token = accounts::log_in_with_password(services, now, &user, ctx.login()).await?;
    Ok(LoggedIn { id: user.id, token })
}
