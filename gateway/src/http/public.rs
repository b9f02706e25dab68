//! The public port: the paths of the wires, `GET /healthz`, uploaded files under `/files/`, notifications of payments, the
//! documentation if the configuration allows it, and nothing else.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Instant;

use actix_http::Request;
use actix_web::HttpResponse;
use actix_web::http::Method;
use actix_web::http::header::RETRY_AFTER;

use crate::http::budget::Budget;
use crate::http::client::{self, Proxies};
use crate::http::connection::Exchange;
use crate::http::endpoint::{Arrival, Endpoint};
use crate::http::files;
use crate::http::notify;
use crate::http::page::{self, Page};
use crate::line::call::Peer;

/// The state of a worker of the public port.
pub(crate) struct Public {
    pub(crate) endpoint: Rc<Endpoint>,
    pub(crate) proxies: Proxies,
    pub(crate) page: Arc<Page>,
    /// The clients to which files are being sent.
    pub(crate) readers: Arc<Budget>,
}

/// Handles every request of the port.
pub(crate) async fn handle(mut request: Request, public: Rc<Public>) -> HttpResponse {
    let mut exchange = Exchange::begin(&mut request);
    let peer = client::peer(&request, &public.proxies);
    let response = public.route(&request, &mut exchange, &peer).await;
    exchange.end(response)
}

impl Public {
    async fn route(&self, request: &Request, exchange: &mut Exchange, peer: &Peer) -> HttpResponse {
        let started = Instant::now();
        match (request.path(), request.method()) {
            (notify::PAYMENTS, _) => {
                return notify::payments(&self.endpoint, request, exchange, peer).await;
            }
            ("/healthz", &Method::GET | &Method::HEAD) => {
                return HttpResponse::Ok().content_type("text/plain").body("ok\n");
            }
            (path, &Method::GET | &Method::HEAD) => {
                if let Some(response) = self.file(path, peer, exchange).await {
                    return response;
                }
                if let Some(response) = page::on_public_port(request, &self.page) {
                    return response;
                }
            }
            _ => {}
        }
        let arrival = Arrival {
            request,
            path: request.path(),
            peer,
            started,
        };
        self.endpoint.answer(arrival, exchange).await
    }

    /// Returns the response with an uploaded file, if the path names an uploaded file and this node has the file.
    async fn file(&self, path: &str, peer: &Peer, exchange: &Exchange) -> Option<HttpResponse> {
        let folder = self.endpoint.gateway.services.uploads.folder()?;
        let (path, media_type) = files::path_of(path)?;
        let Some(allocation) = self.readers.take(peer.origin, 1) else {
            let mut busy = HttpResponse::ServiceUnavailable();
            return Some(busy.insert_header((RETRY_AFTER, 1)).finish());
        };
        let opened = files::open(folder.join(path.trim_start_matches('/'))).await?;
        Some(opened.response(media_type, exchange.keep_open(allocation)?))
    }
}
