//! Work-arounds for actix. **If you upgrade actix, read this**: each of them depends on what the library does today.
//!
//! - [`DetachOnDrop`]: the library drops the future of a handler if the client disconnects.
//! - [`asks_for_web_socket`]: the library reads the body of a request for a web socket without regard to its length.
//! - `server`: the library has a deadline only for the first head of a connection, and stops accepting connections of all
//!   clients at its own limit. Its deadlines are off, and its limit is above ours. A port is a service of `actix-http`,
//!   without the routing of `actix-web`, which would make a call in memory some percent slower.
//! - `connection`: the library keeps reading a chunked body that no handler reads, decodes the next request while one
//!   still runs, and sends `100 Continue` before a handler has seen the head. The stream passes on one request at a time.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::http::header::{HeaderMap, UPGRADE};
use futures_util::future::LocalBoxFuture;

/// A future that runs to its end: if it is dropped before, the rest of it becomes a task. If it were a task from the start, a
/// call in memory would take a tenth longer.
pub(super) struct DetachOnDrop<T: 'static>(Option<LocalBoxFuture<'static, T>>);

impl<T> DetachOnDrop<T> {
    pub(super) fn new(work: impl Future<Output = T> + 'static) -> DetachOnDrop<T> {
        DetachOnDrop(Some(Box::pin(work)))
    }
}

impl<T> Future for DetachOnDrop<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        // Taken out during the poll, so that a future that panics is not polled again.
        let Some(mut work) = self.0.take() else {
            return Poll::Pending;
        };
        let outcome = work.as_mut().poll(context);
        if outcome.is_pending() {
            self.0 = Some(work);
        }
        outcome
    }
}

impl<T> Drop for DetachOnDrop<T> {
    fn drop(&mut self) {
        if let Some(work) = self.0.take() {
            actix_web::rt::spawn(work);
        }
    }
}

/// Whether a request is for a web socket.
pub(super) fn asks_for_web_socket(headers: &HeaderMap) -> bool {
    headers.get_all(UPGRADE).any(|value| {
        let value = value.as_bytes().trim_ascii();
        value.eq_ignore_ascii_case(b"websocket")
    })
}
