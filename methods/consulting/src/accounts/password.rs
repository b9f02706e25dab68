use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::Ctx;
use signet_call::params::{Code as SmsCode, Mobile, NewPassword};
use signet_domain::accounts;
use signet_domain::sms::{self, Entered};
use signet_fault::{Code, Fault};

use crate::faults;
use crate::parameters;
use crate::side::Side;

/// The faults of [`reset`].
pub(crate) const FAULTS: &[Code] = &[
    Code::WrongCode,
    Code::CodeExpired,
    Code::RateLimited,
    faults::PASSWORDS_DIFFER,
    Code::AccountLocked,
    Code::AccountClosed,
    Code::NotRegistered,
];

/// The parameters.
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct Fields {
    /// 手机号
    #[schemars(example = &"19900000102")]
    phone_number: Mobile,
    /// 短信验证码
    verification_code: SmsCode,
    /// 新密码
    #[schemars(example = &"secret_1")]
    password: NewPassword,
    /// 确认密码
    ///
    /// 与新密码相同。
    #[schemars(extend("writeOnly" = true), example = &"secret_1")]
    password_again: parameters::Password,
}

/// Sets a new password for the account whose mobile a code proves, and ends its sessions.
pub(crate) async fn reset(ctx: &Ctx<'_>, side: Side, fields: Fields) -> Result<(), Fault> {
    let (services, now, realm) = (ctx.services, ctx.now, side.realm());
    if fields.password.as_str() != fields.password_again.as_str() {
        return Err(faults::PASSWORDS_DIFFER.into());
    }
    let mobile = fields.phone_number.as_str();
    let entered = Entered {
        realm,
        mobile,
        template: sms::FIND_PASSWORD,
        code: fields.verification_code.as_str(),
        source: ctx.login_source(),
    };
    let password = fields.password.as_str();
    accounts::reset_password(services, now, entered, password, async |_| Ok(())).await
}
