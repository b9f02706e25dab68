use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Code as SmsCode, Mobile, NewPassword};
use signet_call::{Access, Ctx, Method};
use signet_domain::accounts::{self, Registration};
use signet_domain::apps::AppClass;
use signet_domain::sms::{self, Entered};
use signet_fault::{Code, Fault};

use super::{LoggedIn, login_from};
use crate::CLIENTS;
use crate::parameters::{Client, Labels};
use crate::sms::CODE;
use crate::tables::members;

/// 注册
///
/// 先调用 teahouse.sms.send。注册后即已登录，用手机号登录。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Register {
    /// 手机号码
    #[schemars(example = &"19900000209")]
    mobile: Mobile,
    /// 密码
    password: NewPassword,
    /// 验证码
    verificode: SmsCode,
    /// 喜欢的茶
    ///
    /// 最多 10 个词，每个 1-20 个字，用 / 或 , 分隔。首页的“猜你喜欢”先显示这些类别的商品。
    #[deserr(default)]
    label: Option<Labels>,
    /// 客户端类型
    ///
    /// 不传则以 platform 为准。
    #[deserr(default)]
    client: Option<Client<false>>,
}

impl Method for Register {
    const NAME: &'static str = "teahouse.user.register";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const HANDS_OUT_SESSION: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::WrongCode,
        Code::CodeExpired,
        Code::RateLimited,
        Code::AlreadyRegistered,
    ];
    const DONE: &'static str = "注册成功";
    type Reply = LoggedIn;

    async fn call(self, ctx: &Ctx<'_>) -> Result<LoggedIn, Fault> {
        let (services, now, realm) = (ctx.services, ctx.now, ctx.realm()?);
        let mobile = self.mobile.as_str();
        let entered = Entered {
            realm,
            mobile,
            template: CODE,
            code: self.verificode.as_str(),
            source: ctx.login_source(),
        };
        // The code is compared first, because a hash costs much more.
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
            login: login_from(ctx, self.client),
        };
        let labels = self.label.map(Labels::into_stored).unwrap_or_default();
        let register = accounts::register(services, now, registration, move |tx, user| {
            Ok(members::insert(tx, user.id, &labels)?)
        });
        let registered = sms::spend(services, now, entered, register).await?;
        Ok(LoggedIn::of(registered.user, registered.token))
    }
}
