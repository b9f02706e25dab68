//! Payments of posts.

pub(crate) mod check;
pub(crate) mod init;

use signet_fault::{Code, Fault};
use signet_store::Connection;

use crate::tables::posts::{self, Post};

/// Returns the post with an order number, if the caller is its buyer.
///
/// # Errors
/// [`Code::OrderNotFound`], also for a post of another buyer.
fn find_own(connection: &mut Connection, user_id: i64, order_no: &str) -> Result<Post, Fault> {
    let post = posts::by_order_no(connection, order_no)?.filter(|post| post.user_id == user_id);
    post.ok_or_else(|| Code::OrderNotFound.into())
}
