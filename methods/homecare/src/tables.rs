//! The tables of the pack, one module each. The modules contain free functions whose first parameter is the connection or the
//! transaction.

/// The largest number of orders on a page whose lines are read in one query.
pub const MAX_ORDERS: usize = 100;

pub mod ads;
pub mod appraisals;
pub mod cities;
pub mod consumers;
pub mod coupon_rules;
pub mod coupons;
pub mod feedback;
pub mod games;
pub mod goods;
pub mod goods_items;
pub mod goods_sec_items;
pub mod guests;
pub mod invites;
pub mod messages;
pub mod on_sale;
pub mod order_goods;
pub mod order_pictures;
pub mod order_services;
pub mod orders;
mod schema;
pub mod service_groups;
pub mod services;
pub mod versions;
