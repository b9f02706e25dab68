//! Carts.

pub(crate) mod add;
pub(crate) mod delete;
pub(crate) mod edit;
pub(crate) mod list;

use signet_call::params::Integer;

/// The maximum number of pieces in a line of a cart or of an order.
pub(crate) const MAX_PIECES: i64 = 999;

/// The number of pieces of a line.
pub(crate) type Pieces = Integer<1, MAX_PIECES>;
