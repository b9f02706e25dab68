//! Short messages.

pub(crate) mod send;

/// The template of the code for a registration and for a lost password: endpoint 4 does not say which, and the code proves the same for
/// both.
pub(crate) const CODE: &str = "TEAHOUSE_CODE";
