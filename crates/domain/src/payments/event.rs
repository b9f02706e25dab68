//! Events that the provider reports, and their effect.

use std::sync::Arc;

use signet_fault::Fault;
use signet_store::Tx;
use signet_store::charges::{self, Charge, ChargeState};
use signet_store::payment_events::{self, PaymentEvent};
use signet_store::refunds::{self, Refund, RefundState};
use signet_wire::Fen;

use super::charge::{NewRefund, request};
use super::{Alarm, RefundStatus, Rules, SeenCharge, SeenRefund};
use crate::Services;

/// The reason of the refund if money comes for a closed charge.
const LATE: &str = "订单关闭后到账，自动退款";

/// The longest id of an event and number of an order that is kept.
const MAX_TEXT: usize = 64;

/// An event that the provider reports.
#[derive(Clone, Debug)]
pub struct Event {
    /// The id: the event takes effect once for each id. `None` for the answer to a query.
    pub id: Option<String>,
    /// The number of the charge at the provider.
    pub number: String,
    /// The kind of the event.
    pub report: Report,
}

/// The kind of an event, with the provider's object.
#[derive(Clone, Debug)]
pub enum Report {
    /// The money came.
    Paid(SeenCharge),
    /// The money will not come.
    Failed(SeenCharge),
    /// A refund was made, or cannot be.
    Refund(SeenRefund),
}

impl Report {
    const fn name(&self) -> &'static str {
        match self {
            Report::Paid(_) => "paid",
            Report::Failed(_) => "failed",
            Report::Refund(_) => "refund",
        }
    }

    const fn fen(&self) -> i64 {
        match self {
            Report::Paid(seen) | Report::Failed(seen) => seen.amount,
            Report::Refund(seen) => seen.amount,
        }
    }
}

/// The effect of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// The charge has changed.
    Applied,
    /// There was nothing to change.
    Ignored,
    /// The event was reported before.
    Repeated,
    /// The event does not match the charge, and nothing was changed; or a refund failed.
    Alarm(Alarm),
}

impl Effect {
    /// Returns the name in the table of events.
    pub const fn name(self) -> &'static str {
        match self {
            Effect::Applied => "applied",
            Effect::Ignored => "ignored",
            Effect::Repeated => "repeated",
            Effect::Alarm(alarm) => alarm.name(),
        }
    }
}

/// An event that was applied.
#[derive(Debug)]
pub struct Applied {
    /// Its effect.
    pub effect: Effect,
    /// The charge after the event; `None` if there is no charge or the event was reported before.
    pub charge: Option<Charge>,
}

impl Applied {
    /// Returns the charge, if it has refunds to be sent.
    pub fn into_refundable(self) -> Option<Charge> {
        self.charge
            .filter(|charge| charge.requested > charge.refunded)
    }

    /// Raises the alarm of the event, if it has one.
    pub(super) fn raise(&self, services: &Services, number: &str) {
        if let Effect::Alarm(alarm) = self.effect {
            services.payments.alarms.raise(alarm, number);
        }
    }
}

/// Applies an event in a transaction of its own, then raises its alarm. If the charge is
/// [refundable](Applied::into_refundable) then, [`send_refunds`](super::send_refunds()) has to follow.
///
/// # Errors
/// The errors of the hook and of the store: the event had no effect, and can be reported again.
pub async fn receive(services: &Services, now: i64, event: Event) -> Result<Applied, Fault> {
    let (rules, number) = (Arc::clone(&services.payments.rules), event.number.clone());
    let work = move |tx: &mut Tx<'_>| apply(tx, &rules, &event);
    let applied = services.store.transaction(now, work).await?;
    applied.raise(services, &number);
    Ok(applied)
}

/// Applies an event in the transaction of the caller.
///
/// # Errors
/// The errors of the hook and of the store.
pub(super) fn apply(tx: &mut Tx<'_>, rules: &Rules, event: &Event) -> Result<Applied, Fault> {
    if let Some(id) = &event.id
        && !payment_events::insert(tx, &row(event, id, tx.now()))?
    {
        return Ok(Applied {
            effect: Effect::Repeated,
            charge: None,
        });
    }
    let Some(charge) = charges::lock_number(tx, &event.number)? else {
        return finish(tx, event, Effect::Alarm(Alarm::Order), None);
    };
    let (effect, charge) = match &event.report {
        Report::Paid(seen) => paid(tx, rules, charge, seen),
        Report::Failed(seen) => failed(tx, rules, charge, seen),
        Report::Refund(seen) => refunded(tx, rules, charge, seen),
    }?;
    finish(tx, event, effect, Some(charge))
}

fn row(event: &Event, id: &str, now: i64) -> PaymentEvent {
    PaymentEvent {
        event_id: id.chars().take(MAX_TEXT).collect(),
        kind: event.report.name().to_owned(),
        outcome: Effect::Ignored.name().to_owned(),
        number: event.number.chars().take(MAX_TEXT).collect(),
        fen: event.report.fen(),
        created_at: now,
    }
}

fn finish(
    tx: &mut Tx<'_>,
    event: &Event,
    effect: Effect,
    charge: Option<Charge>,
) -> Result<Applied, Fault> {
    if let Some(id) = &event.id
        && effect != Effect::Ignored
    {
        payment_events::set_outcome(tx, id, effect.name())?;
    }
    Ok(Applied { effect, charge })
}

fn paid(
    tx: &mut Tx<'_>,
    rules: &Rules,
    mut charge: Charge,
    seen: &SeenCharge,
) -> Result<(Effect, Charge), Fault> {
    if let Some(alarm) = seen.mismatch(&charge, rules) {
        return Ok((Effect::Alarm(alarm), charge));
    }
    if charge.is_paid() {
        return Ok((Effect::Ignored, charge));
    }
    let was_closed = charge.state == ChargeState::Closed;
    charge.state = ChargeState::Paid;
    charge.provider_id = Some(seen.id.clone());
    charge.paid_at = Some(tx.now());
    charge.check_at = None;
    if was_closed {
        let order_no = charge.order_no.clone();
        let all = NewRefund {
            order_no: &order_no,
            fen: Fen(charge.fen),
            reason: LATE,
        };
        return Ok((Effect::Applied, request(tx, charge, &all)?));
    }
    charge.ended_at = None;
    charges::save(tx, &charge)?;
    (hooks(rules, &charge)?.paid)(tx, &charge)?;
    Ok((Effect::Applied, now(tx, charge)?))
}

fn failed(
    tx: &mut Tx<'_>,
    rules: &Rules,
    mut charge: Charge,
    seen: &SeenCharge,
) -> Result<(Effect, Charge), Fault> {
    if let Some(alarm) = seen.mismatch(&charge, rules) {
        return Ok((Effect::Alarm(alarm), charge));
    }
    if !charge.is_pending() {
        return Ok((Effect::Ignored, charge));
    }
    fail(tx, &mut charge)?;
    Ok((Effect::Applied, charge))
}

/// Marks a locked, pending charge as failed: the money will not come.
pub(super) fn fail(tx: &mut Tx<'_>, charge: &mut Charge) -> Result<(), Fault> {
    charge.state = ChargeState::Failed;
    charge.ended_at = Some(tx.now());
    charge.check_at = None;
    Ok(charges::save(tx, charge)?)
}

fn refunded(
    tx: &mut Tx<'_>,
    rules: &Rules,
    charge: Charge,
    seen: &SeenRefund,
) -> Result<(Effect, Charge), Fault> {
    let requested = refunds::lock_of_charge(tx, charge.id)?;
    let Some(refund) = requested.into_iter().find(|refund| seen.is_of(refund)) else {
        return Ok((Effect::Alarm(Alarm::Refund), charge));
    };
    if let Some(alarm) = seen.mismatch(&charge, &refund) {
        return Ok((Effect::Alarm(alarm), charge));
    }
    move_refund(tx, rules, charge, refund, seen)
}

/// Writes the state of a refund at the provider. The charge is locked, and the charge and the refund match the provider's refund.
pub(super) fn move_refund(
    tx: &mut Tx<'_>,
    rules: &Rules,
    mut charge: Charge,
    mut refund: Refund,
    seen: &SeenRefund,
) -> Result<(Effect, Charge), Fault> {
    if refund.state == RefundState::Made {
        return Ok((Effect::Ignored, charge));
    }
    refund.provider_id = Some(seen.id.clone());
    match seen.status {
        RefundStatus::Pending => {
            if refund.state == RefundState::Failed {
                return Ok((Effect::Ignored, charge));
            }
            refund.state = RefundState::Sent;
            refunds::save(tx, &refund)?;
            Ok((Effect::Applied, charge))
        }
        RefundStatus::Failed => {
            refund.state = RefundState::Failed;
            refund.next_at = None;
            refunds::save(tx, &refund)?;
            Ok((Effect::Alarm(Alarm::RefundFailed), charge))
        }
        RefundStatus::Succeeded => {
            refund.state = RefundState::Made;
            refund.next_at = None;
            refund.refunded_at = Some(tx.now());
            refunds::save(tx, &refund)?;
            let sum = charge.refunded.checked_add(refund.fen);
            charge.refunded = sum.ok_or_else(|| Fault::internal("refunds overflow"))?;
            if charge.refunded == charge.fen {
                charge.state = ChargeState::Refunded;
            }
            charges::save(tx, &charge)?;
            (hooks(rules, &charge)?.refunded)(tx, &charge, &refund)?;
            Ok((Effect::Applied, now(tx, charge)?))
        }
    }
}

/// Returns the charge after a hook.
fn now(tx: &mut Tx<'_>, charge: Charge) -> Result<Charge, Fault> {
    Ok(charges::by_id(tx, charge.id)?.unwrap_or(charge))
}

/// Returns the hooks of the pack of a charge.
fn hooks(rules: &Rules, charge: &Charge) -> Result<&'static super::Charges, Fault> {
    let hooks = rules.hooks_of(&charge.realm);
    // The provider reports the event again until the pack is enabled again.
    hooks.ok_or_else(|| Fault::internal(format!("no enabled pack has realm {}", charge.realm)))
}
