//! The listener for operators: health, readiness, metrics, documentation.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use actix_http::Request;
use actix_web::HttpResponse;
use actix_web::http::header::ACCEPT;
use serde_json::json;

use crate::gateway::Gateway;
use crate::http::connection::Exchange;
use crate::http::endpoint::Endpoint;
use crate::http::page::{self, Page};
use crate::metrics::{Format, Read};

/// The state of the worker of the ops port.
pub(crate) struct Ops {
    pub(crate) endpoint: Rc<Endpoint>,
    pub(crate) page: Arc<Page>,
}

/// Handles every request of the port.
pub(crate) async fn handle(mut request: Request, ops: Rc<Ops>) -> HttpResponse {
    let mut exchange = Exchange::begin(&mut request);
    let response = ops.route(&request, &mut exchange).await;
    exchange.end(response)
}

impl Ops {
    async fn route(&self, request: &Request, exchange: &mut Exchange) -> HttpResponse {
        match request.path() {
            "/healthz" => HttpResponse::Ok().content_type("text/plain").body("ok\n"),
            "/readyz" => ready(&self.endpoint.gateway),
            "/metrics" => metrics(request, &self.endpoint.gateway),
            path if path == "/docs" || path.starts_with("/docs/") => {
                page::on_ops_port(request, exchange, &self.endpoint, &self.page).await
            }
            _ => HttpResponse::NotFound()
                .content_type("text/plain")
                .body("try /healthz, /readyz, /metrics or /docs/\n"),
        }
    }
}

/// Returns 503 only while stopping, or if a worker hangs: a gateway without its database still answers some calls.
fn ready(gateway: &Gateway) -> HttpResponse {
    let health = &gateway.health;
    let store = health.store.load(Ordering::Relaxed) && !gateway.services.store.is_away();
    let wrong_with_cache = health.cache.load_full();
    let cache = wrong_with_cache.is_none();
    let draining = health.draining.load(Ordering::Relaxed);
    let hanging = health.workers.fault();
    let status = match (draining, &hanging, store && cache) {
        (true, _, _) => "draining",
        (false, Some(_), _) => "hanging",
        (false, None, true) => "ready",
        (false, None, false) => "degraded",
    };
    let mut response = if draining || hanging.is_some() {
        HttpResponse::ServiceUnavailable()
    } else {
        HttpResponse::Ok()
    };
    let mut body = json!({"status": status, "storage": store, "cache": cache});
    if let (Some(reason), Some(fields)) = (hanging, body.as_object_mut()) {
        fields.insert("reason".to_owned(), json!(reason));
    }
    if let (Some(reason), Some(fields)) = (wrong_with_cache, body.as_object_mut()) {
        fields.insert("cache_reason".to_owned(), json!(*reason));
    }
    if let (Some(reason), Some(fields)) =
        (gateway.services.store.reason_away(), body.as_object_mut())
    {
        fields.insert("storage_reason".to_owned(), json!(*reason));
    }
    response
        .content_type("application/json")
        .body(body.to_string())
}

fn metrics(request: &Request, gateway: &Gateway) -> HttpResponse {
    let header = request.head().headers().get(ACCEPT);
    let header = header.and_then(|value| value.to_str().ok());
    let format = Format::accepted(header.unwrap_or_default());
    let read = Read {
        in_flight: gateway.bulkheads.in_flight(),
        snapshot_age: gateway.health.snapshot_age(),
        unusable_rows: gateway.directory.load().problems(),
    };
    match gateway.metrics.render(read, format) {
        Ok(text) => HttpResponse::Ok()
            .content_type(format.media_type())
            .body(text),
        Err(error) => HttpResponse::InternalServerError().body(error.to_string()),
    }
}
