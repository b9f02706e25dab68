//! The products that this program can serve.

use signet_call::{Entry, Pack};

/// The list of packs, in the order of the documentation.
pub static PACKS: &[&Pack] = &[&signet_methods_yaf::PACK];

/// Returns the methods of all packs.
pub fn methods() -> impl Iterator<Item = &'static Entry> {
    PACKS.iter().flat_map(|pack| pack.methods)
}
