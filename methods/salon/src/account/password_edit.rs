use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Text;
use signet_call::{Ctx, LiveSession, Method, Violations};
use signet_domain::accounts::{self, PasswordChange};
use signet_domain::apps::AppClass;
use signet_domain::passwords::{Verdict, is_weak};
use signet_fault::{Code, Fault};
use signet_store::users::{self, User};

use super::{Done, password_is_ok};
use crate::parameters::{NewPassword, Password};
use crate::{CLIENTS, faults};

/// The maximum age, in seconds, of a session whose login proves the owner.
const RECENT: i64 = 3600;

/// 修改密码
///
/// 当前会话继续有效，该帐号的其他会话得到 606。
#[derive(Deserr, JsonSchema)]
pub(crate) struct PasswordEdit {
    /// 证明方式
    ///
    /// password_is_ok - 帐号信息的 password_is_ok 为 0，不需要原密码，登录后一小时内有效；password - 用原密码。
    #[schemars(example = &"password")]
    proof_state: Text<1, 16>,
    /// 原密码
    ///
    /// proof_state 为 password 时必填，否则不起作用。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true), example = &"zmei-2015")]
    password: Option<Password>,
    /// 新密码
    ///
    /// 6-64 个字符，不能是太弱的密码，如 123456、手机号。
    value: NewPassword,
}

impl Method for PasswordEdit {
    const NAME: &'static str = "salon.account.password.edit";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::PASSWORD_INCORRECT,
        faults::PASSWORD_NOT_CHANGED,
        Code::LoginLocked,
    ];
    type Reply = Done;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Done, Fault> {
        let live = ctx.live_session()?;
        let user_id = live.session.user_id;
        let read = move |connection: &mut _| Ok(users::by_id(connection, user_id)?);
        let user = ctx.run(read).await?.ok_or(Code::SessionExpired)?;
        if is_weak(self.value.as_str(), &user.mobile) {
            return Err(Violations::one("value", "密码太弱，请换一个").into());
        }
        let new = self.value.as_str();
        let is_changed = match (self.proof_state.as_str(), &self.password) {
            ("password", Some(old)) => by_password(ctx, live, old.as_str(), new).await?,
            ("password", None) => return Err(Violations::missing("password").into()),
            ("password_is_ok", _) => by_session(ctx, live, user, new).await?,
            _ => {
                let rule = "必须为password_is_ok或password";
                return Err(Violations::one("proof_state", rule).into());
            }
        };
        match is_changed {
            true => Ok(Done {}),
            false => Err(faults::PASSWORD_NOT_CHANGED.into()),
        }
    }
}

/// Changes the password of a user who enters the old one.
async fn by_password(
    ctx: &Ctx<'_>,
    live: &LiveSession,
    old: &str,
    new: &str,
) -> Result<bool, Fault> {
    let change = PasswordChange {
        user_id: live.session.user_id,
        session: &live.key,
        old,
        new,
        origin: ctx.caller.origin,
    };
    let changed = accounts::try_change_password(ctx.services, ctx.now, change).await;
    changed.map_err(|fault| {
        fault.recoded(&[
            (Code::WrongOldPassword, faults::PASSWORD_INCORRECT),
            (Code::PasswordUnchanged, faults::PASSWORD_NOT_CHANGED),
        ])
    })
}

/// Changes a missing or weak password without the old one. The login of the session is the proof, and it must be recent, so that a
/// stolen old token cannot take over the account.
async fn by_session(
    ctx: &Ctx<'_>,
    live: &LiveSession,
    user: User,
    new: &str,
) -> Result<bool, Fault> {
    let passwords = &ctx.services.passwords;
    let is_recent = live.session.created_at + RECENT >= ctx.now;
    if password_is_ok(&user) || !is_recent {
        return Ok(false);
    }
    let old = Some(user.password_hash.as_str()).filter(|hash| !hash.is_empty());
    if old.is_some() && passwords.verify(new, old).await? != Verdict::Wrong {
        return Ok(false);
    }
    let chosen = passwords.choose(new, &user.mobile).await?;
    accounts::replace_password(ctx.services, ctx.now, &user, &live.key, chosen).await
}
