//! The routes of the wire, and the status and the text of each fault.

use serde_json::Value;
use signet_fault::{Code, Fault};
use signet_methods_homecare::PACK;
use signet_testkit::wires;
use signet_wire::wire::Request;

/// The endpoints of the document, in its order, and their methods.
const DOCUMENTED: [&str; 34] = [
    "POST /consumer/send_verify homecare.sms.send",
    "POST /consumer/register homecare.consumer.register",
    "POST /consumer/change_password homecare.consumer.pwd.edit",
    "POST /consumer/login homecare.consumer.login",
    "POST /consumer/logout homecare.consumer.logout",
    "POST /consumer/forget_password homecare.consumer.pwd.forget",
    "POST /consumer/reset_password homecare.consumer.pwd.reset",
    "GET /consumer/get_android_version homecare.version.android",
    "GET /consumer/get_ios_version homecare.version.ios",
    "POST /consumer/get_messages homecare.message.list",
    "POST /consumer/get_unread_message_count homecare.message.unread_count",
    "POST /consumer/read_message homecare.message.read",
    "POST /consumer/new_feedback homecare.feedback.create",
    "POST /consumer/city_search homecare.city.search",
    "POST /consumer/change_info homecare.consumer.edit",
    "POST /consumer/get_goods_item homecare.goods.items",
    "POST /consumer/get_goods_sec_item homecare.goods.sec_items",
    "POST /consumer/get_goods_detail homecare.goods.detail",
    "POST /consumer/create_pay_order homecare.order.create",
    "POST /consumer/get_charge_status homecare.order.charge_status",
    "POST /consumer/create_appointment homecare.appointment.create",
    "POST /consumer/upload_pircture homecare.appointment.picture",
    "POST /consumer/appraise homecare.order.appraise",
    "POST /consumer/cancel_order homecare.order.cancel",
    "POST /consumer/get_all_orders homecare.order.list",
    "POST /consumer/verify_consumer homecare.guest.verify",
    "POST /consumer/get_homeitem homecare.service.groups",
    "POST /consumer/get_homeitem_detail homecare.service.list",
    "POST /consumer/get_recommand homecare.goods.recommand",
    "POST /consumer/get_advertisment homecare.ad.list",
    "POST /consumer/check_game homecare.game.check",
    "POST /consumer/play_game homecare.game.play",
    "POST /consumer/get_invite_coupon homecare.coupon.invite",
    "POST /consumer/get_coupons homecare.coupon.list",
];

#[test]
fn the_routes_are_those_of_the_document() {
    assert_eq!(wires::endpoints(&*wires::open(&PACK)), DOCUMENTED);
}

const CREATE_PAY_ORDER: &str = "/consumer/create_pay_order";
const UPLOAD_PICTURE: &str = "/consumer/upload_pircture";
const CHECK_GAME: &str = "/consumer/check_game";

/// The faults of a call without a live session.
const DEAD_SESSION: [Code; 5] = [
    Code::NotLoggedIn,
    Code::SessionExpired,
    Code::SessionReplaced,
    Code::PasswordChanged,
    Code::UserMismatch,
];

/// Returns the fault of the product with a sub-code.
fn own(sub_code: &str) -> Code {
    let mut faults = PACK.faults.iter();
    *faults.find(|code| code.sub_code() == sub_code).unwrap()
}

/// Returns the HTTP status and the body of a fault on a route; the path is empty if there is no route.
fn rendered(fault: impl Into<Fault>, path: &str) -> (u16, String) {
    let wire = wires::open(&PACK);
    let request = match path {
        "" => Request::default(),
        path => wires::request(&*wire, path),
    };
    let rendered = wire.write(&request, Err(&fault.into()), "id");
    (rendered.status, String::from_utf8(rendered.body).unwrap())
}

fn of(code: Code) -> (u16, String) {
    rendered(code, "")
}

#[test]
fn a_fault_of_another_product_has_no_form_here() {
    let wire = wires::open(&PACK);
    for code in [Code::PointsShort, Code::BadSignature, Code::GoodsNotFound] {
        assert!(!wire.knows(code), "{code:?}");
    }
    for code in [Code::Internal, Code::RateLimited, own("homecare_no_game")] {
        assert!(wire.knows(code), "{code:?}");
    }
}

#[test]
fn the_statuses_are_those_of_the_document() {
    let wire = wires::open(&PACK);
    let paths = wire.routes().iter().map(|route| route.path).chain([""]);
    for path in paths {
        let all = Code::CORE.iter().chain(PACK.faults);
        for code in all.filter(|code| wire.knows(**code)) {
            let (_, body) = rendered(*code, path);
            let json: Value = serde_json::from_str(&body).unwrap();
            let status = json["status"].as_u64().unwrap();
            assert!(
                matches!(status, 0 | 2..=7 | 9 | 11..=14 | 20 | 21),
                "{code:?}: {body}"
            );
            let msg = json["body"]["msg"].as_str();
            assert_eq!(msg.is_none(), status == 2, "{code:?}: {body}");
            // The text comes from the table, except for a fault that says which parameter is wrong.
            let is_own = msg == Some(code.text());
            assert_eq!(is_own, *code == Code::BadParams, "{code:?}: {body}");
        }
    }
}

#[test]
fn a_route_may_have_its_own_words_for_a_fault() {
    for (path, code, status, msg) in [
        (
            "/consumer/get_goods_sec_item",
            own("homecare_goods_item_unknown"),
            7,
            "invalid city number",
        ),
        (
            CREATE_PAY_ORDER,
            own("homecare_city_unknown"),
            7,
            "invalid city_number",
        ),
        (
            "/consumer/create_appointment",
            own("homecare_city_unknown"),
            7,
            "invalid city_number",
        ),
        (
            "/consumer/verify_consumer",
            Code::WrongCode,
            13,
            "verify fail",
        ),
        (
            "/consumer/verify_consumer",
            Code::CodeExpired,
            13,
            "verify fail",
        ),
    ] {
        let expected = format!(r#"{{"status":{status},"body":{{"msg":"{msg}"}}}}"#);
        assert_eq!(rendered(code, path).1, expected, "{path}");
        assert_ne!(of(code).1, expected, "{path}");
    }
}

#[test]
fn an_unknown_fault_has_no_body() {
    let nothing = r#"{"status":2,"body":null}"#.to_owned();
    for code in [Code::Internal, Code::SmsFailed, Code::PointsShort] {
        assert_eq!(of(code), (200, nothing.clone()), "{code:?}");
    }
    assert_eq!(of(Code::Overloaded), (503, nothing));
}

#[test]
fn only_faults_of_http_have_a_status_of_http() {
    let refusal = |http, status: u8, msg: &str| {
        let body = format!(r#"{{"status":{status},"body":{{"msg":"{msg}"}}}}"#);
        (http, body)
    };
    for (code, expected) in [
        (Code::NotFound, refusal(404, 7, "no such path")),
        (
            Code::MethodNotAllowed,
            refusal(405, 13, "method not allowed"),
        ),
        (Code::BodyTimeout, refusal(408, 5, "time out")),
        (
            Code::LengthRequired,
            refusal(411, 0, "request is not right"),
        ),
        (Code::TooLarge, refusal(413, 0, "request is not right")),
        (
            Code::UnsupportedMediaType,
            refusal(415, 0, "request is not right"),
        ),
        (Code::BadForm, refusal(400, 0, "request is not right")),
        (
            Code::BadData,
            refusal(200, 0, "request is not a JSON object"),
        ),
        (Code::WireClosed, refusal(200, 9, "permission denied")),
        (Code::NotPermitted, refusal(200, 9, "permission denied")),
    ] {
        assert_eq!(of(code), expected);
    }
}

#[test]
fn a_text_names_the_integers_of_a_fault() {
    let fault = || Fault::new(own("homecare_goods_unknown")).with_number("sid", 5);
    let (_, body) = rendered(fault(), CREATE_PAY_ORDER);
    assert_eq!(body, r#"{"status":7,"body":{"msg":"goods id:5invalid"}}"#);
    let (_, body) = rendered(fault(), "");
    assert_eq!(body, r#"{"status":7,"body":{"msg":"invalid id"}}"#);
    let at_state = Fault::new(Code::OrderNotFound).with_number("order_status", 5);
    let (_, body) = rendered(at_state, "");
    let expected = r#"{"status":7,"body":{"msg":"invalid order id","order_status":5}}"#;
    assert_eq!(body, expected);
}

#[test]
fn what_the_fault_itself_says_is_escaped() {
    let fault = Fault::with_note(Code::BadParams, "参数不正确：a\"\u{1} 不能为空");
    let (_, body) = rendered(fault, "");
    assert_eq!(
        body,
        r#"{"status":0,"body":{"msg":"参数不正确：a\"\u0001 不能为空"}}"#
    );
}

#[test]
fn a_route_may_have_its_own_words_for_a_dead_session() {
    for (path, status, msg) in [
        (UPLOAD_PICTURE, 9, "token is not correct"),
        (CHECK_GAME, 13, "login befor other action"),
        (CREATE_PAY_ORDER, 13, "login first before other action"),
    ] {
        for code in DEAD_SESSION {
            let (_, body) = rendered(code, path);
            assert_eq!(
                body,
                format!(r#"{{"status":{status},"body":{{"msg":"{msg}"}}}}"#)
            );
        }
    }
}
