//! F-codes, each of which buys one piece of an article.

use signet_domain::server_key::ServerKey;
use signet_fault::Fault;

/// Returns the hash under which a code is stored: without the key of the gateway, codes cannot be found from a stolen table by trying.
/// Letters count the same in upper and lower case, because people type codes.
///
/// # Errors
/// As [`ServerKey::mac`].
pub(crate) fn hash(key: &ServerKey, code: &str) -> Result<String, Fault> {
    key.mac(&["teahouse-fcode", &code.to_ascii_uppercase()])
}
