//! The reply of each documented endpoint, as it is sent, except for times, tokens and numbers that vary.

use signet_testkit::SMS_CODE;

use crate::shop::{PASSWORD, Shop};
use crate::wire::Reply;

/// Returns the text of a reply. The values that vary are replaced with names in brackets.
fn shown(reply: &Reply, varying: &[(&str, &str)]) -> String {
    assert_eq!(reply.http, 200, "{reply:?}");
    assert_eq!(
        reply.header("content-type"),
        Some("application/json; charset=utf-8")
    );
    let mut text = reply.text.clone();
    for (value, name) in varying {
        text = text.replace(value, name);
    }
    // `2026-11-28 12:00:00`
    let digits = |text: &str| -> String {
        let digit = |c: char| if c.is_ascii_digit() { '0' } else { c };
        text.chars().map(digit).collect()
    };
    while let Some(at) = digits(&text).find("0000-00-00 00:00:00") {
        text.replace_range(at..at + 19, "[time]");
    }
    text
}

const NOTHING: &str = r#"{"code":0,"msg":"","content":[]}"#;

#[test]
fn accounts_of_both_sides() {
    let shop = Shop::open();
    for (side, state) in [("user", ""), ("consultant", r#","state":"pending""#)] {
        let route = |name: &str| format!("POST api/{side}/{name}");
        let mobile = ("phone_number", "19900000801");
        let sent = shop.guest(&route("sms"), &[mobile]);
        assert_eq!(shown(&sent, &[]), NOTHING);
        let code = [mobile, ("verification_code", SMS_CODE)];
        let proved = shop.guest(&route("signin"), &code);
        let ticket = proved.json()["ticket"].as_str().unwrap().to_owned();
        assert_eq!(ticket.len(), 32);
        assert_eq!(
            shown(&proved, &[(&ticket, "[ticket]")]),
            r#"{"code":0,"msg":"","content":[],"ticket":"[ticket]","expires_in":1800}"#
        );
        let account = [
            ("username", "replies"),
            ("password", PASSWORD),
            ("password_again", PASSWORD),
            ("ticket", &ticket),
        ];
        assert_eq!(
            shown(&shop.guest(&route("register"), &account), &[]),
            NOTHING
        );
        let login = shop.guest(&route("login"), &account[..2]);
        let token = login.json()["token"].as_str().unwrap().to_owned();
        let id = login.json()["content"][0].as_i64().unwrap();
        assert_eq!(
            shown(&login, &[(&token, "[token]")]),
            format!(r#"{{"code":0,"msg":"","content":[{id}],"token":"[token]"{state}}}"#)
        );
        let wrong = [account[0], ("password", "secret_9")];
        assert_eq!(
            shown(&shop.guest(&route("login"), &wrong), &[]),
            r#"{"code":2025,"msg":"账号或密码不正确","content":[],"sub_code":"wrong_password"}"#
        );
    }
}

#[test]
fn posts_orders_and_payments() {
    let shop = Shop::open();
    let buyer = shop.buyer("replies", "19900000802");
    let lawyer = shop.log_in("consultant", "lawyer_one");
    let fields = [
        ("tag_id", "3,6"),
        ("title", "标题"),
        ("content", "内容"),
        ("price", "120"),
    ];
    let published = shop.call(&buyer, "POST api/user/post/publish", &fields);
    let json = published.json();
    let id = json["content"][0].as_i64().unwrap();
    let order_no = json["order_no"].as_str().unwrap();
    let expected = format!(r#"{{"code":0,"msg":"","content":[{id}],"order_no":"[order_no]"}}"#);
    assert_eq!(shown(&published, &[(order_no, "[order_no]")]), expected);
    let post = crate::shop::Post {
        id,
        order_no: order_no.to_owned(),
    };
    let post_id = post.id();
    let changes = [&fields[..3], &[("post_id", &*post_id)]].concat();
    let modified = shop.call(&buyer, "POST api/user/post/modify", &changes);
    assert_eq!(shown(&modified, &[]), NOTHING);

    let pay = [
        ("body", "b"),
        ("out_trade_no", order_no),
        ("total_fee", "12000"),
        ("spbill_create_ip", "::1"),
        ("attach", " "),
    ];
    let paying = shop.call(&buyer, "POST api/pay/init", &pay);
    let payment = paying.json()["content"][0].clone();
    let credential = payment["credential"].to_string();
    let varying = [
        (
            &*serde_json::json!(credential).to_string(),
            "[credential as text]",
        ),
        (&*credential, "[credential]"),
        (payment["pay_no"].as_str().unwrap(), "[pay_no]"),
        (order_no, "[order_no]"),
    ];
    assert_eq!(
        shown(&paying, &varying),
        r#"{"code":0,"msg":[credential as text],"content":[{"pay_no":"[pay_no]","out_trade_no":"[order_no]","total_fee":"12000","pay_status":"unpaid","attach":" ","credential":[credential]}]}"#
    );
    let mine = shop.call(&buyer, "GET api/user/post/check", &[]);
    let expected = format!(
        r#"{{"code":0,"msg":"","content":[{{"post_id":{id},"tag_id":[3,6],"title":"标题","summary":"内容","create_time":"[time]","update_time":"[time]","price":"120.00","order_no":"[order_no]","status":"unpaid","pay_status":"unpaid","offers":0}}],"total":1,"page":1,"isnext":false}}"#
    );
    assert_eq!(shown(&mine, &[(order_no, "[order_no]")]), expected);
    shop.settle(&post, "paid");
    let open = shop.call(&lawyer, "GET api/user/post/acquire", &[("tag_id", "6")]);
    let expected = format!(
        r#"{{"code":0,"msg":"","content":[{{"post_id":{id},"user_id":{},"title":"标题","summary":"内容","create_time":"[time]","price":"120.00","tag_id":[3,6],"offered":0}}],"total":1,"page":1,"isnext":false}}"#,
        buyer.id
    );
    assert_eq!(shown(&open, &[]), expected);
    shop.accept(&lawyer, &post);
    let added = shop.add(&buyer, &post, "120", &lawyer);
    let expected = format!(r#"{{"code":0,"msg":"","content":[{id}],"order_no":"[order_no]"}}"#);
    assert_eq!(shown(&added, &[(order_no, "[order_no]")]), expected);
    for route in [
        "POST api/user/order/cancel",
        "POST api/user/order/delete",
        "DELETE api/user/post/delete",
    ] {
        assert_eq!(shown(&shop.on_post(&buyer, route, &post), &[]), NOTHING);
    }
    shop.check_books();
}
