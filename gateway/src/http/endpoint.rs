//! The endpoint of calls: it finds the wire and the route of a request, checks the head, and reads and splits the body. Then the
//! line answers the request.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use actix_http::Request;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, HttpResponseBuilder};
use signet_fault::Fault;
use signet_wire::wire::{Routed, Target, Unrouted, Verb};

use crate::gateway::Gateway;
use crate::http::actix::DetachOnDrop;
use crate::http::body::Head;
use crate::http::budget::Budget;
use crate::http::connection::{Deadlines, Exchange};
use crate::http::cors;
use crate::http::upload::UploadMemory;
use crate::line::call::Peer;
use crate::line::doctor;
use crate::line::guard::access;
use crate::line::handle::{self, Reply};
use crate::settings;
use crate::wires::{Mount, Place};

const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// The endpoint, with the memory for requests that are not complete. A clone is the same endpoint. Each worker has its own
/// clone, so that workers do not contend on reference counts.
#[derive(Clone)]
pub(crate) struct Endpoint {
    pub(crate) gateway: Arc<Gateway>,
    pub(super) deadlines: Deadlines,
    /// Bytes of bodies that come in pieces and are not complete.
    pub(super) unfinished: Arc<Budget>,
    uploads: Arc<UploadMemory>,
}

/// A request at one of the ports.
#[derive(Clone, Copy)]
pub(crate) struct Arrival<'a> {
    pub(crate) request: &'a Request,
    /// The path on the public port.
    pub(crate) path: &'a str,
    pub(crate) peer: &'a Peer,
    pub(crate) started: Instant,
}

impl Endpoint {
    pub(crate) fn new(gateway: Arc<Gateway>, server: &settings::Server) -> Endpoint {
        let uploads = UploadMemory::new(gateway.services.uploads.max_bytes(), server);
        Endpoint {
            gateway,
            deadlines: Deadlines::from(server),
            unfinished: Budget::new(server.max_unfinished_bytes),
            uploads: Arc::new(uploads),
        }
    }

    /// Answers a request on the wire that owns its path.
    pub(crate) async fn answer(
        self: &Rc<Endpoint>,
        arrival: Arrival<'_>,
        exchange: &mut Exchange,
    ) -> HttpResponse {
        let place = self.gateway.wires.find(arrival.path);
        let mount = self.gateway.wires.at(place);
        let target = Target {
            verb: Verb::parse(arrival.request.method().as_str()),
            path: mount.below_prefix(arrival.path),
            query: arrival.request.uri().query().unwrap_or_default(),
        };
        let routed = match mount.wire.route(&target) {
            Ok(routed) => routed,
            Err(unrouted) => return self.unrouted(mount, &target, unrouted, arrival),
        };
        match self.call(place, &routed, arrival, exchange).await {
            Ok(reply) => self.respond(mount, reply, arrival.peer),
            Err(fault) => self.refuse(mount, Some(routed), fault, arrival),
        }
    }

    /// Answers a request that fits no route. It may be a preflight request to a path that has a route; any other request is refused.
    fn unrouted(
        &self,
        mount: &Mount,
        target: &Target<'_>,
        unrouted: Unrouted,
        arrival: Arrival<'_>,
    ) -> HttpResponse {
        let cors = mount.wire.cors();
        let (allow, routed) = match &unrouted {
            Unrouted::NotAllowed(verbs) => {
                // A path may have its own kind of replies, whatever the verb.
                let verb = verbs.first().copied();
                let routed = mount.wire.route(&Target { verb, ..*target });
                (Some(cors::allow(verbs, cors.is_some())), routed.ok())
            }
            Unrouted::NotFound | Unrouted::Refused(_) => (None, None),
        };
        let fault = match (cors, &unrouted) {
            (Some(cors), Unrouted::NotAllowed(verbs))
                if arrival.request.method() == Method::OPTIONS =>
            {
                let directory = self.gateway.directory.load();
                match access::origin(mount, &directory, arrival.peer) {
                    Ok(()) => {
                        let mut response =
                            cors::preflight(mount, &cors, verbs, &directory, arrival.peer);
                        if mount.unsigned.is_some() {
                            let id = self.gateway.request_ids.next();
                            response.insert_header((handle::REQUEST_ID, id));
                            response.insert_header((CACHE_CONTROL, NO_STORE));
                        }
                        return response.finish();
                    }
                    Err(fault) => fault,
                }
            }
            _ => unrouted.into_fault(),
        };
        let mut response = self.refuse(mount, routed, fault, arrival);
        if let Some(Ok(allow)) = allow.map(|allow| HeaderValue::from_str(&allow)) {
            response.headers_mut().insert(ALLOW, allow);
        }
        response
    }

    /// Refuses a request that did not become a call.
    fn refuse(
        &self,
        mount: &Mount,
        routed: Option<Routed>,
        fault: Fault,
        arrival: Arrival<'_>,
    ) -> HttpResponse {
        let seen = handle::Seen {
            gateway: &self.gateway,
            mount,
            peer: arrival.peer,
            started: arrival.started,
        };
        let reply = handle::refuse(seen, routed, fault);
        self.respond(mount, reply, arrival.peer)
    }

    /// Reads a call and passes it to the line.
    ///
    /// A call is in flight only when its body is complete, so that connections that send nothing take no permits.
    async fn call(
        self: &Rc<Endpoint>,
        place: Place,
        routed: &Routed,
        arrival: Arrival<'_>,
        exchange: &mut Exchange,
    ) -> Result<Reply, Fault> {
        let (gateway, peer) = (&self.gateway, arrival.peer);
        let head = Head::read(arrival.request, gateway, place, routed)?;
        let body = if head.is_large() {
            gateway.bulkheads.has_room()?;
            // Boxed to keep the common future small: few requests are large.
            Box::pin(self.uploads.receive(&head, exchange, gateway, peer)).await?
        } else {
            let (unfinished, deadline) = (&self.unfinished, self.deadlines.body);
            head.receive(exchange, unfinished, deadline, peer.origin)
                .await?
        };
        let (endpoint, peer, started) = (Rc::clone(self), peer.clone(), arrival.started);
        // A call that was read runs to its end and is logged, even if its client disconnects.
        DetachOnDrop::new(async move {
            let gateway = &*endpoint.gateway;
            let mount = gateway.wires.at(place);
            let _permit = gateway.bulkheads.enter()?;
            let request = head.split(&body).map_err(|fault| match &mount.unsigned {
                None => doctor::explain_unread(&gateway.directory.load(), fault, &body),
                Some(_) => fault,
            })?;
            let image = request.body.file().map(|image| body.slice_ref(image));
            let seen = handle::Seen {
                gateway,
                mount,
                peer: &peer,
                started,
            };
            Ok(handle::handle(seen, &request, image).await)
        })
        .await
    }

    fn respond(&self, mount: &Mount, reply: Reply, peer: &Peer) -> HttpResponse {
        let Reply {
            rendered,
            retry_after,
        } = reply;
        let status = StatusCode::from_u16(rendered.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponseBuilder::new(status);
        let content_type = HeaderValue::from_static(rendered.content_type);
        response.insert_header((CONTENT_TYPE, content_type));
        response.insert_header((CACHE_CONTROL, NO_STORE));
        for (name, value) in &rendered.headers {
            response.append_header((*name, value.as_ref()));
        }
        if let Some(seconds) = retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if self.gateway.health.draining.load(Ordering::Relaxed) {
            // A client that keeps connections open must not lose its next call when this connection ends.
            response.force_close();
        }
        if peer.web_origin.is_some() {
            cors::allow_origin(mount, &self.gateway.directory.load(), peer, &mut response);
        }
        response.body(rendered.body)
    }
}
