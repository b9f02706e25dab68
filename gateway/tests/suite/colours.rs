//! A made-up product with two realms, whose methods show what the platform does with accounts.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use signet_call::params::{Flag, Integer, Mobile, NewPassword, Text};
use signet_call::{Access, Ctx, Entry, Group, Method, Pack, Uploaded, methods};
use signet_domain::accounts::{self, Account, Binding, Registration};
use signet_domain::identities::{self, Claim, Proven, Provider};
use signet_domain::passwords::Chosen;
use signet_domain::realms::Realm;
use signet_domain::sessions::profiles;
use signet_domain::sms::{self, Channel, Entered, Refusal, Why};
use signet_domain::uploads::{self, Owner};
use signet_fault::{Code, Fault};
use signet_store::users::User;
use signet_store::{Connection, Migration, Tx, users};

/// The made-up product, the product with the demo, and the product that is always enabled.
pub(crate) static PACKS: &[&Pack] = &[
    &PACK,
    &signet_methods_yaf::PACK,
    &signet_methods_operate::PACK,
];

pub(crate) static RED: Realm = Realm::new("red").showing_weak_passwords();
pub(crate) static BLUE: Realm = Realm::new("blue");

static PROVIDERS: [Provider; 3] = [
    Provider::wechat("colours_wechat"),
    Provider::wechat_mini("colours_mini"),
    Provider::new("colours_qq"),
];

static PACK: Pack = Pack {
    groups: &[Group::new("red", "红"), Group::new("blue", "蓝")],
    realms: &[&RED, &BLUE],
    methods: METHODS,
    identities: &[&PROVIDERS[0], &PROVIDERS[1], &PROVIDERS[2]],
    migrations: &[Migration {
        name: "colours/0001_templates",
        sqlite: "INSERT OR IGNORE INTO sms_templates (realm, send_key, title, body, classes, created_at, updated_at) VALUES ('red', 'CODE', 'c', 'red %CODE%', 'app', 0, 0), ('blue', 'CODE', 'c', 'blue %CODE%', 'app', 0, 0);\n",
        mysql: "INSERT IGNORE INTO sms_templates (realm, send_key, title, body, classes, created_at, updated_at) VALUES ('red', 'CODE', 'c', 'red %CODE%', 'app', 0, 0), ('blue', 'CODE', 'c', 'blue %CODE%', 'app', 0, 0);\n",
    }],
    ..Pack::new("colours", "颜色")
};

static METHODS: &[Entry] = methods![in RED:
    red::Send,
    red::Check,
    red::Register,
    red::Login,
    red::Who,
    red::Picture,
    red::Enter,
    in BLUE:
    blue::Send,
    blue::Check,
    blue::Register,
    blue::Login,
    blue::Who,
    blue::Picture,
    blue::Enter,
];

const FAULTS: &[Code] = &[
    Code::SmsTooFrequent,
    Code::SmsMobileQuota,
    Code::SmsIpQuota,
    Code::SmsTemplateUnknown,
    Code::WrongCode,
    Code::CodeExpired,
    Code::RateLimited,
    Code::AlreadyRegistered,
    Code::UsernameTaken,
    Code::AlreadyExists,
    Code::WrongPassword,
    Code::LoginLocked,
    Code::AccountLocked,
    Code::NotRegistered,
    Code::UploadQuota,
    Code::IdentityUnproven,
    Code::IdentityRefused,
    Code::IdentityUnavailable,
];

const TEMPLATE: &str = "CODE";

/// The user who is logged in.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Person {
    /// 用户
    user_id: i64,
    /// 手机号
    mobile: String,
    /// 用户名
    username: String,
}

impl Person {
    fn of(user: User) -> Person {
        Person {
            user_id: user.id,
            mobile: user.mobile,
            username: user.username,
        }
    }
}

/// A new session.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Session {
    /// 令牌
    token: String,
    /// 用户
    user_id: i64,
}

/// Why a code is refused.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Refused {
    /// 原因
    why: String,
}

async fn check(ctx: &Ctx<'_>, mobile: &str, code: &str) -> Result<Refused, Fault> {
    let entered = Entered {
        realm: ctx.realm()?,
        mobile,
        template: TEMPLATE,
        code,
        source: ctx.login_source(),
    };
    let seen = std::cell::Cell::new(None::<Why>);
    let refuse = |refusal: Refusal| {
        seen.set(Some(refusal.why));
        refusal.into()
    };
    let checked = sms::check_or(ctx.services, ctx.now, entered, refuse).await;
    match (checked, seen.get()) {
        (Err(_), Some(why)) => Ok(Refused {
            why: format!("{why:?}"),
        }),
        (checked, _) => checked.map(|()| Refused { why: String::new() }),
    }
}

/// The parameters of a registration.
struct New<'a> {
    mobile: &'a str,
    username: &'a str,
    password: Option<&'a str>,
    fails: bool,
}

async fn register(ctx: &Ctx<'_>, new: New<'_>) -> Result<Session, Fault> {
    let services = ctx.services;
    let password = match new.password {
        Some(password) => services.passwords.choose(password, new.mobile).await?,
        None => Chosen::default(),
    };
    let registration = Registration {
        realm: ctx.realm()?,
        mobile: new.mobile,
        username: new.username,
        password,
        nickname: String::new(),
        channel: "",
        points: 0,
        login: ctx.login(),
    };
    let fails = new.fails;
    let add = move |_: &mut Tx<'_>, user: &User| match fails {
        true => Err(Code::AlreadyExists.into()),
        false => Ok(user.id),
    };
    let registered = accounts::register(services, ctx.now, registration, add).await?;
    Ok(Session {
        token: registered.token,
        user_id: registered.added,
    })
}

async fn log_in(ctx: &Ctx<'_>, name: &str, password: &str) -> Result<Session, Fault> {
    let (services, now, realm) = (ctx.services, ctx.now, ctx.realm()?);
    let account = match name.len() == 11 && name.starts_with('1') {
        true => Account::of_mobile(realm, name),
        false => Account::of_username(realm, name),
    };
    let source = ctx.login_source();
    let user = accounts::by_password(services, now, account, password, source).await?;
    let token = accounts::log_in_with_password(services, now, &user, ctx.login()).await?;
    Ok(Session {
        token,
        user_id: user.id,
    })
}

async fn who(ctx: &Ctx<'_>) -> Result<Person, Fault> {
    let live = ctx.live_session()?;
    let read = |connection: &mut Connection, id| Ok(users::by_id(connection, id)?.map(Person::of));
    profiles::of(ctx.services, ctx.now, &live.key, &live.session, read).await
}

async fn picture(ctx: &Ctx<'_>, guest: &str, fails: bool) -> Result<Uploaded, Fault> {
    let realm = ctx.realm()?;
    let owner = Owner::Guest {
        realm,
        name: guest,
        daily_files: 2,
    };
    let add = move |_: &mut Tx<'_>, upload: &uploads::Upload| match fails {
        true => Err(Fault::from(Code::AlreadyExists)),
        false => Ok(upload.id),
    };
    let file = ctx.image()?;
    let (upload, id) = uploads::store_with(ctx.services, ctx.now, owner, file, add).await?;
    assert_eq!(upload.id, id);
    Ok(upload.into())
}

async fn enter(ctx: &Ctx<'_>, number: i64, code: &str, openid: &str) -> Result<Session, Fault> {
    let (services, now, realm) = (ctx.services, ctx.now, ctx.realm()?);
    let number = usize::try_from(number).map_err(Fault::internal)?;
    let claim = Claim {
        provider: &PROVIDERS[number],
        code,
        subject: openid,
        is_trusted: ctx.app.identity_trusted,
        origin: ctx.caller.origin,
    };
    let proven: Proven = identities::prove(services, claim).await?;
    if let Some(user) = accounts::by_identity(services, realm, &proven).await? {
        let token = accounts::log_in(services, now, &user, ctx.login()).await?;
        let user_id = user.id;
        return Ok(Session { token, user_id });
    }
    let registration = Registration {
        realm,
        mobile: "",
        username: "",
        password: Chosen::default(),
        nickname: String::new(),
        channel: "",
        points: 0,
        login: ctx.login(),
    };
    let add = move |tx: &mut Tx<'_>, user: &User| match accounts::bind(tx, user, &proven)? {
        Binding::Bound => Ok(()),
        Binding::HasAnother | Binding::OfAnother => Err(Fault::from(Code::AlreadyExists)),
    };
    let registered = accounts::register(services, now, registration, add).await?;
    Ok(Session {
        token: registered.token,
        user_id: registered.user.id,
    })
}

/// Defines the methods of a realm.
macro_rules! realm {
    ($module:ident) => {
        mod $module {
            use super::*;

            /// 发送
            #[derive(Deserr, JsonSchema)]
            pub(super) struct Send {
                /// 手机号
                mobile: Mobile,
                /// 语音
                #[deserr(default)]
                voice: Option<Flag>,
            }

            impl Method for Send {
                const NAME: &'static str = concat!(stringify!($module), ".send");
                const ACCESS: Access = Access::Open;
                const FAULTS: &'static [Code] = FAULTS;
                type Reply = ();

                async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
                    let channel = match self.voice.is_some_and(Flag::is_set) {
                        true => Channel::Voice,
                        false => Channel::Text,
                    };
                    let request = sms::Request {
                        realm: ctx.realm()?,
                        mobile: self.mobile.as_str(),
                        template: TEMPLATE,
                        class: ctx.app.class.name(),
                        channel,
                        source: ctx.login_source(),
                    };
                    sms::send(ctx.services, ctx.now, request).await
                }
            }

            /// 检查
            #[derive(Deserr, JsonSchema)]
            pub(super) struct Check {
                /// 手机号
                mobile: Mobile,
                /// 验证码
                #[deserr(default)]
                code: Text<0, 16>,
            }

            impl Method for Check {
                const NAME: &'static str = concat!(stringify!($module), ".check");
                const ACCESS: Access = Access::Open;
                const FAULTS: &'static [Code] = FAULTS;
                type Reply = Refused;

                async fn call(self, ctx: &Ctx<'_>) -> Result<Refused, Fault> {
                    check(ctx, self.mobile.as_str(), self.code.as_str()).await
                }
            }

            /// 注册
            #[derive(Deserr, JsonSchema)]
            pub(super) struct Register {
                /// 手机号
                #[deserr(default)]
                mobile: Option<Mobile>,
                /// 用户名
                #[deserr(default)]
                username: Text<0, 64>,
                /// 密码
                #[deserr(default)]
                password: Option<NewPassword>,
                /// 失败
                #[deserr(default)]
                fails: Option<Flag>,
            }

            impl Method for Register {
                const NAME: &'static str = concat!(stringify!($module), ".register");
                const ACCESS: Access = Access::Open;
                const FAULTS: &'static [Code] = FAULTS;
                type Reply = Session;

                async fn call(self, ctx: &Ctx<'_>) -> Result<Session, Fault> {
                    let new = New {
                        mobile: self.mobile.as_ref().map_or("", Mobile::as_str),
                        username: self.username.as_str(),
                        password: self.password.as_ref().map(NewPassword::as_str),
                        fails: self.fails.is_some_and(Flag::is_set),
                    };
                    register(ctx, new).await
                }
            }

            /// 登录
            #[derive(Deserr, JsonSchema)]
            pub(super) struct Login {
                /// 手机号或用户名
                name: Text<1, 64>,
                /// 密码
                password: Text<1, 64>,
            }

            impl Method for Login {
                const NAME: &'static str = concat!(stringify!($module), ".login");
                const ACCESS: Access = Access::Open;
                const FAULTS: &'static [Code] = FAULTS;
                type Reply = Session;

                async fn call(self, ctx: &Ctx<'_>) -> Result<Session, Fault> {
                    log_in(ctx, self.name.as_str(), self.password.as_str()).await
                }
            }

            /// 是谁
            #[derive(Deserr, JsonSchema)]
            pub(super) struct Who {}

            impl Method for Who {
                const NAME: &'static str = concat!(stringify!($module), ".who");
                type Reply = Person;

                async fn call(self, ctx: &Ctx<'_>) -> Result<Person, Fault> {
                    who(ctx).await
                }
            }

            /// 图片
            #[derive(Deserr, JsonSchema)]
            pub(super) struct Picture {
                /// 访客
                guest: Text<1, 64>,
                /// 失败
                #[deserr(default)]
                fails: Option<Flag>,
            }

            impl Method for Picture {
                const NAME: &'static str = concat!(stringify!($module), ".picture");
                const ACCESS: Access = Access::Open;
                const IMAGE: bool = true;
                const FAULTS: &'static [Code] = FAULTS;
                type Reply = Uploaded;

                async fn call(self, ctx: &Ctx<'_>) -> Result<Uploaded, Fault> {
                    let fails = self.fails.is_some_and(Flag::is_set);
                    picture(ctx, self.guest.as_str(), fails).await
                }
            }

            /// 第三方登录
            #[derive(Deserr, JsonSchema)]
            pub(super) struct Enter {
                /// 第三方
                provider: Integer<0, 2>,
                /// 授权码
                #[deserr(default)]
                code: Text<0, 512>,
                /// 第三方标识
                #[deserr(default)]
                openid: Text<0, 200>,
            }

            impl Method for Enter {
                const NAME: &'static str = concat!(stringify!($module), ".enter");
                const ACCESS: Access = Access::Open;
                const FAULTS: &'static [Code] = FAULTS;
                type Reply = Session;

                async fn call(self, ctx: &Ctx<'_>) -> Result<Session, Fault> {
                    let (code, openid) = (self.code.as_str(), self.openid.as_str());
                    enter(ctx, self.provider.value(), code, openid).await
                }
            }
        }
    };
}

realm!(red);
realm!(blue);
