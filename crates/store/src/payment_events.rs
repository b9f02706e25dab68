//! The events that the payment provider reported, each once.

use diesel::prelude::*;

use crate::schema::payment_events;
use crate::{Connection, Error, Tx};

/// An event.
#[derive(Clone, Debug, PartialEq, Eq, Insertable, Queryable, Selectable)]
#[diesel(table_name = payment_events)]
pub struct PaymentEvent {
    /// Its id at the provider; at most 64 characters.
    pub event_id: String,
    /// The kind of the event: `paid`, `failed`, `refunded` or `refund_failed`.
    pub kind: String,
    /// Its effect: `applied`, `ignored`, or the kind of the alarm.
    pub outcome: String,
    /// The number of the charge at the provider; at most 64 characters.
    pub number: String,
    /// The amount that it names, in fen.
    pub fen: i64,
    /// The time at which it came.
    pub created_at: i64,
}

/// Inserts an event, unless it exists. Returns whether it is new. If another transaction inserts the same event, this waits until
/// that transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, event: &PaymentEvent) -> Result<bool, Error> {
    Ok(insert_or_ignore!(tx, payment_events::table, event)? > 0)
}

/// Sets the effect of an event.
///
/// # Errors
/// [`Error::Query`].
pub fn set_outcome(tx: &mut Tx<'_>, event_id: &str, outcome: &str) -> Result<(), Error> {
    diesel::update(payment_events::table.filter(payment_events::event_id.eq(event_id)))
        .set(payment_events::outcome.eq(outcome))
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the events about the charge with a number, the oldest first.
///
/// # Errors
/// [`Error::Query`].
pub fn of_number(connection: &mut Connection, number: &str) -> Result<Vec<PaymentEvent>, Error> {
    Ok(payment_events::table
        .filter(payment_events::number.eq(number))
        .order(payment_events::id)
        .select(PaymentEvent::as_select())
        .load(&mut connection.link)?)
}
