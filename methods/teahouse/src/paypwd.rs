//! The password for payments.

pub(crate) mod set;

use signet_call::Ctx;
use signet_domain::accounts::Account;
use signet_domain::login_lock::{self, TriedBy};
use signet_domain::passwords::Verdict;
use signet_fault::{Code, Fault};

use crate::tables::members;
use crate::{TEAHOUSE, faults};

/// Returns the account under which wrong passwords for payments of a user are counted.
fn account(user_id: i64) -> Account<'static> {
    Account::of_payments(&TEAHOUSE, user_id)
}

/// Compares the password for payments of the user of a call, and returns its hash.
///
/// # Errors
/// `faults::PAY_PASSWORD_UNSET`; `faults::WRONG_PAY_PASSWORD`; `faults::PAY_LOCKED` after too many wrong tries.
pub(crate) async fn check(ctx: &Ctx<'_>, password: &str) -> Result<String, Fault> {
    let user_id = ctx.user()?;
    let compare = async {
        let hash = ctx
            .run(move |connection| Ok(members::find(connection, user_id)?.pay_hash))
            .await?;
        if hash.is_empty() {
            return Err(faults::PAY_PASSWORD_UNSET.into());
        }
        let verdict = ctx.services.passwords.verify(password, Some(&hash)).await?;
        Ok((verdict != Verdict::Wrong).then_some(hash))
    };
    let by = TriedBy::Session(ctx.caller.origin);
    let hash = login_lock::attempt(ctx.services, account(user_id), by, compare).await;
    let hash = hash.map_err(|fault| fault.recoded(&[(Code::LoginLocked, faults::PAY_LOCKED)]))?;
    hash.ok_or_else(|| faults::WRONG_PAY_PASSWORD.into())
}
