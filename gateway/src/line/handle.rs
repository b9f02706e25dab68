//! The two ends of the line: a posted form comes in, and a reply goes out, with the log and the metrics of its call.

use std::panic::AssertUnwindSafe;
use std::time::Instant;

use bytes::Bytes;
use futures_util::FutureExt;
use signet_fault::{Cause, Fault, Reason};
use signet_wire::form::Form;
use signet_wire::{Answer, reply};

use crate::access_log::Line;
use crate::gateway::Gateway;
use crate::line::call::{CallRecord, Peer};
use crate::line::pipeline::answer;

/// A reply of the signed wire.
pub(crate) struct Reply {
    /// The HTTP status.
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
    /// Seconds after which a retry makes sense.
    pub(crate) retry_after: Option<u32>,
}

/// Handles a call whose form split cleanly; `image` is the file in it. A panic becomes [`Code::Internal`](signet_fault::Code::Internal).
pub(crate) async fn handle(
    gateway: &Gateway,
    form: Form<'_>,
    image: Option<Bytes>,
    peer: &Peer,
    started: Instant,
) -> Reply {
    let mut record = CallRecord::new(gateway.request_ids.next());
    let caught = AssertUnwindSafe(answer(gateway, &form, image, peer, &mut record))
        .catch_unwind()
        .await;
    let outcome = caught.unwrap_or_else(|panic| {
        gateway.metrics.panics.inc();
        Err(Fault::panicked(panic_message(panic.as_ref())))
    });
    finish(gateway, &record, peer, started, outcome)
}

/// Refuses a request that did not become a call.
pub(crate) fn refuse(gateway: &Gateway, fault: Fault, peer: &Peer, started: Instant) -> Reply {
    let record = CallRecord::new(gateway.request_ids.next());
    finish(gateway, &record, peer, started, Err(fault))
}

fn finish(
    gateway: &Gateway,
    record: &CallRecord<'_>,
    peer: &Peer,
    started: Instant,
    outcome: Result<Answer, Fault>,
) -> Reply {
    let took = started.elapsed();
    let fault = outcome.as_ref().err();
    let code = fault.map_or(200, |fault| fault.code().number());
    let sub_code = fault.map(|fault| fault.code().sub_code());
    let method = record.entry.map_or("unknown", |entry| entry.name);
    gateway.metrics.tally.count(method, code, sub_code, took);
    if let Some(fault) = fault
        && fault.code().is_logged()
    {
        gateway.metrics.failures.count(fault.cause());
        log_failure(&record.request_id, method, fault);
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
    let gives_reason = gateway.tells_reasons || record.is_sandbox;
    let outcome = outcome.map_err(|fault| match gives_reason {
        true => fault.with_reason_as_hint(),
        false => fault,
    });
    let fault = outcome.as_ref().err();
    Reply {
        status: fault.map_or(200, |fault| fault.code().http_status()),
        retry_after: fault.and_then(Fault::retry_after_seconds),
        body: reply::render(outcome.as_ref(), record.reply_id()),
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
