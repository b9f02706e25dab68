//! The wire of the shipped clients: REST with JSON, and a token after `Bearer`.
//!
//! `read` turns a request into a call, `write` renders the outcome of the call, `refusals` has the number, the name and the HTTP status
//! of each fault, and `description` has the text for the documentation.

mod description;
mod read;
mod refusals;

mod write;

use std::borrow::Cow;

use signet_call::{PackWire, WireConfig, routes};
use signet_fault::{Code, Fault};
use signet_wire::Answer;
use signet_wire::form::{Kind, Rules};
use signet_wire::wire::{
    AUTHORIZATION, Accepts, Cors, Description, IDEMPOTENCY_KEY, Incoming, Json, Rendered, Request,
    Route, Routed, Target, Unrouted, Verb, Wire, find_with_head,
};

use crate::{account, login, sms};

/// The wire, with its default prefix.
pub(crate) static WIRE: PackWire = PackWire {
    prefix: "/salon/v1",
    keys: &[(TOKEN_HEADER, "")],
    open: |config: &WireConfig| Ok(Box::new(Salon::new(config)?)),
};

/// The configuration key that names one more header that may have the token.
const TOKEN_HEADER: &str = "token_header";

/// The routes: first the routes of the document in its order, then the route that the document does not have.
static ROUTES: &[Route] = routes![
    POST "/login/sms_code" => sms::send::Send,
    POST "/login/token" => login::grant::Grant,
    DELETE "/login/token" => login::revoke::Revoke,
    GET "/accounts/me" => account::detail::Detail,
    PUT "/accounts/me" => account::edit::Edit,
    PUT "/accounts/me/password" => account::password_edit::PasswordEdit,
    GET "/accounts/me/shops" => account::shops_list::ShopsList,
    GET "/accounts/me/points" => account::points_list::PointsList,
    POST "/accounts/me/avatar" => account::avatar_upload::AvatarUpload,
];

/// The routes with special rules.
mod path {
    pub(super) const TOKEN: &str = "/login/token";
    pub(super) const SHOPS: &str = "/accounts/me/shops";
    pub(super) const POINTS: &str = "/accounts/me/points";
    pub(super) const AVATAR: &str = "/accounts/me/avatar";
    /// The paths whose calls may have a token.
    pub(super) const WITH_TOKEN: &[&str] = &["/accounts/me", TOKEN];
}

/// The query of a list.
const PAGE: Rules = Rules {
    known: &[("page", Kind::Text), ("count", Kind::Text)],
    others: Kind::Ignored,
    max_fields: 32,
    max_text: 32,
};

/// The form of a picture: the file alone.
const PICTURE: Rules = Rules {
    known: &[("image", Kind::File)],
    others: Kind::Text,
    max_fields: 1,
    max_text: 1024,
};

/// The maximum size of the form of a picture without the file, in bytes.
const MAX_FORM: usize = 4 * 1024;

struct Salon {
    prefix: String,
    /// The header whose whole value may be the token, in lower case; empty for none.
    token_header: String,
}

impl Salon {
    fn new(config: &WireConfig) -> Result<Salon, String> {
        let token_header = config.key(TOKEN_HEADER).to_ascii_lowercase();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        let is_taken = [AUTHORIZATION, IDEMPOTENCY_KEY, "cookie", "host", "origin"]
            .contains(&token_header.as_str());
        if is_taken || !token_header.bytes().all(is_plain) {
            return Err(format!(
                "{TOKEN_HEADER} is no header of its own; write a name such as X-Access-Token, or \"\" for none"
            ));
        }
        Ok(Salon {
            prefix: config.prefix.clone(),
            token_header,
        })
    }

    /// Returns the header whose whole value may be the token, if there is one.
    fn token_header(&self) -> Option<&str> {
        Some(self.token_header.as_str()).filter(|name| !name.is_empty())
    }
}

impl Wire for Salon {
    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn route(&self, target: &Target<'_>) -> Result<Routed, Unrouted> {
        find_with_head(ROUTES, target)
    }

    fn accepts(&self, route: &Route) -> &'static Accepts {
        match (route.verb, route.path) {
            (Verb::Get, path::POINTS) => &const { Accepts::query(&PAGE) },
            (Verb::Get | Verb::Head | Verb::Delete, _) => &Accepts::NOTHING,
            (_, path::AVATAR) => &const { Accepts::upload(&PICTURE, MAX_FORM) },
            _ => &const { Accepts::json(Json::Declared) },
        }
    }

    fn headers(&self) -> Cow<'_, [&str]> {
        let own = self.token_header();
        Cow::Owned([AUTHORIZATION].into_iter().chain(own).collect())
    }

    fn cors(&self) -> Option<Cors<'_>> {
        let own = self.token_header().map(|name| format!(", {name}"));
        let allowed = "Authorization, Content-Type, Idempotency-Key";
        Some(Cors {
            allow_headers: match own {
                Some(own) => format!("{allowed}{own}").into(),
                None => allowed.into(),
            },
            expose_headers: "Retry-After, X-Request-Id, X-Total-Count, Link, WWW-Authenticate",
        })
    }

    fn knows(&self, code: Code) -> bool {
        refusals::of(code).is_some()
    }

    fn description(&self) -> Description<'_> {
        description::description(self.token_header())
    }

    fn read<'a>(&self, request: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
        read::read(request, self.token_header())
    }

    fn write(&self, request: &Request<'_>, outcome: Result<&Answer, &Fault>, id: &str) -> Rendered {
        let route = request.routed.as_ref().map(|routed| routed.route);
        let rendered = match outcome {
            Ok(answer) => write::answer(answer, request.path(), &self.prefix),
            Err(fault) => write::refusal(fault, id),
        };
        match route {
            Some(route) if (route.verb, route.path) == (Verb::Post, path::TOKEN) => {
                rendered.with("pragma", "no-cache")
            }
            _ => rendered,
        }
    }
}
