use super::Broken;

/// The parsed `Content-Disposition` of a part.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Disposition {
    /// The name of the field; it may not be UTF-8.
    pub(super) name: Vec<u8>,
    /// Whether the part has a file name.
    pub(super) is_file: bool,
}

/// Parses the value of a `Content-Disposition`.
///
/// Only `name` must be readable. The other parameters are skipped, because clients write file names in many ways: with
/// unescaped quotes or backslashes, in any encoding, under `filename*`. If it is not clear where such a parameter
/// ends, `name` is accepted if there is only one way to read it.
///
/// # Errors
/// [`Broken`] if the name is missing, repeated, encoded, or ambiguous.
pub(super) fn read(value: &[u8]) -> Result<Disposition, Broken> {
    let end = memchr::memchr(b';', value).unwrap_or(value.len());
    let (kind, parameters) = value.split_at_checked(end).unwrap_or((value, &[]));
    if !kind.trim_ascii().eq_ignore_ascii_case(b"form-data") {
        return Err(Broken::NotFormData);
    }
    let mut read = Read::default();
    let is_clear = read.all(parameters)?;
    if !is_clear {
        read.name = the_only_name(parameters)?;
    }
    let name = read.name.ok_or(Broken::NoName)?;
    if name.starts_with(b"=?") && name.ends_with(b"?=") {
        return Err(Broken::EncodedName);
    }
    Ok(Disposition {
        name,
        is_file: read.is_file,
    })
}

/// The result for the parameters that were read so far.
#[derive(Default)]
struct Read {
    name: Option<Vec<u8>>,
    is_file: bool,
}

impl Read {
    /// Reads parameters, each of which starts with its semicolon. Returns whether the end of each was clear.
    fn all(&mut self, mut rest: &[u8]) -> Result<bool, Broken> {
        let mut is_clear = true;
        while let Some(parameter) = rest.strip_prefix(b";") {
            let parameter = parameter.trim_ascii_start();
            let key = key_of(parameter);
            let after = parameter.get(key.len()..).unwrap_or_default();
            let is_name = key.eq_ignore_ascii_case(b"name");
            self.is_file |= key.eq_ignore_ascii_case(b"filename")
                || starts_with_ignoring_case(key, b"filename*");
            if starts_with_ignoring_case(key, b"name*") {
                return Err(Broken::EncodedName);
            }
            let Some(value) = after.strip_prefix(b"=") else {
                if is_name && !after.is_empty() {
                    return Err(Broken::NameSyntax);
                }
                rest = from_semicolon(after);
                continue;
            };
            let (content, tail) = match value.strip_prefix(b"\"") {
                Some(quoted) => match quoted_string(quoted) {
                    Some(read) => read,
                    None if is_name => return Err(Broken::NameSyntax),
                    None => return Ok(false),
                },
                None => unquoted(value),
            };
            let tail = tail.trim_ascii_start();
            let is_whole = tail.is_empty() || tail.starts_with(b";");
            let is_quoted = value.starts_with(b"\"");
            // Some parsers read a backslash as an escape, and others as a plain character.
            is_clear &= is_whole && (is_name || !(is_quoted && has_backslash(value, tail)));
            if is_name {
                let is_odd = |byte: &u8| b"\" \t".contains(byte);
                if !is_whole || (!is_quoted && content.iter().any(is_odd)) {
                    return Err(Broken::NameSyntax);
                }
                if self.name.replace(content).is_some() {
                    return Err(Broken::TwoNames);
                }
            }
            rest = from_semicolon(tail);
        }
        Ok(is_clear)
    }
}

/// Returns the only name that any parser can find, if it is not clear where the parameters end.
fn the_only_name(parameters: &[u8]) -> Result<Option<Vec<u8>>, Broken> {
    let mut found = None;
    for at in memchr::memchr_iter(b';', parameters) {
        let parameter = parameters.get(at + 1..).unwrap_or_default();
        let parameter = parameter.trim_ascii_start();
        if !starts_with_ignoring_case(parameter, b"name") {
            continue;
        }
        match parameter.get(4) {
            Some(b'=') => {}
            Some(b'*') => return Err(Broken::EncodedName),
            Some(b' ' | b'\t') => return Err(Broken::NameSyntax),
            _ => continue,
        }
        if found.is_some() {
            return Err(Broken::TwoNames);
        }
        let value = parameter.get(5..).unwrap_or_default();
        let (name, tail) = match value.strip_prefix(b"\"") {
            Some(quoted) => quoted_string(quoted).ok_or(Broken::NameSyntax)?,
            None => unquoted(value),
        };
        let tail = tail.trim_ascii_start();
        let is_plain = name.iter().all(|byte| !b"\"\\ \t;".contains(byte));
        if !is_plain || !(tail.is_empty() || tail.starts_with(b";")) {
            return Err(Broken::NameSyntax);
        }
        found = Some(name);
    }
    Ok(found)
}

/// Returns whether a value has a backslash before its tail.
fn has_backslash(value: &[u8], tail: &[u8]) -> bool {
    let length = value.len().saturating_sub(tail.len());
    let before = value.get(..length).unwrap_or_default();
    memchr::memchr(b'\\', before).is_some()
}

fn starts_with_ignoring_case(bytes: &[u8], start: &[u8]) -> bool {
    let found = bytes.get(..start.len());
    found.is_some_and(|found| found.eq_ignore_ascii_case(start))
}

/// Returns the name of a parameter: everything before the equals sign, a blank or the semicolon.
fn key_of(parameter: &[u8]) -> &[u8] {
    let ends = |byte: &u8| b"=; \t".contains(byte);
    let end = parameter.iter().position(ends).unwrap_or(parameter.len());
    parameter.get(..end).unwrap_or_default()
}

fn from_semicolon(bytes: &[u8]) -> &[u8] {
    let at = memchr::memchr(b';', bytes).unwrap_or(bytes.len());
    bytes.get(at..).unwrap_or_default()
}

/// Returns a value without quotes, up to the semicolon, and the rest.
fn unquoted(value: &[u8]) -> (Vec<u8>, &[u8]) {
    let end = memchr::memchr(b';', value).unwrap_or(value.len());
    let (content, tail) = value.split_at_checked(end).unwrap_or((value, &[]));
    (content.trim_ascii_end().to_vec(), tail)
}

/// Reads up to the closing quote. Returns the content without its backslashes, and the rest; `None` if there is no closing quote.
fn quoted_string(quoted: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut content = Vec::new();
    let mut bytes = quoted.iter();
    loop {
        match bytes.next()? {
            b'"' => return Some((content, bytes.as_slice())),
            b'\\' => content.push(*bytes.next()?),
            byte => content.push(*byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(value: &[u8]) -> Result<String, Broken> {
        read(value).map(|read| String::from_utf8(read.name).unwrap())
    }

    #[test]
    fn passes_over_whatever_a_client_writes_beside_the_name() {
        for parameter in [
            &b"filename=photo.png; filename*=utf-8''photo.png"[..],
            b"filename*=utf-8''%e7%85%a7.png; filename=photo.png",
            b"filename=\"=?utf-8?B?5Zu+54mHLnBuZw==?=\"",
            b"filename=\"\xd5\xd5\xc6\xac.png\"",
            b"filename=\"caf\xe9.png\"",
            b"filename=\"a\"b.png\"",
            b"filename=\"a\"b\"c\"d.png\"",
            b"filename=\"C:\\dir\\\"",
            b"filename=\"a;b\\\".png\"",
            b"filename=\"a; name=b.png\"",
            b"filename=my photo.png",
            b"filename=\"a\"; filename=\"b\"",
            b"filename=",
            b"filename",
            b"filename = \"a.png\"",
            b"filename=\"open",
            b"size=12; creation-date=\"Wed, 12 Feb 1997 16:29:51 -0500\"",
            b"x=\xff\xfe=;;",
        ] {
            let after = [b"form-data; name=\"image\"; ", parameter].concat();
            assert_eq!(name(&after).as_deref(), Ok("image"), "{after:?}");
            let unquoted = [b"Form-Data;name=image;", parameter].concat();
            assert_eq!(name(&unquoted).as_deref(), Ok("image"), "{unquoted:?}");
            if !parameter.ends_with(b"open") && !parameter.windows(6).any(|at| at == b"; name") {
                let before = [b"form-data; ", parameter, b"; NAME=\"image\""].concat();
                assert_eq!(name(&before).as_deref(), Ok("image"), "{before:?}");
            }
        }
    }

    #[test]
    fn refuses_a_name_that_is_missing_doubled_encoded_or_open() {
        for (value, rule) in [
            (&b"form-data"[..], Broken::NoName),
            (b"form-data; filename=\"x; name=data\"", Broken::NoName),
            (b"form-data; name", Broken::NoName),
            (b"form-data; name=\"a\"; name=\"b\"", Broken::TwoNames),
            (
                b"form-data; name=a; filename=\"x\"y\"; name=b",
                Broken::TwoNames,
            ),
            (
                b"form-data; filename=\"x\\\"; name=a; name=b",
                Broken::TwoNames,
            ),
            (b"form-data; name*=utf-8''a", Broken::EncodedName),
            (b"form-data; name=a; name*=utf-8''b", Broken::EncodedName),
            (b"form-data; name*0=a", Broken::EncodedName),
            (
                b"form-data; name=\"=?utf-8?B?ZGF0YQ==?=\"",
                Broken::EncodedName,
            ),
            (
                b"form-data; filename=\"x\"y\"; name*=utf-8''a",
                Broken::EncodedName,
            ),
            (b"form-data; name=\"a", Broken::NameSyntax),
            (b"form-data; name=\"a\"b", Broken::NameSyntax),
            (b"form-data; name=a b", Broken::NameSyntax),
            (b"form-data; name =a", Broken::NameSyntax),
            (b"form-data; name=\"a\\\"; name=\"b\"", Broken::NameSyntax),
            (b"form-data; filename=\"x\"y; name=a\"", Broken::NameSyntax),
            (
                b"form-data; name=a; filename=\"x\\\"; name=b; x=\"",
                Broken::TwoNames,
            ),
            (b"attachment; name=\"a\"", Broken::NotFormData),
            (b"", Broken::NotFormData),
        ] {
            let text = String::from_utf8_lossy(value);
            assert_eq!(name(value), Err(rule), "{text}");
        }
    }

    #[test]
    fn knows_files_and_escapes() {
        let of = |value: &[u8]| read(value).unwrap().is_file;
        assert!(!of(b"form-data; name=a; size=1"));
        assert!(of(b"form-data; name=a; FileName=x"));
        assert!(of(b"form-data; name=a; filename*=utf-8''x"));
        assert!(of(b"form-data; name=a; filename=\"open"));
        assert_eq!(name(b"form-data; name=\"d\\ata\"").as_deref(), Ok("data"));
        assert_eq!(name(b"form-data; name=\"\"").as_deref(), Ok(""));
    }
}
