//! Calls over a connection that stays open.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1::{self, SendRequest};
use hyper::header::{CONTENT_TYPE, HOST, HeaderValue, RETRY_AFTER};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpStream;

use crate::app::Call;

/// A connection to a gateway.
pub(crate) struct Connection {
    sender: SendRequest<Full<Bytes>>,
}

/// The answer of a gateway.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) has_retry_after: bool,
    body: Bytes,
}

impl Connection {
    pub(crate) async fn open(address: SocketAddr) -> Result<Connection> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // The task ends with the connection. An error is reported to `sender`.
        tokio::spawn(connection);
        Ok(Connection { sender })
    }

    /// Sends a call and reads the whole answer. Afterwards the connection can send the next call.
    pub(crate) async fn send(&mut self, call: &Call) -> Result<Answer> {
        self.sender.ready().await?;
        let request = Request::post(call.path)
            .header(HOST, "gateway")
            .header(CONTENT_TYPE, call.content_type)
            .header("x-forwarded-for", &call.ip)
            .body(Full::new(call.body.clone()))?;
        let response = self.sender.send_request(request).await?;
        let status = response.status().as_u16();
        let has_retry_after = response.headers().contains_key(RETRY_AFTER);
        let body = response.into_body().collect().await?.to_bytes();
        Ok(Answer {
            status,
            has_retry_after,
            body,
        })
    }

    /// Returns whether the gateway is known to have closed the connection.
    pub(crate) fn is_closed(&self) -> bool {
        self.sender.is_closed()
    }
}

impl Answer {
    /// Returns whether the call succeeded. This is cheaper than parsing the envelope.
    pub(crate) fn is_good(&self) -> bool {
        self.body.starts_with(b"{\"code\":200,") || self.body.starts_with(b"{\"status\":1,")
    }

    /// Returns the envelope.
    pub(crate) fn envelope(&self) -> Result<Value> {
        serde_json::from_slice(&self.body).context("an answer is no envelope")
    }

    /// Returns the outcome: `200` for a good answer, `code` and `sub_code` of a fault, such as `500 internal`, or on the wire of homecare
    /// the status, such as `status 2`.
    pub(crate) fn outcome(&self) -> String {
        if self.is_good() {
            return "200".to_owned();
        }
        match self.envelope() {
            Ok(envelope) => {
                if let Some(status) = envelope.get("status").and_then(Value::as_i64) {
                    return format!("status {status}");
                }
                let sub_code = envelope.get("sub_code").and_then(Value::as_str);
                let code = envelope.get("code").and_then(Value::as_i64);
                format!("{} {}", code.unwrap_or_default(), sub_code.unwrap_or("?"))
            }
            Err(_) => format!("HTTP {}", self.status),
        }
    }

    /// Returns a member of the reply by its path in `data`, such as `/token`; on the wire of homecare by its path in `body`.
    pub(crate) fn data(&self, pointer: &str) -> Result<Value> {
        let envelope = self.envelope()?;
        let data = envelope.get("data").or_else(|| envelope.get("body"));
        let data = data.and_then(|data| data.pointer(pointer));
        data.cloned()
            .with_context(|| format!("no {pointer} in {envelope}"))
    }
}

/// Sends a GET request for a path. Returns the status and the text.
pub(crate) async fn get(address: SocketAddr, path: &str) -> Result<(u16, String)> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = Request::get(path)
        .header(HOST, HeaderValue::from_static("gateway"))
        .body(Full::new(Bytes::new()))?;
    let response = sender.send_request(request).await?;
    let status = response.status().as_u16();
    let body = response.into_body().collect().await?.to_bytes();
    Ok((status, String::from_utf8_lossy(&body).into_owned()))
}

/// Posts a notification of the payment provider. Returns the status.
pub(crate) async fn notify(address: SocketAddr, body: &str, signature: &str) -> Result<u16> {
    let stream = TcpStream::connect(address).await?;
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    tokio::spawn(connection);
    let request = Request::post("/notify/payments")
        .header(HOST, HeaderValue::from_static("gateway"))
        .header(CONTENT_TYPE, "application/json; charset=utf-8")
        .header("x-pingplusplus-signature", signature)
        .body(Full::new(Bytes::from(body.to_owned())))?;
    Ok(sender.send_request(request).await?.status().as_u16())
}
