//! Areas and addresses.

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::wire::post_as;
use crate::{BUYER, LIAO, get, log_in, signed, stock};

fn areas(gateway: &TestGateway, key: &str, area_id: &str) -> Vec<(String, String)> {
    let query = "act=member_address&op=area_list";
    let reply = post_as(gateway, key, query, &[("area_id", area_id)]).v1();
    let areas = reply["area_list"].as_array().unwrap().iter();
    let text = |area: &Value, name: &str| area[name].as_str().unwrap().to_owned();
    areas
        .map(|area| (text(area, "area_id"), text(area, "area_name")))
        .collect()
}

#[test]
fn an_area_is_chosen_in_three_steps() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, LIAO, "android");
    assert_eq!(areas(&gateway, &key, "").len(), 31);
    let hong_kong = "INSERT INTO districts (code, name) VALUES (810001, '中西区')";
    stock::execute(&gateway, hong_kong);
    let provinces = areas(&gateway, &key, "");
    let named = |areas: &[(String, String)], code: &str| {
        let mut areas = areas.iter();
        areas
            .find(|(own, _)| own == code)
            .map(|(_, name)| name.clone())
    };
    for (code, name) in [
        ("120000", "天津"),
        ("440000", "广东"),
        ("810000", "香港"),
        ("150000", "内蒙古"),
        ("650000", "新疆"),
    ] {
        assert_eq!(named(&provinces, code).as_deref(), Some(name));
    }
    let city = |code: &str, name: &str| vec![(code.to_owned(), name.to_owned())];
    assert_eq!(areas(&gateway, &key, "120000"), city("120100", "天津市"));
    assert_eq!(areas(&gateway, &key, "500000"), city("500100", "重庆市"));
    let districts = areas(&gateway, &key, "120100");
    assert_eq!(named(&districts, "120106").as_deref(), Some("红桥区"));
    let hubei = areas(&gateway, &key, "420000");
    assert_eq!(
        named(&hubei, "429000").as_deref(),
        Some("省直辖县级行政区划")
    );
    assert!(named(&areas(&gateway, &key, "429000"), "429004").is_some());
    assert_eq!(areas(&gateway, &key, "441900"), city("441900", "东莞市"));
    for none in ["120106", "999999", "7"] {
        assert_eq!(areas(&gateway, &key, none), [], "{none}");
    }
}

fn address(city_id: i64, area_id: i64) -> Value {
    json!({"true_name": "张三", "city_id": city_id, "area_id": area_id, "area_info": "火星", "address": "一号",
        "mob_phone": "19900000305"})
}

fn list(gateway: &TestGateway, key: &str) -> Vec<(i64, i64)> {
    let list = get(gateway, key, "address.list", json!({}));
    let list = list["address_list"].as_array().unwrap().iter();
    list.map(|item| {
        let number = |name: &str| item[name].as_i64().unwrap();
        (number("address_id"), number("is_default"))
    })
    .collect()
}

#[test]
fn an_address_is_where_its_codes_say() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, BUYER, "android");
    let add = |address: &Value| signed(&gateway, &key, "address.add", address.clone());
    for (city, area) in [
        (120_100, 440_305),
        (440_300, 440_300),
        (440_000, 440_305),
        (440_300, 440_999),
        (1, 2),
    ] {
        let answer = add(&address(city, area));
        assert_eq!(answer.fault(), (503, "district_unknown"), "{city} {area}");
    }
    let first = add(&address(440_300, 440_305)).data()["address_id"].clone();
    let again = add(&address(440_300, 440_305)).data()["address_id"].clone();
    assert_eq!(first, again, "an equal address is the same one");
    let shown = get(
        &gateway,
        &key,
        "address.detail",
        json!({"address_id": first}),
    );
    assert_eq!(shown["area_info"], "广东 深圳市 南山区");
    for (city, area, text) in [
        (500_100, 500_229, "重庆 重庆市 城口县"),
        (429_000, 429_004, "湖北 省直辖县级行政区划 仙桃市"),
        (441_900, 441_900, "广东 东莞市"),
    ] {
        let added = add(&address(city, area));
        let id = added.data()["address_id"].clone();
        let shown = get(&gateway, &key, "address.detail", json!({"address_id": id}));
        assert_eq!(shown["area_info"], text);
    }
    for (name, value) in [
        ("true_name", json!("")),
        ("mob_phone", json!("123")),
        ("tel_phone", json!("12a45")),
        ("mob_phone", Value::Null),
    ] {
        let mut bad = address(440_300, 440_305);
        bad[name] = value;
        let answer = add(&bad);
        assert_eq!(answer.fault(), (503, "bad_params"));
        assert!(answer.msg().contains(name), "{answer:?}");
    }
}

#[test]
fn the_first_address_is_the_default_and_the_newest_follows_it() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, BUYER, "android");
    let mut ids = Vec::new();
    for area in [440_303, 440_304, 440_305] {
        let added = get(&gateway, &key, "address.add", address(440_300, area));
        ids.push(added["address_id"].as_i64().unwrap());
    }
    let [first, second, third] = *ids else {
        panic!("{ids:?}")
    };
    assert_eq!(list(&gateway, &key), [(first, 1), (third, 0), (second, 0)]);
    let delete = |id: i64| get(&gateway, &key, "address.delete", json!({"address_id": id}));
    delete(first);
    assert_eq!(list(&gateway, &key), [(third, 1), (second, 0)]);
    delete(second);
    delete(first);
    assert_eq!(list(&gateway, &key), [(third, 1)]);
    for area in 0..19 {
        let mut more = address(440_300, 440_305);
        more["address"] = json!(format!("{area}号"));
        get(&gateway, &key, "address.add", more);
    }
    let full = signed(&gateway, &key, "address.add", address(120_100, 120_106));
    assert_eq!(full.fault(), (503, "address_limit"));
    // An address that already exists is not a new address.
    get(&gateway, &key, "address.add", address(440_300, 440_305));
}

#[test]
fn the_address_of_another_member_does_not_exist() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let (liao, buyer) = (
        log_in(&gateway, LIAO, "android"),
        log_in(&gateway, BUYER, "android"),
    );
    let of_liao = list(&gateway, &liao);
    let id = of_liao[0].0;
    let mut edited = address(440_300, 440_305);
    edited["address_id"] = json!(id);
    for (method, parameters) in [
        ("address.detail", json!({"address_id": id})),
        ("address.edit", edited),
    ] {
        let answer = signed(&gateway, &buyer, method, parameters);
        assert_eq!(answer.fault(), (503, "address_not_found"), "{method}");
    }
    get(
        &gateway,
        &buyer,
        "address.delete",
        json!({"address_id": id}),
    );
    assert_eq!(list(&gateway, &liao), of_liao);
}

#[test]
fn an_edit_replaces_every_field() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, LIAO, "ios");
    let id = list(&gateway, &key)[0].0.to_string();
    let fields = [
        ("address_id", id.as_str()),
        ("true_name", "李四"),
        ("city_id", "440300"),
        ("area_id", "440305"),
        ("area_info", "天津"),
        ("address", "<b>1</b>'; DROP TABLE users"),
        ("tel_phone", "+86 (755) 1234"),
    ];
    let edit = post_as(
        &gateway,
        &key,
        "act=member_address&op=address_edit",
        &fields,
    );
    assert_eq!(edit.v1(), "1");
    let shown = post_as(
        &gateway,
        &key,
        "act=member_address&op=address_info",
        &[("address_id", &id)],
    );
    assert_eq!(
        shown.v1(),
        json!({"address_id": id, "true_name": "李四", "city_id": "440300", "area_id": "440305",
            "area_info": "广东 深圳市 南山区", "address": "<b>1</b>'; DROP TABLE users", "tel_phone": "+86 (755) 1234",
            "mob_phone": "", "is_default": "1"})
    );
}
