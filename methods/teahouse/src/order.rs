//! Orders: the steps of a checkout, and what follows it.
//!
//! The states of an order are 10 unpaid, 20 to ship, 30 shipped, 40 done and 0 closed. `closing` closes an order and gives back what it
//! took. `overdue` does this if an order is not paid in time. `charges` contains the hooks for payments through the provider.

pub(crate) mod cancel;
pub(crate) mod charges;
pub(crate) mod closing;
pub(crate) mod create;
pub(crate) mod detail;
pub(crate) mod freight;
pub(crate) mod list;
pub(crate) mod numbered;
pub(crate) mod overdue;
pub(crate) mod pay;
pub(crate) mod prepare;
pub(crate) mod receive;
pub(crate) mod view;
