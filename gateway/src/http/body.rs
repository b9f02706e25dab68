//! The head and the body of a post.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, TRANSFER_ENCODING,
};
use actix_web::web::{Bytes, BytesMut};
use signet_domain::origin::Origin;
use signet_fault::{Code, Fault, Reason};
use signet_wire::MAX_DATA;
use signet_wire::form::{Boundary, Form, split_multipart, split_urlencoded};
use tokio::time::timeout;

use crate::http::actix;
use crate::http::budget::{Budget, Stake};
use crate::http::connection::Exchange;

/// The largest body without a file: `data` with every byte percent-encoded, and room for the other fields.
pub(super) const MAX_BODY: usize = 3 * MAX_DATA + 64 * 1024;

/// The headers about the body.
pub(super) struct Head {
    pub(super) length: usize,
    encoding: Encoding,
}

enum Encoding {
    Urlencoded,
    Multipart(Boundary),
}

impl Head {
    /// Reads the headers of a form; a multipart form may have a file of `max_file` bytes.
    ///
    /// # Errors
    /// If it is not a plain form whose length is known and allowed.
    pub(super) fn read(headers: &HeaderMap, max_file: usize) -> Result<Head, Fault> {
        if actix::asks_for_web_socket(headers) {
            let reason = Reason::new(
                "the head asks for a web socket",
                "请求头要求升级为 WebSocket",
            );
            return Err(Fault::new(Code::BadForm).because(reason));
        }
        let encoding = encoding(headers)?;
        if headers.contains_key(CONTENT_ENCODING) {
            let reason = Reason::new(
                "the head has a Content-Encoding",
                "请求头带有 Content-Encoding",
            );
            return Err(Fault::new(Code::UnsupportedMediaType).because(reason));
        }
        if headers.contains_key(TRANSFER_ENCODING) {
            let reason = Reason::new("the body is chunked", "请求体使用了 chunked 传输");
            return Err(Fault::new(Code::LengthRequired).because(reason));
        }
        let length = length(headers)?;
        let largest = match encoding {
            Encoding::Urlencoded => MAX_BODY,
            Encoding::Multipart(_) => MAX_BODY + max_file,
        };
        if length > largest {
            let reason = Reason::new(
                format!("the body has {length} bytes; {largest} are taken"),
                format!("请求体 {length} 字节，最多 {largest} 字节"),
            );
            return Err(Fault::new(Code::TooLarge).because(reason));
        }
        Ok(Head { length, encoding })
    }

    /// Whether the body is so large that it must hold a file.
    pub(super) fn has_file(&self) -> bool {
        self.length > MAX_BODY
    }

    /// What separates the parts of a multipart body.
    pub(super) fn boundary(&self) -> Option<&Boundary> {
        match &self.encoding {
            Encoding::Urlencoded => None,
            Encoding::Multipart(boundary) => Some(boundary),
        }
    }

    /// Reads the whole body, within the deadline.
    pub(super) async fn receive(
        &self,
        exchange: &mut Exchange,
        unfinished: &Arc<Budget>,
        deadline: Duration,
        origin: Origin,
    ) -> Result<Bytes, Fault> {
        // A body that came with its head is spared the timer.
        let is_here = exchange.has_body();
        let body = self.collect(exchange, unfinished, origin);
        if is_here {
            return body.await;
        }
        let body = timeout(deadline, body).await;
        body.map_err(|_| Fault::from(Code::BodyTimeout))?
    }

    async fn collect(
        &self,
        exchange: &mut Exchange,
        unfinished: &Arc<Budget>,
        origin: Origin,
    ) -> Result<Bytes, Fault> {
        // Nearly every call arrives in one piece; nothing is copied or counted then.
        let first = match next(exchange).await? {
            Some(chunk) if chunk.len() == self.length => return Ok(chunk),
            first => first.unwrap_or_default(),
        };
        let stake = unfinished
            .take(origin, first.len())
            .ok_or_else(Fault::overloaded)?;
        let mut collected = BytesMut::with_capacity(self.length);
        collected.extend_from_slice(&first);
        while let Some(chunk) = next_unless_lost(exchange, &stake).await? {
            if collected.len() + chunk.len() > self.length {
                return Err(Code::TooLarge.into());
            }
            if !stake.grow(chunk.len()) {
                return Err(Fault::overloaded());
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

/// Returns the next piece of a body, `None` at its end.
pub(super) async fn next(exchange: &mut Exchange) -> Result<Option<Bytes>, Fault> {
    let chunk = exchange.chunk().await.transpose();
    chunk.map_err(|error| Fault::from(Code::BodyTimeout).with_source(error.to_string()))
}

/// As [`next`], while the stake of the body is not lost.
pub(super) async fn next_unless_lost(
    exchange: &mut Exchange,
    stake: &Stake,
) -> Result<Option<Bytes>, Fault> {
    tokio::select! {
        biased;
        () = stake.lost() => Err(Fault::overloaded()),
        chunk = next(exchange) => chunk,
    }
}

fn length(headers: &HeaderMap) -> Result<usize, Fault> {
    let length = headers.get(CONTENT_LENGTH).ok_or_else(|| {
        let reason = Reason::new("there is no Content-Length", "缺少 Content-Length");
        Fault::new(Code::LengthRequired).because(reason)
    })?;
    let length = length.to_str().ok().and_then(|length| length.parse().ok());
    length.ok_or_else(|| {
        let reason = Reason::new("the Content-Length is no length", "Content-Length 不正确");
        Fault::new(Code::TooLarge).because(reason)
    })
}

const URLENCODED: &str = "application/x-www-form-urlencoded";

fn encoding(headers: &HeaderMap) -> Result<Encoding, Fault> {
    let refuse = |log: &'static str, hint: &'static str| {
        Err(Fault::new(Code::UnsupportedMediaType).because(Reason::new(log, hint)))
    };
    let mut content_types = headers.get_all(CONTENT_TYPE);
    let content_type = match (content_types.next(), content_types.next()) {
        (Some(content_type), None) => content_type.as_bytes(),
        (None, _) => return refuse("there is no Content-Type", "缺少 Content-Type"),
        _ => return refuse("there are two Content-Types", "有两个 Content-Type"),
    };
    // The usual case, before the text is checked and split.
    if content_type == URLENCODED.as_bytes() {
        return Ok(Encoding::Urlencoded);
    }
    let content_type = String::from_utf8_lossy(content_type);
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case(URLENCODED) {
        Ok(Encoding::Urlencoded)
    } else if kind.eq_ignore_ascii_case("multipart/form-data") {
        Ok(Encoding::Multipart(Boundary::of_content_type(
            &content_type,
        )?))
    } else {
        refuse(
            "the Content-Type is no form",
            "Content-Type 不是 application/x-www-form-urlencoded 或 multipart/form-data",
        )
    }
}
