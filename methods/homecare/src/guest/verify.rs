use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use sha2::{Digest, Sha256};
use signet_call::params::Mobile;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::random;
use signet_domain::sms::{self, Entered};
use signet_fault::{Code, Fault};

use crate::sms::{VERIFY, six_digits};
use crate::tables::guests::{self, Guest};
use crate::{CLIENTS, faults};

/// The life of a consumer token in seconds: a day.
const LIFE: i64 = 86_400;

/// 验证手机号
///
/// 未注册的用户预约前用短信验证码（homecare.sms.send）验证手机号，得到的令牌 24 小时内可以用该手机号预约和上传图片
/// （homecare.appointment.create、homecare.appointment.picture 的 consumer_token）。每个手机号只有最近一个令牌有效。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Verify {
    /// 用户名
    ///
    /// 必须为手机号。
    username: Mobile,
    /// 验证码
    ///
    /// 必传，6 位数字。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true), example = &"123456")]
    verify_code: Option<crate::sms::Entered>,
}

/// The token of a guest.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Verified {
    /// 结果说明
    msg: &'static str,
    /// 验证手机号得到的令牌
    private_token: String,
}

impl Method for Verify {
    const NAME: &'static str = "homecare.guest.verify";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const HANDS_OUT_SESSION: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::HOMECARE_CODE_MISSING,
        Code::WrongCode,
        Code::CodeExpired,
        Code::RateLimited,
    ];
    type Reply = Verified;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Verified, Fault> {
        let code = six_digits(self.verify_code)?;
        let mobile = self.username.as_str();
        let entered = Entered {
            realm: ctx.realm()?,
            mobile,
            template: VERIFY,
            code: &code,
            source: ctx.login_source(),
        };
        let private_token = random::hex_128()?;
        let guest = Guest {
            mobile: mobile.to_owned(),
            token_hash: hex::encode(Sha256::digest(&private_token)),
            created_at: ctx.now,
            expires_at: ctx.now + LIFE,
        };
        let replace = ctx.tx(move |tx| Ok(guests::replace(tx, &guest)?));
        sms::spend(ctx.services, ctx.now, entered, replace).await?;
        Ok(Verified {
            msg: "verify success",
            private_token,
        })
    }
}
