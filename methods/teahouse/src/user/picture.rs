//! Pictures in Base64.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use signet_call::Violations;
use signet_fault::{Code, Fault};

/// The maximum number of bytes of a picture.
pub(super) const MAX_BYTES: usize = 2 * 1024 * 1024;

/// The maximum number of characters of a text. It is more than the largest picture needs: a picture that is a little too large must be
/// read, so that it is refused with the right fault.
pub(super) const MAX_TEXT: usize = 3 * 1024 * 1024;

/// The standard alphabet, with or without padding.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Decodes the picture in a parameter. `data:image/…;base64,` may come before it. Line ends are ignored. Each blank is read as a `+` that
/// was not escaped in a form.
///
/// # Errors
/// [`Code::BadParams`] if the text is not Base64; [`Code::ImageTooLarge`].
pub(super) fn decode(parameter: &'static str, text: &str) -> Result<Bytes, Fault> {
    let digits = match text.split_once(',') {
        Some((head, digits)) if head.starts_with("data:image/") && head.ends_with(";base64") => {
            digits
        }
        _ => text,
    };
    let digits = digits.chars().filter(|digit| !matches!(digit, '\r' | '\n'));
    let digits: String = digits
        .map(|digit| if digit == ' ' { '+' } else { digit })
        .collect();
    let decoded = BASE64.decode(digits);
    let decoded = decoded.map_err(|_| Violations::one(parameter, "必须为Base64"))?;
    match decoded.len() > MAX_BYTES {
        true => Err(Fault::with_note(Code::ImageTooLarge, "图片最大为2MiB")),
        false => Ok(decoded.into()),
    }
}
