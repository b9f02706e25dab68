//! The replies have the keys of the API document, in its order and types.

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::get;

/// The requests of the document that need no account, and their replies. Names and texts differ from the document.
fn of_guests() -> Vec<(&'static str, Value, Value)> {
    vec![
        (
            "homecare.version.android",
            json!({}),
            json!({"update_time": "2015-03-13 19:47:06+08:00", "android_version": "2.1.6"}),
        ),
        (
            "homecare.version.ios",
            json!({}),
            json!({"update_time": "2015-03-13 19:47:06+08:00", "ios_version": "2.1.6"}),
        ),
        (
            "homecare.feedback.create",
            json!({"phone": "18215606355", "content": "test"}),
            json!({"msg": "feedback add success"}),
        ),
        (
            "homecare.city.search",
            json!({"city_num": "513012"}),
            json!({"msg": "match resemble city success", "city": {"city_num": "511100", "city_name": "", "city_address": "",
                "city_info": "", "city_tel": "61830000"}, "match": false}),
        ),
        (
            "homecare.goods.items",
            json!({"city_number": "511000"}),
            json!({"msg": "goods_p get success", "goods_item": [
                {"item_name": "", "have_advertisment": false, "pid": 2, "advertisment": ""},
                {"item_name": "", "have_advertisment": false, "pid": 1, "advertisment": ""},
            ]}),
        ),
        (
            "homecare.goods.sec_items",
            json!({"pid": "1"}),
            json!({"msg": "goods item_o get success", "goods": [
                {"item_name": "", "s_item_list": [{"picture": "", "title": "", "sid": 1}, {"picture": "", "title": "", "sid": 2}],
                    "oid": 1},
                {"item_name": "", "s_item_list": [{"picture": "", "title": "", "sid": 3}, {"picture": "", "title": "", "sid": 4}],
                    "oid": 2},
            ], "pid": 1}),
        ),
        (
            "homecare.goods.detail",
            json!({"sid": "1"}),
            json!({"real_price": 1000, "picture": "", "title": "", "repair_price": 500, "made_by": "", "material": "",
                "made_in": "", "content": "", "plus": "", "sid": 1, "msg": "goods detail get success", "origin_price": 1200,
                "brand": ""}),
        ),
        (
            "homecare.service.list",
            json!({"pid": "1"}),
            json!({"msg": "get homeitems success", "home_items": [
                {"item_name": "", "sort_id": null, "hid": 1, "pic_url": null},
                {"item_name": "", "sort_id": 12, "hid": 2, "pic_url": ""},
                {"item_name": "", "sort_id": null, "hid": 3, "pic_url": ""},
            ]}),
        ),
        (
            "homecare.goods.recommand",
            json!({"recommand_id": "1"}),
            json!({"msg": "recommand list get success", "recommand_list": [
                {"real_price": 2000, "picture": "", "recommand": 10, "title": "", "repair_price": 400, "sid": 2,
                    "origin_price": 3000},
                {"real_price": 2000, "picture": "", "recommand": 3, "title": "", "repair_price": 400, "sid": 3,
                    "origin_price": 4000},
                {"real_price": 2000, "picture": "", "recommand": 1, "title": "", "repair_price": 400, "sid": 4,
                    "origin_price": 4000},
                {"real_price": 1000, "picture": "", "recommand": 0, "title": "", "repair_price": 500, "sid": 1,
                    "origin_price": 1200},
            ]}),
        ),
        (
            "homecare.service.groups",
            json!({"city_number": "511000"}),
            json!({"msg": "get home items success", "parent_item_list": [
                {"note": "", "sort_id": null, "item_name": "", "type": 1, "recommand": 1, "pid": 1, "icon": ""},
                {"note": "", "sort_id": null, "item_name": "", "type": 2, "recommand": 0, "pid": 2, "icon": ""},
            ]}),
        ),
        (
            "homecare.ad.list",
            json!({"city_number": "511100"}),
            json!({"advertisment_list": [
                {"fields": {"content": "", "third_jump": null, "title": "", "photo": "", "area": 2, "is_new": true,
                    "second_jump": 33, "create_time": "", "type": 1, "first_jump": 3}, "model": "HomeApi.advertisement", "pk": 2},
                {"fields": {"content": "", "third_jump": 1, "title": "", "photo": "", "area": 2, "is_new": true,
                    "second_jump": 12, "create_time": "", "type": 1, "first_jump": 1}, "model": "HomeApi.advertisement", "pk": 1},
            ], "msg": "advertisment list get success"}),
        ),
    ]
}

/// Checks that a reply is as documented: the same keys in the same order, and the same values. An empty text in the documented
/// reply stands for any text.
pub(crate) fn is_as_documented(documented: &Value, reply: &Value, at: &str) {
    match (documented, reply) {
        (Value::Object(documented), Value::Object(reply)) => {
            let keys: Vec<_> = reply.keys().collect();
            assert_eq!(keys, documented.keys().collect::<Vec<_>>(), "{at}");
            for (key, value) in documented {
                is_as_documented(value, &reply[key], &format!("{at}.{key}"));
            }
        }
        (Value::Array(documented), Value::Array(reply)) => {
            assert_eq!(documented.len(), reply.len(), "{at}: {reply:?}");
            for (index, value) in documented.iter().enumerate() {
                is_as_documented(value, &reply[index], &format!("{at}[{index}]"));
            }
        }
        (Value::String(documented), Value::String(_)) if documented.is_empty() => {}
        _ => assert_eq!(reply, documented, "{at}"),
    }
}

#[test]
fn every_documented_request_of_a_guest_gets_its_reply() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for (method, request, documented) in of_guests() {
        let reply = get(&gateway, method, request);
        is_as_documented(&documented, &reply, method);
    }
}
