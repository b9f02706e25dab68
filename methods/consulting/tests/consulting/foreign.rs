//! Ids of other accounts, and data of one side that the other side must not get.

use serde_json::json;

use crate::shop::{PASSWORD, Post, Shop};

#[test]
fn what_belongs_to_others_is_as_if_it_did_not_exist() {
    let shop = Shop::open();
    let [buyer, stranger, lawyer, other] = shop.of_demo();
    let open = shop.paid(&buyer, "10.00");
    shop.accept(&lawyer, &open);
    let active = shop.ordered(&buyer, "10.00", &lawyer);
    let done = shop.delivered(&buyer, "10.00", &lawyer);
    shop.on_post(&buyer, "POST api/user/order/confirm", &done)
        .good();
    let unpaid = shop.publish(&buyer, "10.00");
    let nothing = Post {
        id: 999_999,
        order_no: "CO209911289999999999".to_owned(),
    };
    let body = |reply: crate::wire::Reply| (reply.http, reply.text.clone());
    for route in [
        "DELETE api/user/post/delete",
        "GET api/user/order/offers",
        "POST api/user/order/cancel",
        "POST api/user/order/delete",
        "POST api/user/order/confirm",
    ] {
        let missing = body(shop.on_post(&stranger, route, &nothing));
        for post in [&open, &active, &done, &unpaid] {
            assert_eq!(
                body(shop.on_post(&stranger, route, post)),
                missing,
                "{route}"
            );
        }
    }
    let modify = |post: &Post| {
        let post_id = post.id();
        let fields = [
            ("post_id", &*post_id),
            ("tag_id", "1"),
            ("title", "a"),
            ("content", "b"),
        ];
        body(shop.call(&stranger, "POST api/user/post/modify", &fields))
    };
    let check = |post: &Post| {
        let fields = [("out_trade_no", post.order_no.as_str())];
        body(shop.call(&stranger, "GET api/pay/check", &fields))
    };
    for post in [&open, &active, &done, &unpaid] {
        assert_eq!(modify(post), modify(&nothing));
        assert_eq!(check(post), check(&nothing));
        let init = body(shop.pay_init(&stranger, post, "1000"));
        assert_eq!(init, body(shop.pay_init(&stranger, &nothing, "1000")));
        let add = body(shop.add(&stranger, post, "10.00", &lawyer));
        assert_eq!(add, body(shop.add(&stranger, &nothing, "10.00", &lawyer)));
    }
    for route in [
        "POST api/consultant/order/cancel",
        "POST api/consultant/order/delete",
    ] {
        let missing = body(shop.on_post(&other, route, &nothing));
        for post in [&open, &active, &done, &unpaid] {
            assert_eq!(body(shop.on_post(&other, route, post)), missing, "{route}");
        }
    }
    let accept = "POST api/consultant/order/accept";
    for post in [&active, &done, &unpaid] {
        let missing = body(shop.on_post(&other, accept, &nothing));
        assert_eq!(body(shop.on_post(&other, accept, post)), missing);
    }
    let complete = |post: &Post| body(shop.complete(&other, post, "x"));
    for post in [&open, &active, &done, &unpaid] {
        assert_eq!(complete(post), complete(&nothing));
    }
    shop.check_books();
}

#[test]
fn a_consultant_without_an_offer_is_as_if_there_were_none() {
    let shop = Shop::open();
    let [buyer, stranger, lawyer, other] = shop.of_demo();
    let post = shop.paid(&buyer, "10.00");
    shop.accept(&lawyer, &post);
    let pending = shop.log_in("consultant", "lawyer_new");
    let suspended = shop.consultant("suspended", "19900000811");
    shop.accept(&suspended, &post);
    let suspend = json!({"consultant_id": suspended.id, "reason": "x"});
    shop.operate("consultant.suspend", suspend);
    let add = |order_no: &str, id: i64| {
        let (post_id, id) = (post.id(), id.to_string());
        let fields = [
            ("order_no", order_no),
            ("create_time", "now"),
            ("price", "10.00"),
            ("post_id", &post_id),
            ("consultant_id", &id),
            ("status", "active"),
        ];
        let reply = shop.call(&buyer, "POST api/user/order/add", &fields);
        (reply.http, reply.text.clone())
    };
    let nobody = add(&post.order_no, 999_999);
    assert!(nobody.1.contains("4004"), "{nobody:?}");
    for person in [&other, &pending, &suspended, &buyer, &stranger] {
        assert_eq!(add(&post.order_no, person.id), nobody, "{person:?}");
    }
    // The order number of another post, of any buyer, gets the same reply as an order number that does not exist.
    let foreign = shop.paid(&stranger, "10.00");
    let own = shop.paid(&buyer, "10.00");
    let missing = add("CO209911289999999999", lawyer.id);
    assert!(missing.1.contains("4003"), "{missing:?}");
    for other in [&foreign, &own] {
        assert_eq!(add(&other.order_no, lawyer.id), missing);
    }
    shop.check_books();
}

#[test]
fn no_side_learns_who_the_other_one_is_and_no_log_what_was_said() {
    let shop = Shop::open();
    let register = |side: &str, username: &str, mobile: &str| {
        let ticket = shop.ticket(side, mobile);
        let (email, realname) = (
            format!("{username}@secret.example"),
            format!("真名{username}"),
        );
        let fields = [
            ("username", username),
            ("password", PASSWORD),
            ("password_again", PASSWORD),
            ("ticket", &ticket),
            ("email", &email),
            ("realname", &realname),
            ("gender", "1"),
        ];
        shop.guest(&format!("POST api/{side}/register"), &fields)
            .good();
        (shop.log_in(side, username), ticket)
    };
    let (buyer, buyers_ticket) = register("user", "planted_buyer", "19912340001");
    let (lawyer, lawyers_ticket) = register("consultant", "planted_lawyer", "19912340002");
    shop.operate("consultant.approve", json!({"consultant_id": lawyer.id}));
    let post = shop.paid(&buyer, "10.00");
    shop.accept(&lawyer, &post);
    let mut seen = Vec::new();
    seen.push(
        shop.call(&lawyer, "GET api/user/post/acquire", &[("tag_id", "1")])
            .text
            .clone(),
    );
    seen.push(
        shop.call(
            &lawyer,
            "GET api/consultant/order/check",
            &[("status", "offered")],
        )
        .text
        .clone(),
    );
    seen.push(
        shop.on_post(&buyer, "GET api/user/order/offers", &post)
            .text
            .clone(),
    );
    shop.add(&buyer, &post, "10.00", &lawyer).good();
    shop.complete(&lawyer, &post, "答复暗号").good();
    seen.push(
        shop.call(&lawyer, "GET api/consultant/order/check", &[])
            .text
            .clone(),
    );
    seen.push(
        shop.call(&buyer, "GET api/user/order/check", &[])
            .text
            .clone(),
    );
    seen.push(
        shop.call(&buyer, "GET api/user/post/check", &[])
            .text
            .clone(),
    );
    shop.on_post(&buyer, "POST api/user/order/confirm", &post)
        .good();
    seen.push(
        shop.call(&lawyer, "GET api/consultant/income/check", &[])
            .text
            .clone(),
    );
    for text in &seen {
        for secret in ["1991234000", "secret.example", "真名"] {
            assert!(!text.contains(secret), "{secret}: {text}");
        }
    }
    for text in &seen[..2] {
        assert!(!text.contains(&post.order_no), "{text}");
    }
    let log = shop.gateway.access_log();
    for secret in [
        "答复暗号",
        PASSWORD,
        &buyers_ticket,
        &lawyers_ticket,
        &buyer.token,
        &lawyer.token,
        "secret.example",
        "1991234000",
        "请看一份合同",
    ] {
        assert!(!log.contains(secret), "{secret}");
    }
    assert!(log.contains("consulting.post.publish"), "{log}");
}
