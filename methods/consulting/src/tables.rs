//! The tables of the pack, one module each: free functions, the connection or the transaction first.
//!
//! The functions named `lock` update the row. So they also work on a cluster that compares transactions at commit, and what is read
//! afterwards is the newest version of the row.

/// The largest number of posts on a page whose parts are read in one query.
pub const MAX_POSTS: usize = 20;

pub mod ledger;
pub mod moves;
pub mod offers;
pub mod orders;
pub mod people;
pub mod post_tags;
pub mod posts;
mod schema;
pub mod tags;
