//! The routes of the wire, and the number and the HTTP status of each fault.

use serde_json::Value;
use signet_fault::{Code, Fault};
use signet_methods_consulting::PACK;
use signet_testkit::wires;
use signet_wire::wire::Request;

/// The endpoints of the document in its order, then the endpoints that it lacks, with their methods.
const ENDPOINTS: [&str; 32] = [
    "POST /api/user/signin consulting.user.signin",
    "POST /api/user/register consulting.user.register",
    "POST /api/user/login consulting.user.login",
    "POST /api/user/post/publish consulting.post.publish",
    "POST /api/user/post/modify consulting.post.modify",
    "DELETE /api/user/post/delete consulting.post.delete",
    "GET /api/user/post/check consulting.post.check",
    "GET /api/user/post/acquire consulting.post.acquire",
    "POST /api/user/order/add consulting.order.add",
    "POST /api/user/order/cancel consulting.order.cancel",
    "POST /api/user/order/delete consulting.order.delete",
    "POST /api/pay/init consulting.pay.init",
    "POST /api/consultant/signin consulting.consultant.signin",
    "POST /api/consultant/register consulting.consultant.register",
    "POST /api/consultant/login consulting.consultant.login",
    "POST /api/user/sms consulting.user.sms",
    "POST /api/consultant/sms consulting.consultant.sms",
    "POST /api/user/password consulting.user.password",
    "POST /api/consultant/password consulting.consultant.password",
    "POST /api/user/logout consulting.user.logout",
    "POST /api/consultant/logout consulting.consultant.logout",
    "GET /api/tag/check consulting.tag.check",
    "GET /api/user/order/offers consulting.order.offers",
    "GET /api/user/order/check consulting.order.check",
    "POST /api/user/order/confirm consulting.order.confirm",
    "GET /api/pay/check consulting.pay.check",
    "POST /api/consultant/order/accept consulting.consultant.order.accept",
    "POST /api/consultant/order/cancel consulting.consultant.order.cancel",
    "POST /api/consultant/order/complete consulting.consultant.order.complete",
    "GET /api/consultant/order/check consulting.consultant.order.check",
    "POST /api/consultant/order/delete consulting.consultant.order.delete",
    "GET /api/consultant/income/check consulting.consultant.income.check",
];

#[test]
fn the_routes_are_those_of_the_document_and_those_that_it_lacks() {
    assert_eq!(wires::endpoints(&*wires::open(&PACK)), ENDPOINTS);
}

/// The numbers of the contract.
const NUMBERS: [&str; 55] = [
    "1001 bad_form",
    "1001 bad_data",
    "1002 unsupported_media_type",
    "1002 length_required",
    "1002 too_large",
    "1002 body_timeout",
    "1003 not_found",
    "1004 method_not_allowed",
    "1005 bad_params",
    "1006 in_progress",
    "1007 idempotency_reused",
    "1008 rate_limited",
    "1009 banned_ip",
    "1009 ip_not_allowed",
    "1009 not_permitted",
    "1010 wire_closed",
    "2001 not_logged_in",
    "2002 session_expired",
    "2003 session_replaced",
    "2004 password_changed",
    "2005 user_mismatch",
    "2011 wrong_code",
    "2012 code_expired",
    "2013 sms_too_frequent",
    "2014 sms_mobile_quota",
    "2015 sms_ip_quota",
    "2016 sms_blocked",
    "2017 sms_failed",
    "2021 ticket_invalid",
    "2022 already_registered",
    "2023 username_taken",
    "2024 passwords_differ",
    "2025 wrong_password",
    "2026 login_locked",
    "2027 account_locked",
    "2028 account_closed",
    "2029 not_registered",
    "2031 consultant_pending",
    "2032 consultant_suspended",
    "3001 tag_unknown",
    "3002 post_not_found",
    "3003 post_state",
    "3004 post_limit",
    "4001 order_not_found",
    "4002 order_state",
    "4003 order_mismatch",
    "4004 offer_missing",
    "4005 work_limit",
    "4006 own_post",
    "5001 nothing_to_pay",
    "5002 already_paid",
    "5003 amount_mismatch",
    "5004 payment_failed",
    "9001 internal",
    "9002 overloaded",
];

/// The faults whose HTTP status is not 200.
const HTTP: [&str; 10] = [
    "400 bad_form",
    "400 bad_data",
    "415 unsupported_media_type",
    "411 length_required",
    "413 too_large",
    "408 body_timeout",
    "404 not_found",
    "405 method_not_allowed",
    "503 wire_closed",
    "503 overloaded",
];

/// Returns the HTTP status and the body of each fault for which the wire has its own form.
fn refusals() -> Vec<(u16, Value)> {
    let wire = wires::open(&PACK);
    let all = Code::CORE.iter().chain(PACK.faults);
    let known = all.filter(|code| wire.knows(**code));
    let refusals = known.map(|code| {
        let rendered = wire.write(&Request::default(), Err(&Fault::new(*code)), "id");
        let body: Value = serde_json::from_slice(&rendered.body).unwrap();
        assert_eq!(body["sub_code"], code.sub_code());
        (rendered.status, body)
    });
    refusals.collect()
}

/// Returns the lines in alphabetical order.
fn sorted<T: Into<String>>(lines: impl IntoIterator<Item = T>) -> Vec<String> {
    let mut lines: Vec<String> = lines.into_iter().map(Into::into).collect();
    lines.sort_unstable();
    lines
}

#[test]
fn the_numbers_are_those_that_clients_know() {
    let refusals = refusals();
    let numbers = refusals.iter().map(|(_, body)| {
        let sub_code = body["sub_code"].as_str().unwrap();
        format!("{} {sub_code}", body["code"])
    });
    assert_eq!(sorted(numbers), sorted(NUMBERS));
}

#[test]
fn only_faults_that_are_no_answers_to_calls_have_a_status_of_http() {
    let refusals = refusals();
    let others = refusals.iter().filter(|(http, _)| *http != 200);
    let others =
        others.map(|(http, body)| format!("{http} {}", body["sub_code"].as_str().unwrap()));
    assert_eq!(sorted(others), sorted(HTTP));
}
