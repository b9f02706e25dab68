//! Black-box tests of the product, on its own wire and signed: everything over HTTP, as a client or an operator sees it.
//!
//! - `salon`: the calls of the tests; `both`: each endpoint on both wires; `codes`: each code of the document
//! - `accounts`, `given`, `passwords`, `openids`, `points`, `districts`, `operators`: the rules, by subject; `settings`: the keys
//! - `http`, `bodies`, `core_faults`: requests and refusals, byte by byte; `wire`: its tables of routes and faults
//! - `tokens`, `strangers`, `secrets`: what a hostile client would like to do, and to learn
//! - `races`: calls at once; `statements`: those of reads; `away`: without the cache or the database. A process that ends in the
//!   middle is in the suite of the gateway

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
