//! Bodies with a file.
//!
//! A body with a file is held in memory, because nothing may be written before the signature and the session are verified, and
//! a client may send the file first. That memory is limited: memory for the whole body is reserved before most of the body is
//! read, and until then the rest stays unread. Verified callers and strangers have separate memory, so that strangers cannot
//! use up the memory of callers.
//! `docs/decisions/006-uploads.md` has the reasons.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use signet_domain::per_caller_limit::{PerCallerLimit, Permit};
use signet_fault::{Code, Fault};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::body::{Head, MAX_BODY, next, next_unless_lost};
use crate::gateway::Gateway;
use crate::http::budget::Budget;
use crate::http::connection::{Deadlines, Exchange};
use crate::line::call::Peer;
use crate::line::pipeline;
use crate::settings;

/// The bytes of a body that are read before its memory is reserved: enough for the text fields of a client that sends them first.
const START: usize = 16 * 1024;

/// The number of bodies that may wait for memory of either kind. The HTTP library holds up to half a MiB of each unread body.
const MAX_WAITING: usize = 24;

/// The number of bodies of one caller at once, without and with the waiting bodies. A caller is a user or an app, or an address
/// among strangers. With the default settings, the bodies of one caller take about half of the memory, so that some is left to
/// others.
const PER_CALLER: usize = 3;
const MAX_WAITING_PER_CALLER: usize = 12;

/// The time that a body waits for memory.
const MAX_WAIT: Duration = Duration::from_secs(15);

/// The memory for bodies with files.
pub(crate) struct UploadMemory {
    deadlines: Deadlines,
    /// Bytes of bodies whose memory is not reserved yet, at most `START` and one read each.
    starting: Arc<Budget>,
    callers: Pool,
    strangers: Pool,
}

/// The memory for verified callers, or for strangers.
struct Pool {
    bytes: Arc<Semaphore>,
    queue: Semaphore,
    per_caller: PerCallerLimit,
}

/// A body and its reservation, which ends when no piece of the body is held any more.
struct Reserved {
    body: BytesMut,
    _reservation: Reservation,
}

/// Memory of a pool, and a permit of its caller.
struct Reservation {
    _bytes: OwnedSemaphorePermit,
    _permit: Permit,
}

impl AsRef<[u8]> for Reserved {
    fn as_ref(&self) -> &[u8] {
        &self.body
    }
}

impl UploadMemory {
    /// Creates the memory for bodies with files of at most `max_file` bytes. It has room for at least two of the largest bodies.
    pub(crate) fn new(max_file: usize, server: &settings::Server) -> UploadMemory {
        // Strangers have as much as verified callers.
        let bytes = server.max_upload_bytes.max(2 * (MAX_BODY + max_file));
        let pool = || Pool {
            bytes: Arc::new(Semaphore::new(bytes)),
            queue: Semaphore::new(MAX_WAITING),
            per_caller: PerCallerLimit::new(PER_CALLER, MAX_WAITING_PER_CALLER),
        };
        UploadMemory {
            deadlines: Deadlines::from(server),
            starting: Budget::new(server.max_unfinished_bytes),
            callers: pool(),
            strangers: pool(),
        }
    }

    /// Reads the whole body, within the deadlines.
    pub(super) async fn receive(
        &self,
        head: &Head,
        exchange: &mut Exchange,
        gateway: &Gateway,
        peer: &Peer,
    ) -> Result<Bytes, Fault> {
        let mut pace = Pace::start(self.deadlines);
        let mut body = BytesMut::new();
        let starting = self.starting.take(peer.origin, 0);
        let starting = starting.ok_or_else(Fault::overloaded)?;
        while body.len() < START {
            let chunk = pace.take(next_unless_lost(exchange, &starting)).await?;
            if !starting.grow(chunk.len()) {
                return Err(Fault::overloaded());
            }
            body.extend_from_slice(&chunk);
        }
        let waits_since = Instant::now();
        let reservation = tokio::select! {
            () = starting.lost() => Err(Fault::overloaded()),
            reserved = self.reserve(head, &body, gateway, peer) => reserved,
        }?;
        drop(starting);
        // Nothing was read during the wait, so that this time does not count for the client.
        pace.started += waits_since.elapsed();
        body.reserve(head.length.saturating_sub(body.len()));
        while body.len() < head.length {
            let chunk = pace.take(next(exchange)).await?;
            if body.len() + chunk.len() > head.length {
                return Err(Code::TooLarge.into());
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Bytes::from_owner(Reserved {
            body,
            _reservation: reservation,
        }))
    }

    /// Reserves the memory for a whole body whose start was read.
    async fn reserve(
        &self,
        head: &Head,
        start: &[u8],
        gateway: &Gateway,
        peer: &Peer,
    ) -> Result<Reservation, Fault> {
        match verified(head, start, gateway, peer).await {
            Some(caller) => self.callers.reserve(head.length, &caller).await,
            None => {
                let caller = peer.origin.to_string();
                self.strangers.reserve(head.length, &caller).await
            }
        }
    }
}

impl Pool {
    /// Waits for memory, first come, first served.
    async fn reserve(&self, length: usize, caller: &str) -> Result<Reservation, Fault> {
        let busy = || Fault::from(Code::Overloaded).retry_after(5);
        let length = u32::try_from(length).map_err(|_| Code::TooLarge)?;
        let permit = self.per_caller.take(caller, MAX_WAIT).await;
        let permit = permit.ok_or_else(busy)?;
        let _queued = self.queue.try_acquire().map_err(|_| busy())?;
        let bytes = Arc::clone(&self.bytes).acquire_many_owned(length);
        let bytes = timeout(MAX_WAIT, bytes).await.map_err(|_| busy())?;
        Ok(Reservation {
            _bytes: bytes.map_err(Fault::internal)?,
            _permit: permit,
        })
    }
}

/// Returns the caller, if the start of a body contains the call of a caller that may upload. This decides only which memory is
/// reserved: the whole call is checked like any other.
async fn verified(head: &Head, start: &[u8], gateway: &Gateway, peer: &Peer) -> Option<String> {
    let request = head.split_start(start)?;
    pipeline::may_upload(gateway, gateway.wires.at(head.place), &request, peer).await
}

/// The rate at which a body arrives.
struct Pace {
    deadlines: Deadlines,
    started: Instant,
    received: u64,
}

impl Pace {
    fn start(deadlines: Deadlines) -> Pace {
        Pace {
            deadlines,
            started: Instant::now(),
            received: 0,
        }
    }

    /// Waits for the next piece, unless the body arrives too slowly.
    async fn take(
        &mut self,
        next: impl Future<Output = Result<Option<Bytes>, Fault>>,
    ) -> Result<Bytes, Fault> {
        let earned = self.received.checked_div(self.deadlines.bytes_per_second);
        // During the time limit of a form the rate is not checked.
        let allowed = self.deadlines.body + Duration::from_secs(earned.unwrap_or(0));
        let until = self.started + allowed.min(self.deadlines.upload);
        let chunk = tokio::time::timeout_at(until, next).await;
        let chunk = chunk.map_err(|_| Fault::from(Code::BodyTimeout))??;
        // A body that ends too early ends with its connection.
        let chunk = chunk.ok_or(Code::BodyTimeout)?;
        self.received += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        Ok(chunk)
    }
}
