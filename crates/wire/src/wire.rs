//! Wires: the forms of the calls of some apps, and of their answers.
//!
//! A wire is data and two pure functions. Its [`Route`]s are its paths and the methods behind them, and [`Accepts`] defines what the
//! requests of a route may carry. The strict readers split a request that fits. [`Wire::read`] makes an [`Incoming`]
//! call of it, which the gateway checks. [`Wire::write`] renders the outcome.
//!
//! [`Signed`](crate::Signed) is the wire of signed calls. A wire of any other kind has unsigned calls: its app is named in the
//! configuration.

mod accepts;
mod cookies;
mod credentials;
mod description;
mod incoming;
mod request;
mod routes;

use std::borrow::Cow;

use signet_fault::{Code, Fault};

use crate::{Answer, Style};

pub use accepts::{Accepts, Json};
pub use cookies::{COOKIE_HEADERS, Cookies};
pub use credentials::AUTHORIZATION;
pub use description::{Description, Parameter, Place, Token};
pub use incoming::{IDEMPOTENCY_KEY, Incoming, NamedUser, Proof, RESERVED, SignedProof};
pub use request::{Body, Request};
pub use routes::{MethodId, Route, Routed, Target, Unrouted, Verb, find, find_with_head};

/// The form of the calls of some apps, and of their answers.
pub trait Wire: Send + Sync {
    /// Returns the paths, their verbs and their methods.
    fn routes(&self) -> &'static [Route];

    /// Finds the route of a request: by its path, unless the wire overrides this.
    ///
    /// # Errors
    /// [`Unrouted`] if no route fits.
    fn route(&self, target: &Target<'_>) -> Result<Routed, Unrouted> {
        find(self.routes(), target)
    }

    /// Returns the paths that the wire owns if it has no prefix, with everything below them: the first segments of its routes,
    /// unless the wire overrides this.
    fn areas(&self) -> Vec<&'static str> {
        self.routes().iter().map(Route::first_segment).collect()
    }

    /// Returns what the requests of a route may carry.
    fn accepts(&self, route: &Route) -> &'static Accepts;

    /// Returns the names of the headers that [`Wire::read`] and [`Wire::write`] use, in lower case. A wire of unsigned calls
    /// does not have to name [`IDEMPOTENCY_KEY`].
    fn headers(&self) -> Cow<'_, [&str]> {
        Cow::Borrowed(&[])
    }

    /// Returns what pages of other origins may send and read; `None` if such pages get no permission.
    fn cors(&self) -> Option<Cors<'_>> {
        None
    }

    /// Returns the form of values in the data of an answer.
    fn style(&self) -> Style {
        Style::default()
    }

    /// Returns the class of the sessions that logins on this wire open.
    fn sessions(&self) -> Sessions {
        Sessions::OfPlatform
    }

    /// Returns whether the wire has its own form for a fault. If it has none, the fault is logged as an error.
    fn knows(&self, _: Code) -> bool {
        true
    }

    /// Returns what the documentation of the wire needs beyond its routes, rules and style.
    fn description(&self) -> Description<'_> {
        Description::default()
    }

    /// Reads a call.
    ///
    /// # Errors
    /// The fault of the first rule that the request breaks.
    fn read<'a>(&self, request: &'a Request<'a>) -> Result<Incoming<'a>, Fault>;

    /// Renders the outcome of a request. If the request was refused before it was split, it has no body here. It has no route if no path
    /// fits. If the path does not take its verb, its route is another route of the path. `id` is the id of the call in the log.
    fn write(&self, request: &Request<'_>, outcome: Result<&Answer, &Fault>, id: &str) -> Rendered;
}

/// The class of the sessions that logins open: a user has one live session of each class.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sessions {
    /// The class of the parameter `platform`.
    OfPlatform,
    /// The class of phone apps, whose sessions are renewed while they are used.
    OfApps,
    /// The class of pages and of everything else.
    OfPages,
}

/// The rules of a wire for pages of the origins that an app lists.
#[derive(Clone, Debug)]
pub struct Cors<'a> {
    /// The value of `Access-Control-Allow-Headers`.
    pub allow_headers: Cow<'a, str>,
    /// The value of `Access-Control-Expose-Headers`.
    pub expose_headers: &'static str,
}

/// A response, without the headers that the gateway adds to every response: `Cache-Control: no-store`, `X-Content-Type-Options`,
/// `X-Request-Id` if the call is unsigned, and `Retry-After`, `Allow` and the headers of CORS if they apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// The HTTP status.
    pub status: u16,
    /// The content type.
    pub content_type: &'static str,
    /// The other headers. Their names are in lower case.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Rendered {
    /// The content type of JSON.
    pub const JSON: &'static str = "application/json; charset=utf-8";

    /// Returns a response of JSON.
    pub fn json(status: u16, body: Vec<u8>) -> Rendered {
        Rendered {
            status,
            content_type: Rendered::JSON,
            headers: Vec::new(),
            body,
        }
    }

    /// Adds a header. Its name must be in lower case.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Rendered {
        self.headers.push((name, value.into()));
        self
    }
}
