//! Black-box tests of the product, on its own wire and signed: everything over HTTP, as a client or an operator sees it.
//!
//! - `flow`: the walk through the product; `books`: the rules of money, checked after each test that moves any
//! - `replies`: the reply of each documented endpoint, as it is sent; `refusals`: the routes, and the number of each fault
//! - `accounts`, `posts`, `orders`, `payments`, `operators`: each method and each of its faults; `faults`: faults that do not occur
//!   in a walk
//! - `provider`: payments at a provider that notifies; `sweep`: orders that their buyers do not confirm
//! - `requests`, `tokens`, `foreign`: requests that no shipped client makes, tokens of other accounts, ids of other accounts
//! - `guesses`: codes, passwords and names that are guessed; `app`: the app of the wire; `away`: without the stores
//! - `races`: concurrent calls

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod accounts;
mod app;
mod away;
mod books;
mod faults;
mod flow;
mod foreign;
mod guesses;
mod operators;
mod orders;
mod payments;
mod posts;
mod provider;
mod races;
mod refusals;
mod replies;
mod requests;
mod shop;
mod sweep;
mod tokens;
mod wire;
