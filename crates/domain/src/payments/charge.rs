//! The changes of charges in the transaction of their order. Nothing here connects to the provider.

use std::net::IpAddr;

use signet_fault::{Code, Fault};
use signet_store::charges::{self, Charge, ChargeState};
use signet_store::refunds::{self, RefundState};
use signet_store::{Error, Tx};
use signet_wire::Fen;

use crate::realms::Realm;

/// The usual time to pay, in seconds.
pub const DAY: i64 = 86_400;

/// Seconds between two checks of a charge: a quarter of its age, within these limits.
const SHORTEST_CHECK: i64 = 60;
const LONGEST_CHECK: i64 = 3600;

/// Lengths of the columns, in characters.
const MAX_ORDER_NO: usize = 32;
const MAX_SUBJECT: usize = 32;
const MAX_BODY: usize = 128;
const MAX_REASON: usize = 100;

/// A charge to make.
#[derive(Clone, Copy, Debug)]
pub struct NewCharge<'a> {
    /// The realm of the order.
    pub realm: &'a Realm,
    /// The order, or the pay number of several orders: up to 32 characters.
    pub order_no: &'a str,
    /// The amount.
    pub fen: Fen,
    /// The channel, for which [`Payments::has_channel`](super::Payments::has_channel) is true.
    pub channel: &'a str,
    /// The title that the payer sees; cut to 32 characters.
    pub subject: &'a str,
    /// The description that the payer sees; cut to 128 characters.
    pub body: &'a str,
    /// The address of the client that orders.
    pub client_ip: IpAddr,
    /// The time to pay, in seconds.
    pub seconds: i64,
}

impl NewCharge<'_> {
    /// Returns the title that the payer sees.
    pub fn subject(&self) -> String {
        cut(self.subject, MAX_SUBJECT)
    }
}

/// A refund to request.
#[derive(Clone, Copy, Debug)]
pub struct NewRefund<'a> {
    /// The order that it belongs to: the order of the charge, or one of several orders under a pay number.
    pub order_no: &'a str,
    /// The amount.
    pub fen: Fen,
    /// The reason, for operators and the provider; cut to 100 characters.
    pub reason: &'a str,
}

/// Creates the charge of an order, or returns the existing charge if it is pending, has the same amount and channel, and its
/// time is not over. Any other charge that is not paid is closed. If the whole amount of a charge goes back to the payer, the order
/// is not paid, and a new charge is created.
///
/// # Errors
/// [`Code::NothingToPay`] if the amount is not above 0, [`Code::AlreadyPaid`] if the order is paid.
pub fn create(tx: &mut Tx<'_>, new: &NewCharge<'_>) -> Result<Charge, Fault> {
    if new.fen <= Fen(0) {
        return Err(Code::NothingToPay.into());
    }
    if let Some(charge) = charges::lock_order(tx, new.realm.name(), new.order_no)? {
        if charge.is_kept() {
            return Err(Code::AlreadyPaid.into());
        }
        let is_same = charge.fen == new.fen.0 && charge.channel == new.channel;
        if charge.is_pending() && is_same && charge.expires_at > tx.now() {
            return Ok(charge);
        }
        end(tx, charge)?;
    }
    insert(tx, new)
}

fn insert(tx: &mut Tx<'_>, new: &NewCharge<'_>) -> Result<Charge, Fault> {
    if !(1..=MAX_ORDER_NO).contains(&new.order_no.chars().count()) {
        return Err(Fault::internal(
            "the number of an order is empty or too long",
        ));
    }
    let expires_at = tx.now().saturating_add(new.seconds);
    let row = charges::NewCharge {
        realm: new.realm.name().to_owned(),
        order_no: new.order_no.to_owned(),
        number: match charges::count_of(tx, new.order_no)? {
            0 => new.order_no.to_owned(),
            before => format!("{}-{}", new.order_no, before.saturating_add(1)),
        },
        fen: new.fen.0,
        channel: new.channel.to_owned(),
        subject: new.subject(),
        body: cut(new.body, MAX_BODY),
        client_ip: new.client_ip.to_string(),
        state: ChargeState::Pending,
        created_at: tx.now(),
        expires_at,
        check_at: Some(expires_at),
    };
    let id = match charges::insert(tx, &row) {
        // Another transaction made the charge of the order meanwhile: the next try finds it.
        Err(Error::Duplicate) => Err(Error::Contended("two charges of one order".to_owned())),
        inserted => inserted,
    }?;
    charges::by_id(tx, id)?.ok_or_else(|| Fault::internal("a new charge is not there"))
}

/// Returns the newest charge of an order, locked until the transaction ends. A pack whose hooks lock rows of its own calls this
/// before it locks these rows.
///
/// # Errors
/// The errors of the store.
pub fn lock(tx: &mut Tx<'_>, realm: &Realm, order_no: &str) -> Result<Option<Charge>, Fault> {
    Ok(charges::lock_order(tx, realm.name(), order_no)?)
}

/// Closes the newest charge of an order if it is not paid, so that money which comes later is refunded. Returns the updated
/// charge.
///
/// # Errors
/// The errors of the store.
pub fn close(tx: &mut Tx<'_>, realm: &Realm, order_no: &str) -> Result<Option<Charge>, Fault> {
    let charge = charges::lock_order(tx, realm.name(), order_no)?;
    charge.map(|charge| end(tx, charge)).transpose()
}

/// Closes a locked charge unless it is paid.
fn end(tx: &mut Tx<'_>, mut charge: Charge) -> Result<Charge, Fault> {
    if !matches!(charge.state, ChargeState::Pending | ChargeState::Failed) {
        return Ok(charge);
    }
    // If the charge is announced, the payer may still have its credential.
    if charge.provider_id.is_none() {
        charge.check_at = None;
    }
    charge.state = ChargeState::Closed;
    charge.ended_at = Some(tx.now());
    charges::save(tx, &charge)?;
    Ok(charge)
}

/// Requests a refund, once for each order of a charge. Returns whether it was requested now; [`send_refunds`](super::send_refunds())
/// has to follow the transaction.
///
/// # Errors
/// [`Code::OrderState`] if the charge is not paid, or the amount is more than what is left of the charge.
pub fn refund(tx: &mut Tx<'_>, charge: &Charge, new: &NewRefund<'_>) -> Result<bool, Fault> {
    let Some(charge) = charges::lock(tx, charge.id)? else {
        return Err(Fault::internal("a charge is gone"));
    };
    let requested = refunds::lock_of_charge(tx, charge.id)?;
    if requested.iter().any(|other| other.order_no == new.order_no) {
        return Ok(false);
    }
    let left = charge.fen.checked_sub(charge.requested);
    let has_as_much = left.is_some_and(|left| (1..=left).contains(&new.fen.0));
    if !charge.is_paid() || !has_as_much {
        return Err(Code::OrderState.into());
    }
    request(tx, charge, new)?;
    Ok(true)
}

/// Writes a refund of a locked charge of which enough is left. Returns the updated charge.
pub(super) fn request(
    tx: &mut Tx<'_>,
    mut charge: Charge,
    new: &NewRefund<'_>,
) -> Result<Charge, Fault> {
    let row = refunds::NewRefund {
        charge_id: charge.id,
        order_no: cut(new.order_no, MAX_ORDER_NO),
        fen: new.fen.0,
        reason: cut(new.reason, MAX_REASON),
        state: RefundState::Pending,
        created_at: tx.now(),
        next_at: Some(tx.now()),
    };
    refunds::insert(tx, &row)?;
    let requested = charge.requested.checked_add(new.fen.0);
    charge.requested = requested.ok_or_else(|| Fault::internal("refunds overflow"))?;
    if charge.requested == charge.fen {
        charge.state = ChargeState::Refunding;
    }
    charges::save(tx, &charge)?;
    Ok(charge)
}

/// Ends the payment of an order: closes its newest charge, or if that is paid, requests a refund of the amount that is left. A
/// second call changes nothing. Returns the updated charge; [`send_refunds`](super::send_refunds()) has to follow the transaction.
///
/// # Errors
/// The errors of the store.
pub fn cancel(
    tx: &mut Tx<'_>,
    realm: &Realm,
    order_no: &str,
    reason: &str,
) -> Result<Option<Charge>, Fault> {
    let Some(charge) = close(tx, realm, order_no)? else {
        return Ok(None);
    };
    let left = charge.fen.checked_sub(charge.requested).unwrap_or_default();
    if !charge.is_paid() || left == 0 {
        return Ok(Some(charge));
    }
    let rest = NewRefund {
        order_no,
        fen: Fen(left),
        reason,
    };
    refund(tx, &charge, &rest)?;
    Ok(charges::by_id(tx, charge.id)?)
}

fn cut(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

/// Returns the next time at which a charge is checked: soon while it is new, and in any case when its time to pay ends.
pub(super) fn next_check(charge: &Charge, now: i64) -> Option<i64> {
    let age = now.saturating_sub(charge.created_at);
    let next = now.saturating_add((age / 4).clamp(SHORTEST_CHECK, LONGEST_CHECK));
    match charge.expires_at > now {
        true => Some(next.min(charge.expires_at)),
        false => Some(next),
    }
}
