//! The types of parameters that only this product has.

mod client;
mod labels;
mod order_state;
mod phone;
mod sex;

use signet_call::params::Text;

pub(crate) use client::Client;
pub(crate) use labels::Labels;
pub(crate) use order_state::OrderState;
pub(crate) use phone::Phone;
pub(crate) use sex::Sex;

/// A password that is compared.
pub(crate) type Password = Text<1, 128>;

/// The number of an order, or the pay number of several orders.
pub(crate) type Number = Text<1, 20>;
