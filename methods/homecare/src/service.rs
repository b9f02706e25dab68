//! Services: repairs and installations at home.

pub(crate) mod groups;
pub(crate) mod list;
