//! Orders: the steps of a checkout, and what follows it.
//!
//! An order is 10 unpaid, 20 to ship, 30 shipped, 40 done or 0 closed. `closing` closes one and gives back what it took; `overdue` does
//! so if it is not paid in time; `charges` has the hooks for money of the provider.

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
