//! Faults that do not occur in a walk, and the faults of the product on the signed endpoint.

use std::time::Duration;

use serde_json::{Value, json};
use signet_domain::sms::DriverKind;
use signet_methods_consulting::PACK;
use signet_store::{apps, revisions};
use signet_testkit::payments::{Behaviour, PaymentProvider};
use signet_testkit::{SMS_CODE, TestGateway, at_once, eventually};

use crate::shop::{Account, PASSWORD, Shop};
use crate::wire::{FORM, send};

fn sms(shop: &Shop, mobile: &str) -> crate::wire::Reply {
    shop.guest("POST api/user/sms", &[("phone_number", mobile)])
}

#[test]
fn a_body_has_a_length_and_comes_in_time() {
    let gateway = TestGateway::of(&signet_methods_consulting::PACK)
        .with(|settings| settings.server.body_timeout_seconds = 1)
        .start();
    let post =
        |headers: &[(&str, &str)]| send(&gateway, "POST /consulting/api/user/login", headers, b"");
    let chunked = ("Transfer-Encoding", "chunked");
    assert_eq!(post(&[FORM, chunked]).refusal(), (411, 1002));
    let late = post(&[FORM, ("Content-Length", "10")]);
    assert_eq!(late.refusal(), (408, 1002));
    let target = "DELETE /consulting/api/user/post/delete";
    let untyped = send(&gateway, target, &[chunked], b"");
    assert_eq!(untyped.refusal(), (411, 1002));
}

#[test]
fn too_many_calls_of_the_app_are_refused_for_a_while() {
    let shop = Shop::open();
    shop.write(|tx| {
        let mut app = apps::find(tx, "consulting_wire")?.unwrap();
        app.calls_per_minute = 2;
        apps::replace(tx, &app)?;
        revisions::bump(tx, "apps")
    });
    let tags = || shop.guest("GET api/tag/check", &[]);
    eventually("the limit is reached", || tags().json()["code"] == 1008);
    let limited = tags();
    assert_eq!(limited.fault(), 1008);
    assert!(limited.header("retry-after").is_some(), "{limited:?}");
}

#[test]
fn messages_are_counted_blocked_and_may_fail() {
    let gateway = TestGateway::of(&signet_methods_consulting::PACK)
        .with(|settings| settings.sms.daily_per_address = 3)
        .start();
    let shop = Shop { gateway };
    let block = json!({"mobiles": ["19900000701"]});
    shop.admin().call("admin.blacklist.create", block).good();
    assert_eq!(sms(&shop, "19900000701").fault(), 2016);
    for number in 2..5 {
        sms(&shop, &format!("1990000070{number}")).good();
    }
    assert_eq!(sms(&shop, "19900000705").fault(), 2015);
    let gateway = TestGateway::of(&signet_methods_consulting::PACK)
        .with(|settings| {
            settings.sms.driver = DriverKind::Http;
            // A port on which nothing listens.
            settings.sms.http.url = "http://127.0.0.1:9/".to_owned();
            settings.sms.http.secret = "0123456789abcdef".to_owned();
            settings.sms.http.retries = 0;
        })
        .start();
    assert_eq!(sms(&Shop { gateway }, "19900000706").fault(), 2017);
}

#[test]
fn a_locked_and_a_closed_account_are_told_only_to_those_with_the_password() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    let login = |password: &str| {
        let fields = [("username", "buyer_one"), ("password", password)];
        shop.guest("POST api/user/login", &fields)
    };
    let lock = json!({"realm": "consulting", "userid": buyer.id});
    shop.admin().call("admin.user.lock", lock).good();
    let check = "GET api/user/post/check";
    assert_eq!(shop.call(&buyer, check, &[]).fault(), 2002);
    assert_eq!(login("secret_9").fault(), 2025);
    assert_eq!(login(PASSWORD).fault(), 2027);
    let close = "UPDATE users SET state = 0 WHERE username = 'buyer_one'";
    shop.write(|tx| {
        use diesel::RunQueryDsl;
        Ok(diesel::sql_query(close).execute(&mut tx.link)?)
    });
    assert_eq!(login("secret_9").fault(), 2025);
    assert_eq!(login(PASSWORD).fault(), 2028);
}

#[test]
fn a_gateway_at_its_limit_says_so() {
    let provider = PaymentProvider::start();
    let gateway = TestGateway::of(&signet_methods_consulting::PACK)
        .with(|settings| {
            provider.configure(&mut settings.pay);
            settings.server.max_in_flight = 1;
        })
        .start();
    let shop = Shop { gateway };
    let [buyer, ..] = shop.of_demo();
    let post = shop.publish(&buyer, "10.00");
    provider.behave(Behaviour::Slow(Duration::from_secs(1)));
    let replies = at_once(2, |number| {
        if number == 0 {
            return shop.pay_init(&buyer, &post, "1000");
        }
        eventually("the other call is at the provider", || {
            !provider.requests().is_empty()
        });
        shop.guest("GET api/tag/check", &[])
    });
    replies[0].good();
    assert_eq!(replies[1].refusal(), (503, 9002));
    assert!(
        replies[1].header("retry-after").is_some(),
        "{:?}",
        replies[1]
    );
}

#[test]
fn a_post_that_operators_closed_takes_no_payment() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    let post = shop.publish(&buyer, "10.00");
    shop.operate("post.close", json!({"post_id": post.id, "reason": "x"}));
    assert_eq!(shop.pay_init(&buyer, &post, "1000").fault(), 3003);
    shop.check_books();
}

/// The sub-codes that only this product has, without the sub-codes of its limits.
const OWN: [&str; 9] = [
    "ticket_invalid",
    "passwords_differ",
    "consultant_pending",
    "tag_unknown",
    "post_not_found",
    "post_state",
    "order_mismatch",
    "offer_missing",
    "own_post",
];

/// A refused call of an account: the method, its parameters, and the fault.
type Refused<'a> = (Option<&'a Account>, &'a str, Value, &'a str);

#[test]
fn faults_have_their_sub_codes_on_the_signed_endpoint() {
    let shop = Shop::open();
    let [buyer, other, lawyer, second] = shop.of_demo();
    let new = shop.log_in("consultant", "lawyer_new");
    let post = shop.paid(&buyer, "10.00");
    shop.accept(&lawyer, &post);
    let closed = shop.publish(&buyer, "10.00");
    shop.on_post(&buyer, "DELETE api/user/post/delete", &closed)
        .good();
    let unpaid = shop.publish(&buyer, "10.00");
    let both = shop.consultant("buyer_one", "19900000101");
    let ticket = shop.ticket("user", "19900000711");
    sms(&shop, "19900000712").good();
    let register = |username: &str, again: &str, ticket: &str| json!({"username": username, "password": PASSWORD, "password_again": again, "ticket": ticket});
    let code =
        |mobile: &str, code: &str| json!({"phone_number": mobile, "verification_code": code});
    let add = |order_no: &str, price: i64, consultant: &Account| {
        json!({"order_no": order_no, "create_time": "now", "price": price, "post_id": post.id,
            "consultant_id": consultant.id, "status": "active"})
    };
    let pay = |order_no: &str, total_fee: i64| json!({"body": "b", "out_trade_no": order_no, "total_fee": total_fee, "spbill_create_ip": "::1"});
    let text =
        |tag_id: i64| json!({"tag_id": tag_id, "title": "a", "content": "b", "post_id": post.id});
    let id = |id: i64| json!({"post_id": id});
    let free = shop.publish(&buyer, "0");
    let refused: Vec<Refused<'_>> = vec![
        (
            None,
            "user.register",
            register("a_name", "secret_2", &ticket),
            "passwords_differ",
        ),
        (
            None,
            "user.register",
            register("a_name", PASSWORD, &"0".repeat(32)),
            "ticket_invalid",
        ),
        (
            None,
            "user.register",
            register("buyer_one", PASSWORD, &ticket),
            "username_taken",
        ),
        (
            None,
            "user.signin",
            code("19900000712", "000000"),
            "wrong_code",
        ),
        (
            None,
            "user.signin",
            code("19900000711", SMS_CODE),
            "code_expired",
        ),
        (
            None,
            "user.sms",
            json!({"phone_number": "19900000712"}),
            "sms_too_frequent",
        ),
        (
            None,
            "user.login",
            json!({"username": "buyer_one", "password": "x"}),
            "wrong_password",
        ),
        (Some(&buyer), "post.publish", text(99), "tag_unknown"),
        (Some(&other), "post.modify", text(1), "post_not_found"),
        (Some(&buyer), "post.delete", id(999_999), "post_not_found"),
        (
            Some(&buyer),
            "order.add",
            add("CO0", 1000, &lawyer),
            "order_mismatch",
        ),
        (
            Some(&buyer),
            "order.add",
            add(&post.order_no, 1, &lawyer),
            "order_mismatch",
        ),
        (
            Some(&buyer),
            "order.add",
            add(&post.order_no, 1000, &second),
            "offer_missing",
        ),
        (Some(&buyer), "order.cancel", id(post.id), "order_not_found"),
        (
            Some(&buyer),
            "pay.init",
            pay(&closed.order_no, 1000),
            "post_state",
        ),
        (
            Some(&buyer),
            "pay.init",
            pay(&free.order_no, 0),
            "nothing_to_pay",
        ),
        (
            Some(&buyer),
            "pay.init",
            pay(&post.order_no, 1000),
            "already_paid",
        ),
        (
            Some(&buyer),
            "pay.init",
            pay(&unpaid.order_no, 1),
            "amount_mismatch",
        ),
        (
            Some(&other),
            "pay.init",
            pay(&unpaid.order_no, 1000),
            "order_not_found",
        ),
        (
            Some(&new),
            "post.acquire",
            json!({"tag_id": 1}),
            "consultant_pending",
        ),
        (
            Some(&lawyer),
            "post.acquire",
            json!({"tag_id": 99}),
            "tag_unknown",
        ),
        (
            Some(&both),
            "consultant.order.accept",
            id(post.id),
            "own_post",
        ),
        (
            Some(&second),
            "consultant.order.accept",
            id(closed.id),
            "post_not_found",
        ),
        (
            Some(&second),
            "consultant.order.complete",
            json!({"post_id": post.id, "content": "x"}),
            "order_not_found",
        ),
    ];
    for (account, method, parameters, sub_code) in refused {
        let answer = match account {
            Some(account) => shop.signed(account, method, parameters),
            None => shop
                .gateway
                .call(&format!("consulting.{method}"), parameters),
        };
        assert_eq!(answer.sub_code(), sub_code, "{method}");
        let is_own = PACK.faults.iter().any(|code| code.sub_code() == sub_code);
        assert_eq!(is_own, OWN.contains(&sub_code), "{sub_code}");
        assert!(!is_own || answer.code() == 503, "{answer:?}");
        assert!(answer.data().is_null(), "{answer:?}");
    }
    let suspend = json!({"consultant_id": lawyer.id, "reason": "x"});
    shop.operate("consultant.suspend", suspend);
    let suspended = shop.signed(&lawyer, "post.acquire", json!({"tag_id": 1}));
    assert_eq!(suspended.fault(), (503, "consultant_suspended"));
    shop.check_books();
}

#[test]
fn limits_have_their_sub_codes_on_the_signed_endpoint() {
    let shop = Shop::open();
    let lawyer = shop.log_in("consultant", "lawyer_one");
    let buyers: Vec<Account> = (0..3)
        .map(|number| shop.buyer(&format!("limit_{number}"), &format!("1990000072{number}")))
        .collect();
    // One standing offer comes from the demo.
    for number in 0..50 {
        let post = shop.publish(&buyers[number / 20], "0");
        let accept = json!({"post_id": post.id});
        let accepted = shop.signed(&lawyer, "consultant.order.accept", accept);
        let expected = if number < 49 { "" } else { "work_limit" };
        assert_eq!(accepted.sub_code(), expected, "{number}");
    }
    let another = json!({"tag_id": 1, "title": "a", "content": "b"});
    let limited = shop.signed(&buyers[0], "post.publish", another);
    assert_eq!(limited.fault(), (503, "post_limit"));
}
