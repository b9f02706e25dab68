//! The secret key of the gateway's nodes.

use std::fmt;

use aes_gcm::aead::Aead;
use aes_gcm::{Aes256Gcm, KeyInit as _, Nonce};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use signet_fault::Fault;

use crate::random;

/// Bytes of the random nonce in front of sealed data.
const NONCE: usize = 12;

/// The key for data that must be recognised but not stored, or stored but not read. It is the same on every node,
/// kept in the database and never in the cache. It is never printed.
#[derive(Clone)]
pub struct ServerKey(Vec<u8>);

impl ServerKey {
    /// Returns a key from at least 64 hexadecimal digits.
    ///
    /// # Errors
    /// [`Fault::internal`] for anything else.
    pub fn from_hex(text: &str) -> Result<ServerKey, Fault> {
        let key =
            hex::decode(text).map_err(|_| Fault::internal("the stored key is not hexadecimal"))?;
        if key.len() < 32 {
            Err(Fault::internal("the stored key is short"))
        } else {
            Ok(ServerKey(key))
        }
    }

    /// Returns the HMAC-SHA256 over the parts, in hexadecimal digits. The parts are separated, so that text cannot move from one part
    /// to the next.
    ///
    /// # Errors
    /// [`Fault::internal`], which no key causes.
    pub fn mac(&self, parts: &[&str]) -> Result<String, Fault> {
        Ok(hex::encode(self.derive(parts)?))
    }

    /// Encrypts and authenticates data (AES-256-GCM) for one purpose: data that was sealed for another purpose cannot be opened.
    ///
    /// # Errors
    /// [`Fault::internal`] if the operating system has no random bytes.
    pub fn seal(&self, purpose: &[&str], plain: &[u8]) -> Result<Vec<u8>, Fault> {
        let nonce = random::bytes::<NONCE>()?;
        let sealed = self.cipher(purpose)?.encrypt(&Nonce::from(nonce), plain);
        let sealed = sealed.map_err(|error| Fault::internal(error.to_string()))?;
        Ok([&nonce[..], &sealed].concat())
    }

    /// Opens data that was sealed for a purpose.
    ///
    /// # Errors
    /// [`Fault::internal`] if it was not sealed for this purpose, or was changed.
    pub fn open(&self, purpose: &[&str], sealed: &[u8]) -> Result<Vec<u8>, Fault> {
        let Some((nonce, sealed)) = sealed.split_first_chunk::<NONCE>() else {
            return Err(Fault::internal("what was sealed is cut off"));
        };
        let opened = self.cipher(purpose)?.decrypt(&Nonce::from(*nonce), sealed);
        opened.map_err(|_| Fault::internal("what was sealed does not open"))
    }

    fn cipher(&self, purpose: &[&str]) -> Result<Aes256Gcm, Fault> {
        Ok(Aes256Gcm::new(&self.derive(purpose)?.into()))
    }

    /// Returns a key for one purpose. Neither this key nor the key of another purpose can be found from it.
    ///
    /// # Errors
    /// As [`ServerKey::mac`].
    pub fn derive(&self, parts: &[&str]) -> Result<[u8; 32], Fault> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0)
            .map_err(|error| Fault::internal(error.to_string()))?;
        for part in parts {
            mac.update(part.as_bytes());
            mac.update(&[0]);
        }
        Ok(mac.finalize().into_bytes().into())
    }
}

impl fmt::Debug for ServerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> ServerKey {
        ServerKey::from_hex(&"ab".repeat(32)).unwrap()
    }

    #[test]
    fn parts_do_not_shift() {
        assert_ne!(
            key().mac(&["ab", "c"]).unwrap(),
            key().mac(&["a", "bc"]).unwrap()
        );
    }

    #[test]
    fn what_is_sealed_opens_for_its_purpose_only_and_unchanged() {
        let mut sealed = key().seal(&["reply", "1"], b"a token").unwrap();
        assert!(!sealed.windows(7).any(|window| window == b"a token"));
        assert_eq!(key().open(&["reply", "1"], &sealed).unwrap(), b"a token");
        assert!(key().open(&["reply", "2"], &sealed).is_err());
        sealed[20] ^= 1;
        assert!(key().open(&["reply", "1"], &sealed).is_err());
        assert!(key().open(&["reply", "1"], b"short").is_err());
    }

    #[test]
    fn a_key_is_long_and_does_not_print() {
        assert_eq!(format!("{:?}", key()), "***");
        assert!(ServerKey::from_hex("00").is_err() && ServerKey::from_hex("zz").is_err());
    }
}
