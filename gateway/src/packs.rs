//! The products that this program can serve.

use signet_call::{Entry, Pack};
use signet_domain::sms;
use signet_domain::snapshots::AnySnapshot;

/// The list of packs, in the order of the documentation.
pub static PACKS: &[&Pack] = &[&signet_methods_yaf::PACK];

/// Returns the methods of all packs.
pub fn methods() -> impl Iterator<Item = &'static Entry> {
    PACKS.iter().flat_map(|pack| pack.methods)
}

/// Returns what the gateway serves from memory: for all packs, and of each of them.
pub(crate) fn snapshots() -> impl Iterator<Item = &'static dyn AnySnapshot> {
    let of_all: [&'static dyn AnySnapshot; 1] = [&sms::TEMPLATES];
    let of_packs = PACKS.iter().flat_map(|pack| pack.snapshots).copied();
    of_all.into_iter().chain(of_packs)
}
