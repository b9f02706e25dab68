//! The endpoint of calls: the head is checked, the body read, the form split and handed to the line.

use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use actix_http::Request;
use actix_web::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use actix_web::http::{Method, StatusCode};
use actix_web::{HttpResponse, HttpResponseBuilder};
use signet_fault::{Code, Fault};

use crate::gateway::Gateway;
use crate::http::actix::DetachOnDrop;
use crate::http::body::Head;
use crate::http::budget::Budget;
use crate::http::connection::{Deadlines, Exchange};
use crate::http::cors;
use crate::http::upload::UploadMemory;
use crate::line::call::Peer;
use crate::line::doctor;
use crate::line::handle::{self, Reply};
use crate::settings;

const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const NO_STORE: HeaderValue = HeaderValue::from_static("no-store");

/// The endpoint, with the memory for requests that are not complete. A clone is the same endpoint; each worker has one of its
/// own, so that workers do not contend on reference counts.
#[derive(Clone)]
pub(crate) struct Endpoint {
    pub(crate) gateway: Arc<Gateway>,
    deadlines: Deadlines,
    /// Bytes of bodies that come in pieces and are not complete.
    unfinished: Arc<Budget>,
    uploads: Arc<UploadMemory>,
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

    /// Answers a request, which may be refused before it is a call.
    pub(crate) async fn answer(
        self: &Rc<Endpoint>,
        request: &Request,
        exchange: &mut Exchange,
        peer: &Peer,
        started: Instant,
    ) -> HttpResponse {
        match self.call(request, exchange, peer, started).await {
            Ok(reply) => self.respond(reply, peer),
            Err(fault) => self.refuse(fault, peer, started),
        }
    }

    /// Refuses a request that did not become a call.
    pub(crate) fn refuse(&self, fault: Fault, peer: &Peer, started: Instant) -> HttpResponse {
        let reply = handle::refuse(&self.gateway, fault, peer, started);
        self.respond(reply, peer)
    }

    /// Reads a call and hands it to the line.
    ///
    /// It is in flight once its body is complete, so that connections that send nothing take no permits.
    async fn call(
        self: &Rc<Endpoint>,
        request: &Request,
        exchange: &mut Exchange,
        peer: &Peer,
        started: Instant,
    ) -> Result<Reply, Fault> {
        let gateway = &self.gateway;
        if request.method() != Method::POST {
            return Err(Code::MethodNotAllowed.into());
        }
        let head = Head::read(
            request.head().headers(),
            gateway.services.uploads.max_bytes(),
        )?;
        let body = if head.has_file() {
            gateway.bulkheads.has_room()?;
            self.uploads.receive(&head, exchange, gateway, peer).await?
        } else {
            let (unfinished, deadline) = (&self.unfinished, self.deadlines.body);
            head.receive(exchange, unfinished, deadline, peer.origin)
                .await?
        };
        let (endpoint, peer) = (Rc::clone(self), peer.clone());
        // A call that was read runs to its end and is logged, even if its client disconnects.
        DetachOnDrop::new(async move {
            let gateway = &*endpoint.gateway;
            let _permit = gateway.bulkheads.enter()?;
            let form = head
                .split(&body)
                .map_err(|fault| doctor::explain_unread(&gateway.directory.load(), fault, &body))?;
            let image = form.image.map(|image| body.slice_ref(image));
            Ok(handle::handle(gateway, form, image, &peer, started).await)
        })
        .await
    }

    fn respond(&self, reply: Reply, peer: &Peer) -> HttpResponse {
        let status = StatusCode::from_u16(reply.status);
        let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = HttpResponseBuilder::new(status);
        response.insert_header((CONTENT_TYPE, JSON));
        response.insert_header((CACHE_CONTROL, NO_STORE));
        if let Some(seconds) = reply.retry_after {
            response.insert_header((RETRY_AFTER, seconds));
        }
        if status == StatusCode::METHOD_NOT_ALLOWED {
            response.insert_header((ALLOW, cors::ALLOWED));
        }
        if self.gateway.health.draining.load(Ordering::Relaxed) {
            // A client that keeps connections open must not lose its next call to the end of this one.
            response.force_close();
        }
        cors::allow_origin(&self.gateway.directory, peer, &mut response);
        response.body(reply.body)
    }
}
