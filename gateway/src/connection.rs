//! An HTTP/1.1 connection of either port: one request at a time, and a deadline for each part of it.
//!
//! The HTTP library has a deadline for the first head alone, reads a chunked body that no handler wants for as long as the
//! client goes on, and decodes a request behind one that still runs, whose unread body it then takes for that of the first.
//! [`Stream`] therefore hands it the bytes of one request and nothing of the next before the answer is sent, and ends the
//! input at a deadline or behind an answer that left a body unread. [`Exchange`] tells the stream where a request is.
//!
//! Read [`Exchange`] first, then `stream`, which uses `head_end` and `timer`.

mod head_end;
mod stream;
mod timer;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_http::ConnectionType;
use actix_http::error::PayloadError;
use actix_web::http::Version;
use actix_web::http::header::{CONTENT_LENGTH, HeaderValue, X_CONTENT_TYPE_OPTIONS};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, dev, web};
use futures_util::StreamExt;

use crate::budget::Stake;
use crate::settings;

pub(crate) use stream::Stream;

/// How long each part of an exchange may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadlines {
    /// Between two requests.
    pub(crate) keep_alive: Duration,
    /// From the first byte of a head, or from the start of the connection, to the end of the head.
    pub(crate) head: Duration,
    /// A form, from the end of its head.
    pub(crate) body: Duration,
    /// A body with a file, from the end of its head.
    pub(crate) upload: Duration,
    /// From the end of an answer to the end of its connection, while the client still sends.
    pub(crate) linger: Duration,
    /// While the client takes nothing of an answer.
    pub(crate) read: Duration,
    /// The rate below which an upload, or the reading of an answer, is too slow after a start.
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
    /// Bytes of the body that were not read; as many as there can be if its length is not known.
    unread: u64,
    /// Whether the client waits to be told to send the body.
    expects: bool,
    hold: Option<Hold>,
}

impl Exchange {
    /// Starts the exchange of a request whose head was read.
    pub(crate) fn begin(request: &HttpRequest, payload: web::Payload) -> Exchange {
        let payload = payload.into_inner();
        let length = match payload {
            dev::Payload::None => Some(0),
            _ => content_length(request),
        };
        let link = request.conn_data::<Rc<Link>>();
        Exchange {
            payload,
            unread: length.unwrap_or(u64::MAX),
            expects: request.head().expect() && request.version() >= Version::HTTP_11,
            hold: link.map(|link| link.begin(length.unwrap_or(0))),
        }
    }

    /// Returns the next piece of the body, `None` at its end.
    pub(crate) async fn chunk(&mut self) -> Option<Result<Bytes, PayloadError>> {
        if std::mem::take(&mut self.expects)
            && let Some(Hold(link)) = &self.hold
        {
            link.is_awaited.set(true);
        }
        let chunk = self.payload.next().await;
        if let Some(Ok(chunk)) = &chunk {
            let length = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            self.unread = self.unread.saturating_sub(length);
        }
        chunk
    }

    /// Keeps the exchange open for an answer that is still being made when its handler returns, and that takes a place which
    /// may be lost.
    pub(crate) fn hold(&self, place: Stake) -> Option<Hold> {
        let hold = self.hold.clone()?;
        hold.0.place.replace(Some(place));
        Some(hold)
    }

    /// Ends the exchange, and with it the connection if a part of the body was not read.
    pub(crate) fn end(self, mut response: HttpResponse) -> HttpResponse {
        let headers = response.headers_mut();
        headers.insert(X_CONTENT_TYPE_OPTIONS, NO_SNIFF);
        if self.unread > 0 {
            let head = response.head_mut();
            head.set_connection_type(ConnectionType::Close);
            if let Some(Hold(link)) = &self.hold {
                link.is_last.set(true);
                link.left.set(0);
            }
        }
        response
    }
}

const NO_SNIFF: HeaderValue = HeaderValue::from_static("nosniff");

fn content_length(request: &HttpRequest) -> Option<u64> {
    let length = request.headers().get(CONTENT_LENGTH)?;
    length.to_str().ok()?.parse().ok()
}

/// What the stream of a connection and the exchange that runs on it tell each other.
pub(crate) struct Link {
    phase: Cell<Phase>,
    /// Bytes behind the head that were handed over with it.
    behind: Cell<u64>,
    /// Bytes of the body that were not handed over.
    left: Cell<u64>,
    /// Whether the start of the next head was handed over.
    has_next: Cell<bool>,
    /// Whether the client has to be told to send the body.
    is_awaited: Cell<bool>,
    /// Whether the connection ends with this exchange.
    is_last: Cell<bool>,
    holds: Cell<usize>,
    /// What the answer that is being sent takes.
    place: RefCell<Option<Stake>>,
}

/// Where a connection is in an exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// Nothing of the next head came.
    Resting,
    /// A head is coming, or was handed over and its handler not called.
    Head,
    /// A handler runs, or its answer is being made.
    Running,
    /// The answer is made, and not all of it is sent.
    Answered,
    /// The input ends here.
    Ending,
}

impl Link {
    fn new() -> Rc<Link> {
        Rc::new(Link {
            phase: Cell::new(Phase::Head),
            behind: Cell::default(),
            left: Cell::default(),
            has_next: Cell::default(),
            is_awaited: Cell::default(),
            is_last: Cell::default(),
            holds: Cell::default(),
            place: RefCell::default(),
        })
    }

    fn begin(self: &Rc<Link>, length: u64) -> Hold {
        let behind = self.behind.take();
        self.left.set(length.saturating_sub(behind));
        self.has_next.set(behind > length);
        self.phase.set(Phase::Running);
        self.holds.set(1);
        Hold(Rc::clone(self))
    }

    /// Whether the place of the answer is lost; if not, the task is woken when it is.
    fn poll_lost(&self, context: &Context<'_>) -> Poll<()> {
        match &*self.place.borrow() {
            Some(place) => place.poll_lost(context),
            None => Poll::Pending,
        }
    }
}

/// Keeps an exchange open.
pub(crate) struct Hold(Rc<Link>);

impl Hold {
    /// Whether the place of the answer is lost.
    pub(crate) fn is_lost(&self) -> bool {
        let place = self.0.place.borrow();
        place.as_ref().is_some_and(Stake::is_lost)
    }
}

impl Clone for Hold {
    fn clone(&self) -> Hold {
        self.0.holds.set(self.0.holds.get() + 1);
        Hold(Rc::clone(&self.0))
    }
}

impl Drop for Hold {
    fn drop(&mut self) {
        let link = &self.0;
        link.holds.set(link.holds.get().saturating_sub(1));
        if link.holds.get() == 0 {
            link.is_awaited.set(false);
            link.place.replace(None);
            link.phase.set(match link.is_last.get() {
                true => Phase::Ending,
                false => Phase::Answered,
            });
        }
    }
}
