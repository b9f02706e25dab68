//! Keyed hashes of what must be recognised but not stored.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use signet_fault::Fault;

/// The key of the keyed hashes, the same on every node. It does not print.
#[derive(Clone)]
pub struct MacKey(Vec<u8>);

impl MacKey {
    /// A key from 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`Fault::internal`] for anything else.
    pub fn from_hex(text: &str) -> Result<MacKey, Fault> {
        let key =
            hex::decode(text).map_err(|_| Fault::internal("the stored key is not hexadecimal"))?;
        if key.len() < 32 {
            Err(Fault::internal("the stored key is short"))
        } else {
            Ok(MacKey(key))
        }
    }

    /// HMAC-SHA256 over the parts, in hexadecimal digits. The parts are separated, so that they cannot shift.
    ///
    /// # Errors
    /// [`Fault::internal`], which no key brings about.
    pub fn mac(&self, parts: &[&str]) -> Result<String, Fault> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0)
            .map_err(|error| Fault::internal(error.to_string()))?;
        for part in parts {
            mac.update(part.as_bytes());
            mac.update(&[0]);
        }
        Ok(hex::encode(mac.finalize().into_bytes()))
    }
}

impl fmt::Debug for MacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_do_not_shift() {
        let key = MacKey::from_hex(&"ab".repeat(32)).unwrap();
        assert_ne!(
            key.mac(&["ab", "c"]).unwrap(),
            key.mac(&["a", "bc"]).unwrap()
        );
        assert_eq!(format!("{key:?}"), "***");
        assert!(MacKey::from_hex("00").is_err());
    }
}
