use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Mobile;
use signet_call::{Access, Ctx, Method};
use signet_domain::accounts::{self, Registration};
use signet_domain::apps::AppClass;
use signet_domain::sms::{self, Entered};
use signet_domain::untaken;
use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::users::User;

use crate::coupon::grant::{self, kind};
use crate::password::NewPassword;
use crate::sms::{VERIFY, six_digits};
use crate::tables::consumers;
use crate::{CLIENTS, faults, invite_code};

/// 顾客注册
///
/// 先调用 homecare.sms.send。注册成功则自动登录，得到邀请码；有注册优惠券时同时得到一张。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Register {
    /// 用户名
    ///
    /// 必须为手机号。
    username: Mobile,
    /// 密码
    ///
    /// 6-64 位可见的 ASCII 字符。
    password: NewPassword,
    /// 验证码
    ///
    /// 必传，6 位数字。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true), example = &"123456")]
    verify_code: Option<crate::sms::Entered>,
}

/// The new account, logged in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Registered {
    /// 结果说明
    msg: &'static str,
    /// 手机号
    phone: String,
    /// 用户令牌
    private_token: String,
    /// 邀请码
    ///
    /// 其他用户可以用它兑换优惠券。
    invite_code: String,
}

impl Method for Register {
    const NAME: &'static str = "homecare.consumer.register";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const HANDS_OUT_SESSION: bool = true;
    const FAULTS: &'static [Code] = &[
        faults::HOMECARE_CODE_MISSING,
        Code::WrongCode,
        Code::CodeExpired,
        Code::RateLimited,
        Code::AlreadyRegistered,
    ];
    type Reply = Registered;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Registered, Fault> {
        let (services, now, realm) = (ctx.services, ctx.now, ctx.realm()?);
        let code = six_digits(self.verify_code)?;
        let mobile = self.username.as_str();
        let entered = Entered {
            realm,
            mobile,
            template: VERIFY,
            code: &code,
            source: ctx.login_source(),
        };
        // The code is checked first, because the hash of the password costs more than the comparison of a code.
        sms::check(services, now, entered).await?;
        let registration = Registration {
            realm,
            mobile,
            username: "",
            password: services
                .passwords
                .choose(self.password.as_str(), mobile)
                .await?,
            nickname: String::new(),
            channel: &ctx.caller.channel,
            points: 0,
            login: ctx.login(),
        };
        let add = add(services.zone.date(now));
        let register = accounts::register(services, now, registration, add);
        let registered = sms::spend(services, now, entered, register).await?;
        Ok(Registered {
            msg: "register success",
            phone: registered.user.mobile,
            private_token: registered.token,
            invite_code: registered.added,
        })
    }
}

/// Returns the function that adds the data of the pack for a new account. The function returns the invite code of the account.
/// `date` is today, as `Ymd`.
pub(crate) fn add(
    date: String,
) -> impl FnMut(&mut Tx<'_>, &User) -> Result<String, Fault> + Send + 'static {
    move |tx, user| {
        let insert = |code: &String| consumers::insert(tx, user.id, code);
        let (invite_code, ()) = untaken::insert(invite_code::new, insert)?;
        let source = format!("register:{}", user.id);
        grant::by_rule(tx, kind::REGISTRATION, user.id, source, &date)?;
        Ok(invite_code)
    }
}
