//! The digest of the parameters of a call, by which a repeated call is recognised.

use sha2::{Digest as _, Sha256};

/// SHA-256 of the parameters that are added. Their lengths are part of it, so that the same letters in other parameters give
/// another digest.
#[derive(Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Adds a text.
    #[must_use]
    pub fn text(mut self, text: &str) -> Digest {
        self.0.update(text.len().to_be_bytes());
        self.0.update(text);
        self
    }

    /// Adds a number.
    #[must_use]
    pub fn number(mut self, number: i64) -> Digest {
        self.0.update(number.to_be_bytes());
        self
    }

    /// Adds a list, with its length.
    #[must_use]
    pub fn list<T>(mut self, items: &[T], add: impl Fn(Digest, &T) -> Digest) -> Digest {
        self.0.update(items.len().to_be_bytes());
        items.iter().fold(self, add)
    }

    /// Returns the digest, 64 hexadecimal digits.
    pub fn finish(self) -> String {
        hex::encode(self.0.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_letters_in_other_parts_are_another_digest() {
        let of = |texts: &[&str]| {
            let texts = texts
                .iter()
                .fold(Digest::default(), |all, text| all.text(text));
            texts.finish()
        };
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        let lists = |first: &[i64], second: &[i64]| {
            let list = |digest: Digest, items: &[i64]| {
                digest.list(items, |digest, number| digest.number(*number))
            };
            list(list(Digest::default(), first), second).finish()
        };
        assert_ne!(lists(&[1, 2], &[3]), lists(&[1], &[2, 3]));
    }
}
