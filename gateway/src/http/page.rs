//! The page under `/docs/` that shows the methods and tries them out.
//!
//! Methods can be tried out only if the page comes from the ops listener of a gateway that is not in production. There the page
//! gets apps that live for minutes ([`sandbox`]), and its calls are passed on to the line. The public port serves only the files
//! of the page, and only if the configuration enables it.

mod files;
mod same_origin;
mod sandbox;

use std::rc::Rc;
use std::time::Instant;

use actix_http::Request;
use actix_web::HttpResponse;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use serde_json::{Value, json};
use signet_docs::Product;

use crate::gateway::Gateway;
use crate::http::client;
use crate::http::connection::Exchange;
use crate::http::endpoint::{Arrival, Endpoint};
use crate::settings::{Env, Settings};

use files::Api;

/// The page as it is configured.
pub(crate) struct Page {
    is_public: bool,
    hosts: Vec<String>,
    can_try: bool,
    /// The port of calls, for the command lines that the page shows.
    public_port: u16,
    api: Api,
}

impl Page {
    pub(crate) fn new(
        settings: &Settings,
        products: Vec<Product<'static>>,
        public_port: u16,
    ) -> Page {
        Page {
            is_public: settings.docs.public,
            hosts: settings.docs.hosts.clone(),
            can_try: settings.server.env != Env::Production,
            public_port,
            api: Api::new(products),
        }
    }
}

/// Answers a request on the public port; `None` if the page is not public, or if the path is not the path of one of its files.
pub(crate) fn on_public_port(request: &Request, page: &Page) -> Option<HttpResponse> {
    if !page.is_public {
        return None;
    }
    match request.path() {
        "/docs/page.json" => Some(json_response(StatusCode::OK, &json!({"try": false}))),
        _ => files::serve(request, &page.api),
    }
}

/// Answers a request on the ops listener to `/docs` or a path below it.
pub(crate) async fn on_ops_port(
    request: &Request,
    exchange: &mut Exchange,
    endpoint: &Rc<Endpoint>,
    page: &Page,
) -> HttpResponse {
    match (request.method(), request.path()) {
        (&Method::GET | &Method::HEAD, "/docs/page.json") => {
            let body = json!({"try": page.can_try, "port": page.public_port});
            json_response(StatusCode::OK, &body)
        }
        (&Method::GET | &Method::HEAD, _) => {
            files::serve(request, &page.api).unwrap_or_else(not_found)
        }
        (&Method::POST, "/docs/sandbox" | "/docs/call") if page.can_try => {
            if !same_origin::is_own(request, &page.hosts) {
                return refused("cross_site");
            }
            if request.path() == "/docs/call" {
                // As if the call had arrived on the public port.
                let arrival = Arrival {
                    request,
                    path: "/",
                    peer: &client::direct_peer(request),
                    started: Instant::now(),
                };
                return endpoint.answer(arrival, exchange).await;
            }
            hand_out(request, &endpoint.gateway).await
        }
        (&Method::POST, "/docs/sandbox" | "/docs/call") => refused("production"),
        _ => HttpResponse::MethodNotAllowed()
            .insert_header((ALLOW, "GET, HEAD"))
            .finish(),
    }
}

/// Creates a new app for the caller.
async fn hand_out(request: &Request, gateway: &Gateway) -> HttpResponse {
    let fault = match sandbox::create(gateway, request.peer_addr()).await {
        Ok(made) => return json_response(StatusCode::OK, &made),
        Err(fault) => fault,
    };
    tracing::warn!(?fault, "no sandbox app was made");
    let Some(seconds) = fault.retry_after_seconds() else {
        let body = json!({"error": fault.code().sub_code()});
        return json_response(StatusCode::INTERNAL_SERVER_ERROR, &body);
    };
    let mut response = json_response(StatusCode::SERVICE_UNAVAILABLE, &json!({"error": "busy"}));
    response.headers_mut().insert(RETRY_AFTER, seconds.into());
    response
}

fn refused(why: &str) -> HttpResponse {
    json_response(StatusCode::FORBIDDEN, &json!({"error": why}))
}

/// An uncacheable JSON response.
fn json_response(status: StatusCode, body: &Value) -> HttpResponse {
    HttpResponse::build(status)
        .insert_header((CACHE_CONTROL, "no-store"))
        .content_type("application/json")
        .body(body.to_string())
}

fn not_found() -> HttpResponse {
    HttpResponse::NotFound()
        .content_type("text/plain")
        .body("the documentation is at /docs/\n")
}
