//! Short messages.

pub(crate) mod pay;
pub(crate) mod send;

use signet_call::Ctx;
use signet_fault::{Code, Fault};
use signet_store::users;

/// The template of the code for a registration and for a lost password. Endpoint 4 does not distinguish the two, and the code proves the
/// same for both.
pub(crate) const CODE: &str = "TEAHOUSE_CODE";

/// The template of the code for a password for payments.
pub(crate) const PAY_CODE: &str = "TEAHOUSE_PAY_CODE";

/// Returns the mobile of the account of the call, if it has one.
pub(crate) async fn own_mobile(ctx: &Ctx<'_>) -> Result<Option<String>, Fault> {
    let user_id = ctx.user()?;
    let user = ctx.run(move |connection| Ok(users::by_id(connection, user_id)?));
    let user = user.await?.ok_or(Code::SessionExpired)?;
    Ok(Some(user.mobile).filter(|mobile| !mobile.is_empty()))
}
