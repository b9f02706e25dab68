//! Tokens of other accounts, and the ways to send a token.

use serde_json::json;
use signet_testkit::TestGateway;

use crate::shop::{Account, Shop};
use crate::wire::request;

/// The routes that need a session of a buyer.
const OF_BUYERS: [&str; 13] = [
    "POST api/user/post/publish",
    "POST api/user/post/modify",
    "DELETE api/user/post/delete",
    "GET api/user/post/check",
    "POST api/user/order/add",
    "POST api/user/order/cancel",
    "POST api/user/order/delete",
    "POST api/pay/init",
    "POST api/user/logout",
    "GET api/user/order/offers",
    "GET api/user/order/check",
    "POST api/user/order/confirm",
    "GET api/pay/check",
];

/// The routes that need a session of a consultant.
const OF_CONSULTANTS: [&str; 8] = [
    "GET api/user/post/acquire",
    "POST api/consultant/logout",
    "POST api/consultant/order/accept",
    "POST api/consultant/order/cancel",
    "POST api/consultant/order/complete",
    "GET api/consultant/order/check",
    "POST api/consultant/order/delete",
    "GET api/consultant/income/check",
];

/// Parameters that every one of these routes takes.
const FIELDS: [(&str, &str); 14] = [
    ("post_id", "1"),
    ("tag_id", "1"),
    ("title", "a"),
    ("content", "b"),
    ("price", "120.00"),
    ("order_no", "CO202611280000000001"),
    ("create_time", "now"),
    ("status", "active"),
    ("body", "b"),
    ("out_trade_no", "CO202611280000000001"),
    ("total_fee", "12000"),
    ("spbill_create_ip", "::1"),
    ("page", "1"),
    ("attach", "x"),
];

fn fields(route: &str, consultant: &str) -> Vec<(&'static str, String)> {
    let of_route = FIELDS.iter().filter(|(name, _)| {
        // A list has its own states.
        *name != "status" || route == "POST api/user/order/add"
    });
    let mut fields: Vec<(&str, String)> = of_route
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect();
    if route == "POST api/user/order/add" {
        fields.push(("consultant_id", consultant.to_owned()));
    }
    fields
}

fn call(
    shop: &Shop,
    route: &str,
    headers: &[(&str, &str)],
    extra: &[(&str, &str)],
) -> crate::wire::Reply {
    let fields = fields(route, "3");
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str()));
    let fields: Vec<(&str, &str)> = fields.chain(extra.iter().copied()).collect();
    request(&shop.gateway, route, headers, &fields)
}

#[test]
fn a_token_of_another_side_or_product_is_an_unknown_token() {
    let gateway = TestGateway::builder().start();
    let shop = Shop { gateway };
    let [buyer, _, lawyer, _] = shop.of_demo();
    let of_yaf = shop.gateway.register("19900000401");
    let login = json!({"username": "18215606355", "password": "123456"});
    let of_homecare = shop.gateway.call("homecare.consumer.login", login).good();
    let of_homecare = of_homecare["private_token"].as_str().unwrap().to_owned();
    let unknown = "0123456789abcdef0123456789abcdef".to_owned();
    for (routes, others) in [
        (
            &OF_BUYERS[..],
            [&lawyer.token, &of_yaf, &of_homecare, &unknown],
        ),
        (
            &OF_CONSULTANTS[..],
            [&buyer.token, &of_yaf, &of_homecare, &unknown],
        ),
    ] {
        for route in routes {
            assert_eq!(call(&shop, route, &[], &[]).fault(), 2001, "{route}");
            for token in others {
                let bearer = format!("Bearer {token}");
                let reply = call(&shop, route, &[("Authorization", &bearer)], &[]);
                assert_eq!(reply.fault(), 2002, "{route}");
            }
        }
    }
    for (methods, token) in [
        (["post.check", "order.check", "user.logout"], &lawyer.token),
        (
            [
                "consultant.order.check",
                "consultant.income.check",
                "consultant.logout",
            ],
            &buyer.token,
        ),
    ] {
        for method in methods {
            for token in [token, &of_yaf, &of_homecare, &unknown] {
                let wrong = Account {
                    id: 0,
                    token: token.clone(),
                };
                let signed = shop.signed(&wrong, method, json!({}));
                assert_eq!(signed.fault(), (601, "session_expired"), "{method}");
            }
        }
    }
    assert_eq!(
        shop.gateway
            .client()
            .token(&buyer.token)
            .call("user.detail", json!({}))
            .code(),
        601
    );
    shop.check_books();
}

#[test]
fn a_user_beside_the_token_is_the_session_s_own() {
    let shop = Shop::open();
    let [buyer, other, lawyer, other_lawyer] = shop.of_demo();
    for (routes, name, own, foreign) in [
        (&OF_BUYERS[..], "user_id", &buyer, &other),
        (&OF_CONSULTANTS[..], "consultant_id", &lawyer, &other_lawyer),
    ] {
        let bearer = format!("Bearer {}", own.token);
        let headers = [("Authorization", bearer.as_str())];
        for route in routes {
            for id in [foreign.id.to_string(), "0".to_owned(), "-1".to_owned()] {
                let reply = call(&shop, route, &headers, &[(name, &id)]);
                assert_eq!(reply.fault(), 2005, "{route} {id}");
            }
            let broken = call(&shop, route, &headers, &[(name, "x")]);
            assert_eq!(broken.fault(), 1005, "{route}");
        }
        let (route, id) = (routes[routes.len() - 2], own.id.to_string());
        assert_ne!(
            call(&shop, route, &headers, &[(name, &id)]).json()["code"],
            json!(2005)
        );
    }
    let total = shop.call(&buyer, "GET api/user/post/check", &[]).good()["total"].clone();
    assert_eq!(total, json!(5), "nothing has happened");
    shop.check_books();
}

#[test]
fn a_token_comes_in_the_header_else_in_the_cookie_and_never_as_a_parameter() {
    let shop = Shop::open();
    let [buyer, other, lawyer, _] = shop.of_demo();
    let route = "GET api/user/post/check";
    let get = |headers: &[(&str, &str)], fields: &[(&str, &str)]| {
        request(&shop.gateway, route, headers, fields)
    };
    let cookie = format!("a=b; consulting_token={}", buyer.token);
    let cookie = ("Cookie", cookie.as_str());
    assert_eq!(get(&[cookie], &[]).good()["total"], json!(5));
    let bearer = format!("bearer {}", other.token);
    let header = ("Authorization", bearer.as_str());
    assert_eq!(get(&[cookie, header], &[]).good()["total"], json!(1));
    assert_eq!(
        get(&[cookie, ("Authorization", "Basic x")], &[]).good()["total"],
        json!(5)
    );
    assert_eq!(get(&[], &[("token", &buyer.token)]).fault(), 2001);
    let of_lawyer = format!("consultant_token={}", lawyer.token);
    assert_eq!(get(&[("Cookie", &of_lawyer)], &[]).fault(), 2001);
    let wrong = format!("consulting_token={}", lawyer.token);
    assert_eq!(get(&[("Cookie", &wrong)], &[]).fault(), 2002);
}

#[test]
fn pages_of_other_sites_are_refused() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    let bearer = format!("Bearer {}", buyer.token);
    let header = ("Authorization", bearer.as_str());
    let cookie = format!("consulting_token={}", buyer.token);
    let cookie = ("Cookie", cookie.as_str());
    let origin = ("Origin", "https://evil.example");
    let site = ("Sec-Fetch-Site", "cross-site");
    let read = "GET api/user/post/check";
    for with in [cookie, header] {
        let refused = request(&shop.gateway, read, &[with, origin], &[]);
        assert_eq!(refused.fault(), 1009);
    }
    request(&shop.gateway, read, &[cookie, site], &[]).good();
    let write = |headers: &[(&str, &str)]| {
        request(
            &shop.gateway,
            "DELETE api/user/post/delete",
            headers,
            &[("post_id", "1")],
        )
    };
    assert_eq!(write(&[cookie, site]).fault(), 1009);
    assert_eq!(
        write(&[cookie, ("Sec-Fetch-Site", "same-origin"), origin]).fault(),
        1009
    );
    write(&[header, site]).good();
    write(&[cookie, ("Sec-Fetch-Site", "same-origin")]).good();
}
