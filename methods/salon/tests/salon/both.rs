//! Each endpoint on both wires: the signed reply has the same data as the reply on the own wire.

use serde_json::{Map, Value, json};
use signet_testkit::{MULTIPART, multipart, with};

use crate::salon::{EMPTY, NEW, PASSWORD, Salon, XIAOMEI, good, sms_grant, token_of};

/// Returns the names and the JSON types of a value.
fn shape(value: &Value) -> Value {
    match value {
        Value::Object(members) => {
            let members = members.iter();
            let shaped = members.map(|(name, value)| (name.clone(), shape(value)));
            Value::Object(shaped.collect::<Map<_, _>>())
        }
        Value::Array(items) => Value::Array(items.iter().map(shape).collect()),
        Value::Number(number) if number.is_i64() => json!("int"),
        Value::String(_) => json!("string"),
        other => panic!("no client of the document knows {other}"),
    }
}

fn account_shape() -> Value {
    let place = json!({"id": "int", "name": "string"});
    json!({
        "id": "int", "mobile": "string", "password_is_ok": "int", "nickname": "string",
        "avatar": {"src": "string", "url": "string"}, "gender": "int", "point": "int", "is_testing": "int",
        "openid": "string", "location": {"province": place, "city": place},
    })
}

fn shop_shape() -> Value {
    json!({
        "brand": {"founder_name": "string", "id": "int", "name": "string"}, "id": "int", "name": "string",
        "street": "string", "contact_tel": "string", "is_exp": "int",
    })
}

fn change_shape() -> Value {
    json!({
        "create_time": "int", "event_id": "int", "event_type": "string", "id": "int", "point": "int",
        "reason": "string", "user_id": "int",
    })
}

/// Calls a route and its method with the same token, and checks that both return the same data.
fn read(salon: &Salon, token: &str, route: &str, method: &str) -> Value {
    let own = good(&salon.user(token, route, Value::Null));
    let signed = salon.signed(token, method, json!({})).good();
    match signed.get("list") {
        Some(list) => assert_eq!(&own, list, "{route}"),
        None => assert_eq!(own, signed, "{route}"),
    }
    own
}

#[test]
fn what_is_read_is_the_same_and_has_the_types_of_the_document() {
    let salon = Salon::open();
    for (token, shops, changes) in [
        (salon.token(XIAOMEI, PASSWORD), 2, 4),
        (salon.sms_token(EMPTY), 0, 1),
    ] {
        let me = read(&salon, &token, "GET accounts/me", "account.detail");
        assert_eq!(shape(&me), account_shape());
        let read_shops = read(
            &salon,
            &token,
            "GET accounts/me/shops",
            "account.shops.list",
        );
        assert_eq!(shape(&read_shops), json!(vec![shop_shape(); shops]));
        let read_changes = read(
            &salon,
            &token,
            "GET accounts/me/points",
            "account.points.list",
        );
        assert_eq!(shape(&read_changes), json!(vec![change_shape(); changes]));
    }
}

#[test]
fn the_full_account_is_that_of_the_demo() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let me = salon.me(&token);
    let src = me["avatar"]["src"].as_str().unwrap();
    assert!(
        src.starts_with("/images/images/") && src.ends_with(".png"),
        "{src}"
    );
    assert!(me["avatar"]["url"].as_str().unwrap().ends_with(src));
    let expected = json!({
        "id": salon.id(XIAOMEI), "mobile": XIAOMEI, "password_is_ok": 1, "nickname": "小美", "avatar": me["avatar"],
        "gender": 2, "point": 140, "is_testing": 1, "openid": "demo_openid_xiaomei",
        "location": {"province": {"id": 440_000, "name": "广东省"}, "city": {"id": 440_300, "name": "深圳市"}},
    });
    assert_eq!(me, expected);
    let shops = good(&salon.user(&token, "GET accounts/me/shops", Value::Null));
    let names: Vec<_> = shops
        .as_array()
        .unwrap()
        .iter()
        .map(|shop| &shop["name"])
        .collect();
    assert_eq!(names, ["南山体验店", "天河店"], "the latest test first");
    let changes = good(&salon.user(&token, "GET accounts/me/points", Value::Null));
    let seen = changes.as_array().unwrap().iter();
    let seen: Vec<_> = seen
        .map(|change| {
            (
                change["event_type"].as_str().unwrap(),
                change["point"].as_i64().unwrap(),
            )
        })
        .collect();
    let expected = [
        ("ADJUST", -20),
        ("COMMENT", 10),
        ("TRIAL", 50),
        ("REGISTER", 100),
    ];
    assert_eq!(seen, expected);
    assert_eq!(changes[0]["event_id"], changes[0]["id"]);
    assert_eq!(changes[3]["event_id"], salon.id(XIAOMEI));
}

#[test]
fn the_empty_account_has_zeros_and_empty_texts() {
    let salon = Salon::open();
    let me = salon.me(&salon.sms_token(EMPTY));
    let nowhere = json!({"id": 0, "name": ""});
    let expected = json!({
        "id": salon.id(EMPTY), "mobile": EMPTY, "password_is_ok": 0, "nickname": "", "avatar": {"src": "", "url": ""},
        "gender": 0, "point": 100, "is_testing": 0, "openid": "", "location": {"province": nowhere, "city": nowhere},
    });
    assert_eq!(me, expected);
}

#[test]
fn codes_tokens_and_changes_are_the_same() {
    let salon = Salon::open();
    let own = good(&salon.guest("POST login/sms_code", json!({"mobile": NEW})));
    salon.gateway.clock.shift(61);
    let signed = salon.signed("", "sms.send", json!({"mobile": NEW})).good();
    assert_eq!((&own, &signed), (&json!({}), &json!({})));

    let granted = salon.signed("", "login.grant", sms_grant(NEW)).good();
    salon.gateway.clock.shift(61);
    let own = salon.by_sms(NEW, json!({}));
    assert_eq!(shape(&granted), shape(&good(&own)));
    let token = token_of(&own);

    let edit = json!({"nickname": "小北", "gender": 1, "province_id": 440_000, "city_id": 440_300});
    let own = good(&salon.user(&token, "PUT accounts/me", edit.clone()));
    let signed = salon.signed(&token, "account.edit", edit).good();
    let expected = json!({"nickname": "小北", "avatar": "", "gender": 1, "province_id": 440_000, "city_id": 440_300});
    assert_eq!((&own, &signed), (&expected, &expected));

    let repair = json!({"proof_state": "password_is_ok", "value": "zmei-2016"});
    assert_eq!(
        good(&salon.user(&token, "PUT accounts/me/password", repair)),
        json!({})
    );
    let change = json!({"proof_state": "password", "password": "zmei-2016", "value": "zmei-2017"});
    assert_eq!(
        salon.signed(&token, "account.password.edit", change).good(),
        json!({})
    );

    assert_eq!(
        salon.signed(&token, "login.revoke", json!({})).good(),
        json!({})
    );
    assert_eq!(
        good(&salon.user(&token, "DELETE login/token", Value::Null)),
        json!({})
    );
    assert_eq!(salon.state(&token), 601);
}

#[test]
fn a_picture_is_uploaded_on_both_and_becomes_the_avatar() {
    let salon = Salon::open();
    let token = salon.sms_token(NEW);
    let picture = signet_pictures::png(20, 20);
    let client = salon.gateway.client().token(&token);
    let signed = client
        .upload("salon.account.avatar.upload", json!({}), &picture)
        .good();
    let bearer = format!("Bearer {token}");
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", MULTIPART),
    ];
    let body = multipart(&[("image", &picture)]);
    let own = good(
        &salon
            .gateway
            .send("POST /salon/v1/accounts/me/avatar", &headers, &body),
    );
    for uploaded in [&signed, &own] {
        assert_eq!(shape(uploaded), json!({"src": "string", "url": "string"}));
        assert_eq!(salon.me(&token)["avatar"]["src"], "", "not yet");
    }
    for uploaded in [&signed, &own] {
        let edit = json!({"avatar": uploaded["src"]});
        let edited = good(&salon.user(&token, "PUT accounts/me", edit));
        assert_eq!(edited["avatar"], uploaded["src"]);
        assert_eq!(&salon.me(&token)["avatar"], uploaded);
    }
    let again = with(json!({}), json!({"avatar": own["src"]}));
    good(&salon.user(&token, "PUT accounts/me", again));
}
