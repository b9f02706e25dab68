//! The tables of the pack, one module each: free functions, the connection or the transaction first.

pub mod addresses;
pub mod blocks;
pub mod carts;
pub mod classes;
pub mod commons;
pub mod favorites;
pub mod gallery;
pub mod goods;
pub mod invoices;
pub mod mansongs;
pub mod members;
pub mod promotions;
pub mod samples;
mod schema;
pub mod stores;
pub mod tasters;
pub mod transports;
pub mod vouchers;
