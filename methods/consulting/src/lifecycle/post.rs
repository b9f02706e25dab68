//! The moves of posts.

use signet_domain::payments;
use signet_fault::Fault;
use signet_store::charges::Charge;
use signet_store::{Connection, Tx};

use super::{Actor, Who};
use crate::tables::post_tags;
use crate::tables::posts::{self, Post, PostState};
use crate::{CONSULTING, faults};

/// Returns a post of a buyer, deleted or not.
///
/// # Errors
/// `faults::POST_NOT_FOUND`, also for a post of another buyer.
pub(crate) fn find_own(
    connection: &mut Connection,
    user_id: i64,
    post_id: i64,
) -> Result<Post, Fault> {
    let post = posts::find(connection, post_id)?.filter(|post| post.user_id == user_id);
    post.ok_or_else(|| faults::POST_NOT_FOUND.into())
}

/// Locks the charge of a post, then the post. Returns the post as it is after locking.
///
/// # Errors
/// The errors of the store.
pub(crate) fn lock(tx: &mut Tx<'_>, post: &Post) -> Result<Post, Fault> {
    payments::lock(tx, &CONSULTING, &post.order_no)?;
    posts::lock(tx, post.id)?;
    let post = posts::find(tx, post.id)?;
    post.ok_or_else(|| Fault::internal("a post is gone"))
}

/// Completes a post that this transaction added: adds its tags and the first row of its history. Returns the post.
///
/// # Errors
/// The errors of the store.
pub(crate) fn publish(tx: &mut Tx<'_>, id: i64, tag_ids: &[i64]) -> Result<Post, Fault> {
    let post = posts::find(tx, id)?;
    let post = post.ok_or_else(|| Fault::internal("a new post is not there"))?;
    post_tags::replace(tx, id, tag_ids, post.opened_at)?;
    let actor = Actor::new(Who::Buyer(post.user_id), "publish");
    actor.moved(tx, id, "", post.state.name())?;
    Ok(post)
}

/// Opens a locked post that is paid.
///
/// # Errors
/// `faults::POST_STATE` if it can no longer be paid.
pub(crate) fn open(tx: &mut Tx<'_>, post: &Post, actor: Actor<'_>) -> Result<(), Fault> {
    step(tx, post, &[PostState::Unpaid], PostState::Open, actor)?;
    if !post.hidden {
        let now = tx.now();
        post_tags::list(tx, post.id, Some(now))?;
    }
    Ok(())
}

/// Closes a locked post without an order: its charge is closed, or refunded in full. Returns the changed charge. The caller calls
/// [`payments::send_refunds`] after the transaction.
///
/// # Errors
/// `faults::POST_STATE` if it is ordered or closed.
pub(crate) fn close(
    tx: &mut Tx<'_>,
    post: &Post,
    actor: Actor<'_>,
) -> Result<Option<Charge>, Fault> {
    let open = [PostState::Unpaid, PostState::Open];
    step(tx, post, &open, PostState::Closed, actor)?;
    let reason = match actor.who {
        Who::Operator => actor.reason,
        _ => actor.what,
    };
    payments::cancel(tx, &CONSULTING, &post.order_no, reason)
}

/// Changes the state of a locked post, and removes it from the lists of open posts.
///
/// # Errors
/// `faults::POST_STATE` if the state of the post is not in `from`.
pub(crate) fn step(
    tx: &mut Tx<'_>,
    post: &Post,
    from: &[PostState],
    to: PostState,
    actor: Actor<'_>,
) -> Result<(), Fault> {
    if !posts::advance(tx, post.id, from, to)? {
        return Err(faults::POST_STATE.into());
    }
    post_tags::list(tx, post.id, None)?;
    actor.moved(tx, post.id, post.state.name(), to.name())
}

/// Hides a locked post from consultants, or shows it again.
///
/// # Errors
/// The errors of the store.
pub(crate) fn set_hidden(tx: &mut Tx<'_>, post: &Post, hidden: bool) -> Result<(), Fault> {
    posts::set_hidden(tx, post.id, hidden)?;
    let is_listed = post.state == PostState::Open && !hidden;
    post_tags::list(tx, post.id, post.opened_at.filter(|_| is_listed))?;
    Ok(())
}
