//! Points: a row of the ledger and the event behind it, in one transaction.

use std::collections::HashMap;

use signet_domain::points::{self, Reason};
use signet_fault::{Code, Fault};
use signet_store::points_ledger::{self, Entry};
use signet_store::users::User;
use signet_store::{Connection, Error, PageRequest, Paged, Tx};

use crate::tables::point_events::{self, Event};

/// The registration of the account.
const REGISTER: Reason = Reason {
    name: "REGISTER",
    label: "注册",
};

/// The events for which operators give points.
pub(crate) const GIVEN: [Reason; 3] = [
    Reason {
        name: "TRIAL",
        label: "试用",
    },
    Reason {
        name: "COMMENT",
        label: "评论",
    },
    ADJUST,
];

/// A correction of an operator, which is its own event.
pub(crate) const ADJUST: Reason = Reason {
    name: "ADJUST",
    label: "调整",
};

/// The points to give for an event.
#[derive(Clone)]
pub(crate) struct Gift {
    /// The type of the event.
    pub(crate) event: Reason,
    /// The number of the event; `None` for [`ADJUST`].
    pub(crate) event_id: Option<i64>,
    /// The points; below zero to take them.
    pub(crate) points: i64,
    /// The reason for people.
    pub(crate) reason: String,
}

/// Records the points that a new account starts with.
///
/// # Errors
/// [`Fault::internal`] if the store is unavailable.
pub(crate) fn give_first(tx: &mut Tx<'_>, user: &User) -> Result<(), Fault> {
    let Some(ledger_id) = points::record_first(tx, user, REGISTER)? else {
        return Ok(());
    };
    let event = Event {
        ledger_id,
        user_id: user.id,
        event_type: REGISTER.name.to_owned(),
        event_id: user.id,
        reason: "注册奖励".to_owned(),
    };
    Ok(point_events::insert(tx, &event)?)
}

/// Gives the points of an event to a user whose row is locked. Returns the id of the change.
///
/// # Errors
/// [`Code::AlreadyExists`] if the event gave points before, [`Code::PointsShort`].
pub(crate) fn give(tx: &mut Tx<'_>, locked: &User, gift: &Gift) -> Result<i64, Fault> {
    // This check comes before the check of the balance, so that a repeated deduction is reported as repeated even if the balance does
    // not cover it again.
    if let Some(event_id) = gift.event_id
        && point_events::is_there(tx, locked.id, gift.event.name, event_id)?
    {
        return Err(Code::AlreadyExists.into());
    }
    let ref_id = gift.event_id.map(|id| id.to_string()).unwrap_or_default();
    let ledger_id = points::change(tx, locked, gift.points, gift.event, &ref_id)?;
    let event = Event {
        ledger_id,
        user_id: locked.id,
        event_type: gift.event.name.to_owned(),
        event_id: gift.event_id.unwrap_or(ledger_id),
        reason: gift.reason.clone(),
    };
    point_events::insert(tx, &event)?;
    Ok(ledger_id)
}

/// Returns a page of the changes of a user's points, the newest first, each with its event.
///
/// # Errors
/// [`Error::Query`].
pub(crate) fn history(
    connection: &mut Connection,
    user_id: i64,
    page: PageRequest,
) -> Result<Paged<(Entry, Event)>, Error> {
    let entries = points_ledger::of_user(connection, user_id, page)?;
    let ids: Vec<i64> = entries.rows.iter().map(|entry| entry.id).collect();
    let events = point_events::of_ledger(connection, &ids)?.into_iter();
    let mut events: HashMap<i64, Event> = events.map(|event| (event.ledger_id, event)).collect();
    // Both rows are always written together.
    let with_event = |entry: Entry| Some((events.remove(&entry.id)?, entry));
    let rows = entries.rows.into_iter().filter_map(with_event);
    Ok(Paged {
        total: entries.total,
        rows: rows.map(|(event, entry)| (entry, event)).collect(),
    })
}
