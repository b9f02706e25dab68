use signet_call::{Pack, WireConfig};

/// A pack, and its wire if that is documented too.
#[derive(Clone)]
pub struct Product<'a> {
    /// The pack.
    pub pack: &'a Pack,
    /// The configuration of its wire; `None` if the wire is not served or there is none.
    pub wire: Option<WireConfig>,
}

impl<'a> Product<'a> {
    /// Returns a pack with its wire as it is without any configuration.
    pub fn whole(pack: &'a Pack) -> Product<'a> {
        Product {
            pack,
            wire: pack.wire.map(|wire| wire.defaults()),
        }
    }
}
