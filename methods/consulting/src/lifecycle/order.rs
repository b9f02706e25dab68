//! The moves of orders, with the money that belongs to them.

use signet_domain::payments;
use signet_fault::{Code, Fault};
use signet_store::charges::Charge;
use signet_store::{Connection, Tx};

use super::post::step;
use super::{Actor, Who};
use crate::CONSULTING;
use crate::tables::ledger::{self, NewRow, Reason};
use crate::tables::orders::{self, Order, OrderState, Party, Step};
use crate::tables::people;
use crate::tables::posts::{self, Post, PostState};

/// Returns the order of a post if the caller is one of its sides.
///
/// # Errors
/// [`Code::OrderNotFound`], also if the order belongs to others.
pub(crate) fn find_own(
    connection: &mut Connection,
    party: Party,
    post_id: i64,
) -> Result<Order, Fault> {
    let order = orders::find(connection, post_id)?;
    let own = order.filter(|order| match party {
        Party::Buyer(id) => order.user_id == id,
        Party::Consultant(id) => order.consultant_id == id,
    });
    own.ok_or_else(|| Code::OrderNotFound.into())
}

/// Returns the post of an order if the caller is one of the sides of the order.
///
/// # Errors
/// The errors of [`find_own`].
pub(crate) fn post_of_own(
    connection: &mut Connection,
    party: Party,
    post_id: i64,
) -> Result<Post, Fault> {
    find_own(connection, party, post_id)?;
    let post = posts::find(connection, post_id)?;
    post.ok_or_else(|| Fault::internal("an order has no post"))
}

/// An order and its post. Both are locked, together with their charge, until the transaction ends.
pub(crate) struct Locked {
    pub(crate) post: Post,
    pub(crate) order: Order,
}

impl Locked {
    /// Locks the order of a post.
    ///
    /// # Errors
    /// [`Code::OrderNotFound`] if the post has no order.
    pub(crate) fn of(tx: &mut Tx<'_>, post: &Post) -> Result<Locked, Fault> {
        let post = super::post::lock(tx, post)?;
        orders::lock(tx, post.id)?;
        let order = orders::find(tx, post.id)?.ok_or(Code::OrderNotFound)?;
        Ok(Locked { post, order })
    }

    fn advance(
        &self,
        tx: &mut Tx<'_>,
        from: &[OrderState],
        step: Step<'_>,
        actor: Actor<'_>,
    ) -> Result<(), Fault> {
        if !orders::advance(tx, self.post.id, from, step)? {
            return Err(Code::OrderState.into());
        }
        let from = self.order.state.name();
        actor.moved(tx, self.post.id, from, step.to().name())
    }

    /// Stores the answer of the consultant.
    ///
    /// # Errors
    /// [`Code::OrderState`] if the order is not active.
    pub(crate) fn deliver(
        &self,
        tx: &mut Tx<'_>,
        answer: &str,
        actor: Actor<'_>,
    ) -> Result<(), Fault> {
        self.advance(tx, &[OrderState::Active], Step::Deliver { answer }, actor)
    }

    /// Marks an answered order as disputed, so that an operator decides about it.
    ///
    /// # Errors
    /// [`Code::OrderState`] if the order is not delivered.
    pub(crate) fn dispute(&self, tx: &mut Tx<'_>, actor: Actor<'_>) -> Result<(), Fault> {
        self.advance(tx, &[OrderState::Delivered], Step::Dispute, actor)
    }

    /// Finishes an order: the consultant earns the price.
    ///
    /// # Errors
    /// [`Code::OrderState`] if the state of the order is not in `from`.
    pub(crate) fn finish(
        &self,
        tx: &mut Tx<'_>,
        from: &[OrderState],
        actor: Actor<'_>,
    ) -> Result<(), Fault> {
        self.advance(tx, from, Step::Finish, actor)?;
        self.close_post(tx, actor)?;
        self.book(tx, Reason::Earned)
    }

    /// Cancels an order: the price is refunded to the buyer. Returns the changed charge. The caller calls [`payments::send_refunds`]
    /// after the transaction.
    ///
    /// # Errors
    /// [`Code::OrderState`] if the state of the order is not in `from`, or if the order is done and the balance of the consultant does
    /// not cover its price.
    pub(crate) fn cancel(
        &self,
        tx: &mut Tx<'_>,
        from: &[OrderState],
        actor: Actor<'_>,
    ) -> Result<Option<Charge>, Fault> {
        let by = actor.who.side();
        self.advance(tx, from, Step::Cancel { by }, actor)?;
        match self.order.state {
            OrderState::Done => self.book(tx, Reason::TakenBack)?,
            _ => self.close_post(tx, actor)?,
        }
        let reason = match actor.who {
            Who::Operator => actor.reason,
            _ => by,
        };
        payments::cancel(tx, &CONSULTING, &self.post.order_no, reason)
    }

    fn close_post(&self, tx: &mut Tx<'_>, actor: Actor<'_>) -> Result<(), Fault> {
        let ordered = [PostState::Ordered];
        step(tx, &self.post, &ordered, PostState::Closed, actor)
    }

    /// Adds the price to the balance of the consultant, or takes it back.
    fn book(&self, tx: &mut Tx<'_>, reason: Reason) -> Result<(), Fault> {
        let Order {
            consultant_id,
            price,
            ..
        } = self.order;
        let (delta, finished) = match reason {
            Reason::TakenBack => (-price, -1),
            Reason::Earned | Reason::Payout => (price, 1),
        };
        if !people::add(tx, consultant_id, delta, finished)? {
            return Err(match reason {
                Reason::TakenBack => Code::OrderState.into(),
                Reason::Earned | Reason::Payout => Fault::internal("a consultant is gone"),
            });
        }
        if price == 0 {
            return Ok(());
        }
        let row = NewRow {
            consultant_id,
            post_id: Some(self.post.id),
            delta,
            balance: balance(tx, consultant_id)?,
            reason,
            note: String::new(),
            request_token: None,
        };
        ledger::insert(tx, &row)?;
        Ok(())
    }
}

/// Returns the balance of a consultant whose row this transaction has changed.
///
/// # Errors
/// The errors of the store.
pub(crate) fn balance(tx: &mut Tx<'_>, consultant_id: i64) -> Result<i64, Fault> {
    let person = people::find(tx, consultant_id)?;
    let person = person.ok_or_else(|| Fault::internal("a consultant is gone"))?;
    Ok(person.balance)
}
