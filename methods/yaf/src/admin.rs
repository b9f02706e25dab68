//! What an operator's tool calls.

pub(crate) mod order_close;
pub(crate) mod order_list;
pub(crate) mod order_ship;
