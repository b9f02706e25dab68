//! Orders as their buyers and operators see them.

use serde_json::{Value, json};
use signet_methods_teahouse::tables::orders::state;

use crate::after::{GREEN, ROUGUI, Shop, TRAY};
use crate::shop::Buyer;

fn numbers(list: &Value) -> Vec<String> {
    let list = list.as_array().unwrap().iter();
    list.map(|order| order["order_sn"].as_str().unwrap().to_owned())
        .collect()
}

fn list(shop: &Shop, buyer: &Buyer<'_>, parameters: Value) -> Value {
    shop.get(buyer, "order.list", parameters)
}

#[test]
fn a_member_sees_the_own_orders_the_newest_first() {
    let shop = Shop::open();
    let (buyer, other) = (shop.buyer(), shop.buyer());
    let pay_sn = shop.buy(&buyer, &format!("{GREEN}|2,{TRAY}|1,{ROUGUI}|1"));
    let [first, second] = shop.orders(&buyer, &pay_sn).try_into().unwrap();
    let page = list(&shop, &buyer, json!({}));
    assert_eq!(
        numbers(&page["order_list"]),
        [&*second.order_sn, &*first.order_sn]
    );
    assert_eq!(
        (&page["hasmore"], &page["page_total"]),
        (&json!(false), &json!(1))
    );
    assert_eq!(
        page["order_list"][1],
        json!({
            "order_sn": first.order_sn, "pay_sn": pay_sn, "store_id": 2, "store_name": "茶马古道旗舰店", "state": state::UNPAID,
            "goods_amount": 12_750, "shipping_fee": 1500, "order_amount": 13_250, "pd_amount": 0, "pay_name": "online",
            "created_at": first.created_at,
            "goods": [
                {"name": "西湖龙井 明前特级 100g", "image": page["order_list"][1]["goods"][0]["image"], "price": 5880, "num": 2},
                {"name": "竹制茶荷", "image": page["order_list"][1]["goods"][1]["image"], "price": 990, "num": 1}
            ]
        })
    );
    shop.cancel(&buyer, &first.order_sn).good();
    for (state, expected) in [
        (state::CLOSED, vec![first.order_sn.clone()]),
        (state::UNPAID, vec![second.order_sn.clone()]),
        (state::TO_SHIP, Vec::new()),
    ] {
        let page = list(&shop, &buyer, json!({"state": state}));
        assert_eq!(numbers(&page["order_list"]), expected, "{state}");
    }
    assert_eq!(
        list(&shop, &buyer, json!({"page": 2}))["order_list"],
        json!([])
    );
    assert_eq!(list(&shop, &other, json!({}))["order_list"], json!([]));
    for bad in [
        json!({"state": 11}),
        json!({"state": "x"}),
        json!({"page": "x"}),
    ] {
        assert_eq!(
            shop.call(&buyer, "order.list", bad).sub_code(),
            "bad_params"
        );
    }
}

#[test]
fn the_details_of_an_order_are_those_of_its_checkout() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &format!("{GREEN}|2,{TRAY}|3"));
    let order_sn = shop.order(&buyer, &pay_sn).order_sn;
    let detail = shop.get(&buyer, "order.detail", json!({"order_sn": order_sn}));
    assert_eq!(
        [
            &detail["goods_amount"],
            &detail["mansong_amount"],
            &detail["voucher_amount"],
            &detail["shipping_fee"]
        ],
        [14_730, 1000, 0, 1500]
    );
    assert_eq!(
        detail["receiver"],
        json!({"true_name": "茶客", "area_info": "广东 深圳市 南山区", "address": "一号", "tel_phone": "",
            "mob_phone": "19900000202"})
    );
    let lines = detail["goods"].as_array().unwrap().iter();
    let lines: Vec<_> = lines
        .map(|line| {
            [
                &line["goods_id"],
                &line["num"],
                &line["price"],
                &line["pay_price"],
                &line["kind"],
            ]
        })
        .collect();
    assert_eq!(
        lines,
        [[GREEN, 2, 5880, 10_962, 1], [TRAY, 3, 990, 2768, 1]]
    );
    for time in ["paid_at", "shipped_at", "done_at", "closed_at"] {
        assert_eq!(detail[time], 0, "{time}");
    }
}

#[test]
fn orders_of_others_are_as_if_they_were_not_there() {
    let shop = Shop::open();
    let (buyer, other) = (shop.buyer(), shop.buyer());
    let unpaid = shop.buy(&buyer, &format!("{GREEN}|1"));
    let shipped = shop.buy(&buyer, &format!("{GREEN}|1"));
    shop.pay(&buyer, &shipped);
    let order_sn = |pay_sn: &str| shop.order(&buyer, pay_sn).order_sn;
    shop.ship(&order_sn(&shipped)).good();
    let before = [shop.order(&buyer, &unpaid), shop.order(&buyer, &shipped)];
    for method in ["order.detail", "order.cancel", "order.receive"] {
        let unknown = shop.call(&other, method, json!({"order_sn": "202611280000000000"}));
        assert_eq!(unknown.sub_code(), "order_not_found", "{method}");
        for order in &before {
            let foreign = shop.call(&other, method, json!({"order_sn": order.order_sn}));
            assert_eq!(
                (foreign.fault(), foreign.msg()),
                (unknown.fault(), unknown.msg())
            );
        }
        assert_eq!(
            shop.call(&other, method, json!({})).sub_code(),
            "bad_params"
        );
        let guest = shop
            .gateway
            .call(&format!("teahouse.{method}"), json!({"order_sn": "1"}));
        assert_eq!(guest.sub_code(), "not_logged_in");
    }
    assert_eq!(
        [shop.order(&buyer, &unpaid), shop.order(&buyer, &shipped)],
        before
    );
}

#[test]
fn operators_find_orders_by_state_store_member_and_time() {
    let shop = Shop::open();
    let (buyer, other) = (shop.buyer(), shop.buyer());
    let both = shop.buy(&buyer, &format!("{GREEN}|1,{ROUGUI}|1"));
    let [first, second] = shop.orders(&buyer, &both).try_into().unwrap();
    let paid = shop.buy(&other, &format!("{GREEN}|1"));
    shop.pay(&other, &paid);
    let third = shop.order(&other, &paid).order_sn;
    let found = |parameters: Value| {
        let found = shop.operate("admin.teahouse.order.list", parameters).good();
        numbers(&found["list"])
    };
    let all = [&*third, &*second.order_sn, &*first.order_sn];
    assert_eq!(found(json!({})), all);
    assert_eq!(found(json!({"state": state::TO_SHIP})), [&*third]);
    assert_eq!(found(json!({"store_id": 3})), [&*second.order_sn]);
    assert_eq!(found(json!({"user_id": buyer.user_id})), all[1..]);
    assert_eq!(
        found(json!({"store_id": 2, "state": state::UNPAID})),
        [&*first.order_sn]
    );
    assert_eq!(found(json!({"start_time": "2001-01-01 00:00:00"})), all);
    assert_eq!(found(json!({"end_time": "2001-01-01 00:00:00"})), [""; 0]);
    for bad in [
        json!({"state": 50}),
        json!({"start_time": "x"}),
        json!({"store_id": 0}),
    ] {
        let refused = shop.operate("admin.teahouse.order.list", bad);
        assert_eq!(refused.sub_code(), "bad_params");
    }
    let page = shop
        .operate("admin.teahouse.order.list", json!({"store_id": 3}))
        .good();
    assert_eq!(
        (&page["list"][0]["user_id"], &page["list"][0]["pay_sn"]),
        (&json!(buyer.user_id), &json!(both))
    );
}

#[test]
fn operators_see_the_charge_and_the_refund_of_an_order() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &format!("{GREEN}|1,{ROUGUI}|1"));
    let [first, second] = shop.orders(&buyer, &pay_sn).try_into().unwrap();
    let detail = |order_sn: &str| {
        let detail = json!({"order_sn": order_sn});
        shop.operate("admin.teahouse.order.detail", detail).good()
    };
    let shown = detail(&first.order_sn);
    assert_eq!(
        (&shown["charge"], &shown["refund"]),
        (&Value::Null, &Value::Null)
    );
    shop.pay(&buyer, &pay_sn);
    shop.close(&first.order_sn).good();
    let charge = shop.newest_charge(&pay_sn).unwrap();
    let shown = detail(&first.order_sn);
    assert_eq!(
        shown["charge"],
        json!({"charge_id": charge.id, "state": "paid", "amount": 32_680})
    );
    assert_eq!(shown["refund"], json!({"state": "sent", "amount": 6680}));
    assert_eq!(
        (&shown["user_id"], &shown["state"]),
        (&json!(buyer.user_id), &json!(state::CLOSED))
    );
    assert_eq!(detail(&second.order_sn)["refund"], Value::Null);
}

#[test]
fn what_operators_do_names_an_order_and_leaves_a_row() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let unknown = "202611280000000000";
    for (method, parameters) in [
        ("detail", json!({"order_sn": unknown})),
        (
            "ship",
            json!({"order_sn": unknown, "express_name": "顺丰", "express_no": "1"}),
        ),
        ("close", json!({"order_sn": unknown, "reason": "缺货"})),
    ] {
        let method = format!("admin.teahouse.order.{method}");
        assert_eq!(
            shop.operate(&method, parameters).sub_code(),
            "order_not_found",
            "{method}"
        );
        let bad = shop.operate(&method, json!({"order_sn": ""}));
        assert_eq!(bad.sub_code(), "bad_params", "{method}");
        let app = shop.gateway.call(&method, json!({"order_sn": unknown}));
        assert_eq!(app.sub_code(), "not_permitted", "{method}");
    }
    let pay_sn = shop.buy(&buyer, &format!("{GREEN}|1"));
    let order_sn = shop.order(&buyer, &pay_sn).order_sn;
    shop.close(&order_sn).good();
    let rows = shop.gateway.audited("admin.teahouse.order.close");
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0].detail.contains(&order_sn), "{rows:?}");
}

#[test]
fn operators_refund_by_the_charge_only_what_is_shipped() {
    let shop = Shop::open();
    let buyer = shop.buyer();
    let pay_sn = shop.buy(&buyer, &format!("{GREEN}|1,{ROUGUI}|1"));
    let [first, second] = shop.orders(&buyer, &pay_sn).try_into().unwrap();
    shop.pay(&buyer, &pay_sn);
    let charge_id = shop.newest_charge(&pay_sn).unwrap().id;
    let refund = |order: Option<&str>| {
        let mut refund = json!({"charge_id": charge_id, "amount": 100, "reason": "退货"});
        if let Some(order) = order {
            refund["order"] = json!(order);
        }
        let answer = shop.operate("admin.payment.refund", refund);
        answer.sub_code().to_owned()
    };
    assert_eq!(refund(None), "order_state");
    shop.ship(&first.order_sn).good();
    // The charge also pays for an order that is not shipped.
    assert_eq!(refund(Some(&first.order_sn)), "order_state");
    shop.ship(&second.order_sn).good();
    assert_eq!(refund(Some("202611280000000000")), "order_state");
    assert_eq!(refund(Some(&first.order_sn)), "");
    assert_eq!(refund(Some(&first.order_sn)), "already_exists");
    assert_eq!(shop.refunds(&pay_sn), [(first.order_sn, 100)]);
}
