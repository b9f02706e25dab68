//! Black-box tests of the product, on its own wire and signed: everything over HTTP, as a client or an operator sees it.
//!
//! - `salon`: the calls of the tests; `both`: each endpoint on both wires; `codes`: each code of the document
//! - `accounts`, `passwords`, `openids`, `points`, `districts`, `operators`: the rules, by subject
//! - `http`, `bodies`, `core_faults`: requests and refusals, byte by byte
//! - `tokens`, `strangers`, `secrets`: what a hostile client would like to do, and to learn
//! - `races`: calls at once; `away`: without the cache or the database. A process that ends in the middle is in the suite of the gateway

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod accounts;
mod away;
mod bodies;
mod both;
mod codes;
mod core_faults;
mod districts;
mod http;
mod openids;
mod operators;
mod passwords;
mod points;
mod races;
mod salon;
mod secrets;
mod strangers;
mod tokens;
