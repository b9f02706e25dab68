use signet_call::{Pack, WireConfig};

/// A pack, and its wire if the wire is documented too.
#[derive(Clone)]
pub struct Product<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The configuration of its wire; `None` if the wire is not served or the pack has no wire.
    pub wire: Option<WireConfig>,
}

impl<'a> Product<'a> {
    /// Returns a pack with its wire in the default configuration.
    pub fn whole(pack: &'a Pack) -> Product<'a> {
        Product {
            pack,
            wire: pack.wire.map(|wire| wire.defaults()),
        }
    }
}
