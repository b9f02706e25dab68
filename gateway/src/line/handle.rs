//! The two ends of the line: a request comes in, and a reply goes out, with the log and the metrics of its call.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use bytes::Bytes;
use futures_util::FutureExt;
use signet_fault::{Cause, Fault, Reason};
use signet_wire::Answer;
use signet_wire::wire::{Rendered, Request, Routed};

use crate::access_log::Line;
use crate::gateway::Gateway;
use crate::line::call::{CallRecord, Peer};
use crate::line::pipeline::answer;
use crate::wires::Mount;

/// The header with the id of an unsigned call in the log.
pub(crate) const REQUEST_ID: &str = "x-request-id";

/// A reply as its wire rendered it.
pub(crate) struct Reply {
    pub(crate) rendered: Rendered,
    /// Seconds after which a retry makes sense.
    pub(crate) retry_after: Option<u32>,
}

/// The facts about a request before it is read.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    pub(crate) gateway: &'a Gateway,
    /// The wire on which it arrived.
    pub(crate) mount: &'a Mount,
    pub(crate) peer: &'a Peer,
    pub(crate) started: Instant,
}

/// Handles a request that its wire could split; `image` is the file in it. A panic becomes [`Code::Internal`](signet_fault::Code::Internal).
pub(crate) async fn handle(seen: Seen<'_>, request: &Request<'_>, image: Option<Bytes>) -> Reply {
    let Seen {
        gateway,
        mount,
        peer,
        ..
    } = seen;
    let mut record = CallRecord::new(gateway.request_ids.next(), mount);
    let caught = AssertUnwindSafe(answer(gateway, mount, request, image, peer, &mut record))
        .catch_unwind()
        .await;
    let outcome = caught.unwrap_or_else(|panic| {
        gateway.metrics.panics.inc();
        Err(Fault::panicked(panic_message(panic.as_ref())))
    });
    finish(seen, request, &record, outcome)
}

/// Refuses a request that did not become a call, though a route may fit it.
pub(crate) fn refuse(seen: Seen<'_>, routed: Option<Routed>, fault: Fault) -> Reply {
    let request = Request {
        routed,
        ..Request::default()
    };
    let record = CallRecord::new(seen.gateway.request_ids.next(), seen.mount);
    finish(seen, &request, &record, Err(fault))
}

fn finish(
    seen: Seen<'_>,
    request: &Request<'_>,
    record: &CallRecord<'_>,
    outcome: Result<Answer, Fault>,
) -> Reply {
    let Seen {
        gateway,
        mount,
        peer,
        started,
    } = seen;
    let took = started.elapsed();
    let fault = outcome.as_ref().err();
    let code = fault.map_or(200, |fault| fault.code().number());
    let sub_code = fault.map(|fault| fault.code().sub_code());
    let method = record.entry.map_or("unknown", |entry| entry.name);
    let call = (record.wire, method, code);
    gateway.metrics.tally.count(call, sub_code, took);
    if let Some(fault) = fault
        && fault.code().is_logged()
    {
        gateway.metrics.failures.count(fault.cause());
        log_failure(&record.request_id, method, fault);
    }
    if let Some(fault) = fault
        && !mount.wire.knows(fault.code())
    {
        let (request_id, wire) = (&record.request_id, record.wire);
        tracing::error!(
            request_id,
            method,
            wire,
            ?fault,
            "the wire does not know a fault"
        );
    }
    gateway.access_log.write(Line {
        record,
        ip: peer.ip,
        code,
        sub_code,
        reason: fault.and_then(Fault::reason).map(Reason::log),
        took,
        now_millis: gateway.services.clock.now_millis(),
    });
    let gives_reason = gateway.gives_reasons || record.is_sandbox();
    let outcome = outcome.map_err(|fault| match gives_reason {
        true => fault.with_reason_as_hint(),
        false => fault,
    });
    let (fault, id) = (outcome.as_ref().err(), record.reply_id());
    let rendered = mount.wire.write(request, outcome.as_ref(), id);
    Reply {
        retry_after: fault.and_then(Fault::retry_after_seconds),
        // The envelope of signed calls has the id already.
        rendered: match mount.unsigned {
            Some(_) => rendered.with(REQUEST_ID, id.to_owned()),
            None => rendered,
        },
    }
}

/// Logs a failure of the gateway, unless the cache is away: that is logged once, and a flood of calls must not become a
/// flood of lines.
fn log_failure(request_id: &str, method: &str, fault: &Fault) {
    let cause = fault.cause();
    if cause != Cause::Cache {
        let cause = cause.name();
        tracing::error!(request_id, method, cause, ?fault, "a call failed");
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("panic: {}", text.unwrap_or_default())
}
