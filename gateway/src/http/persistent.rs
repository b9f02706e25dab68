use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::LocalBoxFuture;

/// Work that ends even if nobody waits for it any more: what is left of it becomes a task then. A task from the start
/// costs a call in memory a tenth more.
pub(super) struct Persistent<T: 'static>(Option<LocalBoxFuture<'static, T>>);

impl<T> Persistent<T> {
    pub(super) fn new(work: impl Future<Output = T> + 'static) -> Persistent<T> {
        Persistent(Some(Box::pin(work)))
    }
}

impl<T> Future for Persistent<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        // Taken out meanwhile, so that work which panics is not taken up again.
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

impl<T> Drop for Persistent<T> {
    fn drop(&mut self) {
        if let Some(work) = self.0.take() {
            actix_web::rt::spawn(work);
        }
    }
}
