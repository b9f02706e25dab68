//! The content, on both wires.

use serde_json::{Value, json};
use signet_testkit::{TestGateway, eventually, with};

use crate::both::{BOTH, Way};
use crate::{ALICE, BOB, appointment, log_in, purchase};

#[test]
fn a_client_always_gets_a_city() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for way in BOTH {
        for (asked, found, is_match) in [
            ("511100", "511100", true),
            ("511000", "511000", true),
            ("513012", "511100", false),
            ("510100", "511000", false),
            ("440300", "511100", false),
            ("1", "511100", false),
        ] {
            let reply = way.call(&gateway, "city_search", &json!({"city_num": asked}));
            let reply = reply.good();
            assert_eq!(
                (&reply["city"]["city_num"], &reply["match"]),
                (&json!(found), &json!(is_match)),
                "{way:?} {asked}"
            );
        }
    }
    for city_id in [1, 2] {
        let hide = json!({"city_id": city_id});
        let hidden = gateway.admin().call("admin.homecare.city.hide", hide);
        assert_eq!(hidden.code(), 200, "{hidden:?}");
    }
    for way in BOTH {
        let search = json!({"city_num": "511100"});
        eventually("no city is left", || {
            let reply = way.call(&gateway, "city_search", &search);
            reply.fault == way.fault("7 no city", "homecare_no_city")
        });
    }
}

#[test]
fn a_message_to_everybody_is_read_by_each_account_and_gone_past_its_deadline() {
    for way in BOTH {
        let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
        let own = [ALICE, BOB].map(|phone| json!({"private_token": log_in(&gateway, phone)}));
        let zone = &gateway.gateway.services.zone;
        let deadline = zone.date_time(gateway.clock.now() + 600);
        let message = json!({"all": 1, "content": "明天停水", "deadline": deadline});
        let made = gateway
            .admin()
            .call("admin.homecare.message.create", message);
        assert_eq!(made.code(), 200, "{made:?}");
        let newest = |own: &Value| {
            let reply = way.call(&gateway, "get_messages", own);
            reply.good()["messages"][0].clone()
        };
        let count = |own: &Value| {
            let reply = way.call(&gateway, "get_unread_message_count", own);
            reply.good()["count"].as_i64().unwrap()
        };
        let [first, second] = &own;
        let mid = json!({"mid": newest(first)["mid"]});
        let unread = [count(first), count(second)];
        for _ in 0..2 {
            way.call(&gateway, "read_message", &with(first.clone(), mid.clone()))
                .good();
        }
        assert_eq!(
            [newest(first), newest(second)].map(|message| message["is_read"].clone()),
            [true, false]
        );
        assert_eq!([count(first) + 1, count(second)], unread);
        gateway.clock.shift(600);
        for own in &own {
            assert_ne!(newest(own)["content"], "明天停水", "{way:?}");
            let reply = way.call(&gateway, "read_message", &with(own.clone(), mid.clone()));
            assert_eq!(reply.fault, way.fault("7 invalid mid", "message_not_found"));
        }
        assert_eq!(
            [count(first), count(second)],
            [unread[0] - 1, unread[1] - 1]
        );
    }
}

#[test]
fn goods_are_recommended_by_their_weight_and_shown_as_the_document_shows_them() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    for way in BOTH {
        let reply = way.call(&gateway, "get_recommand", &json!({"pid": "1"}));
        let list = reply.good()["recommand_list"].as_array().unwrap().clone();
        let sids: Vec<&Value> = list.iter().map(|goods| &goods["sid"]).collect();
        assert_eq!(sids, [2, 3, 4, 1], "{way:?}");
        let reply = way.call(&gateway, "get_goods_detail", &json!({"sid": "1"}));
        let mut shown = reply.good().clone();
        let [real, repair, origin] = match way {
            Way::Own => [10, 5, 12],
            Way::Signed => [1000, 500, 1200],
        };
        let names = [
            "title", "made_by", "material", "made_in", "content", "plus", "brand",
        ];
        for name in names {
            assert!(shown[name].take().is_string(), "{name}");
        }
        let example = json!({"real_price": real, "picture": "", "title": null, "repair_price": repair, "made_by": null,
            "material": null, "made_in": null, "content": null, "plus": null, "sid": 1,
            "msg": "goods detail get success", "origin_price": origin, "brand": null});
        // They are compared as texts, so that the order of the keys counts.
        assert_eq!(shown.to_string(), example.to_string(), "{way:?}");
    }
}

/// Goods and services that are not on sale in the city of an order are refused with a fault that names the id.
#[test]
fn what_is_hidden_or_of_another_city_is_refused_with_its_id() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let operate = |method: &str, parameters: Value| {
        let answer = operator.call(&format!("admin.homecare.{method}"), parameters);
        assert_eq!(answer.code(), 200, "{method}: {answer:?}");
        answer.data().clone()
    };
    let group = json!({"city_num": "511100", "item_name": "空调维修", "listorder": 9});
    let pid = operate("goods_item.create", group)["pid"].clone();
    let part = json!({"pid": pid, "item_name": "配件", "listorder": 1});
    let oid = operate("goods_sec_item.create", part)["oid"].clone();
    let goods = json!({"oid": oid, "title": "滤网", "origin_price": 100, "real_price": 100, "repair_price": 0,
        "recommand": 0, "listorder": 1});
    let of_another_city = operate("goods.create", goods)["sid"].clone();
    let token = log_in(&gateway, ALICE);
    let order = |way: Way, sid: &Value| {
        let changes = json!({"private_token": token, "goods_items": [{"sid": 3, "use_repair": 0}, {"sid": sid, "use_repair": 0}]});
        way.call(&gateway, "create_pay_order", &with(purchase(), changes))
    };
    let visit = |way: Way, hid: i64| {
        let changes = json!({"home_items": [{"hid": 4}, {"hid": hid}]});
        let visit = with(appointment(ALICE, &token, true), changes);
        way.call(&gateway, "create_appointment", &visit)
    };
    for way in BOTH {
        way.call(&gateway, "get_goods_detail", &json!({"sid": 1}))
            .good();
    }
    operate("goods.hide", json!({"sid": 1}));
    operate("goods_item.hide", json!({"pid": 2}));
    operate("service.hide", json!({"hid": 2}));
    for way in BOTH {
        for sid in [json!(1), json!(5), of_another_city.clone()] {
            let reply = order(way, &sid);
            let own = format!("7 goods id:{sid}invalid");
            assert_eq!(reply.fault, way.fault(&own, "homecare_goods_unknown"));
        }
        let reply = visit(way, 2);
        let own = "7 home item id:2invalid";
        assert_eq!(reply.fault, way.fault(own, "homecare_service_unknown"));
    }
    operate("service_group.hide", json!({"pid": 1}));
    for way in BOTH {
        let reply = visit(way, 1);
        let own = "7 home item id:1invalid";
        assert_eq!(reply.fault, way.fault(own, "homecare_service_unknown"));
    }
}
