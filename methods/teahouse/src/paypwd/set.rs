use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Code as SmsCode, NewPassword};
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::login_lock;
use signet_domain::sms::{self, Entered};
use signet_fault::{Code, Fault};

use crate::SIGNED;
use crate::sms::{PAY_CODE, own_mobile};
use crate::tables::members;

/// 设置支付密码
///
/// 先调用 teahouse.sms.pay。使用预存款付款时需要，与登录密码无关。因连续错误被锁定的支付密码，重新设置后解锁。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Set {
    /// 验证码
    verificode: SmsCode,
    /// 支付密码
    paypwd: NewPassword,
}

impl Method for Set {
    const NAME: &'static str = "teahouse.paypwd.set";
    const CLASSES: &'static [AppClass] = SIGNED;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::WrongCode, Code::CodeExpired, Code::RateLimited];
    const DONE: &'static str = "更新成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (services, now, user_id) = (ctx.services, ctx.now, ctx.user()?);
        let mobile = own_mobile(ctx).await?;
        let entered = Entered {
            realm: ctx.realm()?,
            mobile: mobile.as_deref().ok_or(Code::WrongCode)?,
            template: PAY_CODE,
            code: self.verificode.as_str(),
            source: ctx.login_source(),
        };
        // The code is compared first, because a hash costs much more.
        sms::check(services, now, entered).await?;
        let hash = services.passwords.hash(self.paypwd.as_str()).await?;
        let set = ctx.tx(move |tx| {
            members::insert_if_missing(tx, user_id)?;
            Ok(members::set_pay_hash(tx, user_id, &hash)?)
        });
        sms::spend(services, now, entered, set).await?;
        login_lock::unlock(services, now, super::account(user_id)).await
    }
}
