//! The head and the body of a request.

mod content_type;

use std::sync::Arc;
use std::time::Duration;

use actix_http::Request;
use actix_web::http::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, TRANSFER_ENCODING,
};
use actix_web::web::{Bytes, BytesMut};
use signet_domain::origin::Origin;
use signet_fault::{Code, Fault, Reason};
use signet_wire::Signed;
use signet_wire::form::{read_multipart, read_multipart_start, read_urlencoded};
use signet_wire::wire::{self, Accepts, Body, IDEMPOTENCY_KEY, Routed};
use tokio::time::timeout;

use crate::gateway::Gateway;
use crate::http::actix;
use crate::http::budget::{Allocation, Budget};
use crate::http::connection::Exchange;
use crate::wires::{Mount, Place};

use content_type::Encoding;

/// The largest body that is read like a form. A larger body needs memory for uploads.
pub(super) const MAX_BODY: usize = Signed::MAX_BODY;

/// The properties of a request that its route and its head determine.
pub(super) struct Head {
    pub(super) place: Place,
    routed: Routed,
    accepts: &'static Accepts,
    /// The query, if the route reads it.
    query: String,
    /// The headers that the wire reads.
    headers: Vec<(String, String)>,
    pub(super) length: usize,
    encoding: Encoding,
}

impl Head {
    /// Reads the head of a request on a route.
    ///
    /// # Errors
    /// If the route does not take this kind of body, or if the length of the body is unknown or not allowed.
    pub(super) fn read(
        request: &Request,
        gateway: &Gateway,
        place: Place,
        routed: &Routed,
    ) -> Result<Head, Fault> {
        let headers = request.head().headers();
        let mount = gateway.wires.at(place);
        let accepts = mount.wire.accepts(routed.route);
        if actix::asks_for_web_socket(headers) {
            let reason = Reason::new(
                "the request is for a web socket",
                "请求头要求升级为 WebSocket",
            );
            return Err(Fault::new(Code::BadForm).because(reason));
        }
        let max_file = gateway.services.uploads.max_bytes();
        let (encoding, length) = body(headers, accepts, max_file)?;
        let query = accepts.query.and(request.uri().query());
        Ok(Head {
            place,
            routed: routed.clone(),
            accepts,
            query: query.unwrap_or_default().to_owned(),
            headers: wanted(headers, mount),
            length,
            encoding,
        })
    }

    /// Whether the body is larger than a form, so that it needs memory for uploads.
    pub(super) fn is_large(&self) -> bool {
        self.length > MAX_BODY
    }

    /// Reads the whole body, within the deadline.
    pub(super) async fn receive(
        &self,
        exchange: &mut Exchange,
        unfinished: &Arc<Budget>,
        deadline: Duration,
        origin: Origin,
    ) -> Result<Bytes, Fault> {
        receive(self.length, exchange, unfinished, deadline, origin).await
    }

    /// Splits the request by the rules of its route.
    pub(super) fn split<'a>(&'a self, body: &'a [u8]) -> Result<wire::Request<'a>, Fault> {
        let form = self.accepts.form;
        self.request(match &self.encoding {
            Encoding::None => Body::Empty,
            Encoding::Urlencoded => Body::Form(read_urlencoded(body, form)?),
            Encoding::Multipart(boundary) => Body::Form(read_multipart(body, boundary, form)?),
            Encoding::Json => Body::Json(std::str::from_utf8(body).map_err(|error| {
                let reason = Reason::new(
                    format!("byte {} of the body is not UTF-8", error.valid_up_to()),
                    "请求体不是 UTF-8",
                );
                Fault::new(Code::BadData).because(reason)
            })?),
        })
    }

    /// Returns the request with the fields that are complete at the start of a multipart body.
    pub(super) fn split_start<'a>(&'a self, start: &'a [u8]) -> Option<wire::Request<'a>> {
        let Encoding::Multipart(boundary) = &self.encoding else {
            return None;
        };
        let pairs = read_multipart_start(start, boundary, self.accepts.form).ok()?;
        self.request(Body::Form(pairs)).ok()
    }

    fn request<'a>(&'a self, body: Body<'a>) -> Result<wire::Request<'a>, Fault> {
        let headers = self.headers.iter();
        Ok(wire::Request {
            routed: Some(self.routed.clone()),
            query: match self.accepts.query {
                Some(rules) => read_urlencoded(self.query.as_bytes(), rules)?,
                None => Default::default(),
            },
            headers: headers
                .map(|(name, value)| (name.as_str(), value.as_str()))
                .collect(),
            body,
        })
    }
}

/// Reads a whole body of a known length, within the deadline.
pub(super) async fn receive(
    length: usize,
    exchange: &mut Exchange,
    unfinished: &Arc<Budget>,
    deadline: Duration,
    origin: Origin,
) -> Result<Bytes, Fault> {
    // A body that came with its head needs no timer.
    let is_here = exchange.has_body();
    let body = collect(length, exchange, unfinished, origin);
    if is_here {
        return body.await;
    }
    let body = timeout(deadline, body).await;
    body.map_err(|_| Fault::from(Code::BodyTimeout))?
}

async fn collect(
    length: usize,
    exchange: &mut Exchange,
    unfinished: &Arc<Budget>,
    origin: Origin,
) -> Result<Bytes, Fault> {
    // Nearly every call arrives in one piece; nothing is copied or counted then.
    let first = match next(exchange).await? {
        Some(chunk) if chunk.len() == length => return Ok(chunk),
        first => first.unwrap_or_default(),
    };
    let allocation = unfinished
        .take(origin, first.len())
        .ok_or_else(Fault::overloaded)?;
    let mut collected = BytesMut::with_capacity(length);
    collected.extend_from_slice(&first);
    while let Some(chunk) = next_unless_lost(exchange, &allocation).await? {
        if collected.len() + chunk.len() > length {
            return Err(Code::TooLarge.into());
        }
        if !allocation.grow(chunk.len()) {
            return Err(Fault::overloaded());
        }
        collected.extend_from_slice(&chunk);
    }
    Ok(collected.freeze())
}

/// Returns the encoding and the length of the body.
fn body(
    headers: &HeaderMap,
    accepts: &Accepts,
    max_file: usize,
) -> Result<(Encoding, usize), Fault> {
    let is_empty = accepts.empty && is_empty(headers);
    let encoding = match is_empty {
        true => Encoding::None,
        false => {
            // If a request may have no body, and its head states neither a length nor a type, it is unknown whether there is a body.
            if accepts.empty && accepts.has_body() && !headers.contains_key(CONTENT_TYPE) {
                check_length(headers)?;
            }
            Encoding::read(headers, accepts)?
        }
    };
    check_plain(headers)?;
    if is_empty {
        return Ok((encoding, 0));
    }
    let largest = match encoding {
        Encoding::Multipart(_) if accepts.file => accepts.max_bytes + max_file,
        _ => accepts.max_bytes,
    };
    Ok((encoding, plain_length(headers, largest)?))
}

/// Refuses a body that is compressed.
pub(super) fn check_plain(headers: &HeaderMap) -> Result<(), Fault> {
    if headers.contains_key(CONTENT_ENCODING) {
        let reason = Reason::new(
            "the head has a Content-Encoding",
            "请求头带有 Content-Encoding",
        );
        return Err(Fault::new(Code::UnsupportedMediaType).because(reason));
    }
    Ok(())
}

/// Refuses a body whose length the head does not state.
fn check_length(headers: &HeaderMap) -> Result<(), Fault> {
    if headers.contains_key(TRANSFER_ENCODING) {
        let reason = Reason::new("the body is chunked", "请求体使用了 chunked 传输");
        return Err(Fault::new(Code::LengthRequired).because(reason));
    }
    Ok(())
}

/// Returns the length of a body, which the head must state.
pub(super) fn plain_length(headers: &HeaderMap, largest: usize) -> Result<usize, Fault> {
    check_length(headers)?;
    let length = length(headers)?;
    if length > largest {
        let reason = Reason::new(
            format!("the body has {length} bytes; {largest} are taken"),
            format!("请求体 {length} 字节，最多 {largest} 字节"),
        );
        return Err(Fault::new(Code::TooLarge).because(reason));
    }
    Ok(length)
}

/// Whether a request has no body: no length, or a length of zero.
fn is_empty(headers: &HeaderMap) -> bool {
    let mut lengths = headers.get_all(CONTENT_LENGTH);
    !headers.contains_key(TRANSFER_ENCODING) && lengths.all(|length| length == "0")
}

/// Returns the headers that a wire reads. Signed calls have no such headers.
fn wanted(headers: &HeaderMap, mount: &Mount) -> Vec<(String, String)> {
    let idempotency = mount.unsigned.as_ref().map(|_| IDEMPOTENCY_KEY);
    let own = mount.wire.headers();
    let values = own.iter().copied().chain(idempotency).flat_map(|name| {
        let values = headers.get_all(name);
        values.map(move |value| {
            let value = String::from_utf8_lossy(value.as_bytes());
            (name.to_owned(), value.into_owned())
        })
    });
    values.collect()
}

/// Returns the next piece of a body, `None` at its end.
pub(super) async fn next(exchange: &mut Exchange) -> Result<Option<Bytes>, Fault> {
    let chunk = exchange.chunk().await.transpose();
    chunk.map_err(|error| Fault::from(Code::BodyTimeout).with_source(error.to_string()))
}

/// As [`next`], but fails if the allocation of the body is lost.
pub(super) async fn next_unless_lost(
    exchange: &mut Exchange,
    allocation: &Allocation,
) -> Result<Option<Bytes>, Fault> {
    tokio::select! {
        biased;
        () = allocation.lost() => Err(Fault::overloaded()),
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
