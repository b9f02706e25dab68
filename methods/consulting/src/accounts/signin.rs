use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::Ctx;
use signet_call::params::{Code as SmsCode, Mobile};
use signet_domain::{sms, tickets};
use signet_fault::{Code, Fault};
use signet_store::users;

use crate::side::{Side, TICKET_SECONDS};

/// The faults of [`signin`].
pub(crate) const FAULTS: &[Code] = &[
    Code::WrongCode,
    Code::CodeExpired,
    Code::RateLimited,
    Code::AlreadyRegistered,
];

/// The parameters.
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct Fields {
    /// 手机号
    #[schemars(example = &"19900000109")]
    phone_number: Mobile,
    /// 短信验证码
    verification_code: SmsCode,
}

/// The proof of the mobile.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Proved {
    /// 注册凭证
    ///
    /// 提交注册信息时使用，成功注册后失效。
    ticket: String,
    /// 有效期
    ///
    /// 单位：秒。
    expires_in: i64,
}

/// Checks a code and uses it up. Returns a ticket for the registration.
pub(crate) async fn signin(ctx: &Ctx<'_>, side: Side, fields: Fields) -> Result<Proved, Fault> {
    let (services, now, realm) = (ctx.services, ctx.now, side.realm());
    let mobile = fields.phone_number.as_str();
    let entered = sms::Entered {
        realm,
        mobile,
        template: sms::REGISTER,
        code: fields.verification_code.as_str(),
        source: ctx.login_source(),
    };
    let name = mobile.to_owned();
    let find = ctx.run(move |connection| Ok(users::by_mobile(connection, realm.name(), &name)?));
    // The fault is returned here and not by `find`: if `find` failed, the code could be used again.
    if sms::spend(services, now, entered, find).await?.is_some() {
        return Err(Code::AlreadyRegistered.into());
    }
    Ok(Proved {
        ticket: tickets::issue(services, now, side.tickets(), mobile).await?,
        expires_in: TICKET_SECONDS,
    })
}
