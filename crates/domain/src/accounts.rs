//! Accounts: registering, logging in, changing passwords; [`change_mobile`], and the actions of operators ([`operators`]).
//!
//! An [`Account`] is an account as a caller names it. A pack that registers or logs in within its own transaction combines
//! [`NewAccount`] and [`PendingLogin`].

mod identity;
mod login;
mod mobile;
pub mod operators;
mod password;
mod registration;
mod settings;

use signet_cache::{End, SessionKey};
use signet_fault::{Code, Fault};
use signet_store::users::{self, User};
use signet_store::{Error, Tx};

use crate::{Services, sessions};

pub use crate::account::Account;
pub use identity::{Binding, bind, by_identity, present};
pub use login::{
    Login, PendingLogin, by_password, by_proven_mobile, log_in, log_in_with_password, may_log_in,
};
pub use mobile::{MobileChange, change_mobile};
pub use password::{
    PasswordChange, change_password, replace_password, reset_password, set_password,
    try_change_password,
};
pub use registration::{NewAccount, Registered, Registration, register};
pub use settings::Settings;

/// States of an account.
mod state {
    pub(super) const CLOSED: i64 = 0;
    pub(super) const LIVE: i64 = 1;
    pub(super) const LOCKED: i64 = 2;
}

/// The sessions that end with a change of an account.
struct Ending<'a> {
    user_id: i64,
    /// The session that stays live.
    except: Option<&'a SessionKey>,
    end: End,
}

/// Changes an existing account, and ends every session of its user.
async fn change_account(
    services: &Services,
    now: i64,
    id: i64,
    end: End,
    mut change: impl FnMut(&mut Tx<'_>) -> Result<bool, Error> + Send + 'static,
) -> Result<(), Fault> {
    // If the account is gone, the change is rolled back.
    let change = move |tx: &mut Tx<'_>| match change(tx)? {
        true => Ok(true),
        false => Err(Fault::internal("the user whose account changes is gone")),
    };
    let all = Ending {
        user_id: id,
        except: None,
        end,
    };
    change_and_end(services, now, all, change).await?;
    Ok(())
}

/// Changes an account, and ends sessions of its user. Returns whether `change` changed something.
async fn change_and_end(
    services: &Services,
    now: i64,
    ending: Ending<'_>,
    mut change: impl FnMut(&mut Tx<'_>) -> Result<bool, Fault> + Send + 'static,
) -> Result<bool, Fault> {
    let (id, end, except) = (ending.user_id, ending.end, ending.except.cloned());
    let work = move |tx: &mut Tx<'_>| {
        if !change(tx)? {
            return Ok(None);
        }
        Ok::<_, Fault>(Some(sessions::end(tx, id, except.as_ref(), end)?))
    };
    let Some(changes) = services.store.transaction(now, work).await? else {
        return Ok(false);
    };
    sessions::publish(services, now, changes).await?;
    Ok(true)
}

async fn by_id(services: &Services, id: i64) -> Result<User, Fault> {
    let user = services
        .store
        .run(move |connection| Ok::<_, Fault>(users::by_id(connection, id)?))
        .await?;
    user.ok_or_else(|| Code::SessionExpired.into())
}
