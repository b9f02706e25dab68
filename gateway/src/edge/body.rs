//! The head and the body of a post.

use std::time::Duration;

use actix_web::HttpRequest;
use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, TRANSFER_ENCODING,
};
use actix_web::web::{Bytes, BytesMut, Payload};
use futures_util::StreamExt;
use signet_fault::{Code, Fault};
use signet_wire::MAX_DATA;
use signet_wire::form::{Boundary, Form, split_multipart, split_urlencoded};
use tokio::time::timeout;

/// The largest body: `data` with every byte percent-encoded, and room for the other fields.
const MAX_BODY: usize = 3 * MAX_DATA + 64 * 1024;

/// How long a body may take to arrive.
const DEADLINE: Duration = Duration::from_secs(10);

/// What the headers say of the body.
pub(super) struct Head {
    length: usize,
    encoding: Encoding,
}

enum Encoding {
    Urlencoded,
    Multipart(Boundary),
}

impl Head {
    /// Refuses what is no plain form of a known, bearable length.
    pub(super) fn read(request: &HttpRequest) -> Result<Head, Fault> {
        let headers = request.headers();
        let encoding = encoding(headers).ok_or(Code::UnsupportedMediaType)?;
        if headers.contains_key(CONTENT_ENCODING) {
            return Err(Code::UnsupportedMediaType.into());
        }
        if headers.contains_key(TRANSFER_ENCODING) {
            return Err(Code::LengthRequired.into());
        }
        let length = match headers.get(CONTENT_LENGTH) {
            Some(length) => length
                .to_str()
                .ok()
                .and_then(|length| length.parse().ok())
                .ok_or(Code::TooLarge)?,
            None => return Err(Code::LengthRequired.into()),
        };
        if length > MAX_BODY {
            return Err(Code::TooLarge.into());
        }
        Ok(Head { length, encoding })
    }

    /// Reads the whole body, within the deadline.
    pub(super) async fn receive(&self, payload: Payload) -> Result<Bytes, Fault> {
        timeout(DEADLINE, self.collect(payload))
            .await
            .map_err(|_| Fault::from(Code::BodyTimeout))?
    }

    async fn collect(&self, mut payload: Payload) -> Result<Bytes, Fault> {
        let mut collected = BytesMut::new();
        while let Some(chunk) = payload.next().await {
            let chunk = chunk
                .map_err(|error| Fault::from(Code::BodyTimeout).caused_by(error.to_string()))?;
            // Nearly every call comes in one piece, and then nothing is copied.
            if collected.is_empty() && chunk.len() == self.length {
                return Ok(chunk);
            }
            collected.extend_from_slice(&chunk);
        }
        Ok(collected.freeze())
    }

    /// Splits the body as its content type says.
    pub(super) fn split<'a>(&self, body: &'a [u8]) -> Result<Form<'a>, Fault> {
        Ok(match &self.encoding {
            Encoding::Urlencoded => split_urlencoded(body)?,
            Encoding::Multipart(boundary) => split_multipart(body, boundary)?,
        })
    }
}

fn encoding(headers: &HeaderMap) -> Option<Encoding> {
    let content_type = headers.get(CONTENT_TYPE)?.to_str().ok()?;
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        Some(Encoding::Urlencoded)
    } else if kind.eq_ignore_ascii_case("multipart/form-data") {
        Boundary::of_content_type(content_type).map(Encoding::Multipart)
    } else {
        None
    }
}
