use super::{Broken, FormError};

/// The longest accepted boundary. RFC 2046 allows 70, and some clients send more.
const MAX_BOUNDARY: usize = 200;

/// The boundary of a multipart body, from its content type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boundary(String);

impl Boundary {
    /// Parses the boundary from a `multipart/form-data` content type.
    ///
    /// Characters and lengths that RFC 2046 does not allow are accepted if they are harmless.
    ///
    /// # Errors
    /// [`FormError::Multipart`] if there is no boundary or more than one, or if the boundary is ambiguous.
    pub fn of_content_type(content_type: &str) -> Result<Boundary, FormError> {
        let parameters =
            parameters(content_type).ok_or(FormError::outside(Broken::BoundarySyntax))?;
        let mut found = None;
        for (name, value) in parameters {
            if name.eq_ignore_ascii_case("boundary") && found.replace(value).is_some() {
                return Err(FormError::outside(Broken::TwoBoundaries));
            }
        }
        let boundary = found.ok_or(FormError::outside(Broken::NoBoundary))?;
        if !(1..=MAX_BOUNDARY).contains(&boundary.len()) {
            return Err(FormError::outside(Broken::BoundaryLength));
        }
        let is_shown = |byte: u8| byte == b' ' || byte.is_ascii_graphic();
        if !boundary.bytes().all(is_shown) || boundary.ends_with(' ') {
            return Err(FormError::outside(Broken::BoundaryCharacters));
        }
        Ok(Boundary(boundary))
    }

    /// Returns the end of a part: the line end, the dashes and the boundary.
    pub(super) fn delimiter(&self) -> String {
        format!("\r\n--{}", self.0)
    }
}

/// Returns the `; name=value` parameters of a content type; `None` if the syntax is broken.
fn parameters(value: &str) -> Option<Vec<(&str, String)>> {
    let mut found = Vec::new();
    let Some((_, mut rest)) = value.split_once(';') else {
        return Some(found);
    };
    loop {
        rest = rest.trim_start_matches([' ', '\t', ';']);
        if rest.is_empty() {
            return Some(found);
        }
        let (name, after) = rest.split_once('=')?;
        if name.is_empty() || name.contains([' ', '\t', '"', ';', ',']) {
            return None;
        }
        let (value, after) = match after.strip_prefix('"') {
            Some(quoted) => quoted_string(quoted)?,
            None => {
                let (token, after) = after.split_at(after.find(';').unwrap_or(after.len()));
                let token = token.trim_end_matches([' ', '\t']);
                if token.contains(['"', ' ', '\t']) {
                    return None;
                }
                (token.to_owned(), after)
            }
        };
        found.push((name, value));
        let after = after.trim_start_matches([' ', '\t']);
        match after.strip_prefix(';') {
            Some(tail) => rest = tail,
            None => return after.is_empty().then_some(found),
        }
    }
}

/// Reads up to the closing quote. Returns the content without its backslashes, and the rest.
fn quoted_string(quoted: &str) -> Option<(String, &str)> {
    let mut content = String::new();
    let mut characters = quoted.chars();
    loop {
        match characters.next()? {
            '"' => return Some((content, characters.as_str())),
            '\\' => content.push(characters.next()?),
            character => content.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boundary(parameters: &str) -> Result<String, Broken> {
        let content_type = format!("multipart/form-data{parameters}");
        match Boundary::of_content_type(&content_type) {
            Ok(boundary) => Ok(boundary.0),
            Err(FormError::Multipart { part: 0, rule }) => Err(rule),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn reads_the_boundaries_of_clients() {
        let long = "x".repeat(200);
        for (parameters, expected) in [
            ("; boundary=----WebKit1", "----WebKit1"),
            (";charset=utf-8; BOUNDARY=\"a b\"", "a b"),
            ("; boundary=\"a\\\"b\"", "a\"b"),
            ("; boundary=a@example.com", "a@example.com"),
            ("; boundary==_Part_1.2(3)/4:5,6?7", "=_Part_1.2(3)/4:5,6?7"),
            ("; boundary={0b7d}#$%&*!~^|<>[]`", "{0b7d}#$%&*!~^|<>[]`"),
            ("; boundary=a;", "a"),
            (&format!("; boundary={long}"), &long),
        ] {
            assert_eq!(
                boundary(parameters).as_deref(),
                Ok(expected),
                "{parameters}"
            );
        }
    }

    #[test]
    fn refuses_boundaries_that_readers_could_take_differently() {
        let long = format!("; boundary={}", "x".repeat(201));
        for (parameters, rule) in [
            ("", Broken::NoBoundary),
            ("; charset=utf-8", Broken::NoBoundary),
            ("; boundary*0=a", Broken::NoBoundary),
            ("; boundary=", Broken::BoundaryLength),
            ("; boundary=\"\"", Broken::BoundaryLength),
            (long.as_str(), Broken::BoundaryLength),
            ("; boundary=a; boundary=b", Broken::TwoBoundaries),
            ("; boundary=a; Boundary=a", Broken::TwoBoundaries),
            ("; boundary=\"a ", Broken::BoundarySyntax),
            ("; boundary=\"a\"b", Broken::BoundarySyntax),
            ("; boundary=a b", Broken::BoundarySyntax),
            ("; boundary =a", Broken::BoundarySyntax),
            ("; boundary", Broken::BoundarySyntax),
            ("; boundary=\"a \"", Broken::BoundaryCharacters),
            ("; boundary=\"a\tb\"", Broken::BoundaryCharacters),
            ("; boundary=a\u{e9}", Broken::BoundaryCharacters),
        ] {
            assert_eq!(boundary(parameters), Err(rule), "{parameters}");
        }
    }
}
