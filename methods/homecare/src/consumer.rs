//! Accounts.

pub(crate) mod detail;
pub(crate) mod edit;
pub(crate) mod login;
pub(crate) mod logout;
pub(crate) mod pwd_edit;
pub(crate) mod pwd_forget;
pub(crate) mod pwd_reset;
pub(crate) mod register;

use signet_call::Ctx;
use signet_fault::Fault;

use crate::tables::consumers::{self, Consumer};

/// Returns the row that the pack keeps for an account.
///
/// # Errors
/// [`Fault::internal`] if there is no row, because registration adds it.
async fn of_user(ctx: &Ctx<'_>, user_id: i64) -> Result<Consumer, Fault> {
    let consumer = ctx
        .run(move |connection| Ok(consumers::find(connection, user_id)?))
        .await?;
    consumer.ok_or_else(|| Fault::internal("an account of homecare has no consumer"))
}
