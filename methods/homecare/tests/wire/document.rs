//! Each request of the API document gets the documented keys, in their order and types, on the demo content.
//!
//! A reply is written as its shape: `int`, `yuan`, `bool`, `text`, `int?` and `text?` (or null) are types, and `=` starts the very
//! text. A key that the document does not have ends with `+`. A list has one shape for its members, of which there is one at least.

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::{get, post};

/// A request of the document: its route, its body and the shape of the good reply.
type Documented = (&'static str, Value, Value);

fn of_everybody() -> Vec<Documented> {
    let city = json!({"city_num": "=511100", "city_name": "text", "city_address": "text", "city_info": "text",
        "city_tel": "=61830000"});
    vec![
        (
            "new_feedback",
            json!({"phone": "18215606355", "content": "test"}),
            json!({"msg": "=feedback add success"}),
        ),
        (
            "city_search",
            json!({"city_num": "513012"}),
            json!({"msg": "=match resemble city success", "city": city, "match": "bool"}),
        ),
        (
            "city_search",
            json!({"city_num": "511100"}),
            json!({"msg": "=get city success", "city": city, "match": "bool"}),
        ),
        (
            "get_goods_item",
            json!({"city_number": "511000"}),
            json!({"msg": "=goods_p get success", "goods_item": [
                {"item_name": "text", "have_advertisment": "bool", "pid": "int", "advertisment": "text"},
            ]}),
        ),
        (
            "get_goods_sec_item",
            json!({"pid": "1"}),
            json!({"msg": "=goods item_o get success", "goods": [
                {"item_name": "text", "s_item_list": [{"picture": "text", "title": "text", "sid": "int"}], "oid": "int"},
            ], "pid": "int"}),
        ),
        (
            "get_goods_detail",
            json!({"sid": "5"}),
            json!({"real_price": "yuan", "picture": "text", "title": "text", "repair_price": "yuan", "made_by": "text",
                "material": "text", "made_in": "text", "content": "text", "plus": "text", "sid": "int",
                "msg": "=goods detail get success", "origin_price": "yuan", "brand": "text"}),
        ),
        (
            "get_homeitem",
            json!({"city_number": "511000"}),
            json!({"msg": "=get home items success", "parent_item_list": [
                {"note": "text", "sort_id": "int?", "item_name": "text", "type": "int", "recommand": "int", "pid": "int",
                    "icon": "text"},
            ]}),
        ),
        (
            "get_homeitem_detail",
            json!({"pid": "1"}),
            json!({"msg": "=get homeitems success", "home_items": [
                {"item_name": "text", "sort_id": "int?", "hid": "int", "pic_url": "text?"},
            ]}),
        ),
        (
            "get_recommand",
            json!({"pid": "1"}),
            json!({"msg": "=recommand list get success", "recommand_list": [
                {"real_price": "yuan", "picture": "text", "recommand": "int", "title": "text", "repair_price": "yuan",
                    "sid": "int", "origin_price": "yuan"},
            ]}),
        ),
        (
            "get_advertisment",
            json!({"city_number": "511100"}),
            json!({"advertisment_list": [
                {"fields": {"content": "text", "third_jump": "int?", "title": "text", "photo": "text", "area": "int",
                    "is_new": "bool", "second_jump": "int?", "create_time": "text", "type": "int", "first_jump": "int"},
                    "model": "=HomeApi.advertisement", "pk": "int"},
            ], "msg": "=advertisment list get success"}),
        ),
    ]
}

/// Checks that a value has a shape.
fn has_shape(shape: &Value, value: &Value, at: &str) {
    let fits = match (shape, value) {
        (Value::Object(shape), Value::Object(members)) => {
            let keys: Vec<&str> = shape.keys().map(|key| key.trim_end_matches('+')).collect();
            assert_eq!(members.keys().collect::<Vec<_>>(), keys, "{at}");
            for (key, shape) in shape {
                let key = key.trim_end_matches('+');
                has_shape(shape, &members[key], &format!("{at}.{key}"));
            }
            true
        }
        (Value::Array(shape), Value::Array(items)) => {
            for item in items {
                has_shape(&shape[0], item, at);
            }
            !items.is_empty()
        }
        (Value::String(shape), value) => match (shape.as_str(), value) {
            ("int" | "int?", value) if value.is_i64() => true,
            ("yuan", Value::Number(_)) | ("bool", Value::Bool(_)) => true,
            ("int?" | "text?", Value::Null) | ("text" | "text?", Value::String(_)) => true,
            (exact, Value::String(text)) => exact.strip_prefix('=') == Some(text),
            _ => false,
        },
        (shape, value) => shape == value,
    };
    assert!(fits, "{at}: {value} is not {shape}");
}

#[test]
fn what_everybody_may_ask_for_has_the_documented_reply() {
    let gateway = TestGateway::start();
    for (route, request, shape) in of_everybody() {
        has_shape(&shape, &post(&gateway, route, &request).good(), route);
    }
    for (route, version) in [
        ("get_android_version", "android_version"),
        ("get_ios_version", "ios_version"),
    ] {
        let shape = json!({"update_time": "text", version: "=2.1.6"});
        has_shape(&shape, &get(&gateway, route).good(), route);
    }
}

#[test]
fn faults_have_the_documented_texts() {
    let gateway = TestGateway::start();
    for (route, request, msg) in [
        (
            "get_goods_item",
            json!({"city_number": "1"}),
            "invalid city number",
        ),
        (
            "get_goods_sec_item",
            json!({"pid": "99"}),
            "invalid city number",
        ),
        ("get_goods_detail", json!({"sid": "99"}), "invalid id"),
        (
            "get_homeitem",
            json!({"city_number": "1"}),
            "invalid city number",
        ),
        ("get_homeitem_detail", json!({"pid": "99"}), "invalid pid"),
        (
            "get_recommand",
            json!({"pid": "99"}),
            "invalid recommand id",
        ),
        (
            "get_advertisment",
            json!({"city_number": "1"}),
            "invalid city number",
        ),
    ] {
        let reply = post(&gateway, route, &request);
        let expected = format!(r#"{{"status":7,"body":{{"msg":"{msg}"}}}}"#);
        assert_eq!((reply.http, reply.text), (200, expected), "{route}");
    }
}
