//! The wire of the shipped clients. Forms are sent to one address, the query names the route, and replies have three versions.
//!
//! `carried` contains the parameters and the usual version of each route. `version` reads the version of a request, `read` makes a call
//! from the request, and `write` renders the outcome of the call. `description` contains what the documentation needs.

mod carried;
mod description;
mod page;
mod read;
mod version;
mod write;

use signet_call::{PackWire, routes};
use signet_fault::Fault;
use signet_wire::form::{Kind, Rules, read_urlencoded};
use signet_wire::wire::{
    Accepts, Description, Incoming, Rendered, Request, Route, Routed, Target, Unrouted, Verb, Wire,
    find,
};
use signet_wire::{Answer, Integers, Money, Style};

use crate::{address, area, cart, favorite, flash, goods, home, order, sample, sms, taster, user};

/// The wire, with its default prefix.
pub(crate) static WIRE: PackWire = PackWire {
    prefix: "/teahouse",
    keys: &[],
    open: |_| Ok(Box::new(Teahouse)),
};

/// The routes in the order of the document.
static ROUTES: &[Route] = routes![
    POST "/index.php?act=login" => user::login::Login,
    POST "/index.php?act=login&op=register_api" => user::register::Register | user::identity_login::IdentityLogin,
    POST "/index.php?act=login&op=send_sms" => sms::send::Send,
    POST "/index.php?act=home&op=home_page_api" => home::page::Page,
    GET "/index.php?act=home&op=home_page_api" => home::page::Page,
    GET "/index.php?act=goods&op=goods_detail" => goods::detail::Detail,
    GET "/index.php?act=goods&op=goods_body" => goods::body::Body,
    GET "/index.php?act=goods_sample&op=overdue_goods" => sample::past::Past,
    POST "/index.php?act=goods_sample" => sample::current::Current,
    GET "/index.php?act=goods_sample" => sample::current::Current,
    POST "/index.php?act=flash_sale&op=current_api" => flash::today::Today,
    GET "/index.php?act=flash_sale&op=current_api" => flash::today::Today,
    POST "/index.php?act=flash_sale&op=coming_api" => flash::tomorrow::Tomorrow,
    GET "/index.php?act=flash_sale&op=coming_api" => flash::tomorrow::Tomorrow,
    POST "/index.php?act=tasters_recommends" => taster::list::List,
    GET "/index.php?act=tasters_recommends" => taster::list::List,
    POST "/index.php?act=login&op=change_pwd" => user::pwd_find::PwdFind,
    POST "/index.php?act=member_index&op=update_member_pwd" => user::pwd_edit::PwdEdit,
    POST "/index.php?act=member_index" => user::summary::Summary | user::detail::Detail,
    POST "/index.php?act=member_index&op=update_member_info" => user::edit::Edit,
    POST "/index.php?act=member_buy&op=buy_step1" => order::prepare::Prepare,
    POST "/index.php?act=member_buy&op=change_address" => order::freight::Freight,
    POST "/index.php?act=member_buy&op=buy_step2" => order::create::Create,
    POST "/index.php?act=member_cart&op=cart_list" => cart::list::List,
    POST "/index.php?act=member_cart&op=cart_add" => cart::add::Add,
    POST "/index.php?act=member_cart&op=cart_del" => cart::delete::Delete,
    POST "/index.php?act=member_cart&op=cart_edit_quantity" => cart::edit::Edit,
    POST "/index.php?act=member_favorites&op=favorites_list" => favorite::list::List,
    POST "/index.php?act=member_favorites&op=favorites_add" => favorite::add::Add,
    POST "/index.php?act=member_favorites&op=favorites_del" => favorite::delete::Delete,
    POST "/index.php?act=member_address&op=address_list" => address::list::List,
    POST "/index.php?act=member_address&op=address_info" => address::detail::Detail,
    POST "/index.php?act=member_address&op=address_del" => address::delete::Delete,
    POST "/index.php?act=member_address&op=address_add" => address::add::Add,
    POST "/index.php?act=member_address&op=address_edit" => address::edit::Edit,
    POST "/index.php?act=member_address&op=area_list" => area::list::List,
];

/// The paths of the routes. Every route has both paths.
const DOORS: [&str; 2] = ["/index.php", "/mobile/index.php"];

/// The fields of the query that name the route.
const NAMES: Rules = Rules {
    known: &[("act", Kind::Text), ("op", Kind::Text)],
    others: Kind::Ignored,
    max_fields: carried::MAX_FIELDS,
    max_text: 64,
};

/// The operation of a request without `op`.
const INDEX: &str = "index";

struct Teahouse;

impl Wire for Teahouse {
    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn route(&self, target: &Target<'_>) -> Result<Routed, Unrouted> {
        if !DOORS.contains(&target.path) {
            return Err(Unrouted::NotFound);
        }
        match (named(target), target.verb) {
            // If other fields of the query are broken, the rules of the route refuse them, in the form of the replies of the route.
            (Err(Unrouted::Refused(fault)), Some(Verb::Get)) => {
                let query = &readable(target.query);
                named(&Target { query, ..*target }).map_err(|_| Unrouted::Refused(fault))
            }
            (named, _) => named,
        }
    }

    fn areas(&self) -> Vec<&'static str> {
        DOORS.to_vec()
    }

    fn accepts(&self, route: &Route) -> &'static Accepts {
        let carried = carried::of(route.path);
        match route.verb {
            Verb::Get => &carried.query,
            _ => &carried.form,
        }
    }

    fn style(&self) -> Style {
        Style {
            integers: Integers::Texts,
            money: Money::YuanText,
        }
    }

    fn description(&self) -> Description<'_> {
        description::description()
    }

    fn read<'a>(&self, request: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
        read::read(request)
    }

    fn write(&self, request: &Request<'_>, outcome: Result<&Answer, &Fault>, id: &str) -> Rendered {
        let version = carried::shown(request);
        match (outcome, request.path()) {
            (Ok(answer), page::PATH) => page::answer(answer),
            (Err(fault), page::PATH) => page::refusal(fault),
            (Ok(answer), path) => write::answer(answer, path, version, id),
            (Err(fault), _) => write::refusal(fault, version, id),
        }
    }
}

/// Finds the route that a query names.
fn named(target: &Target<'_>) -> Result<Routed, Unrouted> {
    let names = read_urlencoded(target.query.as_bytes(), &NAMES);
    let names = names.map_err(|error| Unrouted::Refused(error.into()))?;
    let [act, op] = ["act", "op"].map(|name| names.text(name).unwrap_or_default());
    // A name must not add another operation to the path.
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_';
    if !act.bytes().chain(op.bytes()).all(is_plain) {
        return Err(Unrouted::NotFound);
    }
    let path = match op {
        "" | INDEX => format!("/index.php?act={act}"),
        op => format!("/index.php?act={act}&op={op}"),
    };
    let path = path.as_str();
    find(ROUTES, &Target { path, ..*target })
}

/// Returns the fields of a query that can be decoded.
fn readable(query: &str) -> String {
    let any = Rules {
        known: &[],
        ..NAMES
    };
    let pairs = query.split('&');
    let good = pairs.filter(|pair| read_urlencoded(pair.as_bytes(), &any).is_ok());
    good.collect::<Vec<_>>().join("&")
}
