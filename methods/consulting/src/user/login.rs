use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Access, Ctx, Method, edit};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::accounts::login::{self, LoggedIn};
use crate::side::Side;

edit! {
    /// 用户登录
    ///
    /// 只保留最近一次登录，更早的会话随后得到 603。密码连续错误会被锁定 24 小时（607），重置密码可以解锁。
    pub(crate) struct Login {
        fields: login::Fields,
    }
}

/// The session of the account.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Session {
    /// 客户 ID
    user_id: i64,
    /// 令牌
    token: String,
}

impl Method for Login {
    const NAME: &'static str = "consulting.user.login";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const HANDS_OUT_SESSION: bool = true;
    const FAULTS: &'static [Code] = login::FAULTS;
    type Reply = Session;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Session, Fault> {
        let LoggedIn { id, token } = login::log_in(ctx, Side::Buyer, self.fields).await?;
        Ok(Session { user_id: id, token })
    }
}
