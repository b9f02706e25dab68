//! Notifications of the payment provider: each is verified, takes effect once, and is then acknowledged.

use std::rc::Rc;

use actix_http::Request;
use actix_web::HttpResponse;
use actix_web::http::header::{ALLOW, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use bytes::Bytes;
use signet_domain::payments::notification::{self, MAX_BODY, Refused, SIGNATURE};
use signet_domain::payments::{self, Effect};
use signet_fault::{Blame, Code, Fault};

use crate::gateway::Gateway;
use crate::http::actix::DetachOnDrop;
use crate::http::body::{check_plain, plain_length, receive};
use crate::http::connection::Exchange;
use crate::http::endpoint::Endpoint;
use crate::line::call::Peer;

/// The path.
pub(super) const PAYMENTS: &str = "/notify/payments";

/// Handles a request to the path.
pub(super) async fn payments(
    endpoint: &Rc<Endpoint>,
    request: &Request,
    exchange: &mut Exchange,
    peer: &Peer,
) -> HttpResponse {
    let outcome = handle(endpoint, request, exchange, peer).await;
    let name = match &outcome {
        Ok(Some(effect)) => effect.name(),
        Ok(None) => "unknown",
        Err(fault) => fault.code().sub_code(),
    };
    endpoint.gateway.metrics.notifications.count(name);
    match outcome {
        Ok(_) => HttpResponse::Ok()
            .content_type("text/plain")
            .body("success\n"),
        Err(fault) => refuse(&fault),
    }
}

/// Returns the effect of a notification; `None` if it is of no concern here.
async fn handle(
    endpoint: &Rc<Endpoint>,
    request: &Request,
    exchange: &mut Exchange,
    peer: &Peer,
) -> Result<Option<Effect>, Fault> {
    if request.method() != Method::POST {
        return Err(Code::MethodNotAllowed.into());
    }
    let headers = request.head().headers();
    check_plain(headers)?;
    let length = plain_length(headers, MAX_BODY)?;
    let mut signatures = headers.get_all(SIGNATURE);
    let signature = match (signatures.next(), signatures.next()) {
        (Some(signature), None) => Some(signature.as_bytes().to_vec()),
        _ => None,
    };
    let (unfinished, deadline) = (&endpoint.unfinished, endpoint.deadlines.body);
    let body = receive(length, exchange, unfinished, deadline, peer.origin).await?;
    let endpoint = Rc::clone(endpoint);
    // A notification that was read takes effect, even if the provider disconnects.
    DetachOnDrop::new(async move {
        let _permit = endpoint.gateway.bulkheads.enter()?;
        apply(&endpoint, &body, signature.as_deref()).await
    })
    .await
}

async fn apply(
    endpoint: &Rc<Endpoint>,
    body: &Bytes,
    signature: Option<&[u8]>,
) -> Result<Option<Effect>, Fault> {
    let services = &endpoint.gateway.services;
    let event = notification::read(&services.payments, body, signature);
    let Some(event) = event.map_err(|refused| fault_of(&endpoint.gateway, &refused))? else {
        return Ok(None);
    };
    let now = services.clock.now();
    let applied = payments::receive(services, now, event).await;
    let applied = applied.inspect_err(|fault| {
        tracing::error!(?fault, "a notification of the payment provider failed");
    })?;
    let effect = applied.effect;
    if let Some(charge) = applied.into_refundable() {
        // The provider does not wait for its own refunds.
        let endpoint = Rc::clone(endpoint);
        actix_web::rt::spawn(async move {
            payments::send_refunds(&endpoint.gateway.services, now, &charge).await;
        });
    }
    Ok(Some(effect))
}

fn fault_of(gateway: &Gateway, refused: &Refused) -> Fault {
    // Anybody can cause a refusal, so each one is counted, but only the first one is logged.
    if gateway.metrics.notifications.is_first_refusal() {
        tracing::warn!(%refused, "a notification of payments is refused; the metrics count them");
    }
    match refused {
        Refused::NoKey | Refused::Forged => Code::BadSignature.into(),
        Refused::Unreadable(_) => Code::BadData.into(),
    }
}

/// Returns the response that refuses a notification. The provider sends a notification again if it is not acknowledged with
/// HTTP 200.
fn refuse(fault: &Fault) -> HttpResponse {
    let code = fault.code();
    let status = match (code.http_status(), code.blame()) {
        (200, Blame::Gateway) => StatusCode::INTERNAL_SERVER_ERROR,
        (200, Blame::Caller) if code == Code::BadSignature => StatusCode::FORBIDDEN,
        (200, Blame::Caller) => StatusCode::BAD_REQUEST,
        (status, _) => StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    };
    let mut response = HttpResponse::build(status);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.insert_header((ALLOW, "POST"));
    }
    if let Some(seconds) = fault.retry_after_seconds() {
        response.insert_header((RETRY_AFTER, seconds));
    }
    response
        .content_type("text/plain")
        .body(format!("{}\n", code.sub_code()))
}
