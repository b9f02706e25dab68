//! The states of posts and orders, and the money that moves with them.
//!
//! A post: `unpaid` → `open` → `ordered` → `closed`, or closed at once. Its order: `active` → `delivered` → `done`, or
//! `disputed` and `cancelled` on the way. A paid price is held, earned, or refunded. Each move is one update with the old
//! state in its condition, in one transaction with the money and a row in the history.
//!
//! Locks, in this order: charge, post, order, person. A row is locked before it is read.

pub(crate) mod order;
pub(crate) mod payment;
pub(crate) mod post;
pub(crate) mod sweep;

use signet_fault::Fault;
use signet_store::Tx;

use crate::tables::moves::{self, NewMove};

/// The side that moves a post or an order, and what it does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Actor<'a> {
    pub(crate) who: Who,
    /// The step: the last part of the name of the method.
    pub(crate) what: &'a str,
    /// The reason that an operator gave, or empty.
    pub(crate) reason: &'a str,
}

/// The side that moves a post or an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Buyer(i64),
    Consultant(i64),
    Operator,
    /// The payment provider.
    Payment,
    /// The job that finishes orders which their buyers did not confirm.
    Sweep,
}

impl Who {
    /// Returns the side without its id.
    pub(crate) const fn side(self) -> &'static str {
        match self {
            Who::Buyer(_) => "buyer",
            Who::Consultant(_) => "consultant",
            Who::Operator => "operator",
            Who::Payment => "payment",
            Who::Sweep => "sweep",
        }
    }
}

impl Actor<'_> {
    /// Returns the actor of a step that an operator takes for a reason.
    pub(crate) const fn of_operator<'a>(what: &'a str, reason: &'a str) -> Actor<'a> {
        Actor {
            who: Who::Operator,
            what,
            reason,
        }
    }

    /// Returns the actor of a step that needs no reason.
    pub(crate) const fn new(who: Who, what: &str) -> Actor<'_> {
        Actor {
            who,
            what,
            reason: "",
        }
    }

    /// Adds a move to the history.
    pub(crate) fn moved(
        self,
        tx: &mut Tx<'_>,
        post_id: i64,
        from: &str,
        to: &str,
    ) -> Result<(), Fault> {
        let actor = match self.who {
            Who::Buyer(id) | Who::Consultant(id) => format!("{}:{id}", self.who.side()),
            other => other.side().to_owned(),
        };
        let row = NewMove {
            post_id,
            actor: &actor,
            what: self.what,
            from_state: from,
            to_state: to,
            reason: self.reason,
        };
        Ok(moves::insert(tx, &row)?)
    }
}
