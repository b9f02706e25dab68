//! Signatures over the exact bytes of `data`.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The minimum length of a secret in bytes: 128 bits.
pub const MIN_SECRET: usize = 16;

/// The secret of an app. It cannot be short, and its debug output does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Box<str>);

/// A secret that is too short to protect anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a secret needs at least {MIN_SECRET} characters; leave it out to have one made")]
pub struct ShortSecret;

impl Secret {
    /// Returns a secret of at least [`MIN_SECRET`] bytes.
    ///
    /// # Errors
    /// [`ShortSecret`] if the text is shorter.
    pub fn new(text: impl Into<Box<str>>) -> Result<Secret, ShortSecret> {
        let text = text.into();
        if text.len() < MIN_SECRET {
            Err(ShortSecret)
        } else {
            Ok(Secret(text))
        }
    }

    /// Returns the text of the secret, for storing it and for showing it once.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A kind of signature, ordered from weaker to stronger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum SignType {
    /// `UPPER(HEX(MD5(data + secret)))`
    #[default]
    Md5,
    /// `UPPER(HEX(HMAC-SHA256(key = secret, data)))`
    HmacSha256,
}

impl SignType {
    /// Returns the name on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            SignType::Md5 => "MD5",
            SignType::HmacSha256 => "HMAC-SHA256",
        }
    }

    /// Returns the seconds by which the timestamp of a call may be before or after the server's time.
    pub const fn window(self) -> i64 {
        match self {
            SignType::Md5 => 600,
            SignType::HmacSha256 => 300,
        }
    }
}

/// A `sign_type` that does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sign type is MD5 or HMAC-SHA256")]
pub struct UnknownSignType;

impl FromStr for SignType {
    type Err = UnknownSignType;

    fn from_str(name: &str) -> Result<SignType, UnknownSignType> {
        match name {
            "MD5" => Ok(SignType::Md5),
            "HMAC-SHA256" => Ok(SignType::HmacSha256),
            _ => Err(UnknownSignType),
        }
    }
}

/// Returns the signature of `data`, in upper-case hexadecimal digits.
pub fn sign(sign_type: SignType, data: &[u8], secret: &Secret) -> String {
    let mut text = match sign_type {
        SignType::Md5 => hex::encode(md5(Md5::new_with_prefix(data), secret)),
        SignType::HmacSha256 => hex::encode(hmac_sha256(data, secret)),
    };
    text.make_ascii_uppercase();
    text
}

/// Returns whether `sign` is the signature of `data`. The comparison takes constant time.
pub fn verify(sign_type: SignType, data: &[u8], secret: &Secret, sign: &str) -> bool {
    Signed::new(sign_type, data).verify(secret, sign)
}

/// Data that was signed with one of several secrets. The part of the signature that does not depend on the secret is computed once.
pub struct Signed<'a> {
    sign_type: SignType,
    data: &'a [u8],
    /// The MD5 of the data, not finalized, so that the secret can be added. Empty for the other kind of signature.
    md5: Md5,
}

impl Signed<'_> {
    /// Starts the verification of signed data.
    pub fn new(sign_type: SignType, data: &[u8]) -> Signed<'_> {
        let md5 = match sign_type {
            SignType::Md5 => Md5::new_with_prefix(data),
            SignType::HmacSha256 => Md5::new(),
        };
        Signed {
            sign_type,
            data,
            md5,
        }
    }

    /// Returns whether `sign` is the signature with this secret. The comparison takes constant time.
    pub fn verify(&self, secret: &Secret, sign: &str) -> bool {
        let mut expected = [0u8; 64];
        let (digits, encoded) = match self.sign_type {
            SignType::Md5 => (
                32,
                hex::encode_to_slice(md5(self.md5.clone(), secret), &mut expected[..32]),
            ),
            SignType::HmacSha256 => (
                64,
                hex::encode_to_slice(hmac_sha256(self.data, secret), &mut expected),
            ),
        };
        let Some(expected) = expected.get_mut(..digits) else {
            return false;
        };
        expected.make_ascii_uppercase();
        encoded.is_ok() && bool::from(expected.ct_eq(sign.as_bytes()))
    }
}

fn md5(data: Md5, secret: &Secret) -> [u8; 16] {
    // The data comes first and the secret last, so that an attacker cannot extend the signed data.
    data.chain_update(secret.0.as_bytes()).finalize().into()
}

fn hmac_sha256(data: &[u8], secret: &Secret) -> [u8; 32] {
    match Hmac::<Sha256>::new_from_slice(secret.0.as_bytes()) {
        Ok(mac) => mac.chain_update(data).finalize().into_bytes().into(),
        // HMAC accepts keys of any length, so this branch cannot be reached. Zeros match no real signature.
        Err(_) => [0; 32],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The worked example of the API document, section 1.4.1.
    const DATA: &str = r#"{"method":"user.login","v":"1.0.0","appid":"ios_app_id","timestamp":"1493898621","unique_id":"68f66b5b72b864dd389748bffe112f4f","username":"18575202691","password":"123456"}"#;

    fn secret() -> Secret {
        Secret::new("7512100214f62d7de8ba01b281d6da02").unwrap()
    }

    #[test]
    fn the_documented_example_gives_the_documented_signatures() {
        let md5 = "01E62683A5D2B7CD901F5F98C08F10EF";
        let hmac = "A0335E8F10877D666C20DDA3249049E3BD3FA8FF2D8568695D66524657C37FD0";
        assert_eq!(sign(SignType::Md5, DATA.as_bytes(), &secret()), md5);
        assert_eq!(sign(SignType::HmacSha256, DATA.as_bytes(), &secret()), hmac);
        assert!(verify(SignType::Md5, DATA.as_bytes(), &secret(), md5));
        assert!(verify(
            SignType::HmacSha256,
            DATA.as_bytes(),
            &secret(),
            hmac
        ));
    }

    #[test]
    fn a_signature_is_exact() {
        let sign = sign(SignType::Md5, DATA.as_bytes(), &secret());
        let verify = |sign: &str| verify(SignType::Md5, DATA.as_bytes(), &secret(), sign);
        assert!(!verify(&sign.to_ascii_lowercase()));
        assert!(!verify(""));
        assert!(!verify(&sign[..31]));
        assert!(!verify(&format!("{sign}0")));
        assert!(!verify(&"0".repeat(32)));
    }

    #[test]
    fn a_signature_of_one_kind_is_none_of_the_other() {
        let sign = sign(SignType::Md5, DATA.as_bytes(), &secret());
        assert!(!verify(
            SignType::HmacSha256,
            DATA.as_bytes(),
            &secret(),
            &sign
        ));
    }

    #[test]
    fn a_secret_is_never_short_and_never_printed() {
        assert_eq!(Secret::new(""), Err(ShortSecret));
        assert_eq!(Secret::new("x".repeat(15)), Err(ShortSecret));
        assert_eq!(format!("{:?}", secret()), "***");
    }

    #[test]
    fn sign_types_have_exact_names_and_an_order() {
        assert_eq!("MD5".parse(), Ok(SignType::Md5));
        assert_eq!("HMAC-SHA256".parse(), Ok(SignType::HmacSha256));
        assert_eq!("md5".parse::<SignType>(), Err(UnknownSignType));
        assert!(SignType::Md5 < SignType::HmacSha256);
    }
}
