//! The tables of the pack, one module each: free functions, the connection or the transaction first.
//!
//! The functions named `lock` write, so that they also hold on a cluster that compares transactions when they commit, and so
//! that the row which is read afterwards is the one that is there then.

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
