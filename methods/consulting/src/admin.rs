//! The methods of operators: one file for each subject.

pub(crate) mod consultant;
pub(crate) mod income;
pub(crate) mod order;
pub(crate) mod payout;
pub(crate) mod post;
pub(crate) mod tag;

use signet_call::params::Prose;
use signet_call::{Ctx, Violations};
use signet_domain::audit::{Audit, Audited};
use signet_domain::payments;
use signet_fault::{Code, Fault};
use signet_store::charges::Charge;
use signet_store::{Connection, Tx};

use crate::tables::people::{self, Person, PersonState};

/// The reason that an operator gives for a step.
type Reason = Prose<1, 200>;

/// Returns a consultant.
///
/// # Errors
/// [`Code::UserNotFound`].
fn consultant(connection: &mut Connection, user_id: i64) -> Result<Person, Fault> {
    let person = people::find(connection, user_id)?;
    let consultant = person.filter(|person| person.state != PersonState::Live);
    consultant.ok_or_else(|| Code::UserNotFound.into())
}

/// Returns the fault for the name of a state that does not exist.
fn no_state(parameter: &str) -> Fault {
    Violations::one(parameter, "没有这个状态").into()
}

/// Takes a step that may request refunds of a charge, and sends these after its transaction.
async fn with_refunds(
    ctx: &Ctx<'_>,
    audit: Audit,
    step: impl FnMut(&mut Tx<'_>) -> Result<Option<Charge>, Fault> + Send + 'static,
) -> Result<Audited<()>, Fault> {
    let (charge, row) = audit.transaction(&ctx.services.store, step).await?.split();
    if let Some(charge) = charge {
        payments::send_refunds(ctx.services, ctx.now, &charge).await;
    }
    Ok(row)
}
