//! The city of a client.

use serde_json::{Value, json};
use signet_testkit::{TestGateway, eventually};

use crate::{becomes, get, members, operate, refuses};

fn search(gateway: &TestGateway, city_num: &str) -> (String, bool) {
    let found = get(
        gateway,
        "homecare.city.search",
        json!({"city_num": city_num}),
    );
    let number = found["city"]["city_num"].as_str().unwrap().to_owned();
    (number, found["match"].as_bool().unwrap())
}

fn city(city_num: &str, is_default: i64) -> Value {
    json!({"city_num": city_num, "city_name": "某市", "city_address": "某路1号", "is_default": is_default})
}

#[test]
fn a_client_always_gets_a_city() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for (number, expected, is_match) in [
        ("511100", "511100", true),
        ("511000", "511000", true),
        ("513012", "511100", false),
        ("510100", "511000", false),
        ("440300", "511100", false),
        ("1", "511100", false),
        ("51110", "511100", false),
        ("51100x", "511100", false),
        ("乐山市", "511100", false),
        ("5110000000000000", "511100", false),
    ] {
        let found = search(&gateway, number);
        assert_eq!(found, (expected.to_owned(), is_match), "{number}");
    }
    refuses(
        &gateway.call("homecare.city.search", json!({"city_num": ""})),
        "city_num",
    );
    refuses(
        &gateway.call(
            "homecare.city.search",
            json!({"city_num": "51110000000000000"}),
        ),
        "city_num",
    );
}

#[test]
fn four_digits_count_before_two_and_the_smaller_of_two_is_nearest() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    for number in ["513013", "513001", "513025"] {
        operate(&operator, "city.create", city(number, 0));
    }
    eventually("the new cities are known", || {
        search(&gateway, "513013").1 && search(&gateway, "513025").1
    });
    // 513013 and 513025 are at the same distance from 513019; 513001 is farther.
    assert_eq!(search(&gateway, "513019"), ("513013".to_owned(), false));
    // No city shares the first four digits of 513100, so the nearest city with the same first two digits is found.
    assert_eq!(search(&gateway, "513100"), ("513025".to_owned(), false));
}

#[test]
fn there_is_one_default_city() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let made = operate(&operator, "city.create", city("110000", 1));
    eventually("the new default city is known", || {
        search(&gateway, "999999") == ("110000".to_owned(), false)
    });
    let listed = operate(&operator, "city.list", json!({}));
    assert_eq!(
        members(&listed["list"], "city_num"),
        ["110000", "511000", "511100"]
    );
    assert_eq!(members(&listed["list"], "is_default"), [1, 0, 0]);
    // Without a default city, the first city is returned.
    let mut edited = city("110000", 0);
    edited["city_id"] = made["city_id"].clone();
    operate(&operator, "city.edit", edited);
    assert_eq!(search(&gateway, "999999"), ("110000".to_owned(), false));
}

#[test]
fn a_hidden_city_is_unknown_and_without_any_there_is_none() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    operate(&operator, "city.hide", json!({"city_id": 1}));
    let request = json!({"city_number": "511000"});
    becomes(
        &gateway,
        "homecare.goods.items",
        &request,
        "homecare_city_unknown",
    );
    for method in ["homecare.service.groups", "homecare.ad.list"] {
        let answer = gateway.call(method, request.clone());
        assert_eq!(answer.fault(), (503, "homecare_city_unknown"), "{method}");
    }
    assert_eq!(search(&gateway, "511000"), ("511100".to_owned(), false));
    operate(&operator, "city.hide", json!({"city_id": 2}));
    let request = json!({"city_num": "511100"});
    becomes(
        &gateway,
        "homecare.city.search",
        &request,
        "homecare_no_city",
    );
    operate(&operator, "city.hide", json!({"city_id": 2, "hidden": 0}));
    eventually("the city is back", || {
        gateway.call("homecare.city.search", request.clone()).code() == 200
    });
}

#[test]
fn a_city_has_six_digits_of_its_own() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    for number in ["51110", "5111000", "51110x", ""] {
        let answer = operator.call("admin.homecare.city.create", city(number, 0));
        refuses(&answer, "city_num");
    }
    let answer = operator.call("admin.homecare.city.create", city("511100", 0));
    assert_eq!(answer.fault(), (503, "already_exists"));
    let mut edited = city("511100", 0);
    edited["city_id"] = json!(1);
    let answer = operator.call("admin.homecare.city.edit", edited);
    assert_eq!(answer.fault(), (503, "already_exists"));
}
