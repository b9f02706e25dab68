//! The signature as the client wrote it.

use base64::Engine;
use base64::alphabet::{STANDARD, URL_SAFE};
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::Mistake;

/// A received signature, and the digests that it may encode.
pub(super) struct Given {
    /// The possible digests, each with the mistakes in its encoding.
    readings: Vec<(Vec<u8>, Vec<Mistake>)>,
}

impl Given {
    pub(super) fn read(sign: &str) -> Given {
        let trimmed = sign.trim();
        let mut around = Vec::new();
        if trimmed.len() != sign.len() {
            around.push(Mistake::SpaceAround);
        }
        let mut readings = Vec::new();
        let mut add = |digest: Vec<u8>, mistake: &[Mistake]| {
            readings.push((digest, [mistake, &around].concat()));
        };
        let digits = trimmed.replace(['-', ':', ' '], "");
        if let Ok(digest) = hex::decode(&digits) {
            let mut mistakes = Vec::new();
            if digits.len() != trimmed.len() {
                mistakes.push(Mistake::Separators);
            }
            if digits.contains(|digit: char| digit.is_ascii_lowercase()) {
                mistakes.push(Mistake::LowerCase);
            }
            add(digest, &mistakes);
        }
        for alphabet in [STANDARD, URL_SAFE] {
            let config = GeneralPurposeConfig::new()
                .with_decode_padding_mode(DecodePaddingMode::Indifferent);
            let reader = GeneralPurpose::new(&alphabet, config);
            // A plus sign of Base64 may have arrived as a space.
            if let Ok(decoded) = reader.decode(trimmed.replace(' ', "+")) {
                match std::str::from_utf8(&decoded)
                    .ok()
                    .and_then(|text| hex::decode(text).ok())
                {
                    Some(digest) => add(digest, &[Mistake::Base64]),
                    None => add(decoded, &[Mistake::Base64]),
                }
            }
        }
        Given { readings }
    }

    /// Returns the mistakes in the encoding if this digest was sent, else `None`.
    pub(super) fn mistakes(&self, digest: &[u8]) -> Option<Vec<Mistake>> {
        self.readings.iter().find_map(|(read, mistakes)| {
            if read == digest {
                return Some(mistakes.clone());
            }
            let is_half = digest.len() == 16 && digest.get(4..12) == Some(read.as_slice());
            is_half.then(|| [&[Mistake::HalfMd5], mistakes.as_slice()].concat())
        })
    }
}
