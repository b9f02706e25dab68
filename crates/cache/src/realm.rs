use std::fmt;
use std::str::FromStr;

/// The name of a realm: 1 to 16 characters of `a`–`z` and `_`. It is stored inline, so that a copy allocates nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RealmName([u8; RealmName::MAX]);

/// A text is not a name of a realm.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("a realm's name is 1 to {max} of a-z and _", max = RealmName::MAX)]
pub struct BadRealmName;

impl RealmName {
    /// The maximum number of characters of a name.
    pub const MAX: usize = 16;

    /// Returns the name that a pack declares.
    ///
    /// # Panics
    /// At compile time, if the text is not a name of a realm.
    pub const fn new(name: &'static str) -> RealmName {
        match RealmName::read(name.as_bytes()) {
            Some(name) => name,
            None => panic!("a realm's name is 1 to 16 of a-z and _"),
        }
    }

    const fn read(name: &[u8]) -> Option<RealmName> {
        if name.is_empty() || name.len() > RealmName::MAX {
            return None;
        }
        let mut bytes = [0; RealmName::MAX];
        let mut left = name;
        let mut free: &mut [u8] = &mut bytes;
        while let ([first, rest @ ..], [place, others @ ..]) = (left, free) {
            if !matches!(*first, b'a'..=b'z' | b'_') {
                return None;
            }
            *place = *first;
            left = rest;
            free = others;
        }
        Some(RealmName(bytes))
    }

    /// Reads the name from the bytes of a stored session. Returns `None` if they are not a name of a realm.
    pub(crate) fn from_bytes(name: &[u8]) -> Option<RealmName> {
        RealmName::read(name)
    }

    /// Returns the name as text.
    pub fn as_str(&self) -> &str {
        let end = self.0.iter().position(|byte| *byte == 0);
        let name = self.0.get(..end.unwrap_or(RealmName::MAX));
        std::str::from_utf8(name.unwrap_or_default()).unwrap_or_default()
    }
}

impl FromStr for RealmName {
    type Err = BadRealmName;

    fn from_str(name: &str) -> Result<RealmName, BadRealmName> {
        RealmName::read(name.as_bytes()).ok_or(BadRealmName)
    }
}

impl fmt::Display for RealmName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RealmName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_survives_its_text() {
        for name in ["yaf", "a", "abcdefghijklmnop", "of_two"] {
            let read: RealmName = name.parse().unwrap();
            assert_eq!((read.as_str(), read.to_string().as_str()), (name, name));
        }
        assert_eq!(RealmName::new("yaf"), "yaf".parse().unwrap());
        for none in ["", "abcdefghijklmnopq", "Yaf", "a b", "a1", "酒"] {
            assert_eq!(none.parse::<RealmName>(), Err(BadRealmName), "{none}");
        }
    }
}
