//! Cross-origin requests: pages of the origins that a live app lists may call.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW, VARY,
};
use actix_web::{HttpResponse, HttpResponseBuilder};
use arc_swap::ArcSwap;
use signet_domain::apps::directory::Directory;

use crate::line::call::Peer;

/// The methods of the endpoint.
pub(super) const ALLOWED: &str = "POST, OPTIONS";

/// Answers a preflight request.
pub(super) fn preflight(directory: &ArcSwap<Directory>, peer: &Peer) -> HttpResponse {
    let mut response = HttpResponse::NoContent();
    response.insert_header((ALLOW, ALLOWED));
    if allow_origin(directory, peer, &mut response) {
        response.insert_header((ACCESS_CONTROL_ALLOW_METHODS, "POST"));
        response.insert_header((ACCESS_CONTROL_ALLOW_HEADERS, "Content-Type"));
        response.insert_header((ACCESS_CONTROL_MAX_AGE, 600));
    }
    response.finish()
}

/// Lets the calling page read the response, if a live app lists its origin. Returns whether one does.
pub(super) fn allow_origin(
    directory: &ArcSwap<Directory>,
    peer: &Peer,
    response: &mut HttpResponseBuilder,
) -> bool {
    let Some(origin) = peer.web_origin.as_deref() else {
        return false;
    };
    response.insert_header((VARY, "Origin"));
    let known = directory.load().knows_origin(origin);
    if known {
        response.insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, origin));
        response.insert_header((ACCESS_CONTROL_EXPOSE_HEADERS, "Retry-After"));
    }
    known
}
