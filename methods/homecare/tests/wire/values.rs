use serde_json::{Value, json};
use signet_testkit::{TestGateway, eventually};

use crate::{fault, get, post, post_text, send};

#[test]
fn ids_are_numbers_or_digits_and_texts_may_be_integers() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for sid in [json!(1), json!("1")] {
        let detail = post(&gateway, "get_goods_detail", &json!({"sid": sid})).good();
        assert_eq!(detail["sid"], 1);
    }
    for city in [json!(511100), json!("511100")] {
        let found = post(&gateway, "city_search", &json!({"city_num": city})).good();
        assert_eq!(found["match"], true);
    }
    for (sid, rule) in [
        (json!(1.0), "必须为整型"),
        (json!("1.0"), "必须为整型"),
        (json!("1e0"), "必须为整型"),
        (json!(" 1"), "必须为整型"),
        (json!("+1"), "必须为整型"),
        (json!(true), "必须为整型"),
        (json!([1]), "必须为整型"),
        (json!(0), "不能小于1"),
        (json!("-1"), "不能小于1"),
        (Value::Null, "不能为空"),
        (json!(""), "不能为空"),
    ] {
        let reply = post(&gateway, "get_goods_detail", &json!({"sid": sid}));
        let expected = fault(0, &format!("参数不正确：sid {rule}"));
        assert_eq!(reply.fault(), expected, "{sid}");
    }
    let beyond = post_text(
        &gateway,
        "get_goods_detail",
        r#"{"sid":18446744073709551617}"#,
    );
    assert_eq!(beyond.fault(), fault(0, "参数不正确：sid 必须为整型"));
}

#[test]
fn money_is_yuan_here_and_fen_signed() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let reply = post(&gateway, "get_goods_detail", &json!({"sid": 1}));
    for member in [
        r#""real_price":10,"#,
        r#""repair_price":5,"#,
        r#""origin_price":12,"#,
    ] {
        assert!(reply.text.contains(member), "{reply:?}");
    }
    let signed = gateway.call("homecare.goods.detail", json!({"sid": 1}));
    assert_eq!(signed.data()["real_price"], 1000);
}

#[test]
fn yuan_have_no_zeros_at_their_end() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    for (real, repair, origin, shown) in [
        (3500, 3550, 3505, r#"35 35.5 35.05"#),
        (5, 0, 10_000_000, r#"0.05 0 100000"#),
    ] {
        let goods = json!({"oid": 1, "title": "水管", "real_price": real, "repair_price": repair, "origin_price": origin,
            "recommand": 0, "listorder": 0});
        let made = operator.call("admin.homecare.goods.create", goods);
        assert_eq!(made.code(), 200, "{made:?}");
        let sid = made.data()["sid"].clone();
        let body = json!({"sid": sid});
        let found = || post(&gateway, "get_goods_detail", &body);
        eventually("the goods are shown", || found().json()["status"] == 1);
        let text = found().text.clone();
        let value = |name: &str| {
            let (_, rest) = text.split_once(&format!("\"{name}\":")).unwrap();
            rest.split([',', '}']).next().unwrap().to_owned()
        };
        let values = ["real_price", "repair_price", "origin_price"].map(value);
        assert_eq!(values.join(" "), shown);
    }
}

#[test]
fn a_recommendation_has_two_names() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let sids = |body: Value| {
        let list = post(&gateway, "get_recommand", &body).good()["recommand_list"].clone();
        let list = list.as_array().unwrap().iter();
        list.map(|goods| goods["sid"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(sids(json!({"pid": "1"})), [2, 3, 4, 1]);
    assert_eq!(sids(json!({"recommand_id": 1})), [2, 3, 4, 1]);
    assert_eq!(sids(json!({"recommand_id": 2, "pid": 1})), [5]);
    assert_eq!(sids(json!({"recommand_id": "", "pid": 1})), [2, 3, 4, 1]);
    let none = post(&gateway, "get_recommand", &json!({}));
    assert_eq!(none.fault(), fault(0, "参数不正确：recommand_id 不能为空"));
}

#[test]
fn reserved_keys_in_a_body_change_nothing() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let plain = json!({"sid": 1});
    let expected = post(&gateway, "get_goods_detail", &plain).text.clone();
    for name in [
        "method",
        "v",
        "appid",
        "timestamp",
        "sign",
        "sign_type",
        "token",
        "consumer_token",
        "platform",
        "app_v",
        "unique_id",
        "request_token",
        "channel",
        "image",
        "user_id",
        "amount",
    ] {
        for value in [
            json!("x"),
            json!(7),
            json!([1]),
            json!({"a": 1}),
            json!(true),
        ] {
            let mut body = plain.clone();
            body[name] = value;
            let reply = post(&gateway, "get_goods_detail", &body);
            assert_eq!(reply.text, expected, "{name}");
        }
    }
}

#[test]
fn the_user_agent_is_a_hint_and_nothing_depends_on_it() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let version = "GET /homecare/consumer/get_ios_version";
    let expected = get(&gateway, "get_ios_version").text.clone();
    for agents in [
        &["okhttp/2.3"][..],
        &["Home/2.1 CFNetwork/711 Darwin/14.0"],
        &["a", "b"],
        &["\u{e9}"],
    ] {
        let headers: Vec<_> = agents.iter().map(|agent| ("User-Agent", *agent)).collect();
        assert_eq!(send(&gateway, version, &headers, b"").text, expected);
    }
}
