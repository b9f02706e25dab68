//! The wire of the shipped clients: JSON over HTTP, without signatures.
//!
//! `read` turns a request into a call, `write` renders the outcome of the call, `refusals` contains the status and the text of
//! each fault, and `description` contains the data for the documentation.

mod description;
mod read;
mod refusals;
mod write;

use std::borrow::Cow;

use signet_call::{PackWire, routes};
use signet_fault::{Code, Fault};
use signet_wire::form::{Kind, Rules};
use signet_wire::wire::{
    Accepts, Description, Incoming, Json, Rendered, Request, Route, Verb, Wire,
};
use signet_wire::{Answer, Money, Style};

use crate::{
    ad, appointment, city, consumer, coupon, feedback, game, goods, guest, message, order, service,
    sms, version,
};

/// The wire, with a prefix for a gateway that also has other wires.
pub(crate) static WIRE: PackWire = PackWire {
    prefix: "/homecare",
    keys: &[],
    open: |_| Ok(Box::new(Homecare)),
};

/// The routes, in the order of the document.
static ROUTES: &[Route] = routes![
    POST "/consumer/send_verify" => sms::send::Send,
    POST "/consumer/register" => consumer::register::Register,
    POST "/consumer/change_password" => consumer::pwd_edit::PwdEdit,
    POST "/consumer/login" => consumer::login::Login,
    POST "/consumer/logout" => consumer::logout::Logout,
    POST "/consumer/forget_password" => consumer::pwd_forget::PwdForget,
    POST "/consumer/reset_password" => consumer::pwd_reset::PwdReset,
    GET "/consumer/get_android_version" => version::android::Android,
    GET "/consumer/get_ios_version" => version::ios::Ios,
    POST "/consumer/get_messages" => message::list::List,
    POST "/consumer/get_unread_message_count" => message::unread_count::UnreadCount,
    POST "/consumer/read_message" => message::read::Read,
    POST "/consumer/new_feedback" => feedback::create::Create,
    POST "/consumer/city_search" => city::search::Search,
    POST "/consumer/change_info" => consumer::edit::Edit,
    POST "/consumer/get_goods_item" => goods::items::Items,
    POST "/consumer/get_goods_sec_item" => goods::sec_items::SecItems,
    POST "/consumer/get_goods_detail" => goods::detail::Detail,
    POST "/consumer/create_pay_order" => order::create::Create,
    POST "/consumer/get_charge_status" => order::charge_status::ChargeStatus,
    POST "/consumer/create_appointment" => appointment::create::Create,
    POST "/consumer/upload_pircture" => appointment::picture::Picture,
    POST "/consumer/appraise" => order::appraise::Appraise,
    POST "/consumer/cancel_order" => order::cancel::Cancel,
    POST "/consumer/get_all_orders" => order::list::List,
    POST "/consumer/verify_consumer" => guest::verify::Verify,
    POST "/consumer/get_homeitem" => service::groups::Groups,
    POST "/consumer/get_homeitem_detail" => service::list::List,
    POST "/consumer/get_recommand" => goods::recommand::Recommand,
    POST "/consumer/get_advertisment" => ad::list::List,
    POST "/consumer/check_game" => game::check::Check,
    POST "/consumer/play_game" => game::play::Play,
    POST "/consumer/get_invite_coupon" => coupon::invite::Invite,
    POST "/consumer/get_coupons" => coupon::list::List,
];

/// The routes with rules of their own.
mod path {
    pub(super) const CREATE_PAY_ORDER: &str = "/consumer/create_pay_order";
    pub(super) const CREATE_APPOINTMENT: &str = "/consumer/create_appointment";
    pub(super) const UPLOAD_PICTURE: &str = "/consumer/upload_pircture";
    pub(super) const VERIFY_CONSUMER: &str = "/consumer/verify_consumer";
    pub(super) const GET_GOODS_SEC_ITEM: &str = "/consumer/get_goods_sec_item";
    pub(super) const GET_RECOMMAND: &str = "/consumer/get_recommand";
    pub(super) const CHECK_GAME: &str = "/consumer/check_game";
}

/// The form of a picture.
const PICTURE: Rules = Rules {
    known: &[("file", Kind::File)],
    others: Kind::Text,
    max_fields: 32,
    max_text: 4 * 1024,
};

/// The largest size of the form of a picture without the file, in bytes.
const MAX_FORM: usize = 64 * 1024;

struct Homecare;

impl Wire for Homecare {
    fn routes(&self) -> &'static [Route] {
        ROUTES
    }

    fn accepts(&self, route: &Route) -> &'static Accepts {
        match (route.verb, route.path) {
            (Verb::Get, _) => &Accepts::NOTHING,
            (_, path::UPLOAD_PICTURE) => &const { Accepts::upload(&PICTURE, MAX_FORM) },
            _ => &const { Accepts::json(Json::Assumed) },
        }
    }

    fn headers(&self) -> Cow<'_, [&str]> {
        Cow::Borrowed(&[read::USER_AGENT])
    }

    fn style(&self) -> Style {
        Style {
            money: Money::Yuan,
            ..Style::default()
        }
    }

    fn knows(&self, code: Code) -> bool {
        refusals::of(code, "").is_some()
    }

    fn description(&self) -> Description<'_> {
        description::description()
    }

    fn read<'a>(&self, request: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
        read::read(request)
    }

    fn write(&self, request: &Request<'_>, outcome: Result<&Answer, &Fault>, _: &str) -> Rendered {
        match outcome {
            Ok(answer) => write::answer(answer),
            Err(fault) => write::refusal(fault, request.path()),
        }
    }
}
