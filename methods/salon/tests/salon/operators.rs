//! The methods of operators, and their effect on clients, which is immediate.

use serde_json::{Value, json};
use signet_testkit::Answer;

use crate::salon::{EMPTY, NEW, PASSWORD, Salon, XIAOMEI, good, password_grant, refusal, token_of};

fn call(salon: &Salon, method: &str, parameters: Value) -> Answer {
    let method = format!("admin.salon.{method}");
    salon.gateway.admin().call(&method, parameters)
}

/// Returns the names of the shops of a token.
fn shops(salon: &Salon, token: &str) -> Vec<String> {
    let shops = good(&salon.user(token, "GET accounts/me/shops", Value::Null));
    let names = shops.as_array().unwrap().iter();
    names
        .map(|shop| shop["name"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn brands_and_shops_are_made_edited_hidden_and_listed() {
    let salon = Salon::open();
    let token = salon.sms_token(NEW);
    let brand = salon.operate("brand.create", json!({"name": "云裳"}))["brand_id"].clone();
    salon.operate(
        "brand.edit",
        json!({"brand_id": brand, "name": "云裳造型", "founder_name": "林云"}),
    );
    let shop = json!({"brand_id": brand, "name": "一店", "street": "路 1 号", "contact_tel": "1", "is_exp": 1});
    let shop_id = salon.operate("shop.create", shop.clone())["shop_id"].clone();
    let edited = signet_testkit::with(
        shop,
        json!({"shop_id": shop_id, "name": "二店", "is_exp": 0}),
    );
    salon.operate("shop.edit", edited);
    let test = json!({"mobile": NEW, "shop_id": shop_id, "ref_no": "T-1", "finished": 1});
    salon.operate("test.create", test);
    let seen = good(&salon.user(&token, "GET accounts/me/shops", Value::Null));
    let expected = json!([{
        "brand": {"founder_name": "林云", "id": brand, "name": "云裳造型"}, "id": shop_id, "name": "二店",
        "street": "路 1 号", "contact_tel": "1", "is_exp": 0,
    }]);
    assert_eq!(seen, expected);
    for (method, id) in [
        ("shop.hide", json!({"shop_id": shop_id})),
        ("brand.hide", json!({"brand_id": brand})),
    ] {
        salon.operate(method, id.clone());
        assert_eq!(shops(&salon, &token), Vec::<String>::new(), "{method}");
        salon.operate(method, signet_testkit::with(id, json!({"hidden": 0})));
        assert_eq!(shops(&salon, &token), ["二店"]);
    }
    let listed = salon.operate("shop.list", json!({"brand_id": brand}));
    assert_eq!(
        (&listed["total"], &listed["list"][0]["name"]),
        (&json!(1), &json!("二店"))
    );
    let listed = salon.operate("brand.list", json!({}));
    assert_eq!(
        (&listed["total"], &listed["list"][0]["founder_name"]),
        (&json!(3), &json!("林云"))
    );
    for (method, parameters) in [
        ("brand.edit", json!({"brand_id": 999, "name": "a"})),
        ("brand.hide", json!({"brand_id": 999})),
        ("shop.hide", json!({"shop_id": 999})),
        (
            "shop.create",
            json!({"brand_id": 999, "name": "a", "street": "a", "contact_tel": "1", "is_exp": 0}),
        ),
        (
            "shop.edit",
            json!({"shop_id": 999, "brand_id": brand, "name": "a", "street": "a", "contact_tel": "1", "is_exp": 0}),
        ),
    ] {
        assert_eq!(
            call(&salon, method, parameters).sub_code(),
            "record_not_found",
            "{method}"
        );
    }
}

#[test]
fn a_test_counts_once_it_is_finished_and_not_hidden() {
    let salon = Salon::open();
    let token = salon.sms_token(NEW);
    let is_testing = || salon.me(&token)["is_testing"].clone();
    let shop_id = salon.operate("shop.list", json!({}))["list"][3]["shop_id"].clone();
    let test = json!({"mobile": NEW, "shop_id": shop_id, "ref_no": "T-1"});
    let test_id = salon.operate("test.create", test.clone())["test_id"].clone();
    assert_eq!((is_testing(), shops(&salon, &token).len()), (json!(0), 0));
    salon.operate("test.finish", json!({"test_id": test_id}));
    let listed = salon.operate("test.list", json!({"mobile": NEW}));
    let finished = listed["list"][0]["finished_time"].clone();
    assert_ne!(finished, "");
    assert_eq!((is_testing(), shops(&salon, &token).len()), (json!(1), 1));
    salon.gateway.clock.shift(100);
    salon.operate("test.finish", json!({"test_id": test_id, "again": 1}));
    let listed = salon.operate("test.list", json!({"mobile": NEW, "shop_id": shop_id}));
    assert_eq!(listed["list"][0]["finished_time"], finished, "once");
    salon.operate("test.hide", json!({"test_id": test_id}));
    assert_eq!((is_testing(), shops(&salon, &token).len()), (json!(0), 0));
    salon.operate("test.hide", json!({"test_id": test_id, "hidden": 0}));
    assert_eq!(is_testing(), 1);
    for (method, parameters, fault) in [
        (
            "test.create",
            json!({"mobile": "13900000000", "shop_id": shop_id, "ref_no": "T-2"}),
            "user_not_found",
        ),
        (
            "test.create",
            json!({"mobile": NEW, "shop_id": 999, "ref_no": "T-2"}),
            "record_not_found",
        ),
        (
            "test.create",
            signet_testkit::with(test, json!({"finished": 1})),
            "already_exists",
        ),
        ("test.finish", json!({"test_id": 999}), "record_not_found"),
        ("test.hide", json!({"test_id": 999}), "record_not_found"),
    ] {
        assert_eq!(
            call(&salon, method, parameters).sub_code(),
            fault,
            "{method}"
        );
    }
    assert_eq!(
        salon.operate("test.list", json!({"mobile": "13900000000"}))["total"],
        0
    );
}

#[test]
fn a_shop_is_listed_once_by_its_latest_test() {
    let salon = Salon::open();
    let token = salon.sms_token(NEW);
    let listed = salon.operate("shop.list", json!({}));
    let ids: Vec<Value> = listed["list"]
        .as_array()
        .unwrap()
        .iter()
        .map(|shop| shop["shop_id"].clone())
        .collect();
    // The newest first: the hidden one, then three that clients see.
    for (number, shop) in [1, 2, 3, 2, 1, 0, 1].into_iter().enumerate() {
        let test = json!({"mobile": NEW, "shop_id": ids[shop], "ref_no": format!("T-{number}"), "finished": 1});
        salon.operate("test.create", test);
    }
    assert_eq!(
        shops(&salon, &token),
        ["天河店", "福田店", "南山体验店"],
        "also within one second"
    );
}

#[test]
fn points_are_given_and_taken_once_for_an_event() {
    let salon = Salon::open();
    let token = salon.sms_token(NEW);
    let id = salon.id(NEW);
    let give = |more: Value| {
        let gift = json!({"userid": id, "event_type": "TRIAL", "event_id": 7, "point": 50, "reason": "试用"});
        call(&salon, "points.give", signet_testkit::with(gift, more))
    };
    let given = give(json!({})).good();
    assert_eq!(given["balance"], 150);
    assert_eq!(give(json!({"point": 60})).sub_code(), "already_exists");
    assert_eq!(
        give(json!({"event_type": "COMMENT"})).good()["balance"],
        200
    );
    let adjust =
        |point: i64| give(json!({"event_type": "ADJUST", "event_id": null, "point": point}));
    let take = |point: i64| give(json!({"event_id": 8001, "point": point}));
    assert_eq!(take(-150).good()["balance"], 50);
    assert_eq!(take(-151).sub_code(), "already_exists", "not points_short");
    assert_eq!(adjust(-51).sub_code(), "points_short");
    assert_eq!(adjust(1).good()["balance"], 51);
    assert_eq!(salon.me(&token)["point"], 51);
    for more in [
        json!({"event_type": "REGISTER"}),
        json!({"event_type": "GIFT"}),
        json!({"event_id": null}),
        json!({"event_type": "ADJUST"}),
        json!({"point": 0, "event_id": 8}),
        json!({"point": 100_001, "event_id": 8}),
        json!({"point": -100_001, "event_id": 8}),
        json!({"reason": "", "event_id": 8}),
        json!({"reason": "理".repeat(65), "event_id": 8}),
    ] {
        assert_eq!(give(more.clone()).sub_code(), "bad_params", "{more}");
    }
    assert_eq!(give(json!({"userid": 99_999})).sub_code(), "user_not_found");
    let listed = salon.operate("points.list", json!({"userid": id}));
    let balances: Vec<_> = listed["list"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["balance"].as_i64().unwrap())
        .collect();
    assert_eq!(balances, [51, 50, 200, 150, 100]);
    assert_eq!(listed["list"][3]["id"], given["id"]);
    assert_eq!(listed["list"][4]["event_type"], "REGISTER");
}

#[test]
fn the_user_of_another_realm_is_nobody() {
    let salon = Salon::beside_others();
    salon.gateway.register("13812340001");
    let find =
        |connection: &mut _| signet_store::users::by_mobile(connection, "yaf", "13812340001");
    let userid = salon.gateway.read(find).unwrap().id;
    for (method, parameters) in [
        ("user.lock", json!({"userid": userid})),
        ("user.unlock", json!({"userid": userid})),
        ("user.kick", json!({"userid": userid})),
        (
            "user.reset",
            json!({"userid": userid, "password": "zmei-2016"}),
        ),
        (
            "user.unbind",
            json!({"userid": userid, "provider": "salon_wechat_app"}),
        ),
        (
            "points.give",
            json!({"userid": userid, "event_type": "ADJUST", "point": 1, "reason": "a"}),
        ),
        ("points.list", json!({"userid": userid})),
        (
            "test.create",
            json!({"mobile": "13812340001", "shop_id": 1, "ref_no": "a"}),
        ),
    ] {
        assert_eq!(
            call(&salon, method, parameters).sub_code(),
            "user_not_found",
            "{method}"
        );
    }
}

#[test]
fn an_account_is_locked_unlocked_and_kicked() {
    let salon = Salon::open();
    let userid = json!({"userid": salon.id(XIAOMEI)});
    let token = salon.token(XIAOMEI, PASSWORD);
    salon.operate("user.lock", userid.clone());
    assert_eq!(salon.state(&token), 601);
    assert_eq!(
        refusal(&salon.grant(password_grant(XIAOMEI, PASSWORD))),
        (403, 503)
    );
    assert_eq!(
        refusal(&salon.grant(password_grant(XIAOMEI, "zmei-2014"))),
        (400, 1011)
    );
    salon.operate("user.unlock", userid.clone());
    let token = salon.token(XIAOMEI, PASSWORD);
    salon.operate("user.kick", userid);
    assert_eq!(salon.state(&token), 601);
    token_of(&salon.grant(password_grant(XIAOMEI, PASSWORD)));
}

#[test]
fn a_binding_is_removed_with_every_session() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let unbind = json!({"userid": salon.id(XIAOMEI), "provider": "salon_wechat_app"});
    salon.operate("user.unbind", unbind.clone());
    assert_eq!(salon.state(&token), 601);
    salon.gateway.clock.shift(1);
    assert_eq!(
        call(&salon, "user.unbind", unbind).sub_code(),
        "record_not_found"
    );
    let me = salon.me(&salon.token(XIAOMEI, PASSWORD));
    assert_eq!(
        me["openid"], "demo_openid_xiaomei",
        "that of the client in WeChat"
    );
    let unknown = json!({"userid": salon.id(XIAOMEI), "provider": "teahouse_qq"});
    assert_eq!(
        call(&salon, "user.unbind", unknown).sub_code(),
        "bad_params"
    );
}

#[test]
fn users_are_listed_with_masked_openids() {
    let salon = Salon::open();
    let listed = salon.operate("user.list", json!({}));
    assert_eq!(listed["total"], 4);
    let found = salon.operate("user.list", json!({"mobile": XIAOMEI}));
    let user = &found["list"][0];
    assert_eq!(
        (&found["total"], &user["mobile"]),
        (&json!(1), &json!(XIAOMEI))
    );
    assert_eq!(
        (&user["password_is_ok"], &user["point"]),
        (&json!(1), &json!(140))
    );
    assert_eq!(user["openid_app"], "demo****omei");
    let empty = salon.operate("user.list", json!({"mobile": EMPTY}));
    assert_eq!(empty["list"][0]["openid_app"], "");
    assert_eq!(salon.operate("user.list", json!({"state": 2}))["total"], 1);
    let later = json!({"start_time": "2099-01-01 00:00:00"});
    assert_eq!(salon.operate("user.list", later)["total"], 0);
    assert_eq!(
        salon.operate("user.list", json!({"end_time": "2099-01-01 00:00:00"}))["total"],
        4
    );
}

#[test]
fn the_methods_of_operators_are_no_routes_and_no_client_s() {
    let salon = Salon::open();
    let client = salon.gateway.client();
    let refused = client.call("admin.salon.brand.list", json!({}));
    assert_eq!(refused.sub_code(), "not_permitted");
    salon.operate("brand.create", json!({"name": "云裳"}));
    let rows = salon.gateway.audited("admin.salon.brand.create");
    assert_eq!(rows.len(), 1, "{rows:?}");
}
