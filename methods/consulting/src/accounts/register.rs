use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::Ctx;
use signet_call::params::{Integer, Line, NewPassword};
use signet_domain::accounts::{NewAccount, Registration};
use signet_domain::tickets;
use signet_fault::{Code, Fault};
use signet_store::Tx;

use crate::faults;
use crate::parameters::{Email, Password, Ticket, Username};
use crate::side::Side;
use crate::tables::people::{self, NewPerson};

/// The faults of [`register`].
pub(crate) const FAULTS: &[Code] = &[
    faults::TICKET_INVALID,
    Code::AlreadyRegistered,
    Code::UsernameTaken,
    faults::PASSWORDS_DIFFER,
];

/// The parameters.
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct Fields {
    /// 用户名
    ///
    /// 字母开头的 4-20 位字母、数字、下划线，不区分大小写。
    #[schemars(example = &"buyer_new")]
    username: Username,
    /// 登录密码
    #[schemars(example = &"secret_1")]
    password: NewPassword,
    /// 确认密码
    ///
    /// 与登录密码相同。
    #[schemars(extend("writeOnly" = true), example = &"secret_1")]
    password_again: Password,
    /// 性别
    ///
    /// 1 - 男、0 - 女。
    #[deserr(default)]
    gender: Option<Integer<0, 1>>,
    /// 真实姓名
    #[deserr(default)]
    realname: Option<Line<1, 20>>,
    /// 邮箱
    #[deserr(default)]
    email: Option<Email>,
    /// 注册凭证
    ///
    /// 手机注册（signin）返回的 ticket。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true))]
    ticket: Option<Ticket>,
}

/// The new account.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Registered {
    /// 用户 ID
    user_id: i64,
}

/// Adds an account with the mobile that a ticket proves.
pub(crate) async fn register(
    ctx: &Ctx<'_>,
    side: Side,
    fields: Fields,
) -> Result<Registered, Fault> {
    let (services, now) = (ctx.services, ctx.now);
    if fields.password.as_str() != fields.password_again.as_str() {
        return Err(faults::PASSWORDS_DIFFER.into());
    }
    let ticket = fields.ticket.map(Ticket::into_string).unwrap_or_default();
    let mobile = tickets::try_out(services, now, side.tickets(), &ticket).await?;
    let mobile = mobile.ok_or(faults::TICKET_INVALID)?;
    let registration = Registration {
        realm: side.realm(),
        mobile: &mobile,
        username: fields.username.as_str(),
        password: services
            .passwords
            .choose(fields.password.as_str(), &mobile)
            .await?,
        nickname: String::new(),
        channel: &ctx.caller.channel,
        points: 0,
        login: ctx.login(),
    };
    let account = NewAccount::of(now, &registration)?;
    let person = NewPerson {
        user_id: 0,
        gender: fields.gender.map(Integer::value),
        realname: fields.realname.map(Line::into_string).unwrap_or_default(),
        email: fields.email.map(Email::into_string).unwrap_or_default(),
        state: side.first_state(),
    };
    let add = move |tx: &mut Tx<'_>| {
        let user_id = account.insert(tx)?.id;
        let person = NewPerson {
            user_id,
            ..person.clone()
        };
        people::insert(tx, &person)?;
        Ok(user_id)
    };
    let user_id = ctx.tx(add).await?;
    // If this fails, the ticket stays valid. This does no harm, because its mobile is registered already.
    tickets::use_up(services, now, side.tickets(), &ticket).await;
    Ok(Registered { user_id })
}
