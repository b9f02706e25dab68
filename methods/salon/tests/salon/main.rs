//! Black-box tests of the product, on its own wire and signed: everything over HTTP, as a client or an operator sees it.
//!
//! - `salon`: the calls of the tests; `both`: each endpoint on both wires; `codes`: each code of the document
//! - `accounts`, `given`, `passwords`, `openids`, `points`, `districts`, `operators`: the rules, by subject; `settings`: the keys
//! - `http`, `bodies`, `core_faults`: requests and refusals, byte by byte; `wire`: its tables of routes and faults
//! - `tokens`, `strangers`, `secrets`: what a hostile client might try to do and to find out
//! - `races`: concurrent calls; `statements`: the number of statements of reads; `away`: without the cache or the database. The suite
//!   of the gateway has the test of a process that ends in the middle

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
mod given;
mod http;
mod openids;
mod operators;
mod passwords;
mod points;
mod races;
mod salon;
mod secrets;
mod settings;
mod statements;
mod strangers;
mod tokens;
mod wire;
