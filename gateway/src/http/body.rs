//! The head and the body of a post.

use std::future::{Future, poll_fn};
use std::mem;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Waker};

use actix_web::HttpMessage as _;
use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue, TRANSFER_ENCODING,
    UPGRADE,
};
use actix_web::web::{Bytes, BytesMut};
use signet_domain::origin::Origin;
use signet_fault::{Code, Fault, Reason};
use signet_wire::MAX_DATA;
use signet_wire::form::{Boundary, Form, split_multipart, split_urlencoded};
use tokio::time::timeout;

use crate::gateway::Gateway;
use crate::http::Request;
use crate::http::budget::{Budget, Stake};
use crate::http::connection::Exchange;

/// The largest body without a file: `data` with every byte percent-encoded, and room for the other fields.
pub(super) const MAX_BODY: usize = 3 * MAX_DATA + 64 * 1024;

/// What the headers say of the body.
pub(super) struct Head {
    pub(super) length: usize,
    encoding: Encoding,
}

enum Encoding {
    Urlencoded,
    Multipart(Boundary),
}

impl Head {
    /// Refuses what is no plain form of a known, bearable length: that of a form, with room for a file of `max_file`
    /// bytes where it can hold one.
    pub(super) fn read(request: &Request, max_file: usize) -> Result<Head, Fault> {
        let headers = request.headers();
        // The HTTP library reads the body of a request that asks for web sockets without regard to its length.
        let web_socket = |value: &HeaderValue| {
            value
                .as_bytes()
                .trim_ascii()
                .eq_ignore_ascii_case(b"websocket")
        };
        if headers.get_all(UPGRADE).any(web_socket) {
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
        let length = match headers.get(CONTENT_LENGTH) {
            Some(length) => length
                .to_str()
                .ok()
                .and_then(|length| length.parse().ok())
                .ok_or_else(|| {
                    let hint = "Content-Length 不正确";
                    let reason = Reason::new("the Content-Length is no length", hint);
                    Fault::new(Code::TooLarge).because(reason)
                })?,
            None => {
                let reason = Reason::new("there is no Content-Length", "缺少 Content-Length");
                return Err(Fault::new(Code::LengthRequired).because(reason));
            }
        };
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
        gateway: &Gateway,
        origin: Origin,
    ) -> Result<Bytes, Fault> {
        let mut body = pin!(self.collect(exchange, &gateway.arriving, origin));
        // The connection is read and the call waits in one task, so that whatever brings more of the body asks for the response
        // again. Woken as well for what came with the head, that task would go through the connection once more for
        // nothing. (HTTP/2 would need the waker: there a call is a task of its own.)
        let mut is_first_turn = true;
        let body = poll_fn(|context| match mem::take(&mut is_first_turn) {
            true => body.as_mut().poll(&mut Context::from_waker(Waker::noop())),
            false => body.as_mut().poll(context),
        });
        let body = timeout(gateway.deadlines.body, body).await;
        body.map_err(|_| Fault::from(Code::BodyTimeout))?
    }

    async fn collect(
        &self,
        exchange: &mut Exchange,
        arriving: &Arc<Budget>,
        origin: Origin,
    ) -> Result<Bytes, Fault> {
        // Nearly every call arrives in one piece, and then nothing is copied and nothing is counted.
        let first = match next(exchange).await? {
            Some(chunk) if chunk.len() == self.length => return Ok(chunk),
            first => first.unwrap_or_default(),
        };
        let stake = arriving
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
    chunk.map_err(|error| Fault::from(Code::BodyTimeout).caused_by(error.to_string()))
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

fn encoding(headers: &HeaderMap) -> Result<Encoding, Fault> {
    let refuse = |log: &'static str, hint: &'static str| {
        Err(Fault::new(Code::UnsupportedMediaType).because(Reason::new(log, hint)))
    };
    let mut content_types = headers.get_all(CONTENT_TYPE);
    let content_type = match (content_types.next(), content_types.next()) {
        (Some(content_type), None) => String::from_utf8_lossy(content_type.as_bytes()),
        (None, _) => return refuse("there is no Content-Type", "缺少 Content-Type"),
        _ => return refuse("there are two Content-Types", "有两个 Content-Type"),
    };
    let kind = content_type.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
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
