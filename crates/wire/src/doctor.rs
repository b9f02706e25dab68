//! The sign doctor: it finds the known mistakes that explain a wrong signature.
//!
//! It tries the usual mistakes of clients — bytes other than `data`, another formula, another spelling of the digest —
//! alone and combined, and names the mistakes that match. If no mistake matches, [`guesses`] returns probable ones. The doctor
//! uses a secret, so its results are only for operators, and for sandbox apps.
//!
//! A diagnosis costs some hundred hashes of the data and the memory of a few copies of it. The formulas of this protocol are
//! tried on every text. The formulas of other protocols are tried only on the texts that clients of those protocols sign.

mod formula;
mod given;
mod mistake;
mod rewrite;
mod style;

pub use mistake::{Guess, Mistake};

use crate::sign::{Secret, SignType};
use given::Given;

/// Returns the mistakes in the signature of `data`. The list is empty if the signature is right. `None` if no known mistake explains it.
///
/// `retired` are secrets that the app had before.
pub fn diagnose(
    data: &str,
    given: &str,
    sign_type: SignType,
    secret: &Secret,
    retired: &[Secret],
) -> Option<Vec<Mistake>> {
    let given = Given::read(given);
    let secrets: Vec<_> = std::iter::once((secret, None))
        .chain(
            retired
                .iter()
                .map(|secret| (secret, Some(Mistake::RetiredSecret))),
        )
        .collect();
    rewrite::find(data, |text| {
        secrets.iter().find_map(|&(secret, of_secret)| {
            let mut made = formula::common(sign_type, text.bytes, secret);
            if text.of_others {
                made.extend(formula::of_others(text.bytes, secret));
            }
            made.into_iter().find_map(|(digest, of_formula)| {
                let of_writing = given.mistakes(&digest)?;
                let mistakes = [of_secret, of_formula, text.mistake].into_iter().flatten();
                Some(mistakes.chain(of_writing).collect())
            })
        })
    })
}

/// Returns possible mistakes in a call whose signature matches no known mistake.
pub fn guesses(data: &str, given: &str, sign_type: SignType) -> Vec<Guess> {
    let digits = given.trim().len();
    let (own, other) = match sign_type {
        SignType::Md5 => (32, 64),
        SignType::HmacSha256 => (64, 32),
    };
    let has_any = |parts: &[&str]| parts.iter().any(|part| data.contains(part));
    [
        (digits == other, Guess::OtherKind),
        (digits != own && digits != other, Guess::NoSignature),
        (data.contains(' ') && !data.contains('+'), Guess::PlusLost),
        (has_any(&["\u{fffd}", "??"]), Guess::CharactersLost),
        (
            has_any(&["&quot;", "&amp;", "&lt;", "&#"]),
            Guess::HtmlEscaped,
        ),
    ]
    .into_iter()
    .filter_map(|(applies, guess)| applies.then_some(guess))
    .collect()
}

#[cfg(test)]
mod tests;
