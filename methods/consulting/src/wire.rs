//! The wire of the shipped clients: forms over HTTP, without signatures.
//!
//! `read` turns a request into a call, `write` renders the outcome of the call, `names` has the names that differ between the two
//! sides, `refusals` has the number of each fault, and `description` has the text for the documentation.

mod description;
mod names;
mod read;
mod refusals;
mod write;

use std::borrow::Cow;

use signet_call::{PackWire, WireConfig, routes};
use signet_fault::{Code, Fault};
use signet_wire::form::{Kind, Rules};
use signet_wire::wire::{
    Accepts, Cookies, Description, Incoming, Rendered, Request, Route, Sessions, Verb, Wire,
};
use signet_wire::{Answer, Money, Style};

use crate::{consultant, order, pay, post, tag, user};

/// The wire, with its default prefix.
pub(crate) static WIRE: PackWire = PackWire {
    prefix: "/consulting",
    keys: &[],
    open: |config: &WireConfig| {
        Ok(Box::new(Consulting {
            cookies: Cookies::new(&config.prefix, !config.is_development),
        }))
    },
};

/// The routes: first the routes of the API document in its order, then the routes that the document does not have.
static ROUTES: &[Route] = routes![
    POST "/api/user/signin" => user::signin::Signin,
    POST "/api/user/register" => user::register::Register,
    POST "/api/user/login" => user::login::Login,
    POST "/api/user/post/publish" => post::publish::Publish,
    POST "/api/user/post/modify" => post::modify::Modify,
    DELETE "/api/user/post/delete" => post::delete::Delete,
    GET "/api/user/post/check" => post::check::Check,
    GET "/api/user/post/acquire" => post::acquire::Acquire,
    POST "/api/user/order/add" => order::add::Add,
    POST "/api/user/order/cancel" => order::cancel::Cancel,
    POST "/api/user/order/delete" => order::delete::Delete,
    POST "/api/pay/init" => pay::init::Init,
    POST "/api/consultant/signin" => consultant::signin::Signin,
    POST "/api/consultant/register" => consultant::register::Register,
    POST "/api/consultant/login" => consultant::login::Login,
    POST "/api/user/sms" => user::sms::Sms,
    POST "/api/consultant/sms" => consultant::sms::Sms,
    POST "/api/user/password" => user::password::Password,
    POST "/api/consultant/password" => consultant::password::Password,
    POST "/api/user/logout" => user::logout::Logout,
    POST "/api/consultant/logout" => consultant::logout::Logout,
    GET "/api/tag/check" => tag::check::Check,
    GET "/api/user/order/offers" => order::offers::Offers,
    GET "/api/user/order/check" => order::check::Check,
    POST "/api/user/order/confirm" => order::confirm::Confirm,
    GET "/api/pay/check" => pay::check::Check,
    POST "/api/consultant/order/accept" => consultant::order_accept::OrderAccept,
    POST "/api/consultant/order/cancel" => consultant::order_cancel::OrderCancel,
    POST "/api/consultant/order/complete" => consultant::order_complete::OrderComplete,
    GET "/api/consultant/order/check" => consultant::order_check::OrderCheck,
    POST "/api/consultant/order/delete" => consultant::order_delete::OrderDelete,
    GET "/api/consultant/income/check" => consultant::income_check::IncomeCheck,
];

/// The routes with special rules.
mod path {
    pub(super) const PUBLISH: &str = "/api/user/post/publish";
    pub(super) const MODIFY: &str = "/api/user/post/modify";
    pub(super) const ACQUIRE: &str = "/api/user/post/acquire";
    pub(super) const ORDER: &str = "/api/user/order/add";
    pub(super) const PAY_INIT: &str = "/api/pay/init";
    pub(super) const SIGNIN: &str = "/signin";
    pub(super) const REGISTER: &str = "/register";
    pub(super) const LOGOUT: &str = "/logout";
    /// The ends of the paths that need no session.
    pub(super) const OPEN: [&str; 6] = [
        SIGNIN,
        REGISTER,
        "/login",
        "/sms",
        "/password",
        "/tag/check",
    ];
}

/// The fields of a form, and of a query.
const FIELDS: Rules = Rules {
    known: &[("tag_id[]", Kind::Texts)],
    others: Kind::Text,
    max_fields: 32,
    max_text: MAX_FORM,
};

/// The maximum size of a form, in bytes.
const MAX_FORM: usize = 64 * 1024;

/// A form, or the query if there is no body.
const BODY_OR_QUERY: Accepts = Accepts {
    query: Some(&FIELDS),
    ..Accepts::urlencoded(&FIELDS, MAX_FORM)
};

struct Consulting {
    cookies: Cookies,
}

impl Wire for Consulting {
    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn accepts(&self, route: &Route) -> &'static Accepts {
        match route.verb {
            Verb::Get => &const { Accepts::query(&FIELDS) },
            Verb::Delete => &BODY_OR_QUERY,
            _ => &const { Accepts::urlencoded(&FIELDS, MAX_FORM) },
        }
    }

    fn headers(&self) -> Cow<'_, [&str]> {
        Cow::Borrowed(&read::HEADERS)
    }

    fn style(&self) -> Style {
        Style {
            money: Money::YuanText,
            ..Style::default()
        }
    }

    fn sessions(&self) -> Sessions {
        Sessions::OfApps
    }

    fn knows(&self, code: Code) -> bool {
        refusals::of(code).is_some()
    }

    fn description(&self) -> Description<'_> {
        description::description()
    }

    fn read<'a>(&self, request: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
        read::read(request)
    }

    fn write(&self, request: &Request<'_>, outcome: Result<&Answer, &Fault>, _: &str) -> Rendered {
        match outcome {
            Ok(answer) => write::answer(answer, request.path(), &self.cookies),
            Err(fault) => write::refusal(fault),
        }
    }
}
