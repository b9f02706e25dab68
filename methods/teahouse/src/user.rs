//! The accounts of members.

pub(crate) mod avatar;
pub(crate) mod detail;
pub(crate) mod edit;
pub(crate) mod identity_login;
pub(crate) mod login;
pub(crate) mod logout;
mod picture;
pub(crate) mod pwd_edit;
pub(crate) mod pwd_find;
pub(crate) mod register;
pub(crate) mod summary;

use schemars::JsonSchema;
use serde::Serialize;
use signet_call::Ctx;
use signet_domain::accounts::Login;
use signet_store::users::User;

use crate::parameters::Client;

/// A member who is logged in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct LoggedIn {
    /// 用户名
    username: String,
    /// 登录令牌
    key: String,
}

impl LoggedIn {
    fn of(user: User, key: String) -> LoggedIn {
        let username = name_of(user);
        LoggedIn { username, key }
    }
}

/// Returns the name of an account, which the member sees and uses to log in: the user name, or the whole mobile number if there is no user
/// name.
fn name_of(user: User) -> String {
    match user.username.is_empty() {
        true => user.mobile,
        false => user.username,
    }
}

/// Returns the origin of a login. If a client is given, it decides the platform and the class of the session.
fn login_from<'a, const WEB: bool>(ctx: &'a Ctx<'_>, client: Option<Client<WEB>>) -> Login<'a> {
    let login = ctx.login();
    match client.map(Client::platform) {
        None => login,
        Some(platform) => Login {
            platform,
            class: platform.class(),
            ..login
        },
    }
}
