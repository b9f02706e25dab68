//! An HTTP/1.1 connection of both ports: one request at a time, and a deadline for each part of it.
//!
//! The library has a deadline only for the first head, keeps reading a chunked body that no handler reads, and
//! decodes the next request while one still runs; it then mistakes the unread body of the next request for the body of the
//! first. [`Stream`] therefore passes on the bytes of one request, and nothing of the next request before the answer is sent. It
//! ends the input at a deadline, or after an answer that left a body unread. [`Exchange`] sets the state of the stream.
//!
//! Read [`Exchange`] first, then `stream`, which uses `head_end` and `timer`.

mod head_end;
mod stream;
mod timer;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_http::error::PayloadError;
use actix_http::{ConnectionType, Request};
use actix_web::http::Version;
use actix_web::http::header::{CONTENT_LENGTH, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::web::Bytes;
use actix_web::{HttpResponse, dev};
use futures_util::StreamExt;

use crate::http::budget::Allocation;
use crate::settings;

pub(crate) use stream::Stream;

/// The time limits of the parts of an exchange.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadlines {
    /// For the pause between two requests.
    pub(crate) keep_alive: Duration,
    /// From the first byte of a head, or from the start of the connection, to the end of the head.
    pub(crate) head: Duration,
    /// For a form, from the end of its head.
    pub(crate) body: Duration,
    /// For a body with a file, from the end of its head.
    pub(crate) upload: Duration,
    /// From the end of an answer to the end of its connection, while the client still sends.
    pub(crate) linger: Duration,
    /// For a client that reads nothing of an answer.
    pub(crate) read: Duration,
    /// The least rate of an upload, and of the reading of an answer, after an initial time.
    pub(crate) bytes_per_second: u64,
}

impl From<&settings::Server> for Deadlines {
    fn from(settings: &settings::Server) -> Deadlines {
        Deadlines {
            keep_alive: Duration::from_secs(settings.keep_alive_seconds),
            head: Duration::from_secs(settings.head_timeout_seconds),
            body: Duration::from_secs(settings.body_timeout_seconds),
            upload: Duration::from_secs(settings.upload_timeout_seconds),
            linger: Duration::from_secs(settings.linger_seconds),
            read: Duration::from_secs(settings.read_timeout_seconds),
            bytes_per_second: settings.min_bytes_per_second,
        }
    }
}

/// A request and its body, from the end of the head to the answer.
pub(crate) struct Exchange {
    payload: dev::Payload,
    /// Bytes of the body that were not read; `u64::MAX` if its length is not known.
    unread: u64,
    /// Whether the client waits for `100 Continue` before it sends the body.
    expects: bool,
    guard: Option<ExchangeGuard>,
}

impl Exchange {
    /// Starts the exchange of a request after its head was read.
    pub(crate) fn begin(request: &mut Request) -> Exchange {
        let payload = request.take_payload();
        let length = match payload {
            dev::Payload::None => Some(0),
            _ => content_length(request),
        };
        let state = request.conn_data::<Rc<ConnectionState>>();
        Exchange {
            payload,
            unread: length.unwrap_or(u64::MAX),
            expects: request.head().expect() && request.version() >= Version::HTTP_11,
            guard: state.map(|state| state.begin(length.unwrap_or(0))),
        }
    }

    /// Whether the library has the whole body already, because the body came with the head.
    pub(crate) fn has_body(&self) -> bool {
        let state = self.guard.as_ref().map(|ExchangeGuard(state)| state);
        state.is_some_and(|state| state.left.get() == 0)
    }

    /// Returns the next piece of the body, `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Option<Result<Bytes, PayloadError>> {
        if std::mem::take(&mut self.expects)
            && let Some(ExchangeGuard(state)) = &self.guard
        {
            state.is_awaited.set(true);
        }
        let chunk = self.payload.next().await;
        if let Some(Ok(chunk)) = &chunk {
            let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            self.unread = self.unread.saturating_sub(length);
        }
        chunk
    }

    /// Keeps the exchange open for an answer that is produced after its handler returned, and that has an allocation which
    /// may be lost.
    pub(crate) fn keep_open(&self, allocation: Allocation) -> Option<ExchangeGuard> {
        let guard = self.guard.clone()?;
        guard.0.allocation.replace(Some(allocation));
        Some(guard)
    }

    /// Ends the exchange, and also the connection if a part of the body was not read.
    pub(crate) fn end(self, mut response: HttpResponse) -> HttpResponse {
        let headers = response.headers_mut();
        headers.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
        if self.unread > 0 {
            let head = response.head_mut();
            head.set_connection_type(ConnectionType::Close);
            if let Some(ExchangeGuard(state)) = &self.guard {
                state.is_last.set(true);
                state.left.set(0);
            }
        }
        response
    }
}

const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");

fn content_length(request: &Request) -> Option<u64> {
    let length = request.head().headers().get(CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// State that the stream of a connection and its current exchange share.
pub(crate) struct ConnectionState {
    phase: Cell<Phase>,
    /// Bytes after the head that were passed on with it.
    behind: Cell<u64>,
    /// Bytes of the body that were not passed on yet.
    left: Cell<u64>,
    /// Whether the start of the next head was passed on.
    has_next: Cell<bool>,
    /// Whether to send `100 Continue` to the client.
    is_awaited: Cell<bool>,
    /// Whether the connection ends with this exchange.
    is_last: Cell<bool>,
    guards: Cell<usize>,
    /// The allocation that the current answer holds.
    allocation: RefCell<Option<Allocation>>,
}

/// The state of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// No byte of the next head has arrived.
    Resting,
    /// A head is arriving, or was passed on and its handler is not called yet.
    Head,
    /// A handler runs, or its answer is being produced.
    Running,
    /// The answer is complete, but not all of it is sent.
    Answered,
    /// The input is closed.
    Ending,
}

impl ConnectionState {
    fn new() -> Rc<ConnectionState> {
        Rc::new(ConnectionState {
            phase: Cell::new(Phase::Head),
            behind: Cell::default(),
            left: Cell::default(),
            has_next: Cell::default(),
            is_awaited: Cell::default(),
            is_last: Cell::default(),
            guards: Cell::default(),
            allocation: RefCell::default(),
        })
    }

    fn begin(self: &Rc<ConnectionState>, length: u64) -> ExchangeGuard {
        let behind = self.behind.take();
        self.left.set(length.saturating_sub(behind));
        self.has_next.set(behind > length);
        self.phase.set(Phase::Running);
        self.guards.set(1);
        ExchangeGuard(Rc::clone(self))
    }

    /// Returns `Ready` if the allocation of the answer is lost. If not, the task is woken when it is lost.
    fn poll_lost(&self, context: &Context<'_>) -> Poll<()> {
        match &*self.allocation.borrow() {
            Some(allocation) => allocation.poll_lost(context),
            None => Poll::Pending,
        }
    }
}

/// Keeps an exchange open until it is dropped.
pub(crate) struct ExchangeGuard(Rc<ConnectionState>);

impl ExchangeGuard {
    /// Whether the allocation of the answer is lost.
    pub(crate) fn is_lost(&self) -> bool {
        let allocation = self.0.allocation.borrow();
        allocation.as_ref().is_some_and(Allocation::is_lost)
    }
}

impl Clone for ExchangeGuard {
    fn clone(&self) -> ExchangeGuard {
        self.0.guards.set(self.0.guards.get() + 1);
        ExchangeGuard(Rc::clone(&self.0))
    }
}

impl Drop for ExchangeGuard {
    fn drop(&mut self) {
        let state = &self.0;
        state.guards.set(state.guards.get().saturating_sub(1));
        if state.guards.get() == 0 {
            state.is_awaited.set(false);
            state.allocation.replace(None);
            state.phase.set(match state.is_last.get() {
                true => Phase::Ending,
                false => Phase::Answered,
            });
        }
    }
}
