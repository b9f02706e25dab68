//! The methods of operators for the content.

use serde_json::{Map, Value, json};
use signet_methods_homecare::tables::cities::{self, NewCity};
use signet_testkit::{Client, TestGateway};

use crate::{long, operate, refuses};

/// The kinds of records: the name, the key of the id, and the parameters of the creation and of the list.
fn things() -> Vec<(&'static str, &'static str, Value, Value)> {
    vec![
        (
            "city",
            "city_id",
            json!({"city_num": "110000", "city_name": "北京市", "city_address": "某路1号", "city_info": "门店", "city_tel": "6184",
                "is_default": 0}),
            json!({}),
        ),
        (
            "goods_item",
            "pid",
            json!({"city_num": "511000", "item_name": "空调", "advertisment": "八折", "listorder": 3}),
            json!({}),
        ),
        (
            "goods_sec_item",
            "oid",
            json!({"pid": 2, "item_name": "空调配件", "listorder": 1}),
            json!({"pid": 2}),
        ),
        (
            "goods",
            "sid",
            json!({"oid": 3, "title": "滤网", "picture": "a.png", "origin_price": 0, "real_price": 10_000_000, "repair_price": 0,
                "brand": "b", "made_by": "c", "made_in": "d", "material": "e", "content": "f", "plus": "g", "recommand": 1,
                "listorder": 2}),
            json!({"oid": 3}),
        ),
        (
            "service_group",
            "pid",
            json!({"city_num": "511000", "item_name": "疏通", "note": "n", "type": 2, "recommand": 1, "icon": "i.png", "sort_id": 4}),
            json!({}),
        ),
        (
            "service",
            "hid",
            json!({"pid": 2, "item_name": "疏通", "sort_id": 4, "pic_url": "p.png"}),
            json!({"pid": 2}),
        ),
        (
            "ad",
            "ad_id",
            json!({"city_num": "511000", "title": "t", "content": "c", "photo": "p.png", "type": 1, "is_new": 1, "first_jump": 1,
                "second_jump": 11, "third_jump": 5}),
            json!({}),
        ),
    ]
}

/// Returns a row of a list by its id.
fn row(operator: &Client<'_>, thing: &str, search: &Value, key: &str, id: &Value) -> Value {
    let listed = operate(operator, &format!("{thing}.list"), search.clone());
    let mut rows = listed["list"].as_array().unwrap().iter();
    rows.find(|row| &row[key] == id).unwrap().clone()
}

/// Checks that a row shows what was entered.
fn shows(row: &Value, entered: &Map<String, Value>) {
    for (key, value) in entered {
        assert_eq!(&row[key], value, "{key} of {row}");
    }
}

#[test]
fn a_thing_is_created_edited_hidden_and_listed() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    for (thing, key, create, search) in things() {
        let made = operate(&operator, &format!("{thing}.create"), create.clone());
        let id = made[key].clone();
        let entered = create.as_object().unwrap().clone();
        let created = row(&operator, thing, &search, key, &id);
        shows(&created, &entered);
        assert_eq!(created["state"], 1, "{thing}");

        let mut edited = entered.clone();
        let name = ["city_name", "item_name", "title"]
            .into_iter()
            .find(|name| edited.contains_key(*name))
            .unwrap();
        edited.insert(name.to_owned(), json!("另一个名字"));
        let mut edit = edited.clone();
        edit.insert(key.to_owned(), id.clone());
        for _ in 0..2 {
            operate(
                &operator,
                &format!("{thing}.edit"),
                Value::Object(edit.clone()),
            );
        }
        edited.remove(key);
        shows(&row(&operator, thing, &search, key, &id), &edited);

        for (hidden, state) in [(1, 0), (0, 1)] {
            let hide = json!({key: id, "hidden": hidden});
            operate(&operator, &format!("{thing}.hide"), hide);
            let row = row(&operator, thing, &search, key, &id);
            assert_eq!(row["state"], state, "{thing}");
        }

        edit.insert(key.to_owned(), json!(9999));
        let answer = operator.call(&format!("admin.homecare.{thing}.edit"), Value::Object(edit));
        assert!(
            [(503, "record_not_found"), (503, "already_exists")].contains(&answer.fault()),
            "{thing}: {answer:?}"
        );
        let answer = operator.call(&format!("admin.homecare.{thing}.hide"), json!({key: 9999}));
        assert_eq!(answer.fault(), (503, "record_not_found"), "{thing}");
    }
}

#[test]
fn every_change_leaves_a_row_in_the_audit_log() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let mut expected = Vec::new();
    for (thing, key, create, _) in things() {
        let made = operate(&operator, &format!("{thing}.create"), create);
        let hide = json!({key: made[key], "hidden": 1});
        operate(&operator, &format!("{thing}.hide"), hide);
        let verbs = ["create", "hide"];
        expected.extend(verbs.map(|verb| format!("admin.homecare.{thing}.{verb}")));
    }
    let rows = gateway.audited("admin.homecare.*").into_iter();
    let actions: Vec<String> = rows.map(|row| row.action).collect();
    assert_eq!(actions, expected);
}

#[test]
fn apps_may_not_do_what_operators_do() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for (thing, _, create, search) in things() {
        for (verb, parameters) in [("create", create), ("list", search)] {
            let method = format!("admin.homecare.{thing}.{verb}");
            let answer = gateway.call(&method, parameters);
            assert_eq!(answer.fault(), (403, "not_permitted"), "{method}");
        }
    }
}

#[test]
fn parameters_that_break_a_rule_are_refused() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    for (thing, changed, bad) in [
        ("city", "city_name", long(65)),
        ("city", "is_default", json!(2)),
        ("goods_item", "city_num", json!("999999")),
        ("goods_item", "advertisment", long(501)),
        ("goods_item", "listorder", json!(100_000)),
        ("goods_sec_item", "pid", json!(99)),
        ("goods_sec_item", "item_name", long(65)),
        ("goods", "oid", json!(99)),
        ("goods", "real_price", json!(0)),
        ("goods", "real_price", json!(10_000_001)),
        ("goods", "real_price", json!(10.5)),
        ("goods", "repair_price", json!(-1)),
        ("goods", "origin_price", json!(10_000_001)),
        ("goods", "recommand", json!(-1)),
        ("service_group", "type", json!(3)),
        ("service_group", "recommand", json!(99)),
        ("service_group", "city_num", json!("999999")),
        ("service", "pid", json!(99)),
        ("service", "item_name", json!("a\nb")),
        ("ad", "first_jump", json!(4)),
        ("ad", "second_jump", json!(13)),
        ("ad", "second_jump", json!(2)),
        ("ad", "third_jump", json!(0)),
        ("ad", "city_num", json!("999999")),
    ] {
        let mut create = things()
            .into_iter()
            .find(|(name, ..)| *name == thing)
            .unwrap()
            .2;
        create[changed] = bad;
        let answer = operator.call(&format!("admin.homecare.{thing}.create"), create);
        refuses(&answer, changed);
    }
}

#[test]
fn a_level_has_500_rows_at_most() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    gateway
        .store()
        .transaction_blocking::<_, signet_store::Error>(1, |tx| {
            for number in 0..498 {
                let city = NewCity {
                    city_num: format!("{}", 600_000 + number),
                    city_name: "某市".to_owned(),
                    city_address: "某路".to_owned(),
                    city_info: String::new(),
                    city_tel: String::new(),
                    is_default: false,
                };
                cities::insert(tx, &city)?;
            }
            Ok(())
        })
        .unwrap();
    let city =
        json!({"city_num": "110000", "city_name": "某市", "city_address": "某路", "is_default": 0});
    refuses(&operator.call("admin.homecare.city.create", city), "500");
    // An edit adds no row.
    let edited = json!({"city_id": 1, "city_num": "511000", "city_name": "某市", "city_address": "某路", "is_default": 0});
    operate(&operator, "city.edit", edited);
}
