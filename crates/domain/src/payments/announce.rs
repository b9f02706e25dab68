//! Requests to the provider about a charge, outside of any transaction.

use signet_fault::{Cause, Code, Fault};
use signet_store::charges::{self, Charge};
use signet_store::{Connection, Error, Tx};

use super::charge::next_check;
use super::event::{Event, Report, receive};
use super::http::parse;
use super::object::SeenCharge;
use super::send_refunds::send_refunds;
use crate::Services;

/// Seconds between two queries about the same charge.
const PAUSE: i64 = 5;

/// Creates a charge at the provider, unless the provider has it. A charge that is not pending is returned unchanged.
///
/// # Errors
/// [`Code::PaymentFailed`] if the provider did not create it, or answered with another order, amount or app: the order is not
/// affected, and the next call tries again. [`Code::Overloaded`].
pub async fn announce(services: &Services, now: i64, charge: &Charge) -> Result<Charge, Fault> {
    if !charge.is_pending() || charge.detail.is_some() {
        return Ok(charge.clone());
    }
    let payments = &services.payments;
    let text = payments.provider.create(charge).await?;
    let seen: SeenCharge = parse(&text)?;
    if let Some(alarm) = seen.mismatch(charge, &payments.rules) {
        payments.alarms.raise(alarm, &charge.number);
        let source = "the provider's charge is another one";
        return Err(Fault::new(Code::PaymentFailed)
            .with_source(source)
            .with_cause(Cause::Provider));
    }
    let (id, provider_id) = (charge.id, seen.id.clone());
    let is_paid = seen.paid;
    let keep = move |tx: &mut Tx<'_>| {
        let Some(mut charge) = charges::lock(tx, id)? else {
            return Err(Fault::internal("a charge is gone"));
        };
        // Another call may have announced it first, and its answer is kept.
        if charge.provider_id.is_none() {
            charge.provider_id = Some(provider_id.clone());
            charge.detail = Some(text.clone());
            charge.check_at = next_check(&charge, tx.now());
            charges::save(tx, &charge)?;
        }
        Ok(charge)
    };
    let kept = services.store.transaction(now, keep).await?;
    match is_paid {
        true => Ok(report(services, now, kept, seen).await?),
        false => Ok(kept),
    }
}

/// Updates a charge for a reply: with [`announce`] if the provider does not have it, else with [`check`]. If the provider is
/// away, the charge is returned unchanged.
///
/// # Errors
/// The errors of the store.
pub async fn refresh(services: &Services, now: i64, charge: Charge) -> Result<Charge, Fault> {
    let is_over = charge.expires_at <= now;
    let refreshed = match charge.provider_id {
        None if is_over => return Ok(charge),
        None => announce(services, now, &charge).await,
        Some(_) => check(services, now, &charge).await,
    };
    match refreshed {
        Err(fault) if [Code::PaymentFailed, Code::Overloaded].contains(&fault.code()) => {
            tracing::warn!(?fault, "a charge is shown as it was");
            Ok(charge)
        }
        refreshed => refreshed,
    }
}

/// Queries the provider about a charge that is not paid, at most once in 5 seconds, and returns the updated charge. This makes up
/// for a lost notification.
///
/// # Errors
/// [`Code::PaymentFailed`] if the provider does not answer; [`Code::Overloaded`].
pub async fn check(services: &Services, now: i64, charge: &Charge) -> Result<Charge, Fault> {
    if charge.is_paid() || charge.provider_id.is_none() {
        return Ok(charge.clone());
    }
    let id = charge.id;
    let claim = move |tx: &mut Tx<'_>| {
        let Some(mut charge) = charges::lock(tx, id)? else {
            return Err(Fault::internal("a charge is gone"));
        };
        let is_recent = charge.checked_at.is_some_and(|at| tx.now() - at < PAUSE);
        if is_recent || charge.is_paid() {
            return Ok((charge, false));
        }
        charge.checked_at = Some(tx.now());
        charges::save(tx, &charge)?;
        Ok((charge, true))
    };
    let (charge, is_claimed) = services.store.transaction(now, claim).await?;
    if !is_claimed {
        return Ok(charge);
    }
    Ok(query(services, now, charge).await?.charge)
}

/// A charge after a query about it.
pub(super) struct Queried {
    pub(super) charge: Charge,
    /// Whether the provider has no money for it.
    pub(super) is_unpaid: bool,
}

/// Queries the provider about a charge and applies the answer.
pub(super) async fn query(services: &Services, now: i64, charge: Charge) -> Result<Queried, Fault> {
    let Some(text) = services.payments.provider.find(&charge).await? else {
        let is_unpaid = !charge.is_paid();
        return Ok(Queried { charge, is_unpaid });
    };
    let seen: SeenCharge = parse(&text)?;
    if seen.paid {
        let charge = report(services, now, charge, seen).await?;
        return Ok(Queried {
            charge,
            is_unpaid: false,
        });
    }
    let alarm = seen.mismatch(&charge, &services.payments.rules);
    if let Some(alarm) = alarm {
        services.payments.alarms.raise(alarm, &charge.number);
    }
    Ok(Queried {
        charge,
        is_unpaid: alarm.is_none(),
    })
}

/// Applies the report that the provider has the money of a charge.
async fn report(
    services: &Services,
    now: i64,
    charge: Charge,
    seen: SeenCharge,
) -> Result<Charge, Fault> {
    let event = Event {
        id: None,
        number: charge.number.clone(),
        report: Report::Paid(seen),
    };
    let applied = receive(services, now, event).await?;
    if let Some(refundable) = applied.into_refundable() {
        send_refunds(services, now, &refundable).await;
    }
    let (id, read) = (charge.id, charge);
    let find = move |connection: &mut Connection| charges::by_id(connection, id);
    Ok(services.store.run::<_, Error>(find).await?.unwrap_or(read))
}
