use std::borrow::Cow;

use memchr::memmem;

use super::{Boundary, Broken, Content, FormError, Kind, Pairs, Rules, disposition};

/// The maximum number of bytes of the headers of one part.
const MAX_PART_HEADERS: usize = 4096;

/// Reads a `multipart/form-data` body (RFC 7578).
///
/// Texts must be UTF-8 and have no file name; a file may have any bytes. Only the name of the field is used from the headers of a
/// part. Line ends before the first boundary and after the last one are skipped. Other text there and transfer encodings are
/// refused: no client sends them, and two readers could read them differently.
///
/// # Errors
/// If the rules refuse a field or a size, if a text is not UTF-8, or if the body is not well formed.
pub fn read_multipart<'a>(
    body: &'a [u8],
    boundary: &Boundary,
    rules: &Rules,
) -> Result<Pairs<'a>, FormError> {
    match read(body, boundary, rules)? {
        (pairs, Extent::Whole) => Ok(pairs),
        (_, Extent::CutOff { rest }) => Err(FormError::outside(why_cut_off(rest, boundary))),
    }
}

/// Reads the fields that are complete at the start of a body that is still arriving, by the rules of [`read_multipart`].
///
/// # Errors
/// The errors of [`read_multipart`], and if the start ends within a boundary.
pub fn read_multipart_start<'a>(
    start: &'a [u8],
    boundary: &Boundary,
    rules: &Rules,
) -> Result<Pairs<'a>, FormError> {
    read(start, boundary, rules).map(|(pairs, _)| pairs)
}

/// Whether the end of a body is there.
enum Extent<'a> {
    Whole,
    CutOff {
        /// The bytes after the last boundary.
        rest: &'a [u8],
    },
}

fn read<'a>(
    body: &'a [u8],
    boundary: &Boundary,
    rules: &Rules,
) -> Result<(Pairs<'a>, Extent<'a>), FormError> {
    let delimiter = boundary.delimiter();
    let finder = memmem::Finder::new(&delimiter);
    let opening = delimiter.as_bytes().get(2..).unwrap_or_default();
    let mut start = body;
    while let Some(after) = start.strip_prefix(b"\r\n") {
        start = after;
    }
    let mut rest = start
        .strip_prefix(opening)
        .ok_or_else(|| FormError::outside(not_crlf(start).unwrap_or(Broken::NoStart)))?;
    let mut pairs = Pairs::default();
    for part in 1.. {
        if let Some(end) = rest.strip_prefix(b"--") {
            return match end.iter().all(|byte| b"\r\n".contains(byte)) {
                true => Ok((pairs, Extent::Whole)),
                false => Err(FormError::outside(Broken::AfterEnd)),
            };
        }
        let content = rest
            .strip_prefix(b"\r\n")
            .ok_or_else(|| FormError::outside(not_crlf(rest).unwrap_or(Broken::BoundaryLine)))?;
        let Some(end) = finder.find(content) else {
            return Ok((pairs, Extent::CutOff { rest: content }));
        };
        if part > rules.max_fields {
            break;
        }
        let of_part = Part {
            number: part,
            bytes: content.get(..end).unwrap_or_default(),
            at: body.len() - content.len(),
        };
        of_part.put_in(&mut pairs, rules)?;
        rest = content.get(end + delimiter.len()..).unwrap_or_default();
    }
    Err(FormError::TooManyFields(rules.max_fields))
}

/// Returns the rule that a wrong line end at the start of the bytes breaks; the right line end is CRLF.
fn not_crlf(bytes: &[u8]) -> Option<Broken> {
    match bytes {
        [b'\n', ..] => Some(Broken::BareLineFeed),
        [b'\r', b'\n', ..] => None,
        [b'\r', ..] => Some(Broken::BareCarriageReturn),
        _ => None,
    }
}

/// Returns why no boundary follows: the body is cut off, or its boundaries follow wrong line ends.
fn why_cut_off(rest: &[u8], boundary: &Boundary) -> Broken {
    let delimiter = boundary.delimiter();
    let opening = delimiter.as_bytes().get(2..).unwrap_or_default();
    let before = memmem::find(rest, opening).and_then(|at| rest.get(..at)?.last());
    match before {
        Some(b'\n') => Broken::BareLineFeed,
        Some(b'\r') => Broken::BareCarriageReturn,
        _ => Broken::CutOff,
    }
}

/// A part of a body, without its boundary.
struct Part<'a> {
    /// The number of the part, from 1.
    number: usize,
    bytes: &'a [u8],
    /// The position of the part in the body.
    at: usize,
}

impl<'a> Part<'a> {
    fn put_in(&self, pairs: &mut Pairs<'a>, rules: &Rules) -> Result<(), FormError> {
        let window = self
            .bytes
            .get(..self.bytes.len().min(MAX_PART_HEADERS))
            .unwrap_or_default();
        let end = memmem::find(window, b"\r\n\r\n")
            .ok_or_else(|| self.broken(why_no_head_end(window)))?;
        let head = self.bytes.get(..end).unwrap_or_default();
        let content = self.bytes.get(end + 4..).unwrap_or_default();
        let disposition = read_headers(head).map_err(|rule| self.broken(rule))?;
        let name = String::from_utf8(disposition.name).map_err(|_| FormError::InvalidUtf8 {
            field: "the name of a field",
            at: self.at,
        })?;
        let field = rules.field(&name);
        let content = match (field.kind, disposition.is_file) {
            (Kind::File, _) => Content::File(content),
            (Kind::Text | Kind::Texts, true) => return Err(self.broken(Broken::TextWithFileName)),
            (Kind::Ignored, true) => return Ok(()),
            (Kind::Text | Kind::Texts | Kind::Ignored, false) => {
                let text =
                    std::str::from_utf8(content).map_err(|error| FormError::InvalidUtf8 {
                        field: field.shown,
                        at: self.at + end + 4 + error.valid_up_to(),
                    })?;
                Content::Text(Cow::Borrowed(text))
            }
        };
        pairs.put(rules, field, Cow::Owned(name), content)
    }

    fn broken(&self, rule: Broken) -> FormError {
        FormError::Multipart {
            part: self.number,
            rule,
        }
    }
}

fn why_no_head_end(window: &[u8]) -> Broken {
    if window.starts_with(b"\r\n") {
        Broken::NoDisposition
    } else if memmem::find(window, b"\n\n").is_some() {
        Broken::BareLineFeed
    } else if memmem::find(window, b"\r\r").is_some() {
        Broken::BareCarriageReturn
    } else {
        Broken::HeadEnd
    }
}

fn read_headers(head: &[u8]) -> Result<disposition::Disposition, Broken> {
    let is_folded = |blank: &[u8]| memmem::find(head, blank).is_some();
    if is_folded(b"\r\n ") || is_folded(b"\r\n\t") {
        return Err(Broken::HeadFolded);
    }
    let mut found = None;
    let mut rest = Some(head).filter(|head| !head.is_empty());
    while let Some(lines) = rest {
        let end = memmem::find(lines, b"\r\n");
        let line = lines.get(..end.unwrap_or(lines.len())).unwrap_or_default();
        rest = end.and_then(|end| lines.get(end + 2..));
        let (name, value) = header(line)?;
        if name.eq_ignore_ascii_case(b"content-disposition") {
            if found.replace(disposition::read(value)?).is_some() {
                return Err(Broken::TwoDispositions);
            }
        } else if name.eq_ignore_ascii_case(b"content-transfer-encoding") {
            let is_plain = [&b"7bit"[..], b"8bit", b"binary"]
                .iter()
                .any(|plain| value.trim_ascii().eq_ignore_ascii_case(plain));
            if !is_plain {
                return Err(Broken::TransferEncoding);
            }
        }
    }
    found.ok_or(Broken::NoDisposition)
}

/// Returns the name and the value of a header.
fn header(line: &[u8]) -> Result<(&[u8], &[u8]), Broken> {
    match memchr::memchr3(b'\r', b'\n', 0, line).and_then(|at| line.get(at)) {
        Some(b'\n') => return Err(Broken::BareLineFeed),
        Some(b'\r') => return Err(Broken::BareCarriageReturn),
        Some(_) => return Err(Broken::HeadNul),
        None => {}
    }
    let colon = memchr::memchr(b':', line).ok_or(Broken::HeadSyntax)?;
    let (name, value) = line.split_at_checked(colon).ok_or(Broken::HeadSyntax)?;
    if name.is_empty() || name.iter().any(u8::is_ascii_whitespace) {
        return Err(Broken::HeadSyntax);
    }
    Ok((name, value.get(1..).unwrap_or_default()))
}

#[cfg(test)]
mod tests;
