//! A signed call as a form.

use bytes::Bytes;
use form_urlencoded::Serializer;
use signet_wire::sign::{Secret, SignType, sign};

/// A request body that can be sent any number of times.
#[derive(Clone)]
pub(crate) struct Body {
    pub(crate) content_type: String,
    pub(crate) bytes: Bytes,
}

impl Body {
    /// Signs the text of a call and puts it into a form; with a file the form is multipart.
    pub(crate) fn new(
        sign_type: SignType,
        data: &str,
        secret: &Secret,
        image: Option<&[u8]>,
    ) -> Body {
        let sign = sign(sign_type, data.as_bytes(), secret);
        let mut fields = vec![("data", data), ("sign", sign.as_str())];
        if sign_type != SignType::Md5 {
            fields.push(("sign_type", sign_type.name()));
        }
        match image {
            None => Body {
                content_type: "application/x-www-form-urlencoded".to_owned(),
                bytes: Serializer::new(String::new())
                    .extend_pairs(fields)
                    .finish()
                    .into(),
            },
            Some(image) => multipart(&fields, image),
        }
    }
}

/// Returns a multipart form. The file comes last, so that the gateway can check the call before it.
fn multipart(fields: &[(&str, &str)], image: &[u8]) -> Body {
    let boundary = format!("signet-{:032x}", fastrand::u128(..));
    let mut bytes = Vec::with_capacity(image.len() + 70_000);
    let mut part = |disposition: String, content: &[u8]| {
        let head =
            format!("--{boundary}\r\nContent-Disposition: form-data; name={disposition}\r\n\r\n");
        bytes.extend(head.as_bytes());
        bytes.extend(content);
        bytes.extend(b"\r\n");
    };
    for (name, value) in fields {
        part(format!("\"{name}\""), value.as_bytes());
    }
    part("\"image\"; filename=\"image\"".to_owned(), image);
    bytes.extend(format!("--{boundary}--\r\n").as_bytes());
    Body {
        content_type: format!("multipart/form-data; boundary={boundary}"),
        bytes: bytes.into(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use signet_wire::form::{Boundary, split_multipart};

    use super::*;

    #[test]
    fn every_vector() {
        let file: Value = serde_json::from_str(include_str!("../../../sdk/vectors.json")).unwrap();
        let vectors = file["vectors"].as_array().unwrap();
        assert!(vectors.len() > 20);
        for vector in vectors {
            let secret = Secret::new(vector["secret"].as_str().unwrap()).unwrap();
            let data = vector["data"].as_str().unwrap();
            for sign_type in [SignType::Md5, SignType::HmacSha256] {
                let body = Body::new(sign_type, data, &secret, None);
                let expected = vector["body"][sign_type.name()].as_str().unwrap();
                assert_eq!(body.bytes, expected, "{}", vector["name"]);
            }
            if let Some(call) = vector.get("call") {
                assert_eq!(serde_json::from_str::<Value>(data).unwrap(), *call);
                assert_eq!(
                    serde_json::from_str::<Value>(&call.to_string()).unwrap(),
                    *call
                );
            }
        }
    }

    #[test]
    fn a_file_comes_out_as_it_went_in() {
        let secret = Secret::new("0123456789abcdef").unwrap();
        let image = b"\r\n--\0\xff\r\n";
        let body = Body::new(SignType::HmacSha256, "{}", &secret, Some(image));
        let boundary = Boundary::of_content_type(&body.content_type).unwrap();
        let form = split_multipart(&body.bytes, &boundary).unwrap();
        assert_eq!(form.data.as_deref(), Some("{}"));
        assert_eq!(form.sign_type.as_deref(), Some("HMAC-SHA256"));
        assert_eq!(form.image, Some(&image[..]));
    }
}
