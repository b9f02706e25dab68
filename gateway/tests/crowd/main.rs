//! Many clients at the same moment. A program of its own, for it leaves nothing of the machine to tests beside it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../suite/shop.rs"]
mod shop;

mod orders;
