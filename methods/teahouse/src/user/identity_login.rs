use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Text;
use signet_call::{Access, Ctx, Method};
use signet_domain::accounts::{self, Binding, Registration};
use signet_domain::apps::AppClass;
use signet_domain::identities::{self, Claim, Proven, Provider};
use signet_domain::passwords::Chosen;
use signet_domain::random;
use signet_fault::{Code, Fault};

use super::{LoggedIn, login_from};
use crate::parameters::Client;
use crate::tables::members;
use crate::{CLIENTS, providers};

/// The number of user names that are tried for a new account. Each has ten random digits, so a second name is almost never needed.
const MAX_NAMES: usize = 3;

/// 第三方登录
///
/// 第一次登录时建立账号，没有密码和手机号。openid 不能证明身份：须传第三方给出的一次性授权码 code。
#[derive(Deserr, JsonSchema)]
pub(crate) struct IdentityLogin {
    /// 第三方类型
    #[schemars(example = &"wechat")]
    op: ThirdParty,
    /// 客户端类型
    ///
    /// 不传则以 platform 为准。
    #[deserr(default)]
    client: Option<Client<true>>,
    /// 授权码
    ///
    /// 第三方给出的一次性授权码。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true), example = &"sandbox:tea-openid-1")]
    code: Option<Text<1, 512>>,
    /// 第三方唯一标识
    ///
    /// 可以不传，传则必须与授权码的一致。
    #[deserr(default)]
    #[schemars(extend("writeOnly" = true), example = &"tea-openid-1")]
    openid: Option<Text<1, 128>>,
}

/// The third party, in the words of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserr, JsonSchema)]
#[deserr(rename_all = lowercase)]
#[serde(rename_all = "lowercase")]
#[schemars(inline)]
enum ThirdParty {
    Sina,
    Wechat,
    Qq,
}

impl ThirdParty {
    const fn name(self) -> &'static str {
        match self {
            ThirdParty::Sina => "sina",
            ThirdParty::Wechat => "wechat",
            ThirdParty::Qq => "qq",
        }
    }

    fn provider(self) -> &'static Provider {
        match self {
            ThirdParty::Sina => &providers::SINA,
            ThirdParty::Wechat => &providers::WECHAT,
            ThirdParty::Qq => &providers::QQ,
        }
    }
}

impl Method for IdentityLogin {
    const NAME: &'static str = "teahouse.user.identity.login";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const HANDS_OUT_SESSION: bool = true;
    const FAULTS: &'static [Code] = &[
        Code::IdentityUnproven,
        Code::IdentityRefused,
        Code::IdentityUnavailable,
        Code::AccountLocked,
        Code::AccountClosed,
    ];
    const DONE: &'static str = "登录成功";
    type Reply = LoggedIn;

    async fn call(self, ctx: &Ctx<'_>) -> Result<LoggedIn, Fault> {
        let claim = Claim {
            provider: self.op.provider(),
            code: self.code.as_ref().map_or("", Text::as_str),
            subject: self.openid.as_ref().map_or("", Text::as_str),
            is_trusted: ctx.app.identity_trusted,
            origin: ctx.caller.origin,
        };
        let proven = identities::prove(ctx.services, claim).await?;
        for _ in 0..MAX_NAMES {
            if let Some(logged_in) = self.log_in(ctx, &proven).await? {
                return Ok(logged_in);
            }
            match self.register(ctx, &proven).await {
                // The random name is taken, or another call has bound the identity meanwhile.
                Err(fault) if fault.code() == Code::UsernameTaken => {}
                registered => return registered,
            }
        }
        Err(Fault::internal("no user name is free for a new account"))
    }
}

impl IdentityLogin {
    /// Logs in the account to which the identity is bound, if there is one.
    async fn log_in(&self, ctx: &Ctx<'_>, proven: &Proven) -> Result<Option<LoggedIn>, Fault> {
        let services = ctx.services;
        let Some(user) = accounts::by_identity(services, ctx.realm()?, proven).await? else {
            return Ok(None);
        };
        let login = login_from(ctx, self.client);
        let key = accounts::log_in(services, ctx.now, &user, login).await?;
        Ok(Some(LoggedIn::of(user, key)))
    }

    /// Adds an account without password and mobile, and logs it in.
    async fn register(&self, ctx: &Ctx<'_>, proven: &Proven) -> Result<LoggedIn, Fault> {
        let username = format!("{}_{}", self.op.name(), random::ten_digits()?);
        let registration = Registration {
            realm: ctx.realm()?,
            mobile: "",
            username: &username,
            password: Chosen::default(),
            nickname: String::new(),
            channel: &ctx.caller.channel,
            points: 0,
            login: login_from(ctx, self.client),
        };
        let proven = proven.clone();
        let bind = move |tx: &mut signet_store::Tx<'_>, user: &signet_store::users::User| {
            match accounts::bind(tx, user, &proven)? {
                Binding::Bound => Ok(members::insert(tx, user.id, "")?),
                Binding::HasAnother | Binding::OfAnother => Err(Code::UsernameTaken.into()),
            }
        };
        let registered = accounts::register(ctx.services, ctx.now, registration, bind).await?;
        Ok(LoggedIn::of(registered.user, registered.token))
    }
}
