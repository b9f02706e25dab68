//! Sends the requested refunds to the provider.

use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use signet_fault::Fault;
use signet_store::Tx;
use signet_store::charges::{self, Charge};
use signet_store::refunds::{self, Refund};

use super::event::{Effect, move_refund};
use super::{Alarm, ProviderError, SeenRefund};
use crate::Services;

/// Seconds until a refund is sent again, or queried again: doubled with each try. The first pause is longer than
/// any request, so that no refund is sent twice at once.
const FIRST_PAUSE: i64 = 60;
const LONGEST_PAUSE: i64 = 3600;

/// Sends the refunds of a charge that are due, and queries the refunds that the provider has accepted. A request that fails is
/// repeated later.
pub fn send_refunds<'a>(
    services: &'a Services,
    now: i64,
    charge: &'a Charge,
) -> LocalBoxFuture<'a, ()> {
    // Boxed: the body of an `async fn` is compiled in each crate that calls it.
    async move {
        if let Err(fault) = try_to_send(services, now, charge.id).await {
            let order_no = &charge.number;
            tracing::warn!(?fault, order_no, "a refund will be sent later");
        }
    }
    .boxed_local()
}

async fn try_to_send(services: &Services, now: i64, charge_id: i64) -> Result<(), Fault> {
    let claim = move |tx: &mut Tx<'_>| claim(tx, charge_id);
    let (charge, due) = services.store.transaction(now, claim).await?;
    for refund in due {
        let sent = services.payments.provider.refund(&charge, &refund).await;
        match sent {
            Ok(Some(seen)) => note(services, now, &charge, &refund, seen).await?,
            Ok(None) => {}
            Err(error) => {
                if matches!(error, ProviderError::Refused { .. }) {
                    let alarms = &services.payments.alarms;
                    alarms.raise(Alarm::RefundFailed, &charge.number);
                }
                return Err(error.into());
            }
        }
    }
    Ok(())
}

/// Takes the refunds that are due, so that no other call sends them for at least a minute.
fn claim(tx: &mut Tx<'_>, charge_id: i64) -> Result<(Charge, Vec<Refund>), Fault> {
    let Some(charge) = charges::lock(tx, charge_id)? else {
        return Err(Fault::internal("a charge is gone"));
    };
    let mut due = refunds::lock_of_charge(tx, charge_id)?;
    due.retain(|refund| refund.next_at.is_some_and(|at| at <= tx.now()));
    for refund in &mut due {
        let doublings = u32::try_from(refund.tries).unwrap_or(u32::MAX).min(6);
        let pause = (FIRST_PAUSE << doublings).min(LONGEST_PAUSE);
        refund.tries = refund.tries.saturating_add(1);
        refund.next_at = Some(tx.now().saturating_add(pause));
        refunds::save(tx, refund)?;
    }
    Ok((charge, due))
}

/// Writes the answer of the provider to a refund.
async fn note(
    services: &Services,
    now: i64,
    charge: &Charge,
    refund: &Refund,
    seen: SeenRefund,
) -> Result<(), Fault> {
    let (rules, charge_id, refund_id) =
        (Arc::clone(&services.payments.rules), charge.id, refund.id);
    let is_sandbox = services.payments.is_sandbox();
    let write = move |tx: &mut Tx<'_>| {
        let Some(charge) = charges::lock(tx, charge_id)? else {
            return Err(Fault::internal("a charge is gone"));
        };
        let requested = refunds::lock_of_charge(tx, charge_id)?;
        let Some(mut refund) = requested.into_iter().find(|refund| refund.id == refund_id) else {
            return Err(Fault::internal("a refund is gone"));
        };
        if let Some(alarm) = seen.mismatch(&charge, &refund) {
            return Ok(Effect::Alarm(alarm));
        }
        if is_sandbox {
            // An operator reports when it is made.
            refund.next_at = None;
        }
        Ok(move_refund(tx, &rules, charge, refund, &seen)?.0)
    };
    let effect = services.store.transaction(now, write).await?;
    if let Effect::Alarm(alarm) = effect {
        services.payments.alarms.raise(alarm, &charge.number);
    }
    Ok(())
}
