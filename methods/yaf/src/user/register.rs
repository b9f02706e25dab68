use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Code as SmsCode, Mobile, NewPassword};
use signet_call::{Access, Ctx, Method};
use signet_domain::accounts::{self, Registration};
use signet_domain::apps::AppClass;
use signet_domain::sms::{self, Entered};
use signet_domain::{masked, points};
use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::users::User;

use super::session::Session;
use crate::points::WELCOME;
use crate::tables::messages::{self, NewMessage};

/// 用户注册
///
/// 注册成功则自动登录，并获得欢迎积分与一条欢迎消息。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Register {
    /// 手机号
    mobile: Mobile,
    /// 密码
    ///
    /// 6-20 位数字字母下划线破折号组成。
    password: NewPassword,
    /// 短信验证码
    ///
    /// 先调用 sms.send（USER_REGISTER_CODE）。
    code: SmsCode,
}

/// The new account, logged in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Registered {
    #[serde(flatten)]
    session: Session,
    /// 开放 ID
    ///
    /// 与 open_id 相同，用于分享等需要识别用户的场景。
    openid: String,
}

impl Method for Register {
    const NAME: &'static str = "user.register";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const HANDS_OUT_SESSION: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::WrongCode,
        Code::CodeExpired,
        Code::RateLimited,
        Code::AlreadyRegistered,
    ];
    type Reply = Registered;
    const DONE: &'static str = "注册成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<Registered, Fault> {
        let (services, now, mobile) = (ctx.services, ctx.now, self.mobile.as_str());
        let realm = ctx.realm()?;
        let entered = Entered {
            realm,
            mobile,
            template: sms::REGISTER,
            code: self.code.as_str(),
            source: ctx.login_source(),
        };
        sms::check(services, now, entered).await?;
        let registration = Registration {
            realm,
            mobile,
            username: "",
            password: services
                .passwords
                .choose(self.password.as_str(), mobile)
                .await?,
            nickname: masked::mobile(mobile),
            channel: &ctx.caller.channel,
            points: services.settings.user.welcome_points(),
            login: ctx.login(),
        };
        let register = async {
            let welcome = welcome(&services.settings.user.welcome_message);
            let registered = accounts::register(services, now, registration, welcome).await?;
            Ok(Registered {
                openid: registered.user.open_id.clone(),
                session: Session::new(ctx, registered.token, registered.user),
            })
        };
        sms::spend(services, now, entered, register).await
    }
}

/// Returns the function that records the first points of a new account and puts the welcome message, if there is one, into its
/// messages.
fn welcome(message: &str) -> impl FnMut(&mut Tx<'_>, &User) -> Result<(), Fault> + Send + 'static {
    let content = message.to_owned();
    move |tx, user| {
        points::record_first(tx, user, WELCOME)?;
        if content.is_empty() {
            return Ok(());
        }
        let message = NewMessage {
            user_id: user.id,
            msg_type: messages::SYSTEM,
            type_ref_id: 0,
            title: "欢迎您的加入".to_owned(),
            content: content.clone(),
            url: String::new(),
            created_at: tx.now(),
        };
        messages::insert(tx, &message)?;
        Ok(())
    }
}
