//! The way of a body that holds a file.
//!
//! It is held in memory, for nothing may be written before signature and session are right, and a client may send the
//! file first. So what is held is bounded: a body has room for all of its bytes before most of them are read, and
//! waits for it unread. Strangers and callers who proved themselves have room of their own, so that no stranger takes it
//! from a caller. `docs/decisions/006-uploads.md` tells why.

use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use signet_domain::per_caller_limit::{PerCallerLimit, Permit};
use signet_fault::{Code, Fault};
use signet_wire::form::split_multipart_start;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout};

use super::body::{Head, MAX_BODY, next, next_unless_lost};
use crate::gateway::Gateway;
use crate::http::budget::Budget;
use crate::http::connection::{Deadlines, Exchange};
use crate::line::call::Peer;
use crate::line::pipeline;
use crate::settings;

/// How much of a body is read before it has room: enough for the text fields of a client that sends them first.
const START: usize = 16 * 1024;

/// How many bodies wait for room of either kind. Of each the HTTP library holds up to half a MiB unread.
const MAX_WAITING: usize = 24;

/// Bodies of one caller at once, and with those that wait for them: of one user or app, and of one address among
/// strangers. Together they take half of the room, so that some is left to others.
const PER_CALLER: usize = 3;
const MAX_WAITING_PER_CALLER: usize = 12;

/// How long a body waits for room.
const MAX_WAIT: Duration = Duration::from_secs(15);

/// Where bodies with files have room.
pub(crate) struct Room {
    /// Bytes of bodies that have no room yet, at most `START` and one read each.
    starting: Arc<Budget>,
    callers: Lane,
    strangers: Lane,
}

struct Lane {
    bytes: Arc<Semaphore>,
    queue: Semaphore,
    shares: PerCallerLimit,
}

/// A body and its room, which is free again when nobody has a piece of the body any more.
struct Placed {
    body: BytesMut,
    _place: Place,
}

/// Room, and the share of it that one caller has.
struct Place {
    _bytes: OwnedSemaphorePermit,
    _share: Permit,
}

impl AsRef<[u8]> for Placed {
    fn as_ref(&self) -> &[u8] {
        &self.body
    }
}

impl Room {
    /// Room for bodies with files of at most so many bytes: for two of the largest at least.
    pub(crate) fn new(max_file: usize, server: &settings::Server) -> Room {
        // Strangers have as much room as callers with a valid signature.
        let bytes = server.max_upload_bytes.max(2 * (MAX_BODY + max_file));
        let lane = || Lane {
            bytes: Arc::new(Semaphore::new(bytes)),
            queue: Semaphore::new(MAX_WAITING),
            shares: PerCallerLimit::new(PER_CALLER, MAX_WAITING_PER_CALLER),
        };
        Room {
            starting: Budget::new(server.max_unfinished_bytes),
            callers: lane(),
            strangers: lane(),
        }
    }
}

impl Lane {
    /// Waits for room, first come, first served.
    async fn place(&self, length: usize, caller: &str) -> Result<Place, Fault> {
        let busy = || Fault::from(Code::Overloaded).retry_after(5);
        let length = u32::try_from(length).map_err(|_| Code::TooLarge)?;
        let share = self.shares.take(caller, MAX_WAIT).await.ok_or_else(busy)?;
        let _queued = self.queue.try_acquire().map_err(|_| busy())?;
        let place = Arc::clone(&self.bytes).acquire_many_owned(length);
        let place = timeout(MAX_WAIT, place).await.map_err(|_| busy())?;
        Ok(Place {
            _bytes: place.map_err(Fault::internal)?,
            _share: share,
        })
    }
}

/// Reads the whole body, within the deadline.
pub(super) async fn receive(
    head: &Head,
    exchange: &mut Exchange,
    gateway: &Gateway,
    peer: &Peer,
) -> Result<Bytes, Fault> {
    let room = &gateway.room;
    let mut pace = Pace::start(gateway.deadlines);
    let mut body = BytesMut::new();
    let starting = room.starting.take(peer.origin, 0);
    let starting = starting.ok_or_else(Fault::overloaded)?;
    while body.len() < START {
        let chunk = pace.take(next_unless_lost(exchange, &starting)).await?;
        if !starting.grow(chunk.len()) {
            return Err(Fault::overloaded());
        }
        body.extend_from_slice(&chunk);
    }
    let asked = Instant::now();
    let place = async {
        match proved(head, &body, gateway, peer).await {
            Some(caller) => room.callers.place(head.length, &caller).await,
            None => {
                let caller = peer.origin.to_string();
                room.strangers.place(head.length, &caller).await
            }
        }
    };
    let place = tokio::select! {
        () = starting.lost() => Err(Fault::overloaded()),
        place = place => place,
    }?;
    drop(starting);
    // Nothing was read meanwhile: that is not the client's time.
    pace.started += asked.elapsed();
    body.reserve(head.length.saturating_sub(body.len()));
    while body.len() < head.length {
        let chunk = pace.take(next(exchange)).await?;
        if body.len() + chunk.len() > head.length {
            return Err(Code::TooLarge.into());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Bytes::from_owner(Placed {
        body,
        _place: place,
    }))
}

/// Who it is, if the start of a body holds the signed call of somebody who may upload. This answers nothing: whoever is
/// not recognised here has the room of a stranger, and the whole call is checked like any other.
async fn proved(head: &Head, start: &[u8], gateway: &Gateway, peer: &Peer) -> Option<String> {
    let form = split_multipart_start(start, head.boundary()?).ok()?;
    if form.data.is_none() || form.sign.is_none() {
        return None;
    }
    pipeline::may_upload(gateway, &form, peer).await
}

/// How fast a body arrives.
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
        let deserved = self.deadlines.body + Duration::from_secs(earned.unwrap_or(0));
        let until = self.started + deserved.min(self.deadlines.upload);
        let chunk = tokio::time::timeout_at(until, next).await;
        let chunk = chunk.map_err(|_| Fault::from(Code::BodyTimeout))??;
        // The body ends before it is whole only with its connection.
        let chunk = chunk.ok_or(Code::BodyTimeout)?;
        self.received += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
        Ok(chunk)
    }
}
