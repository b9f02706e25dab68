//! Changing the mobile of an account.

use signet_fault::{Code, Fault};
use signet_store::Taken;
use signet_store::users::{self, User};

use super::password::by_own_password;
use super::{Account, by_id};
use crate::login_lock::{self, TriedBy};
use crate::login_source::LoginSource;
use crate::realms::Realm;
use crate::sessions::profiles;
use crate::sms::{self, Entered};
use crate::{Services, masked};

/// A change of mobile, requested by a user who is logged in.
#[derive(Clone, Copy, Debug)]
pub struct MobileChange<'a> {
    /// The realm of the user.
    pub realm: &'static Realm,
    /// The user.
    pub user_id: i64,
    /// The password of the account.
    pub password: &'a str,
    /// The new mobile.
    pub mobile: &'a str,
    /// The code that was sent to the new mobile.
    pub code: &'a str,
    /// The source of the request.
    pub source: LoginSource<'a>,
}

/// Changes the mobile; the sessions stay live. The code is used up only if everything else was right.
///
/// # Errors
/// [`Code::MobileUnchanged`]; [`Code::WrongCode`] and [`Code::CodeExpired`]; [`Code::WrongPassword`], also if mobile or
/// password were changed meanwhile; [`Code::LoginLocked`] after too many wrong tries; [`Code::MobileTaken`], which is
/// reported only after a right code.
pub async fn change_mobile(
    services: &Services,
    now: i64,
    change: MobileChange<'_>,
) -> Result<(), Fault> {
    let MobileChange {
        realm,
        user_id: id,
        mobile: new,
        code,
        source,
        ..
    } = change;
    let old = by_id(services, id).await?;
    if old.mobile == new {
        return Err(Code::MobileUnchanged.into());
    }
    let entered = Entered {
        realm,
        mobile: new,
        template: sms::CHANGE_MOBILE,
        code,
        source,
    };
    sms::check(services, now, entered).await?;
    let compare = by_own_password(services, id, change.password);
    let by = TriedBy::Session(source.origin);
    let user = login_lock::attempt(services, Account::of(&old), by, compare)
        .await?
        .ok_or_else(wrong_password)?;
    let renamed = Account::of_mobile(realm, new);
    if renamed.find(services).await?.is_some() {
        return Err(Code::MobileTaken.into());
    }
    sms::spend(services, now, entered, set_mobile(services, now, user, new)).await?;
    // Wrong tries of strangers on the mobile, from before the change, must not lock the owner out.
    // The change is already made, so a failure here is only logged.
    if let Err(fault) = login_lock::unlock(services, now, renamed).await {
        tracing::warn!(?fault, "wrong tries on a mobile could not be reset");
    }
    Ok(())
}

/// Writes the new mobile, unless the mobile or the password has changed since `user` was read.
async fn set_mobile(services: &Services, now: i64, user: User, new: &str) -> Result<(), Fault> {
    let nickname = if user.nickname == masked::mobile(&user.mobile) {
        masked::mobile(new)
    } else {
        user.nickname.clone()
    };
    let mobile = new.to_owned();
    let changed = services
        .store
        .transaction(now, move |tx| {
            let changed = users::change_mobile(tx, &user, &mobile, &nickname);
            let changed = changed.taken(Code::MobileTaken)?;
            Ok::<_, Fault>(match changed {
                true => Some(profiles::outdated(tx, user.id)?),
                false => None,
            })
        })
        .await?;
    profiles::forget(services, now, changed.ok_or_else(wrong_password)?).await;
    Ok(())
}

fn wrong_password() -> Fault {
    Fault::with_note(Code::WrongPassword, "密码不正确")
}
