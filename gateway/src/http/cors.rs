//! Cross-origin requests: pages of the origins that an app lists may call, if the wire allows calls from pages.

use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ALLOW, VARY,
};
use actix_web::{HttpResponse, HttpResponseBuilder};
use signet_domain::apps::directory::Directory;
use signet_wire::wire::{Cors, Verb};

use crate::line::call::Peer;
use crate::wires::Mount;

/// Returns the answer to a preflight request to a path that takes some verbs.
pub(super) fn preflight(
    mount: &Mount,
    cors: &Cors<'_>,
    verbs: &[Verb],
    directory: &Directory,
    peer: &Peer,
) -> HttpResponseBuilder {
    let mut response = HttpResponse::NoContent();
    let names = names(verbs);
    response.insert_header((ALLOW, allow(verbs, true)));
    if allow_origin(mount, directory, peer, &mut response) {
        response.insert_header((ACCESS_CONTROL_ALLOW_METHODS, names));
        response.insert_header((ACCESS_CONTROL_ALLOW_HEADERS, cors.allow_headers.as_ref()));
        response.insert_header((ACCESS_CONTROL_MAX_AGE, 600));
    }
    response
}

/// Lets the calling page read the response, if its origin is known to the wire. Returns whether the origin is known.
pub(super) fn allow_origin(
    mount: &Mount,
    directory: &Directory,
    peer: &Peer,
    response: &mut HttpResponseBuilder,
) -> bool {
    let Some(origin) = peer.web_origin.as_deref() else {
        return false;
    };
    let Some(cors) = mount.wire.cors() else {
        return false;
    };
    response.insert_header((VARY, "Origin"));
    let known = mount.knows_origin(directory, origin);
    if known {
        response.insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, origin));
        response.insert_header((ACCESS_CONTROL_EXPOSE_HEADERS, cors.expose_headers));
    }
    known
}

/// Returns the value of `Allow`; `OPTIONS` is in it if the path takes preflight requests.
pub(super) fn allow(verbs: &[Verb], has_preflight: bool) -> String {
    let options = if has_preflight { ", OPTIONS" } else { "" };
    names(verbs) + options
}

fn names(verbs: &[Verb]) -> String {
    let names: Vec<_> = verbs.iter().map(|verb| verb.name()).collect();
    names.join(", ")
}
