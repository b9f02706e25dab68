//! The tables of the pack, one module each: free functions that take the connection first.

pub mod ad_positions;
pub mod addresses;
pub mod ads;
pub mod app_upgrades;
pub mod categories;
pub mod goods;
pub mod links;
pub mod messages;
pub mod news;
pub mod notice_reads;
pub mod notices;
pub mod orders;
pub mod products;
mod schema;
pub mod stock;
pub mod system_configs;
