//! The actions of operators on charges: reports in place of the provider of the sandbox, and refunds.

use std::sync::Arc;

use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::charges::{self, Charge};
use signet_store::refunds::{self, RefundState};
use signet_wire::Fen;

use super::event::{Event, Report, apply};
use super::object::{CURRENCY, RefundMetadata};
use super::{
    NewRefund, RefundStatus, Rules, SeenCharge, SeenRefund, refund, sandbox, send_refunds,
};
use crate::audit::{Audit, Audited};
use crate::{Services, random};

/// An outcome that the provider of the sandbox reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The money came.
    Paid,
    /// The money will not come.
    Failed,
    /// The refunds that were requested are made.
    Refunded,
}

/// The charge that an operator names.
#[derive(Clone, Debug)]
pub enum Named {
    /// By its id.
    Id(i64),
    /// The newest charge of an order.
    Order {
        /// The order.
        order_no: String,
        /// Its realm, which is needed if several realms have the number.
        realm: Option<String>,
    },
}

/// A report of the sandbox.
#[derive(Clone, Debug)]
pub struct Settlement {
    /// The charge.
    pub charge: Named,
    /// The report.
    pub outcome: Outcome,
    /// An amount other than the correct amount, to simulate a provider that reports wrong amounts.
    pub fen: Option<Fen>,
}

/// A refund by an operator.
#[derive(Clone, Debug)]
pub struct Repayment {
    /// The charge.
    pub charge_id: i64,
    /// One of several orders of the charge; `None` for the charge's own order.
    pub order_no: Option<String>,
    /// A part of the amount; `None` for all that is left of it.
    pub fen: Option<Fen>,
    /// The reason.
    pub reason: String,
}

/// Acts as the provider of the sandbox: reports an outcome, as a notification does. Returns the updated charge.
///
/// # Errors
/// [`Code::NotPermitted`] if the driver is not the sandbox; [`Code::RecordNotFound`]; [`Code::BadParams`] if several realms have the
/// order number.
pub async fn settle(
    services: &Services,
    audit: Audit,
    now: i64,
    settlement: Settlement,
) -> Result<Audited<Charge>, Fault> {
    if !services.payments.is_sandbox() {
        let note = "仅在 pay.driver 为 sandbox 时可以模拟支付结果";
        return Err(Fault::with_note(Code::NotPermitted, note));
    }
    let (rules, event_id) = (Arc::clone(&services.payments.rules), random::hex_128()?);
    let work = move |tx: &mut Tx<'_>| {
        let charge = find(tx, &settlement.charge)?;
        let mut applied = Vec::new();
        for event in events(tx, &rules, &charge, &settlement, &event_id)? {
            applied.push(apply(tx, &rules, &event)?);
        }
        let charge = charges::by_id(tx, charge.id)?.unwrap_or(charge);
        Ok((charge, applied))
    };
    let audited = audit.transaction(&services.store, work).await?;
    let ((charge, applied), row) = audited.split();
    for applied in applied {
        applied.raise(services, &charge.number);
        if let Some(refundable) = applied.into_refundable() {
            send_refunds(services, now, &refundable).await;
        }
    }
    Ok(row.map(|()| charge))
}

fn find(tx: &mut Tx<'_>, named: &Named) -> Result<Charge, Fault> {
    let found = match named {
        Named::Id(id) => charges::by_id(tx, *id)?,
        Named::Order {
            order_no,
            realm: Some(realm),
        } => charges::newest(tx, realm, order_no)?,
        Named::Order {
            order_no,
            realm: None,
        } => {
            let mut in_realms = charges::newest_in_realms(tx, order_no)?.into_values();
            let found = in_realms.next();
            if in_realms.next().is_some() {
                let note = "参数不正确：realm 不能为空，该订单号属于多个产品";
                return Err(Fault::with_note(Code::BadParams, note));
            }
            found
        }
    };
    found.ok_or_else(|| Code::RecordNotFound.into())
}

/// Returns the events that the provider would report.
fn events(
    tx: &mut Tx<'_>,
    rules: &Rules,
    charge: &Charge,
    settlement: &Settlement,
    event_id: &str,
) -> Result<Vec<Event>, Fault> {
    let event = |index: usize, report: Report| Event {
        id: Some(format!("evt_{event_id}_{index}")),
        number: charge.number.clone(),
        report,
    };
    let id = match &charge.provider_id {
        Some(id) => id.clone(),
        None => sandbox::charge_id(charge),
    };
    let seen = |paid| SeenCharge {
        id: id.clone(),
        order_no: charge.number.clone(),
        app: rules.app.clone(),
        amount: settlement.fen.unwrap_or(Fen(charge.fen)).0,
        currency: CURRENCY.to_owned(),
        paid,
        livemode: rules.is_live,
    };
    match settlement.outcome {
        Outcome::Paid => return Ok(vec![event(0, Report::Paid(seen(true)))]),
        Outcome::Failed => return Ok(vec![event(0, Report::Failed(seen(false)))]),
        Outcome::Refunded => {}
    }
    let mut open = refunds::of_charge(tx, charge.id)?;
    open.retain(|refund| matches!(refund.state, RefundState::Pending | RefundState::Sent));
    let made = |order_no: &str, provider_id: Option<&String>, fen: i64| SeenRefund {
        id: match provider_id {
            Some(id) => id.clone(),
            None => sandbox::refund_id(charge, order_no),
        },
        charge: id.clone(),
        charge_order_no: charge.number.clone(),
        amount: settlement.fen.unwrap_or(Fen(fen)).0,
        status: RefundStatus::Succeeded,
        metadata: RefundMetadata {
            order: Some(order_no.to_owned()),
        },
    };
    if open.is_empty() {
        // Like a refund that the provider makes by itself.
        let seen = made(&charge.order_no, None, charge.fen);
        return Ok(vec![event(0, Report::Refund(seen))]);
    }
    let reports = open.iter().enumerate().map(|(index, refund)| {
        let seen = made(&refund.order_no, refund.provider_id.as_ref(), refund.fen);
        event(index, Report::Refund(seen))
    });
    Ok(reports.collect())
}

/// Requests a refund for an operator, and sends it. A refund that the provider could not make is requested again. Returns the
/// updated charge.
///
/// # Errors
/// [`Code::RecordNotFound`]; [`Code::OrderState`] if the order is alive, if the charge is not paid, or if the amount is more than
/// what is left of the charge; [`Code::AlreadyExists`] if a refund was requested for the order.
pub async fn repay(
    services: &Services,
    audit: Audit,
    now: i64,
    repayment: Repayment,
) -> Result<Audited<Charge>, Fault> {
    let rules = Arc::clone(&services.payments.rules);
    let work = move |tx: &mut Tx<'_>| request_repayment(tx, &rules, &repayment);
    let (charge, row) = audit.transaction(&services.store, work).await?.split();
    send_refunds(services, now, &charge).await;
    Ok(row.map(|()| charge))
}

fn request_repayment(
    tx: &mut Tx<'_>,
    rules: &Rules,
    repayment: &Repayment,
) -> Result<Charge, Fault> {
    let Some(charge) = charges::lock(tx, repayment.charge_id)? else {
        return Err(Code::RecordNotFound.into());
    };
    let order_no = repayment.order_no.as_ref().unwrap_or(&charge.order_no);
    let requested = refunds::lock_of_charge(tx, charge.id)?;
    let before = requested
        .into_iter()
        .find(|refund| refund.order_no == *order_no);
    match before {
        // The refund is already owed: whether the order is alive was checked when it was requested.
        Some(mut failed) if failed.state == RefundState::Failed => {
            failed.state = RefundState::Pending;
            failed.provider_id = None;
            failed.tries = 0;
            failed.next_at = Some(tx.now());
            refunds::save(tx, &failed)?;
        }
        _ if is_alive(tx, rules, &charge, order_no)? => return Err(Code::OrderState.into()),
        Some(_) => return Err(Code::AlreadyExists.into()),
        None => {
            let left = charge.fen.checked_sub(charge.requested).unwrap_or_default();
            let new = NewRefund {
                order_no,
                fen: repayment.fen.unwrap_or(Fen(left)),
                reason: &repayment.reason,
            };
            refund(tx, &charge, &new)?;
        }
    }
    Ok(charges::by_id(tx, charge.id)?.unwrap_or(charge))
}

/// Returns whether the order that an operator names, or the charge's own order, is alive in its pack. Both are checked, so that
/// the money of an order that is alive cannot be refunded under another name.
fn is_alive(
    tx: &mut Tx<'_>,
    rules: &Rules,
    charge: &Charge,
    order_no: &str,
) -> Result<bool, Fault> {
    let Some(hooks) = rules.hooks_of(&charge.realm) else {
        return Ok(false);
    };
    Ok((hooks.is_alive)(tx, &charge.order_no)? || (hooks.is_alive)(tx, order_no)?)
}
