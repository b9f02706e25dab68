//! F-codes. Each code buys one piece of an article.

use signet_domain::server_key::ServerKey;
use signet_fault::Fault;

/// Returns the hash under which a code is stored. Without the key of the gateway, codes in a stolen table cannot be found by guessing.
/// Upper and lower case are not distinguished, because people type codes.
///
/// # Errors
/// The errors of [`ServerKey::mac`].
pub(crate) fn hash(key: &ServerKey, code: &str) -> Result<String, Fault> {
    key.mac(&["teahouse-fcode", &code.to_ascii_uppercase()])
}
