//! The keys that mark the data of this deployment in the fast store.

use signet_cache::Keys;
use signet_fault::Fault;

use crate::server_key::ServerKey;

/// Returns the keys for a fast store to which other deployments may write as well.
///
/// # Errors
/// As [`ServerKey::derive`].
pub fn cache_keys(key: &ServerKey) -> Result<Keys, Fault> {
    let [a, b, c, d, e, f, ..] = key.derive(&["cache", "deployment"])?;
    Ok(Keys {
        deployment: [a, b, c, d, e, f],
        names: key.derive(&["cache", "names"])?,
        sessions: key.derive(&["cache", "sessions"])?,
    })
}
