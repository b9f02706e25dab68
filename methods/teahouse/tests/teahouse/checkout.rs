//! The first steps of a checkout: the goods that are shown, and the cost of their delivery.

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::shop::{Area, BEIJING, Buyer, SHENZHEN, TIANJIN};
use crate::stock::of_name;
use crate::wire::{Reply, post_as};
use crate::{BUYER, LIAO, stock};

/// Returns the freight of a purchase to an area, for each store.
fn freight(buyer: &Buyer<'_>, cart_id: &str, area: Area) -> Reply {
    let prepared = buyer.step1(cart_id).v1();
    buyer.to(prepared["freight_hash"].as_str().unwrap(), area)
}

#[test]
fn what_is_bought_is_shown_by_store() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, LIAO);
    let shown = buyer.step1("232|1,110|2").v1();
    let stores = shown["store_cart_list"].as_object().unwrap();
    assert_eq!(stores.keys().collect::<Vec<_>>(), ["2", "3"]);
    let goods = &stores["3"]["goods_list"][0];
    assert_eq!(
        [
            &goods["goods_num"],
            &goods["goods_price"],
            &goods["goods_total"],
            &goods["cart_id"],
            &goods["bl_id"]
        ],
        ["2", "99.00", "198.00", "0", "0"]
    );
    assert_eq!(
        [
            &goods["ifxianshi"],
            &goods["state"],
            &goods["storage_state"]
        ],
        [true, true, true]
    );
    assert!(goods.get("premiums").is_none());
    assert_eq!(
        [&stores["3"]["freight"], &stores["3"]["freight_message"]],
        ["0", "满99免运费"]
    );
    assert_eq!(
        [&stores["2"]["freight"], &stores["2"]["freight_message"]],
        ["1", ""]
    );
    assert_eq!(stores["2"]["store_mansong_rule_list"], json!({}));
    assert_eq!(stores["2"]["store_vouche_list"], json!([]));
    assert_eq!(shown["address_info"]["area_info"], "天津 天津市 红桥区");
    assert_eq!(
        (&shown["ifcart"], &shown["ifshow_offpay"]),
        (&json!("0"), &json!(true))
    );
    assert_eq!(
        shown["inv_info"],
        json!({"inv_id": "0", "content": "不需要发票"})
    );
    assert_eq!(shown["available_predeposit"], "0.00");
}

#[test]
fn a_campaign_and_gifts_join_what_is_bought() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let shown = buyer.step1("232|2,301|3").v1();
    let store = &shown["store_cart_list"]["2"];
    assert_eq!(store["store_goods_total"], "147.30");
    let rule = &store["store_mansong_rule_list"];
    assert_eq!(
        [&rule["price"], &rule["discount"], &rule["desc"]],
        ["100.00", "10.00", "满100元减10元"]
    );
    let shown = buyer.step1("303|2").v1();
    let store = &shown["store_cart_list"]["2"];
    let lines = store["goods_list"].as_array().unwrap();
    let seen: Vec<_> = lines
        .iter()
        .map(|line| [&line["goods_id"], &line["goods_num"], &line["goods_total"]])
        .collect();
    assert_eq!(
        seen,
        [
            ["303", "2", "336.00"],
            ["301", "1", "0.00"],
            ["301", "2", "0.00"]
        ]
    );
    assert!(lines[1..].iter().all(|line| line["premiums"] == true));
    let rule = &store["store_mansong_rule_list"];
    assert_eq!([&rule["discount"], &rule["goods_id"]], ["25.00", "301"]);
    assert_eq!(store["freight_message"], "满200免运费");
}

#[test]
fn the_amounts_of_a_campaign_have_no_idle_zeros() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    for (price, discount, text) in [
        (20_000, 9990, "满200元减99.9元"),
        (9905, 5, "满99.05元减0.05元"),
    ] {
        let store = stock::store(&gateway, 0);
        let goods = stock::goods(&gateway, store, price, 0);
        stock::campaign(&gateway, store, &[(price, discount, 0)]);
        let shown = buyer.step1(&format!("{goods}|1")).v1();
        let store = &shown["store_cart_list"][store.to_string()];
        assert_eq!(store["store_mansong_rule_list"]["desc"], text);
    }
}

#[test]
fn freight_is_by_the_templates_and_the_area() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let freight = |cart_id: &str, area| freight(&buyer, cart_id, area);
    let shown = freight("232|2,301|3", SHENZHEN).v1();
    assert_eq!(
        (&shown["content"], &shown["allow_offpay"]),
        (&json!({"2": "15.00"}), &json!("0"))
    );
    let shown = freight("232|1,110|2", TIANJIN).v1();
    assert_eq!(
        (&shown["content"], &shown["allow_offpay"]),
        (&json!({"2": "12.00", "3": "0.00"}), &json!("1"))
    );
    assert_eq!(
        freight("232|3", BEIJING).v1()["content"],
        json!({"2": "22.00"})
    );
    let puer = of_name(&gateway, "%熟茶 罐装 100g");
    assert_eq!(
        freight(&format!("{puer}|1"), SHENZHEN).v1()["content"],
        json!({"3": "6.00"})
    );
    assert_eq!(
        freight(&format!("{puer}|1"), BEIJING).fault(),
        "not_deliverable"
    );
    // Free delivery is possible to every area.
    assert_eq!(
        freight(&format!("{puer}|3"), BEIJING).v1()["content"],
        json!({"3": "0.00"})
    );
    for (city, area) in [("440300", "120106"), ("440000", "440305"), ("1", "2")] {
        assert_eq!(freight("232|1", (city, area)).fault(), "district_unknown");
    }
}

#[test]
fn a_price_of_a_promotion_is_never_mixed() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let total = |cart_id: &str| {
        let shown = buyer.step1(cart_id).v1();
        shown["store_cart_list"]["2"]["store_goods_total"].clone()
    };
    assert_eq!(total("302|1"), "58.80");
    assert_eq!(total("302|2"), "99.80");
    assert_eq!(buyer.step1("302|4").fault(), "purchase_limit");
    assert_eq!(buyer.step1("303|6").fault(), "purchase_limit");
}

#[test]
fn what_cannot_be_sold_is_shown_so_or_refused() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let ticket = of_name(&gateway, "%品茶券%");
    assert_eq!(
        buyer.step1(&format!("{ticket}|1")).fault(),
        "goods_unavailable"
    );
    let shown = buyer.step1(&format!("{ticket}|1,232|1")).v1();
    let store = &shown["store_cart_list"]["2"];
    assert_eq!(
        [
            &store["goods_list"][0]["state"],
            &store["goods_list"][1]["state"]
        ],
        [false, true]
    );
    assert_eq!(store["store_goods_total"], "58.80");
    let sold_out = of_name(&gateway, "%金骏眉%");
    let shown = buyer.step1(&format!("{sold_out}|1")).v1();
    assert_eq!(
        shown["store_cart_list"]["3"]["goods_list"][0]["storage_state"],
        false
    );
    let coded = of_name(&gateway, "%狮峰%");
    buyer.step1(&format!("{coded}|1")).v1();
    assert_eq!(buyer.step1(&format!("{coded}|2")).fault(), "purchase_limit");
    assert_eq!(
        buyer.step1(&format!("{coded}|1,232|1")).fault(),
        "goods_unavailable"
    );
    assert_eq!(buyer.step1("999|1").fault(), "goods_unavailable");
    for bad in [
        "",
        "232",
        "232|0",
        "232|1000",
        "232|1,232|2",
        "232|1e3",
        " 232|1",
    ] {
        assert_eq!(buyer.step1(bad).fault(), "bad_params", "{bad}");
    }
}

#[test]
fn a_sample_is_had_alone_and_once_while_it_runs() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let shown = buyer.step1("321|1").v1();
    let store = &shown["store_cart_list"]["2"];
    assert_eq!(
        [&store["goods_list"][0]["goods_price"], &store["freight"]],
        ["0.00", "1"]
    );
    let hash = shown["freight_hash"].as_str().unwrap();
    assert_eq!(
        buyer.to(hash, SHENZHEN).v1()["content"],
        json!({"2": "0.00"})
    );
    assert_eq!(buyer.step1("321|2").fault(), "purchase_limit");
    assert_eq!(buyer.step1("321|1,232|1").fault(), "goods_unavailable");
    for closed in ["322|1", "101972|1"] {
        assert_eq!(buyer.step1(closed).fault(), "sample_closed");
    }
}

#[test]
fn a_cart_is_bought_by_its_lines_with_the_numbers_that_are_posted() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let (buyer, other) = (Buyer::new(&gateway, BUYER), Buyer::new(&gateway, LIAO));
    let add = [("goods_id", "232"), ("quantity", "1")];
    post_as(&gateway, &buyer.key, "act=member_cart&op=cart_add", &add).v1();
    let list = post_as(&gateway, &buyer.key, "act=member_cart&op=cart_list", &[]).v1();
    let id = list["cart_list"][0]["cart_id"].as_str().unwrap();
    let shown = buyer.of_cart(&format!("{id}|3")).v1();
    let line = &shown["store_cart_list"]["2"]["goods_list"][0];
    assert_eq!(
        [&line["cart_id"], &line["goods_id"], &line["goods_num"]],
        [id, "232", "3"]
    );
    assert_eq!(shown["ifcart"], "1");
    for (who, cart_id) in [(&other, format!("{id}|3")), (&buyer, "999999|1".to_owned())] {
        assert_eq!(who.of_cart(&cart_id).fault(), "cart_not_found");
    }
}

#[test]
fn a_hash_is_good_for_its_member_its_step_and_an_hour() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let (buyer, other) = (Buyer::new(&gateway, BUYER), Buyer::new(&gateway, LIAO));
    let now = gateway.clock.now();
    gateway.clock.stop_at(now);
    let shown = buyer.step1("232|1").v1();
    let hash = shown["freight_hash"].as_str().unwrap();
    let to = |who: &Buyer<'_>, hash: &str| who.to(hash, SHENZHEN);
    let good = to(&buyer, hash).v1();
    assert_eq!(to(&other, hash).fault(), "checkout_invalid");
    let flipped = match hash.strip_suffix('0') {
        Some(start) => format!("{start}1"),
        None => format!("{}0", &hash[..hash.len() - 1]),
    };
    for bad in [
        &hash[1..],
        &hash[..hash.len() - 1],
        &flipped,
        shown["vat_hash"].as_str().unwrap(),
        good["offpay_hash"].as_str().unwrap(),
        "x",
    ] {
        assert_eq!(to(&buyer, bad).fault(), "checkout_invalid", "{bad}");
    }
    assert_eq!(to(&buyer, "").fault(), "bad_params");
    gateway.clock.stop_at(now + 3599);
    to(&buyer, hash).v1();
    gateway.clock.stop_at(now + 3600);
    assert_eq!(to(&buyer, hash).fault(), "checkout_expired");
}

#[test]
fn vouchers_that_hold_are_offered() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    let offered = |cart_id: &str, store: &str| {
        let shown = buyer.step1(cart_id).v1();
        let store = &shown["store_cart_list"][store];
        assert_eq!(store["store_vouche_list"], store["store_voucher_list"]);
        store["store_vouche_list"].clone()
    };
    // The voucher of the store is valid for 50.00 or more, after the campaign.
    let voucher = offered("232|1", "2");
    assert_eq!(
        [
            &voucher["10"]["voucher_t_id"],
            &voucher["10"]["voucher_price"]
        ],
        ["10", "10.00"]
    );
    assert_eq!(offered("301|1", "2"), json!([]));
    assert_eq!(offered("110|1", "3")["1"]["voucher_limit"], "50.00");
    let invoice = buyer.step1("232|1").v1()["inv_info"].clone();
    assert_ne!(invoice["inv_id"], "0");
    assert_eq!(invoice["content"], Value::from("茶客贸易有限公司 茶叶"));
}
