//! Posts and tags.

use serde_json::{Value, json};

use crate::shop::{Account, Post, Shop};

/// Publishes a post with these fields in place of the usual ones.
fn publish(shop: &Shop, buyer: &Account, changes: &[(&str, &str)]) -> crate::wire::Reply {
    let usual = [
        ("tag_id", "1"),
        ("title", "标题"),
        ("content", "内容"),
        ("price", "1.00"),
    ];
    let is_changed = |name: &str| changes.iter().any(|(changed, _)| *changed == name);
    let kept = usual.iter().filter(|(name, _)| !is_changed(name));
    let fields: Vec<(&str, &str)> = kept.chain(changes).copied().collect();
    shop.call(buyer, "POST api/user/post/publish", &fields)
}

/// Returns a post as its buyer sees it; `Null` if it is not in the list.
fn own(shop: &Shop, buyer: &Account, post: &Post) -> Value {
    let list = shop.call(buyer, "GET api/user/post/check", &[]).content();
    let mut posts = list.as_array().unwrap().iter();
    let found = posts.find(|shown| shown["post_id"] == json!(post.id));
    found.cloned().unwrap_or_default()
}

/// Returns whether a consultant sees a post under a tag.
fn is_listed(shop: &Shop, consultant: &Account, tag: &str, post: &Post) -> bool {
    let list = shop.call(consultant, "GET api/user/post/acquire", &[("tag_id", tag)]);
    let list = list.content();
    let mut posts = list.as_array().unwrap().iter();
    posts.any(|shown| shown["post_id"] == json!(post.id))
}

fn modify(
    shop: &Shop,
    buyer: &Account,
    post: &Post,
    tag_id: &str,
    content: &str,
) -> crate::wire::Reply {
    let post_id = post.id();
    let fields = [
        ("post_id", &*post_id),
        ("tag_id", tag_id),
        ("title", "租房合同"),
        ("content", content),
    ];
    shop.call(buyer, "POST api/user/post/modify", &fields)
}

#[test]
fn a_post_is_shown_to_its_buyer_and_once_paid_to_consultants() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let post = shop.publish(&buyer, "12.50");
    let shown = own(&shop, &buyer, &post);
    let expected = json!({"post_id": post.id, "tag_id": [1], "title": "租房合同", "summary": "请看一份合同",
        "create_time": shown["create_time"], "update_time": shown["update_time"], "price": "12.50",
        "order_no": post.order_no, "status": "unpaid", "pay_status": "unpaid", "offers": 0});
    assert_eq!(shown, expected);
    assert_eq!(post.order_no.len(), 20);
    assert!(post.order_no.starts_with("CO20"), "{post:?}");
    assert!(!is_listed(&shop, &lawyer, "1", &post));
    shop.pay_init(&buyer, &post, "1250").good();
    shop.settle(&post, "paid");
    assert!(is_listed(&shop, &lawyer, "1", &post));
    assert!(!is_listed(&shop, &lawyer, "2", &post));
    shop.accept(&lawyer, &post);
    let shown = own(&shop, &buyer, &post);
    assert_eq!(
        (&shown["status"], &shown["pay_status"], &shown["offers"]),
        (&json!("open"), &json!("paid"), &json!(1))
    );
    let listed = shop
        .call(&lawyer, "GET api/user/post/acquire", &[("tag_id", "1")])
        .good();
    assert_eq!(
        (&listed["page"], &listed["isnext"]),
        (&json!(1), &json!(false))
    );
    let seen = &listed["content"][0];
    let expected = json!({"post_id": post.id, "user_id": buyer.id, "title": "租房合同", "summary": "请看一份合同",
        "create_time": seen["create_time"], "price": "12.50", "tag_id": [1], "offered": 1});
    assert_eq!(*seen, expected);
    shop.check_books();
}

#[test]
fn a_free_post_is_open_at_once_and_never_charged() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    for price in ["0", "0.00", ""] {
        let post = shop.publish(&buyer, price);
        assert_eq!(own(&shop, &buyer, &post)["pay_status"], json!("free"));
        assert_eq!(shop.charge(&post), None);
        assert_eq!(shop.pay_init(&buyer, &post, "0").fault(), 5001);
        shop.accept(&lawyer, &post);
        shop.add(&buyer, &post, "0", &lawyer).good();
        shop.complete(&lawyer, &post, "好").good();
        shop.on_post(&buyer, "POST api/user/order/confirm", &post)
            .good();
        shop.on_post(&buyer, "POST api/user/post/delete", &post);
    }
    shop.check_books();
}

#[test]
fn tags_are_one_to_five_that_clients_see() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    for (tags, expected) in [
        ("3", json!([3])),
        ("3,1", json!([1, 3])),
        ("[3, 2]", json!([2, 3])),
        ("1,2,3,4,5", json!([1, 2, 3, 4, 5])),
    ] {
        let reply = publish(&shop, &buyer, &[("tag_id", tags)]).good();
        let post = Post {
            id: reply["content"][0].as_i64().unwrap(),
            order_no: String::new(),
        };
        assert_eq!(own(&shop, &buyer, &post)["tag_id"], expected, "{tags}");
        shop.call(
            &buyer,
            "DELETE api/user/post/delete",
            &[("post_id", &post.id())],
        )
        .good();
    }
    let listed = publish(
        &shop,
        &buyer,
        &[("tag_id[]", "2"), ("tag_id[]", "6"), ("tag_id", "")],
    );
    assert_eq!(listed.refusal(), (400, 1001));
    let listed = shop.call(
        &buyer,
        "POST api/user/post/publish",
        &[
            ("tag_id[]", "2"),
            ("tag_id[]", "6"),
            ("title", "a"),
            ("content", "b"),
        ],
    );
    listed.good();
    let fields = [
        ("tag_id[]", "2"),
        ("tag_id[]", ""),
        ("title", "a"),
        ("content", "c"),
    ];
    let route = "POST api/user/post/publish";
    shop.call(&buyer, route, &fields).good();
    assert_eq!(shop.call(&buyer, route, &fields[1..]).fault(), 1005);
    for tags in ["0", "-1", "1,1", "1,2,3,4,5,6", "[]", "1;2", "a", "1,"] {
        assert_eq!(
            publish(&shop, &buyer, &[("tag_id", tags)]).fault(),
            1005,
            "{tags}"
        );
    }
    assert_eq!(publish(&shop, &buyer, &[("tag_id", "99")]).fault(), 3001);
    shop.operate("tag.hide", json!({"tag_id": 5}));
    assert_eq!(publish(&shop, &buyer, &[("tag_id", "5")]).fault(), 3001);
    let tags = shop.guest("GET api/tag/check", &[]).content();
    assert_eq!(tags.as_array().unwrap().len(), 5);
}

#[test]
fn a_price_is_yuan_with_two_decimals_at_most() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    for price in [
        "-1",
        "1e3",
        "0x10",
        "12.345",
        " 12",
        "１２",
        "100000000000000000000",
        "100000.01",
        "01",
        "1.",
        ".5",
        "+1",
        "1,000",
    ] {
        let refused = publish(&shop, &buyer, &[("price", price)]);
        assert_eq!(refused.fault(), 1005, "{price}");
        assert!(
            refused.json()["msg"].as_str().unwrap().contains("price"),
            "{refused:?}"
        );
    }
    for (price, shown) in [("100000.00", "100000.00"), ("0.5", "0.50"), ("7", "7.00")] {
        let post = shop.publish(&buyer, price);
        assert_eq!(own(&shop, &buyer, &post)["price"], json!(shown));
    }
    assert_eq!(publish(&shop, &buyer, &[("title", "a\nb")]).fault(), 1005);
    publish(&shop, &buyer, &[("content", "a\r\n\tb")]).good();
    assert_eq!(
        publish(&shop, &buyer, &[("content", "a\u{7}b")]).fault(),
        1005
    );
    assert_eq!(
        publish(&shop, &buyer, &[("content", "a\0b")]).refusal(),
        (400, 1001)
    );
}

#[test]
fn a_buyer_has_twenty_unpaid_and_open_posts() {
    let shop = Shop::open();
    let buyer = shop.buyer("prolific", "19900000310");
    let posts: Vec<Post> = (0..20).map(|_| shop.publish(&buyer, "1.00")).collect();
    assert_eq!(publish(&shop, &buyer, &[]).fault(), 3004);
    shop.on_post(&buyer, "DELETE api/user/post/delete", &posts[0])
        .good();
    publish(&shop, &buyer, &[]).good();
    let list = shop.call(&buyer, "GET api/user/post/check", &[]).good();
    assert_eq!(
        (&list["total"], &list["isnext"]),
        (&json!(20), &json!(false))
    );
}

#[test]
fn a_change_voids_the_offers_and_nothing_else_does() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let post = shop.paid(&buyer, "10.00");
    shop.accept(&lawyer, &post);
    modify(&shop, &buyer, &post, "1", "请看一份合同").good();
    assert_eq!(
        own(&shop, &buyer, &post)["offers"],
        json!(1),
        "nothing has changed"
    );
    for (tag_id, content) in [("1", "另一份合同"), ("1,2", "另一份合同")] {
        assert_eq!(
            modify(&shop, &buyer, &post, tag_id, content).content(),
            json!([])
        );
        assert_eq!(own(&shop, &buyer, &post)["offers"], json!(0));
        assert_eq!(shop.add(&buyer, &post, "10.00", &lawyer).fault(), 4004);
        shop.accept(&lawyer, &post);
    }
    assert!(is_listed(&shop, &lawyer, "2", &post));
    modify(&shop, &buyer, &post, "3", "另一份合同").good();
    assert!(!is_listed(&shop, &lawyer, "1", &post));
    assert_eq!(modify(&shop, &buyer, &post, "99", "x").fault(), 3001);
    shop.accept(&lawyer, &post);
    shop.add(&buyer, &post, "10.00", &lawyer).good();
    assert_eq!(modify(&shop, &buyer, &post, "1", "x").fault(), 3003);
}

#[test]
fn a_post_keeps_a_tag_that_is_hidden_later() {
    let shop = Shop::open();
    let [buyer, ..] = shop.of_demo();
    let post = shop.publish(&buyer, "10.00");
    modify(&shop, &buyer, &post, "1,2", "请看").good();
    shop.operate("tag.hide", json!({"tag_id": 2}));
    modify(&shop, &buyer, &post, "1,2", "请看").good();
    modify(&shop, &buyer, &post, "1,2", "请看第五条").good();
    assert_eq!(own(&shop, &buyer, &post)["tag_id"], json!([1, 2]));
    modify(&shop, &buyer, &post, "1", "请看第五条").good();
    let again = modify(&shop, &buyer, &post, "1,2", "请看第五条");
    assert_eq!(again.fault(), 3001);
}

#[test]
fn a_deleted_post_is_closed_and_refunded_once() {
    let shop = Shop::open();
    let [buyer, _, lawyer, _] = shop.of_demo();
    let unpaid = shop.publish(&buyer, "10.00");
    let paid = shop.paid(&buyer, "10.00");
    shop.accept(&lawyer, &paid);
    for post in [&unpaid, &paid] {
        for _ in 0..2 {
            let deleted = shop.on_post(&buyer, "DELETE api/user/post/delete", post);
            assert_eq!(deleted.content(), json!([]));
        }
        assert_eq!(own(&shop, &buyer, post), Value::Null);
        assert_eq!(modify(&shop, &buyer, post, "1", "x").fault(), 3002);
        assert_eq!(shop.add(&buyer, post, "10.00", &lawyer).fault(), 3002);
        let accept = shop.on_post(&lawyer, "POST api/consultant/order/accept", post);
        assert_eq!(accept.fault(), 3002);
        assert_eq!(shop.pay_init(&buyer, post, "1000").fault(), 3003);
        shop.check_books();
    }
    assert!(!shop.charge(&unpaid).unwrap().is_paid());
    assert_eq!(shop.charge(&paid).unwrap().requested, 1000);
    let ordered = shop.ordered(&buyer, "10.00", &lawyer);
    let refused = shop.on_post(&buyer, "DELETE api/user/post/delete", &ordered);
    assert_eq!(refused.fault(), 3003);
    shop.on_post(&buyer, "POST api/user/order/cancel", &ordered)
        .good();
    shop.on_post(&buyer, "DELETE api/user/post/delete", &ordered)
        .good();
    shop.check_books();
}

#[test]
fn a_hidden_post_takes_nothing_and_may_be_deleted() {
    let shop = Shop::open();
    let [buyer, _, lawyer, other] = shop.of_demo();
    let post = shop.paid(&buyer, "10.00");
    shop.accept(&lawyer, &post);
    shop.operate("post.hide", json!({"post_id": post.id}));
    assert!(!is_listed(&shop, &lawyer, "1", &post));
    let accept = shop.on_post(&other, "POST api/consultant/order/accept", &post);
    assert_eq!(accept.fault(), 3002);
    assert_eq!(shop.add(&buyer, &post, "10.00", &lawyer).fault(), 3003);
    assert_eq!(modify(&shop, &buyer, &post, "1", "x").fault(), 3003);
    assert_eq!(own(&shop, &buyer, &post)["status"], json!("open"));
    shop.operate("post.show", json!({"post_id": post.id}));
    assert!(is_listed(&shop, &lawyer, "1", &post));
    shop.operate("post.hide", json!({"post_id": post.id}));
    shop.on_post(&buyer, "DELETE api/user/post/delete", &post)
        .good();
    shop.check_books();
    // A payment that was under way when the post was hidden is held.
    let late = shop.publish(&buyer, "10.00");
    shop.pay_init(&buyer, &late, "1000").good();
    shop.operate("post.hide", json!({"post_id": late.id}));
    assert_eq!(shop.pay_init(&buyer, &late, "1000").fault(), 3003);
    shop.settle(&late, "paid");
    assert_eq!(own(&shop, &buyer, &late)["status"], json!("open"));
    assert!(!is_listed(&shop, &lawyer, "1", &late));
    shop.operate("post.show", json!({"post_id": late.id}));
    assert!(is_listed(&shop, &lawyer, "1", &late));
    shop.check_books();
}

#[test]
fn only_approved_consultants_browse_and_only_by_shown_tags() {
    let shop = Shop::open();
    let new = shop.log_in("consultant", "lawyer_new");
    let browse = |account: &Account, tag: &str| {
        shop.call(account, "GET api/user/post/acquire", &[("tag_id", tag)])
    };
    assert_eq!(browse(&new, "1").fault(), 2031);
    assert_eq!(
        shop.call(
            &new,
            "POST api/consultant/order/accept",
            &[("post_id", "2")]
        )
        .fault(),
        2031
    );
    shop.operate("consultant.approve", json!({"consultant_id": new.id}));
    browse(&new, "1").good();
    assert_eq!(browse(&new, "99").fault(), 3001);
    assert_eq!(browse(&new, "1,2").fault(), 1005);
    shop.operate("tag.hide", json!({"tag_id": 1}));
    assert_eq!(browse(&new, "1").fault(), 3001);
    shop.operate(
        "consultant.suspend",
        json!({"consultant_id": new.id, "reason": "x"}),
    );
    assert_eq!(browse(&new, "2").fault(), 2032);
    assert_eq!(
        shop.call(
            &new,
            "POST api/consultant/order/accept",
            &[("post_id", "2")]
        )
        .fault(),
        2032
    );
}
