//! What one running gateway is made of, and the wrapper that owns errors, metrics and the log of every call.

use std::cell::Cell;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use arc_swap::{ArcSwap, ArcSwapOption};
use bytes::Bytes;
use futures_util::FutureExt;
use signet_call::Table;
use signet_domain::{Shared, random};
use signet_fault::{Code, Fault, Reason};
use signet_wire::form::{Form, appid_in};
use signet_wire::reply;
use thread_local::ThreadLocal;

use crate::access_log::{AccessLog, Line};
use crate::directory::Directory;
use crate::http::Room;
use crate::http::budget::Budget;
use crate::http::connection::Deadlines;
use crate::line::bulkheads::Bulkheads;
use crate::line::copies::Copies;
use crate::line::doctor::Doctor;
use crate::line::guard::limit::Limits;
use crate::line::pipeline::{Peer, Trace, answer};
use crate::line::replay::Waiting;
use crate::metrics::Metrics;
use crate::pulses::Pulses;
use crate::settings;

/// A running gateway.
pub struct Gateway {
    /// What every call shares.
    pub shared: Shared,
    /// The apps.
    pub directory: ArcSwap<Directory>,
    /// The methods.
    pub table: Table,
    pub(crate) limits: Limits,
    pub(crate) doctor: Doctor,
    pub(crate) bulkheads: Bulkheads,
    /// The duplicates that wait for a running call.
    pub(crate) waiting: Waiting,
    /// What guests get to read while the database is away.
    pub(crate) copies: Copies,
    pub(crate) max_in_flight: usize,
    /// Whether every caller gets the reason of a refusal, and not only sandbox apps: in development.
    pub(crate) tells_reasons: bool,
    pub(crate) metrics: Metrics,
    pub(crate) access_log: AccessLog,
    pub(crate) health: Health,
    pub(crate) in_flight: AtomicUsize,
    /// Bytes of bodies that come in pieces and are not complete.
    pub(crate) arriving: Arc<Budget>,
    /// Files that are being sent.
    pub(crate) readers: Arc<Budget>,
    /// Where bodies with files have room.
    pub(crate) room: Room,
    pub(crate) deadlines: Deadlines,
    request_ids: RequestIds,
}

/// What the readiness check tells.
#[derive(Debug)]
pub(crate) struct Health {
    /// Whether the gateway is about to stop.
    pub(crate) draining: AtomicBool,
    /// Whether the database answered last time.
    pub(crate) store: AtomicBool,
    /// The error of the cache, if its last probe failed.
    pub(crate) cache: ArcSwapOption<String>,
    /// When the snapshots were last found to be up to date.
    refreshed_at: ArcSwap<Instant>,
    /// Whether the workers of the public port run.
    pub(crate) workers: Pulses,
}

impl Health {
    fn new() -> Health {
        Health {
            draining: AtomicBool::new(false),
            store: AtomicBool::new(true),
            cache: ArcSwapOption::empty(),
            refreshed_at: ArcSwap::from_pointee(Instant::now()),
            workers: Pulses::default(),
        }
    }

    /// The snapshots are up to date.
    pub(crate) fn refreshed(&self) {
        self.refreshed_at.store(Arc::new(Instant::now()));
    }

    /// How long ago the snapshots were last known to be up to date.
    pub(crate) fn snapshot_age(&self) -> Duration {
        self.refreshed_at.load().elapsed()
    }
}

/// An answer, whatever wire it goes out on.
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// The envelope.
    pub body: Vec<u8>,
    /// Seconds after which a retry makes sense.
    pub retry_after: Option<u32>,
}

impl Gateway {
    pub(crate) fn new(
        shared: Shared,
        directory: Directory,
        table: Table,
        limits: Limits,
        server: &settings::Server,
        access_log: AccessLog,
    ) -> Result<Gateway, Fault> {
        let metrics = Metrics::new(&shared.sms);
        let max_in_flight = server.max_in_flight;
        let room = Room::new(shared.uploads.max_bytes(), server);
        Ok(Gateway {
            copies: Copies::new(&table),
            bulkheads: Bulkheads::new(&table, max_in_flight),
            waiting: Waiting::default(),
            shared,
            directory: ArcSwap::from_pointee(directory),
            table,
            limits,
            doctor: Doctor::default(),
            max_in_flight,
            tells_reasons: false,
            metrics,
            access_log,
            health: Health::new(),
            in_flight: AtomicUsize::new(0),
            arriving: Budget::new(server.max_unfinished_bytes),
            readers: Budget::new(server.max_file_readers),
            room,
            deadlines: Deadlines::from(server),
            request_ids: RequestIds::new()?,
        })
    }

    /// Whether a call could be taken now.
    ///
    /// # Errors
    /// [`Code::Overloaded`] if not.
    pub(crate) fn has_room(&self) -> Result<(), Fault> {
        if self.in_flight.load(Ordering::Relaxed) < self.max_in_flight {
            Ok(())
        } else {
            Err(Fault::overloaded())
        }
    }

    /// Takes a place among the calls in flight.
    ///
    /// # Errors
    /// [`Code::Overloaded`] if there is none.
    pub(crate) fn enter(&self) -> Result<Place<'_>, Fault> {
        Place::take(&self.in_flight, self.max_in_flight)
    }

    /// Answers a call whose form split cleanly; `image` is the file in it, for methods that keep it. Panics are caught
    /// here: the client gets 500.
    pub async fn handle(
        self: &Arc<Self>,
        form: Form<'_>,
        image: Option<Bytes>,
        peer: &Peer,
        started: Instant,
    ) -> Reply {
        let mut trace = Trace::new(self.request_ids.next());
        let caught = AssertUnwindSafe(answer(self, form, image, peer, &mut trace))
            .catch_unwind()
            .await;
        let outcome = caught.unwrap_or_else(|panic| {
            self.metrics.panics.inc();
            Err(Fault::internal(panic_message(panic.as_ref())))
        });
        self.finish(&trace, peer, started, outcome)
    }

    /// Refuses a call that did not get as far as a form.
    pub(crate) fn refuse(&self, fault: Fault, peer: &Peer, started: Instant) -> Reply {
        self.finish(
            &Trace::new(self.request_ids.next()),
            peer,
            started,
            Err(fault),
        )
    }

    /// Adds the reason of a refusal as a hint if an unreadable body names a sandbox app.
    pub(crate) fn explain(&self, fault: Fault, unread: &[u8]) -> Fault {
        let is_sandbox = |appid: String| {
            let directory = self.directory.load();
            directory.live(&appid).is_some_and(|app| app.sandbox)
        };
        match appid_in(unread).is_some_and(is_sandbox) {
            true => fault.with_reason_as_hint(),
            false => fault,
        }
    }

    fn finish(
        &self,
        trace: &Trace,
        peer: &Peer,
        started: Instant,
        outcome: Result<Vec<u8>, Fault>,
    ) -> Reply {
        let took = started.elapsed();
        let (code, sub_code) = match &outcome {
            Ok(_) => (200, None),
            Err(fault) => (fault.code().number(), Some(fault.code().sub_code())),
        };
        let method = trace.entry.map_or("unknown", |entry| entry.name);
        self.metrics.tally.count(method, code, sub_code, took);
        // Shed calls are counted, and a cache that is away has its own alarm: a flood of calls must not become a flood of logs.
        if let Err(fault) = &outcome
            && matches!(fault.code(), Code::Internal | Code::SmsFailed)
            && !is_outage_of_cache(fault)
        {
            tracing::error!(request_id = trace.request_id, method, fault = ?fault, "a call failed");
        }
        self.access_log.write(Line {
            trace,
            ip: peer.ip,
            code,
            sub_code,
            reason: outcome
                .as_ref()
                .err()
                .and_then(Fault::reason)
                .map(Reason::log),
            took,
            now_millis: self.shared.clock.now_millis(),
        });
        match outcome {
            Ok(body) => Reply {
                status: 200,
                body,
                retry_after: None,
            },
            Err(fault) => {
                let fault = match self.tells_reasons || trace.is_sandbox {
                    true => fault.with_reason_as_hint(),
                    false => fault,
                };
                Reply {
                    status: fault.code().http_status(),
                    body: reply::of_fault(&fault, &trace.request_id),
                    retry_after: fault.retry_after_seconds(),
                }
            }
        }
    }
}

/// Whether a call failed because the cache is away or refuses writes.
fn is_outage_of_cache(fault: &Fault) -> bool {
    let error = fault.cause().and_then(|cause| cause.downcast_ref());
    error.is_some_and(signet_cache::Error::is_outage)
}

/// A place among the calls in flight, of all methods or of one, free again when it is dropped.
pub(crate) struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    /// Takes one of `most` places, of which `taken` are taken.
    ///
    /// # Errors
    /// [`Code::Overloaded`] if there is none.
    pub(crate) fn take(taken: &'a AtomicUsize, most: usize) -> Result<Place<'a>, Fault> {
        let place = Place(taken);
        if taken.fetch_add(1, Ordering::Relaxed) < most {
            Ok(place)
        } else {
            Err(Fault::overloaded())
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Ids that no other call of any node has: a random start for the node, then one by one in each of its threads.
struct RequestIds {
    node: String,
    /// The numbers that no thread has taken.
    next: AtomicU64,
    /// What is left to each thread of those that it took.
    taken: ThreadLocal<Cell<(u64, u64)>>,
}

impl RequestIds {
    /// How many numbers a thread takes at once.
    const BLOCK: u64 = 1 << 16;

    fn new() -> Result<RequestIds, Fault> {
        Ok(RequestIds {
            node: hex::encode(random::bytes::<6>()?),
            next: AtomicU64::new(0),
            taken: ThreadLocal::new(),
        })
    }

    fn next(&self) -> String {
        let taken = self.taken.get_or_default();
        let (mut number, mut end) = taken.get();
        if number == end {
            number = self.next.fetch_add(Self::BLOCK, Ordering::Relaxed);
            end = number + Self::BLOCK;
        }
        taken.set((number + 1, end));
        // As many digits as the node has: they last for a hundred years.
        let [_, _, bytes @ ..] = number.to_be_bytes();
        let mut digits = [0; 12];
        let encoded = hex::encode_to_slice(bytes, &mut digits).ok();
        let digits = encoded.and_then(|()| std::str::from_utf8(&digits).ok());
        [&self.node, digits.unwrap_or_default()].concat()
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panic: {}", text.unwrap_or_default())
}
