//! Secrets at rest.

use signet_fault::Fault;

use crate::server_key::ServerKey;

/// The prefix of a sealed text. A text without it is plain: it was stored before there was a key.
const SEALED: &str = "sealed:";

/// Seals secrets that are kept in the database and must be read again: the secrets of apps, and the key of the nodes.
#[derive(Clone, Debug)]
pub struct Vault {
    key: ServerKey,
    others: Vec<ServerKey>,
}

/// The result of opening a stored text.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// The text.
    pub text: String,
    /// Whether it is sealed under the current key; if not, it should be sealed again.
    pub is_current: bool,
}

impl Vault {
    /// Returns a vault that seals with `key`, and opens texts that were sealed with `key` or with one of `others`.
    pub fn new(key: ServerKey, others: Vec<ServerKey>) -> Vault {
        Vault { key, others }
    }

    /// Seals a text under the name of its owner, such as an appid. It can be opened only under the same name.
    ///
    /// # Errors
    /// [`Fault::internal`] if the operating system has no random bytes.
    pub fn seal(&self, name: &str, text: &str) -> Result<String, Fault> {
        let sealed = self.key.seal(&["vault", name], text.as_bytes())?;
        Ok(format!("{SEALED}{}", hex::encode(sealed)))
    }

    /// Returns whether a stored text is sealed, under any key.
    pub fn is_sealed(stored: &str) -> bool {
        stored.starts_with(SEALED)
    }

    /// Opens a stored text.
    ///
    /// # Errors
    /// [`Fault::internal`] if none of the keys opens it.
    pub fn open(&self, name: &str, stored: &str) -> Result<Opened, Fault> {
        let Some(sealed) = stored.strip_prefix(SEALED) else {
            return Ok(Opened {
                text: stored.to_owned(),
                is_current: false,
            });
        };
        let sealed = hex::decode(sealed).map_err(Fault::internal)?;
        let open = |key: &ServerKey| key.open(&["vault", name], &sealed).ok();
        let (opened, is_current) = match open(&self.key) {
            Some(opened) => (Some(opened), true),
            None => (self.others.iter().find_map(open), false),
        };
        let opened = opened.ok_or_else(|| {
            Fault::internal(format!(
                "the security key does not open the secret of {name}"
            ))
        })?;
        let text = String::from_utf8(opened).map_err(Fault::internal)?;
        Ok(Opened { text, is_current })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(digit: char) -> ServerKey {
        ServerKey::from_hex(&digit.to_string().repeat(64)).unwrap()
    }

    #[test]
    fn what_is_sealed_opens_under_its_name_and_key_alone() {
        let vault = Vault::new(key('1'), Vec::new());
        let sealed = vault.seal("app", "a secret").unwrap();
        assert!(!sealed.contains("secret"), "{sealed}");
        let opened = vault.open("app", &sealed).unwrap();
        assert_eq!(
            (opened.text.as_str(), opened.is_current),
            ("a secret", true)
        );
        assert!(vault.open("other", &sealed).is_err());
        assert!(
            Vault::new(key('2'), Vec::new())
                .open("app", &sealed)
                .is_err()
        );
        assert!(vault.open("app", &sealed[..sealed.len() - 2]).is_err());
    }

    #[test]
    fn another_key_opens_but_should_seal_again() {
        let sealed = Vault::new(key('1'), Vec::new())
            .seal("app", "a secret")
            .unwrap();
        let opened = Vault::new(key('2'), vec![key('3'), key('1')])
            .open("app", &sealed)
            .unwrap();
        assert_eq!(
            (opened.text.as_str(), opened.is_current),
            ("a secret", false)
        );
        let plain = Vault::new(key('2'), Vec::new())
            .open("app", "plain")
            .unwrap();
        assert_eq!((plain.text.as_str(), plain.is_current), ("plain", false));
    }
}
