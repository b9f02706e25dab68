//! The sign doctor: which known mistake would have made a signature that is wrong.
//!
//! It tries what clients get wrong — other bytes than those of `data`, another formula, another case — alone and
//! together, and names what fits. It knows a secret, so that it speaks to operators, and to apps that are for trying
//! things out.

mod rewrite;

use md5::{Digest, Md5};

use crate::sign::{Secret, SignType, sign};

/// What a client did instead of signing as it should.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Mistake {
    /// The hexadecimal digits are in lower case.
    LowerCase,
    /// There are spaces or newlines around the signature.
    SpaceAround,
    /// The secret stands before the data.
    SecretFirst,
    /// The secret is not in the hash at all.
    NoSecret,
    /// The secret was read with a newline or spaces around it.
    SecretWithSpace,
    /// MD5 was used, but `sign_type` says HMAC-SHA256.
    Md5ForHmac,
    /// HMAC-SHA256 was used, but `sign_type` says MD5 or is not there.
    HmacForMd5,
    /// The secret is one that was retired.
    RetiredSecret,
    /// A newline at the end was signed, but not sent.
    TrailingNewline,
    /// A newline or spaces around the data were sent, but not signed.
    Trimmed,
    /// A byte order mark was signed, but not sent.
    ByteOrderMark,
    /// The data was signed as GBK, but sent as UTF-8.
    Gbk,
    /// The JSON was made a second time for the signature, with other escapes or spaces.
    Reserialised,
    /// The keys were sorted for the signature.
    SortedKeys,
    /// Keys and values were put together in sorted order, as other protocols sign.
    Concatenated,
    /// The percent-encoded form of the data was signed.
    SignedEncoded,
    /// The data was percent-decoded once more on the way.
    DecodedTwice,
}

impl Mistake {
    /// What it is and what to do, for operators.
    pub const fn explain(self) -> &'static str {
        match self {
            Mistake::LowerCase => {
                "the signature is in lower case; send upper-case hexadecimal digits"
            }
            Mistake::SpaceAround => {
                "there are spaces or newlines around the signature; send its digits alone"
            }
            Mistake::SecretFirst => "the secret stands before the data; append it after the data",
            Mistake::NoSecret => "the secret is not in the hash; append it after the data",
            Mistake::SecretWithSpace => {
                "the secret was read with spaces or a newline around it; trim it"
            }
            Mistake::Md5ForHmac => {
                "MD5 was used, but sign_type says HMAC-SHA256; make the two agree"
            }
            Mistake::HmacForMd5 => "HMAC-SHA256 was used; send sign_type=HMAC-SHA256 with the call",
            Mistake::RetiredSecret => "the secret was retired; use the new one",
            Mistake::TrailingNewline => {
                "a newline after the data was signed but not sent; sign the exact bytes that you send (printf '%s', not echo)"
            }
            Mistake::Trimmed => {
                "spaces or newlines around the data were sent but not signed; sign the exact bytes that you send"
            }
            Mistake::ByteOrderMark => {
                "a byte order mark was signed but not sent; write the text as UTF-8 without it"
            }
            Mistake::Gbk => "the data was signed as GBK; sign its UTF-8 bytes",
            Mistake::Reserialised => {
                "the JSON was made a second time for the signature, with other escapes or spaces; make the text once, sign it and send it"
            }
            Mistake::SortedKeys => {
                "the keys were sorted for the signature; sign the text as you send it"
            }
            Mistake::Concatenated => {
                "keys and values were put together for the signature; sign the JSON text itself"
            }
            Mistake::SignedEncoded => {
                "the percent-encoded data was signed; sign the text before it is encoded for the form"
            }
            Mistake::DecodedTwice => {
                "data arrived decoded once more than it was encoded, or the other way round; encode it once"
            }
        }
    }

    /// What it is and what to do, for the developers of a client.
    pub const fn text(self) -> &'static str {
        match self {
            Mistake::LowerCase => "签名使用了小写，应转换为大写",
            Mistake::SpaceAround => "签名前后有空格或换行",
            Mistake::SecretFirst => "密钥拼在了 data 之前，应拼在 data 之后",
            Mistake::NoSecret => "签名时没有拼接密钥",
            Mistake::SecretWithSpace => "密钥前后带有空格或换行",
            Mistake::Md5ForHmac => "使用了 MD5，但 sign_type 为 HMAC-SHA256",
            Mistake::HmacForMd5 => "使用了 HMAC-SHA256，应同时传 sign_type=HMAC-SHA256",
            Mistake::RetiredSecret => "使用了已停用的密钥",
            Mistake::TrailingNewline => "签名时 data 末尾多了换行",
            Mistake::Trimmed => "发送的 data 前后有空格或换行，签名时却没有",
            Mistake::ByteOrderMark => "签名时 data 开头带有 BOM",
            Mistake::Gbk => "签名时 data 为 GBK 编码，应为 UTF-8",
            Mistake::Reserialised => "签名时重新生成了 JSON，转义或空格与发送的 data 不同",
            Mistake::SortedKeys => "签名时对键排了序，应对发送的 data 原文签名",
            Mistake::Concatenated => "签名时拼接了键与值，应对 data 的 JSON 原文签名",
            Mistake::SignedEncoded => "对 URL 编码后的 data 签了名，应对编码前的原文签名",
            Mistake::DecodedTwice => "data 被多编码或多解码了一次",
        }
    }
}

/// What is wrong with the signature of some `data`: nothing if it is right, `None` if no known mistake makes it.
///
/// `retired` are secrets that the app had before.
pub fn diagnose(
    data: &str,
    given: &str,
    sign_type: SignType,
    secret: &Secret,
    retired: &[Secret],
) -> Option<Vec<Mistake>> {
    let trimmed = given.trim();
    let mut of_case = Vec::new();
    if trimmed.len() != given.len() {
        of_case.push(Mistake::SpaceAround);
    }
    let upper = trimmed.to_ascii_uppercase();
    if upper != trimmed {
        of_case.push(Mistake::LowerCase);
    }
    let secrets = std::iter::once((secret, None)).chain(
        retired
            .iter()
            .map(|secret| (secret, Some(Mistake::RetiredSecret))),
    );
    let texts = rewrite::all(data);
    for (secret, of_secret) in secrets {
        for (bytes, of_data) in &texts {
            let formula = formulas(sign_type, bytes, secret)
                .into_iter()
                .find(|(made, _)| *made == upper);
            if let Some((_, of_formula)) = formula {
                let mistakes = [of_secret, of_formula, *of_data].into_iter().flatten();
                return Some(mistakes.chain(of_case).collect());
            }
        }
    }
    None
}

/// Every way to put data and secret together, the right one first.
fn formulas(sign_type: SignType, data: &[u8], secret: &Secret) -> Vec<(String, Option<Mistake>)> {
    let other = match sign_type {
        SignType::Md5 => (SignType::HmacSha256, Mistake::HmacForMd5),
        SignType::HmacSha256 => (SignType::Md5, Mistake::Md5ForHmac),
    };
    let mut made = vec![
        (sign(sign_type, data, secret), None),
        (sign(other.0, data, secret), Some(other.1)),
        (
            hash(&[secret.expose().as_bytes(), data]),
            Some(Mistake::SecretFirst),
        ),
        (hash(&[data]), Some(Mistake::NoSecret)),
    ];
    for spaced in [
        format!("{}\n", secret.expose()),
        format!("{}\r\n", secret.expose()),
        format!("{} ", secret.expose()),
        format!(" {}", secret.expose()),
    ] {
        made.push((
            hash(&[data, spaced.as_bytes()]),
            Some(Mistake::SecretWithSpace),
        ));
    }
    made
}

fn hash(parts: &[&[u8]]) -> String {
    let mut hash = Md5::new();
    for part in parts {
        hash.update(part);
    }
    hex::encode_upper(hash.finalize())
}

#[cfg(test)]
mod tests;
