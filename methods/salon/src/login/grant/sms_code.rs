//! A token by the code of a message, which registers, logs in, sets the password and binds WeChat in one call.
//!
//! The code is compared first and used up last: a failure in between does not use up the code, and a wrong code sends nothing to
//! WeChat.

use signet_call::Ctx;
use signet_call::params::{Integer, seen_line};
use signet_domain::accounts::{self, Account, NewAccount, PendingLogin, Registration};
use signet_domain::identities::Proven;
use signet_domain::login_lock;
use signet_domain::passwords::Chosen;
use signet_domain::sessions::{self, Changes};
use signet_domain::sms::{self, Entered};
use signet_fault::{Code, Fault};
use signet_store::users::User;
use signet_store::{Connection, Tx, identities, users};

use super::Grant;
use crate::client::Client;
use crate::login::open;
use crate::parameters::{Cosmetic, refused};
use crate::settings::SETTINGS;
use crate::sms::LOGIN_CODE;
use crate::tables::profiles;
use crate::{SALON, avatar, faults, openid, points};

/// The maximum number of characters of a nickname.
const NICKNAME: usize = 30;

/// Returns a token for the account of a mobile. Registers the account if there is none.
pub(super) async fn grant(ctx: &Ctx<'_>, grant: Grant) -> Result<String, Fault> {
    let (services, now) = (ctx.services, ctx.now);
    let (mobile, code) = (grant.mobile.as_ref(), grant.sms_code.as_ref());
    let needed = [("mobile", mobile.is_some()), ("sms_code", code.is_some())];
    grant.check(&needed, true)?;
    let Some((mobile, code)) = mobile.zip(code) else {
        return Err(Fault::internal("a parameter that was checked is missing"));
    };
    let mobile = mobile.checked()?;
    let client = grant.client(ctx)?;
    let entered = Entered {
        realm: ctx.realm()?,
        mobile,
        template: LOGIN_CODE,
        code: code.checked()?,
        source: ctx.login_source(),
    };
    let (named, openid_code) = grant.identity();
    let claim = openid::claim(ctx, client, named, openid_code);
    if let Some(claim) = &claim {
        openid::check(ctx, claim)?;
    }
    sms::check_or(services, now, entered, refused).await?;
    let identity = match claim {
        Some(claim) => Some(openid::prove(ctx, claim).await?),
        None => None,
    };
    look(ctx, mobile, identity.clone()).await?;
    let password = match &grant.password {
        Some(password) => Some(services.passwords.choose(password.as_str(), mobile).await?),
        None => None,
    };
    let asked = Asked {
        mobile: mobile.to_owned(),
        identity,
        password,
        given: Given::of(ctx, &grant)?,
    };
    sms::spend_or(services, now, entered, refused, enter(ctx, client, asked)).await
}

/// Checks the account and its binding before anything is used up.
async fn look(ctx: &Ctx<'_>, mobile: &str, identity: Option<Proven>) -> Result<(), Fault> {
    let mobile = mobile.to_owned();
    let check = move |connection: &mut Connection| {
        let realm = SALON.name();
        let user = users::by_mobile(connection, realm, &mobile)?;
        let user = user.map(open).transpose()?;
        let Some(identity) = &identity else {
            return Ok(());
        };
        let Some(user) = user else {
            let (provider, subject) = (identity.provider(), identity.subject());
            return match identities::find(connection, realm, provider, subject)? {
                Some(_) => Err(faults::OPENID_BOUND.into()),
                None => Ok(()),
            };
        };
        let binding = accounts::present(connection, &user, identity)?;
        binding.map_or(Ok(()), openid::bound)
    };
    ctx.run(check).await
}

/// A login by SMS that was checked.
#[derive(Clone)]
struct Asked {
    mobile: String,
    identity: Option<Proven>,
    /// The password to set, if there is one.
    password: Option<Chosen>,
    given: Given,
}

/// The values for the empty fields of an account. They never overwrite a value. A missing value is empty or 0.
#[derive(Clone)]
struct Given {
    nickname: String,
    avatar: String,
    gender: i64,
}

impl Given {
    fn of(ctx: &Ctx<'_>, grant: &Grant) -> Result<Given, Fault> {
        let hosts = &ctx.settings(&SETTINGS)?.avatar_hosts;
        let nickname = grant.nickname.as_ref().map_or("", Cosmetic::as_str);
        let avatar_url = grant.avatar_url.as_ref().map_or("", Cosmetic::as_str);
        Ok(Given {
            nickname: nickname_of(nickname),
            avatar: avatar::of_wechat(avatar_url, hosts).unwrap_or_default(),
            gender: grant.gender.map_or(0, Integer::value),
        })
    }

    /// Fills the empty fields of the account. The row of the user is locked or new.
    fn fill(&self, tx: &mut Tx<'_>, user: &User) -> Result<(), Fault> {
        if user.nickname.is_empty() && !self.nickname.is_empty() {
            users::set_nickname(tx, user.id, &self.nickname)?;
        }
        if user.headimg.is_empty() && !self.avatar.is_empty() {
            users::set_headimg(tx, user.id, &self.avatar)?;
        }
        if self.gender != 0 {
            profiles::fill_gender(tx, user.id, self.gender)?;
        }
        Ok(())
    }
}

/// Returns a nickname as it is stored: on one line and not too long; empty if no character of it is visible.
fn nickname_of(text: &str) -> String {
    let is_kept =
        |character: &char| !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}');
    let line: String = text.chars().filter(is_kept).collect();
    let seen = seen_line(&line).unwrap_or_default();
    let cut: String = seen.chars().take(NICKNAME).collect();
    seen_line(&cut).unwrap_or_default()
}

/// Registers or logs in. A registration that loses a race on the mobile runs again as a login.
async fn enter(ctx: &Ctx<'_>, client: &'static Client, asked: Asked) -> Result<String, Fault> {
    // A correct code resets the count of wrong passwords.
    let account = Account::of_mobile(ctx.realm()?, &asked.mobile);
    login_lock::unlock(ctx.services, ctx.now, account).await?;
    match try_enter(ctx, client, asked.clone()).await {
        Err(fault) if fault.code() == Code::AlreadyRegistered => {
            try_enter(ctx, client, asked).await
        }
        entered => entered,
    }
}

async fn try_enter(ctx: &Ctx<'_>, client: &'static Client, asked: Asked) -> Result<String, Fault> {
    let login = PendingLogin::new(ctx.services, client.login(ctx))?;
    let registration = Registration {
        realm: ctx.realm()?,
        mobile: &asked.mobile,
        username: "",
        password: asked.password.clone().unwrap_or_default(),
        nickname: String::new(),
        channel: "",
        points: ctx.settings(&SETTINGS)?.register_points,
        login: client.login(ctx),
    };
    let entry = Entry {
        account: NewAccount::of(ctx.now, &registration)?,
        login: login.clone(),
        asked,
    };
    let changes = ctx.tx(move |tx| entry.complete(tx)).await?;
    sessions::publish(ctx.services, ctx.now, changes).await?;
    Ok(login.into_token())
}

/// The rows that a login by SMS writes, in one transaction.
struct Entry {
    /// The account to add if the mobile has none.
    account: NewAccount,
    login: PendingLogin,
    asked: Asked,
}

impl Entry {
    fn complete(&self, tx: &mut Tx<'_>) -> Result<Changes, Fault> {
        let asked = &self.asked;
        let known = users::by_mobile(tx, SALON.name(), &asked.mobile)?;
        let (user, ended) = match known {
            None => (self.register(tx)?, None),
            Some(user) => {
                let user = users::lock(tx, user.id)?.ok_or(faults::ACCOUNT_NOT_FOUND)?;
                let user = open(user)?;
                let set = |chosen| accounts::set_password(tx, user.id, chosen);
                let ended = asked.password.as_ref().map(set).transpose()?;
                (user, ended)
            }
        };
        if let Some(identity) = &asked.identity {
            openid::bound(accounts::bind(tx, &user, identity)?)?;
        }
        asked.given.fill(tx, &user)?;
        let opened = self.login.complete(tx, &user)?;
        Ok(match ended {
            Some(ended) => ended.and(opened),
            None => opened,
        })
    }

    fn register(&self, tx: &mut Tx<'_>) -> Result<User, Fault> {
        let user = self.account.insert(tx)?;
        profiles::insert(tx, user.id, 0)?;
        points::give_first(tx, &user)?;
        Ok(user)
    }
}
