//! HTTP on the public port: `POST /`, `OPTIONS /`, `GET /healthz`, uploaded files under `/files/`, the documentation where the
//! configuration says so, and nothing else.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW, CACHE_CONTROL, CONTENT_TYPE,
    HeaderValue, RETRY_AFTER, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, HttpResponseBuilder};
use signet_fault::{Code, Fault};

use crate::gateway::Gateway;
use crate::http::connection::Exchange;
use crate::http::page::{self, Page};
use crate::line::call::Peer;
use crate::line::doctor;
use crate::line::handle::{self, Reply};

use super::persistent::Persistent;
use super::server::Handler;
use super::{LocalGateway, Proxies, Request, body, client, files, upload};

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// The state of the public port.
pub(crate) struct PublicPort {
    /// The gateway.
    pub(crate) gateway: LocalGateway,
    /// The proxies in front of it.
    pub(crate) proxies: Proxies,
    /// The documentation page.
    pub(crate) page: Arc<Page>,
}

impl Handler for PublicPort {
    async fn handle(&self, mut request: Request) -> HttpResponse {
        let mut exchange = Exchange::begin(&mut request);
        let peer = client::peer(&request, &self.proxies);
        let response = route(&request, &mut exchange, &self.gateway, &peer, &self.page).await;
        exchange.end(response)
    }
}

async fn route(
    request: &Request,
    exchange: &mut Exchange,
    gateway: &LocalGateway,
    peer: &Peer,
    page: &Page,
) -> HttpResponse {
    let started = Instant::now();
    match (request.path(), request.method()) {
        ("/healthz", &Method::GET | &Method::HEAD) => {
            return HttpResponse::Ok().content_type("text/plain").body("ok\n");
        }
        ("/", &Method::OPTIONS) => return preflight(gateway, peer),
        (path, &Method::GET | &Method::HEAD) => {
            if let Some(response) = file(gateway, path, peer, exchange).await {
                return response;
            }
            if let Some(response) = page::on_public_port(request, page) {
                return response;
            }
        }
        _ => {}
    }
    if request.path() != "/" {
        let reply = handle::refuse(gateway, Code::NotFound.into(), peer, started);
        return respond(gateway, peer, reply);
    }
    answer(request, exchange, gateway, peer, started).await
}

/// Handles a call that came to the ops listener, from the documentation page, as if it had come to the public port.
pub(crate) async fn pass_on(
    request: &Request,
    exchange: &mut Exchange,
    gateway: &LocalGateway,
) -> HttpResponse {
    let started = Instant::now();
    let peer = client::direct_peer(request);
    answer(request, exchange, gateway, &peer, started).await
}

/// The response to a call, which may be refused before it is one.
async fn answer(
    request: &Request,
    exchange: &mut Exchange,
    gateway: &LocalGateway,
    peer: &Peer,
    started: Instant,
) -> HttpResponse {
    let outcome = call(request, exchange, gateway, peer, started).await;
    let reply = outcome.unwrap_or_else(|fault| handle::refuse(gateway, fault, peer, started));
    respond(gateway, peer, reply)
}

/// The response with an uploaded file, if the path is that of one and this node has it.
async fn file(
    gateway: &Gateway,
    path: &str,
    peer: &Peer,
    exchange: &Exchange,
) -> Option<HttpResponse> {
    let folder = gateway.shared.uploads.folder()?;
    let (path, media_type) = files::path_of(path)?;
    let Some(place) = gateway.readers.take(peer.origin, 1) else {
        let mut busy = HttpResponse::ServiceUnavailable();
        return Some(busy.insert_header((RETRY_AFTER, 1)).finish());
    };
    let opened = files::open(folder.join(path.trim_start_matches('/'))).await?;
    Some(opened.response(media_type, exchange.hold(place)?))
}

/// Checks the head, reads the body, finds a place, splits the form and hands it to the line.
///
/// A place is taken once the body is complete, so that connections that send nothing take none from calls that do.
async fn call(
    request: &Request,
    exchange: &mut Exchange,
    gateway: &LocalGateway,
    peer: &Peer,
    started: Instant,
) -> Result<Reply, Fault> {
    if request.method() != Method::POST {
        return Err(Code::MethodNotAllowed.into());
    }
    let head = body::Head::read(request, gateway.shared.uploads.max_bytes())?;
    let bytes = if head.has_file() {
        gateway.bulkheads.has_room()?;
        upload::receive(&head, exchange, gateway, peer).await?
    } else {
        head.receive(exchange, gateway, peer.origin).await?
    };
    let (gateway, peer) = (gateway.clone(), peer.clone());
    // A call that was read runs to its end and is logged, even if its client goes away.
    Persistent::new(async move {
        let _permit = gateway.bulkheads.enter()?;
        let form = head
            .split(&bytes)
            .map_err(|fault| doctor::explain_unread(&gateway.directory.load(), fault, &bytes))?;
        let image = form.image.map(|image| bytes.slice_ref(image));
        Ok(handle::handle(&gateway, form, image, &peer, started).await)
    })
    .await
}

fn respond(gateway: &Gateway, peer: &Peer, reply: Reply) -> HttpResponse {
    let status = StatusCode::from_u16(reply.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = HttpResponseBuilder::new(status);
    response.insert_header((CONTENT_TYPE, JSON));
    response.insert_header((CACHE_CONTROL, NO_STORE));
    if let Some(seconds) = reply.retry_after {
        response.insert_header((RETRY_AFTER, seconds));
    }
    if status == StatusCode::METHOD_NOT_ALLOWED {
        response.insert_header((ALLOW, "POST, OPTIONS"));
    }
    if gateway.health.draining.load(Ordering::Relaxed) {
        // Who keeps connections open must not find this one closed under the next call.
        response.force_close();
    }
    allow_origin(gateway, peer, &mut response);
    response.body(reply.body)
}

/// Answers the question of a browser whether a page may post here.
fn preflight(gateway: &Gateway, peer: &Peer) -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    response.insert_header((ALLOW, "POST, OPTIONS"));
    if allow_origin(gateway, peer, &mut response) {
        response.insert_header((ACCESS_CONTROL_ALLOW_METHODS, "POST"));
        response.insert_header((ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type"));
        response.insert_header((ACCESS_CONTROL_MAX_AGE, 600));
    }
    response.finish()
}

/// Lets a page read the reply if some app expects pages of its origin.
fn allow_origin(gateway: &Gateway, peer: &Peer, response: &mut HttpResponseBuilder) -> bool {
    let Some(origin) = peer.web_origin.as_deref() else {
        return false;
    };
    response.insert_header((VARY, "Origin"));
    let known = gateway.directory.load().knows_origin(origin);
    if known {
        response.insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, origin));
        response.insert_header((ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After"));
    }
    known
}
