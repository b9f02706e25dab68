//! The tables of the pack, one module for each table. The modules contain free functions that take the connection or the transaction as the
//! first parameter.

pub mod addresses;
pub mod blocks;
pub mod carts;
mod case;
pub mod classes;
pub mod commons;
pub mod favorites;
pub mod fcodes;
pub mod gallery;
pub mod goods;
pub mod invoices;
pub mod mansongs;
pub mod members;
pub mod order_goods;
pub mod orders;
pub mod payments;
pub mod predeposit;
pub mod promotions;
pub mod samples;
mod schema;
pub mod stores;
pub mod tasters;
pub mod transports;
pub mod vouchers;
