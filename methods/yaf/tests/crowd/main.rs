//! Many clients at the same moment. This is a separate program, because it uses up the machine and would disturb other tests.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../yaf/shop.rs"]
mod shop;

mod orders;
