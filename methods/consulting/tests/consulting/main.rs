//! Black-box tests of the product, on its own wire and signed: everything over HTTP, as a client or an operator sees it.
//!
//! - `flow`: the walk through the product; `books`: the rules of money, checked after each test that moves any
//! - `accounts`, `posts`, `orders`, `payments`, `operators`: each method and each of its faults
//! - `requests`, `tokens`, `foreign`: requests that no shipped client makes, tokens of others, ids of others
//! - `races`: calls at once

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod accounts;
mod books;
mod flow;
mod foreign;
mod operators;
mod orders;
mod payments;
mod posts;
mod races;
mod requests;
mod shop;
mod tokens;
mod wire;
