//! Tests of the product. Most are black-box tests with signed calls: everything over HTTP, as a client or an operator sees it.
//!
//! - `accounts`, `accounts_edit`, `addresses`, `goods`, `messages`, `news`, `notices`, `orders`, `points`, `system`: the methods
//!   of apps
//! - `ads`, `categories`, `configs`, `goods_admin`, `upgrades`: the methods of operators; `audited`: the rows that they leave in the
//!   audit log
//! - `tables`: the tables of the product, without a gateway
//!
//! `shop` has goods and users for the tests of orders.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod accounts;
mod accounts_edit;
mod addresses;
mod ads;
mod audited;
mod categories;
mod configs;
mod goods;
mod goods_admin;
mod messages;
mod news;
mod notices;
mod orders;
mod points;
mod shop;
mod system;
mod tables;
mod upgrades;

use signet_methods_yaf::PACK;
use signet_testkit::{Builder, TestGateway};

/// Returns a builder of a gateway with this product alone.
fn usual() -> Builder {
    TestGateway::of(&PACK)
}
