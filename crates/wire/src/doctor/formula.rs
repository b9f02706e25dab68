//! The formulas that combine data and secret.

use hmac::{Hmac, KeyInit, Mac};
use md5::{Digest, Md5};
use sha1::Sha1;
use sha2::Sha256;

use super::Mistake;
use crate::sign::{Secret, SignType};

/// A digest, and the mistake that produces it; `None` for the right digest.
pub(super) type Made = (Vec<u8>, Option<Mistake>);

/// Returns the digests that clients of this protocol make, the right digest first. The data is hashed three times.
pub(super) fn common(sign_type: SignType, data: &[u8], secret: &Secret) -> Vec<Made> {
    let text = secret.expose();
    let of_data = Md5::new_with_prefix(data);
    let md5 = |end: &str| of_data.clone().chain_update(end).finalize().to_vec();
    let kinds = match sign_type {
        SignType::Md5 => [
            (md5(text), None),
            (
                hmac_sha256(text.as_bytes(), &[data]),
                Some(Mistake::HmacForMd5),
            ),
        ],
        SignType::HmacSha256 => [
            (hmac_sha256(text.as_bytes(), &[data]), None),
            (md5(text), Some(Mistake::Md5ForHmac)),
        ],
    };
    let mut made = Vec::from(kinds);
    made.push((
        hash::<Md5>(&[text.as_bytes(), data]),
        Some(Mistake::SecretFirst),
    ));
    made.push((md5(""), Some(Mistake::NoSecret)));
    for spaced in [
        format!("{text}\n"),
        format!("{text}\r\n"),
        format!("{text} "),
        format!(" {text}"),
    ] {
        made.push((md5(&spaced), Some(Mistake::SecretWithSpace)));
    }
    made
}

/// Returns the digests of other protocols, and of clients that mix up protocols.
pub(super) fn of_others(data: &[u8], secret: &Secret) -> Vec<Made> {
    let text = secret.expose();
    let key = text.as_bytes();
    let of_data = Md5::new_with_prefix(data);
    let md5 = |end: &[u8]| of_data.clone().chain_update(end).finalize().to_vec();
    let mut made = Vec::new();
    let mut add = |digest: Vec<u8>, mistake: Mistake| made.push((digest, Some(mistake)));
    for suffix in ["&key=", "key=", "&secret=", "&appsecret=", "&app_secret="] {
        add(
            md5(format!("{suffix}{text}").as_bytes()),
            Mistake::KeySuffix,
        );
    }
    for separator in ["&", "|", ",", ":", "#", "+"] {
        add(
            md5(format!("{separator}{text}").as_bytes()),
            Mistake::Joined,
        );
    }
    add(hash::<Md5>(&[key, data, key]), Mistake::SecretAround);
    add(
        md5(text.to_ascii_uppercase().as_bytes()),
        Mistake::SecretCase,
    );
    add(
        md5(text.to_ascii_lowercase().as_bytes()),
        Mistake::SecretCase,
    );
    if let Ok(decoded) = hex::decode(text) {
        add(md5(&decoded), Mistake::SecretDecoded);
        add(hmac_sha256(&decoded, &[data]), Mistake::SecretDecoded);
    }
    let twice = |digest: Vec<u8>| [hex::encode(&digest), hex::encode_upper(digest)];
    for inner in twice(md5(b"")) {
        add(hash::<Md5>(&[inner.as_bytes(), key]), Mistake::DoubleMd5);
        add(hash::<Md5>(&[key, inner.as_bytes()]), Mistake::DoubleMd5);
    }
    for inner in twice(md5(key)) {
        add(hash::<Md5>(&[inner.as_bytes()]), Mistake::DoubleMd5);
    }
    add(hmac::<Hmac<Md5>>(key, &[data]), Mistake::HmacMd5);
    add(hmac::<Hmac<Sha1>>(key, &[data]), Mistake::HmacSha1);
    for parts in [[data, key], [key, data]] {
        add(hash::<Sha1>(&parts), Mistake::Sha1);
        add(hash::<Sha256>(&parts), Mistake::Sha256);
        add(hmac_sha256(key, &parts), Mistake::HmacOfBoth);
    }
    add(hmac_sha256(data, &[key]), Mistake::HmacSwapped);
    made
}

fn hash<D: Digest>(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = D::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().to_vec()
}

fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    hmac::<Hmac<Sha256>>(key, parts)
}

fn hmac<M: Mac + KeyInit>(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    // HMAC accepts keys of any length, so this does not fail. No right signature is empty.
    let Ok(mut mac) = <M as KeyInit>::new_from_slice(key) else {
        return Vec::new();
    };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}
