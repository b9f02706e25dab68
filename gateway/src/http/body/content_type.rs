//! The encoding of a body, by its content type and the rules of the route.

use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use signet_fault::{Code, Fault, Reason};
use signet_wire::form::Boundary;
use signet_wire::wire::{Accepts, Json};

const URLENCODED: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// The encoding of a body.
pub(super) enum Encoding {
    /// There is no body.
    None,
    Urlencoded,
    Multipart(Boundary),
    Json,
}

impl Encoding {
    /// Returns the encoding of a body.
    ///
    /// # Errors
    /// [`Code::UnsupportedMediaType`] if the route does not take it, [`Code::BadForm`] if it takes no body at all.
    pub(super) fn read(headers: &HeaderMap, accepts: &Accepts) -> Result<Encoding, Fault> {
        if !accepts.has_body() {
            let reason = Reason::new("the request has a body", "该请求不能带请求体");
            return Err(Fault::new(Code::BadForm).because(reason));
        }
        let mut content_types = headers.get_all(CONTENT_TYPE).map(|value| value.as_bytes());
        if accepts.json == Some(Json::Assumed) {
            return match content_types.any(is_multipart) {
                true => refuse("the body is multipart", "请求体不能为 multipart"),
                false => Ok(Encoding::Json),
            };
        }
        let content_type = match (content_types.next(), content_types.next()) {
            (Some(content_type), None) => content_type,
            (None, _) => return refuse("there is no Content-Type", "缺少 Content-Type"),
            _ => return refuse("there are two Content-Types", "有两个 Content-Type"),
        };
        // The usual case, before the text is checked and split.
        if accepts.urlencoded && content_type == URLENCODED.as_bytes() {
            return Ok(Encoding::Urlencoded);
        }
        let content_type = String::from_utf8_lossy(content_type);
        let kind = kind(&content_type);
        if accepts.urlencoded && kind.eq_ignore_ascii_case(URLENCODED) {
            match accepts.any_charset || is_utf8(&content_type) {
                true => Ok(Encoding::Urlencoded),
                false => refuse("the form is not in UTF-8", "表单的 charset 不是 UTF-8"),
            }
        } else if accepts.multipart && kind.eq_ignore_ascii_case(MULTIPART) {
            Ok(Encoding::Multipart(Boundary::of_content_type(
                &content_type,
            )?))
        } else if accepts.json.is_some()
            && kind.eq_ignore_ascii_case("application/json")
            && is_utf8(&content_type)
        {
            Ok(Encoding::Json)
        } else if accepts.urlencoded && accepts.multipart {
            refuse(
                "the Content-Type is no form",
                "Content-Type 不是 application/x-www-form-urlencoded 或 multipart/form-data",
            )
        } else {
            refuse(
                "the Content-Type is not one that the route accepts",
                "该请求不接受这个 Content-Type",
            )
        }
    }
}

fn kind(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

fn is_multipart(content_type: &[u8]) -> bool {
    let start = content_type.trim_ascii_start().get(.."multipart/".len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(b"multipart/"))
}

/// Whether a content type names no other charset than UTF-8.
fn is_utf8(content_type: &str) -> bool {
    let mut parameters = content_type.split(';').skip(1);
    parameters.all(|parameter| match parameter.split_once('=') {
        Some((name, charset)) if name.trim().eq_ignore_ascii_case("charset") => charset
            .trim()
            .trim_matches('"')
            .eq_ignore_ascii_case("utf-8"),
        _ => true,
    })
}

fn refuse<T>(log: &'static str, hint: &'static str) -> Result<T, Fault> {
    Err(Fault::new(Code::UnsupportedMediaType).because(Reason::new(log, hint)))
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    fn encoding(accepts: Accepts, content_types: &[&str]) -> &'static str {
        let mut headers = HeaderMap::new();
        for content_type in content_types {
            headers.append(CONTENT_TYPE, HeaderValue::from_str(content_type).unwrap());
        }
        match Encoding::read(&headers, &accepts) {
            Ok(Encoding::None) => "none",
            Ok(Encoding::Urlencoded) => "urlencoded",
            Ok(Encoding::Multipart(_)) => "multipart",
            Ok(Encoding::Json) => "json",
            Err(fault) => fault.code().sub_code(),
        }
    }

    #[test]
    fn json_may_have_to_say_that_it_is_json() {
        for (content_types, declared, assumed) in [
            (&["application/json"][..], "json", "json"),
            (&["Application/JSON; charset=\"UTF-8\""], "json", "json"),
            (
                &["application/json; charset=gbk"],
                "unsupported_media_type",
                "json",
            ),
            (&["text/plain"], "unsupported_media_type", "json"),
            (&[], "unsupported_media_type", "json"),
            (
                &["application/json", "text/plain"],
                "unsupported_media_type",
                "json",
            ),
            (
                &["text/plain", " MULTIPART/mixed; boundary=B"],
                "unsupported_media_type",
                "unsupported_media_type",
            ),
        ] {
            let of = |json| encoding(Accepts::json(json), content_types);
            assert_eq!(of(Json::Declared), declared, "{content_types:?}");
            assert_eq!(of(Json::Assumed), assumed, "{content_types:?}");
        }
    }

    #[test]
    fn a_route_takes_the_forms_that_it_names() {
        let urlencoded = Accepts {
            urlencoded: true,
            ..Accepts::NOTHING
        };
        let multipart = Accepts {
            multipart: true,
            ..Accepts::NOTHING
        };
        let of_form = ["application/x-www-form-urlencoded; charset=utf-8"];
        assert_eq!(encoding(urlencoded, &of_form), "urlencoded");
        let of_another_charset = ["application/x-www-form-urlencoded; charset=gbk"];
        let any_charset = Accepts {
            any_charset: true,
            ..urlencoded
        };
        assert_eq!(encoding(any_charset, &of_another_charset), "urlencoded");
        assert_eq!(
            encoding(urlencoded, &of_another_charset),
            "unsupported_media_type"
        );
        assert_eq!(encoding(multipart, &of_form), "unsupported_media_type");
        let of_parts = ["multipart/form-data; boundary=B"];
        assert_eq!(encoding(multipart, &of_parts), "multipart");
        assert_eq!(encoding(urlencoded, &of_parts), "unsupported_media_type");
        assert_eq!(encoding(Accepts::NOTHING, &of_parts), "bad_form");
    }
}
