//! The tree of goods, as clients see it.

use serde_json::{Value, json};
use signet_testkit::{TestGateway, eventually};

use crate::{becomes, get, members, operate};

#[test]
fn unknown_goods_are_a_fault_of_each_level() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for (method, parameters, sub_code) in [
        (
            "homecare.goods.items",
            json!({"city_number": "999999"}),
            "homecare_city_unknown",
        ),
        (
            "homecare.goods.sec_items",
            json!({"pid": 99}),
            "homecare_goods_item_unknown",
        ),
        (
            "homecare.goods.recommand",
            json!({"recommand_id": 99}),
            "homecare_goods_item_unknown",
        ),
        (
            "homecare.goods.detail",
            json!({"sid": 99}),
            "homecare_goods_unknown",
        ),
    ] {
        let answer = gateway.call(method, parameters);
        assert_eq!(answer.fault(), (503, sub_code), "{method}");
    }
    for (method, parameter) in [
        ("homecare.goods.sec_items", "pid"),
        ("homecare.goods.recommand", "recommand_id"),
        ("homecare.goods.detail", "sid"),
    ] {
        for bad in [
            json!(0),
            json!(-1),
            json!("1e1"),
            json!(null),
            json!([1]),
            json!(1.5),
        ] {
            let answer = gateway.call(method, json!({parameter: bad}));
            crate::refuses(&answer, parameter);
        }
    }
}

#[test]
fn what_is_hidden_hides_what_is_below_it() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let of_fridges = json!({"sid": 5});
    get(&gateway, "homecare.goods.detail", of_fridges.clone());
    for (thing, key, id) in [
        ("goods", "sid", 5),
        ("goods_sec_item", "oid", 3),
        ("goods_item", "pid", 2),
    ] {
        operate(&operator, &format!("{thing}.hide"), json!({key: id}));
        becomes(
            &gateway,
            "homecare.goods.detail",
            &of_fridges,
            "homecare_goods_unknown",
        );
        operate(
            &operator,
            &format!("{thing}.hide"),
            json!({key: id, "hidden": 0}),
        );
        eventually("the goods are back", || {
            gateway
                .call("homecare.goods.detail", of_fridges.clone())
                .code()
                == 200
        });
    }
    // A call in another second is another call.
    gateway.clock.shift(1);
    operate(&operator, "goods_item.hide", json!({"pid": 2}));
    let of_group = json!({"pid": 2});
    becomes(
        &gateway,
        "homecare.goods.sec_items",
        &of_group,
        "homecare_goods_item_unknown",
    );
    let items = get(
        &gateway,
        "homecare.goods.items",
        json!({"city_number": "511000"}),
    );
    assert_eq!(members(&items["goods_item"], "pid"), [1]);
}

#[test]
fn a_group_of_one_city_is_in_that_city_alone() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let group = json!({"city_num": "511100", "item_name": "空调维修", "advertisment": "夏季八折", "listorder": 0});
    let pid = operate(&operator, "goods_item.create", group)["pid"].clone();
    let of_city = |number: &str| {
        let items = get(
            &gateway,
            "homecare.goods.items",
            json!({"city_number": number}),
        );
        items["goods_item"].clone()
    };
    eventually("the group is shown", || {
        of_city("511100").as_array().unwrap().len() == 3
    });
    assert_eq!(
        of_city("511100")[0],
        json!({"item_name": "空调维修", "have_advertisment": true, "pid": pid, "advertisment": "夏季八折"})
    );
    assert_eq!(members(&of_city("511000"), "pid"), [2, 1]);
    // A new group is empty.
    let empty = get(&gateway, "homecare.goods.sec_items", json!({"pid": pid}));
    assert_eq!(
        empty,
        json!({"msg": "goods item_o get success", "goods": [], "pid": pid})
    );
    let none = get(
        &gateway,
        "homecare.goods.recommand",
        json!({"recommand_id": pid}),
    );
    assert_eq!(
        none,
        json!({"msg": "no recommand list", "recommand_list": []})
    );
    // A group that was moved to all cities is shown in every city.
    let edited = json!({"pid": pid, "item_name": "空调维修", "listorder": 9});
    operate(&operator, "goods_item.edit", edited);
    eventually("the group is moved", || {
        members(&of_city("511000"), "pid").len() == 3
    });
    assert_eq!(
        members(&of_city("511000"), "pid"),
        [&json!(2), &json!(1), &pid]
    );
}

#[test]
fn fifty_goods_are_recommended_at_most_and_the_weight_counts() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    for number in 1..=48 {
        let goods = goods(3, &format!("配件{number}"), number);
        operate(&operator, "goods.create", goods);
    }
    // Together with the goods of the demo there are 49.
    let recommended = || {
        let shown = get(
            &gateway,
            "homecare.goods.recommand",
            json!({"recommand_id": 2}),
        );
        shown["recommand_list"].clone()
    };
    eventually("all are shown", || {
        recommended().as_array().unwrap().len() == 49
    });
    operate(&operator, "goods.create", goods(3, "滤网", 100));
    operate(&operator, "goods.create", goods(3, "阀门", 0));
    eventually("the heaviest is first", || {
        recommended()[0]["title"] == "滤网"
    });
    eventually("there are 50", || {
        recommended().as_array().unwrap().len() == 50
    });
    let weights: Vec<i64> = members(&recommended(), "recommand")
        .into_iter()
        .map(|weight| weight.as_i64().unwrap())
        .collect();
    assert!(weights.is_sorted_by(|one, next| one >= next), "{weights:?}");
    // Of two goods without a weight, the goods with the smaller id are shown.
    assert_eq!(recommended()[49]["sid"], 5);
}

#[test]
fn a_new_price_is_shown() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let mut edited = goods(1, "不锈钢水管", 7);
    edited["sid"] = json!(1);
    edited["real_price"] = json!(1005);
    operate(&operator, "goods.edit", edited);
    let shown = get(&gateway, "homecare.goods.detail", json!({"sid": 1}));
    assert_eq!(shown["real_price"], 1005);
    eventually("lists show it too", || {
        let list = get(
            &gateway,
            "homecare.goods.recommand",
            json!({"recommand_id": 1}),
        );
        list["recommand_list"][1]["real_price"] == 1005
    });
}

/// Returns the parameters of goods with a weight.
fn goods(oid: i64, title: &str, recommand: i64) -> Value {
    json!({"oid": oid, "title": title, "origin_price": 0, "real_price": 100, "repair_price": 0, "recommand": recommand,
        "listorder": 0})
}
