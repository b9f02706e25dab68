//! The tables of the pack, one module each: free functions, the connection or the transaction first.

pub mod accounts;
pub mod brands;
pub mod point_events;
pub mod profiles;
mod schema;
pub mod shops;
pub mod tests;
