//! The tables of the pack, one module each: free functions, the connection or the transaction first.

/// Writes the functions `insert`, `update` and `set_state` of a table that operators edit.
macro_rules! edited {
    ($table:ident, $new:ty) => {
        /// Adds a row that clients see, and returns its id.
        ///
        /// # Errors
        /// [`Error::Query`]; [`Error::Duplicate`] if a unique value is taken.
        pub fn insert(tx: &mut Tx<'_>, new: &$new) -> Result<i64, Error> {
            signet_store::sql::insert_live!(tx, $table, new)
        }

        /// Replaces what operators enter. Returns whether there is such a row.
        ///
        /// # Errors
        /// [`Error::Query`]; [`Error::Duplicate`] if a unique value is taken.
        pub fn update(tx: &mut Tx<'_>, id: i64, new: &$new) -> Result<bool, Error> {
            signet_store::sql::update_row!(tx, $table, id, new)
        }

        /// Sets the state. Returns whether there is such a row.
        ///
        /// # Errors
        /// [`Error::Query`].
        pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<bool, Error> {
            signet_store::sql::set_state!(tx, $table, id, state)
        }
    };
}

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
