//! Carts and favourites.

use std::thread;

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::wire::{Reply, post, post_as};
use crate::{BUYER, LIAO, log_in};

struct Shopper<'a> {
    gateway: &'a TestGateway,
    key: String,
}

impl Shopper<'_> {
    fn new<'a>(gateway: &'a TestGateway, username: &str) -> Shopper<'a> {
        let key = log_in(gateway, username, "android");
        Shopper { gateway, key }
    }

    fn cart(&self, op: &str, fields: &[(&str, &str)]) -> Reply {
        let query = format!("act=member_cart&op={op}");
        post_as(self.gateway, &self.key, &query, fields)
    }

    fn add(&self, goods_id: &str, quantity: &str) -> Reply {
        let fields = [("goods_id", goods_id), ("quantity", quantity)];
        self.cart("cart_add", &fields)
    }

    fn lines(&self) -> Vec<Value> {
        let list = self.cart("cart_list", &[]).v1();
        list["cart_list"].as_array().unwrap().clone()
    }

    fn favorites(&self, op: &str, fields: &[(&str, &str)]) -> Reply {
        let query = format!("act=member_favorites&op={op}");
        post_as(self.gateway, &self.key, &query, fields)
    }
}

#[test]
fn a_cart_has_a_line_for_each_goods_at_the_prices_of_now() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let shopper = Shopper::new(&gateway, BUYER);
    assert_eq!(shopper.add("232", "2").v1(), "1");
    shopper.add("302", "1").v1();
    shopper.add("232", "1").v1();
    let list = shopper.cart("cart_list", &[]).v1();
    let shown: Vec<_> = list["cart_list"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| {
            let text = |name: &str| line[name].as_str().unwrap().to_owned();
            [
                text("goods_id"),
                text("goods_num"),
                text("goods_price"),
                text("goods_sum"),
                text("store_name"),
            ]
        })
        .collect();
    assert_eq!(
        shown,
        [
            ["302", "1", "58.80", "58.80", "茶马古道旗舰店"],
            ["232", "3", "58.80", "176.40", "茶马古道旗舰店"]
        ]
    );
    assert_eq!(list["sum"], "235.20");
    let id = list["cart_list"][0]["cart_id"].as_str().unwrap().to_owned();
    // Two or more pieces are cheaper.
    let edited = shopper.cart("cart_edit_quantity", &[("cart_id", &id), ("quantity", "2")]);
    assert_eq!(
        edited.v1(),
        json!({"quantity": "2", "goods_price": "49.90", "total_price": "99.80"})
    );
    let empty = post(&gateway, "act=member_cart&op=cart_list", &[]);
    assert_eq!(empty.fault(), "not_logged_in");
}

#[test]
fn what_is_no_parcel_or_not_there_does_not_get_into_a_cart() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let shopper = Shopper::new(&gateway, BUYER);
    let home = post(&gateway, "act=home&op=home_page_api", &[]).v3();
    let named = |name: &str| {
        let mut goods = home["guessYouLike"].as_array().unwrap().iter();
        let goods = goods.find(|goods| goods["goods_name"].as_str().unwrap().contains(name));
        goods.unwrap()["goods_id"].as_str().unwrap().to_owned()
    };
    for name in ["狮峰", "品茶券", "预约"] {
        assert_eq!(
            shopper.add(&named(name), "1").fault(),
            "not_for_cart",
            "{name}"
        );
    }
    assert_eq!(shopper.add("321", "1").fault(), "not_for_cart", "a sample");
    shopper.add(&named("预售"), "1").v1();
    assert_eq!(shopper.add(&named("金骏眉"), "1").fault(), "out_of_stock");
    shopper.add("306", "1").v1();
    assert_eq!(
        shopper.add("306", "1").fault(),
        "out_of_stock",
        "there is one"
    );
    assert_eq!(shopper.add("999", "1").fault(), "goods_unavailable");
    assert_eq!(shopper.add("232", "999").fault(), "out_of_stock");
    shopper.add("232", "1").v1();
    assert_eq!(shopper.add("232", "999").fault(), "purchase_limit");
    for quantity in ["0", "-1", "1000", "1e3", "99999999999999999999", "", "x"] {
        assert_eq!(
            shopper.add("232", quantity).fault(),
            "bad_params",
            "{quantity}"
        );
    }
}

#[test]
fn the_lines_of_another_member_do_not_exist() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let (buyer, other) = (Shopper::new(&gateway, BUYER), Shopper::new(&gateway, LIAO));
    buyer.add("232", "2").v1();
    let lines = buyer.lines();
    let id = lines[0]["cart_id"].as_str().unwrap();
    let fields = [("cart_id", id), ("quantity", "1")];
    assert_eq!(
        other.cart("cart_edit_quantity", &fields).fault(),
        "cart_not_found"
    );
    assert_eq!(other.cart("cart_del", &[("cart_id", id)]).v1(), "1");
    assert_eq!(buyer.lines(), lines);
    assert_eq!(buyer.cart("cart_del", &[("cart_id", id)]).v1(), "1");
    assert_eq!(buyer.cart("cart_del", &[("cart_id", id)]).v1(), "1");
    assert_eq!(buyer.lines(), [Value::Null; 0]);
    assert_eq!(
        buyer.cart("cart_edit_quantity", &fields).fault(),
        "cart_not_found"
    );
    let line = |quantity| [("cart_id", "1"), ("quantity", quantity)];
    assert_eq!(
        buyer.cart("cart_edit_quantity", &line("1000")).fault(),
        "bad_params"
    );
}

#[test]
fn additions_at_once_are_one_line() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let shopper = Shopper::new(&gateway, BUYER);
    thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| shopper.add("232", "1").v1());
        }
    });
    let lines = shopper.lines();
    assert_eq!((lines.len(), &lines[0]["goods_num"]), (1, &json!("20")));
}

#[test]
fn favourites_are_kept_once_and_shown_while_they_are_sold() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let shopper = Shopper::new(&gateway, BUYER);
    for goods in ["232", "303", "232"] {
        assert_eq!(
            shopper
                .favorites("favorites_add", &[("goods_id", goods)])
                .v1(),
            "1"
        );
        gateway.clock.shift(1);
    }
    let all = shopper.favorites("favorites_list", &[]);
    let json = all.json();
    assert!(json.get("hasmore").is_none() && json.get("page_total").is_none());
    let list = all.v1();
    let ids: Vec<_> = list["favorites_list"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| item["fav_id"].clone())
        .collect();
    assert_eq!(ids, ["303", "232"]);
    assert_eq!(
        list["favorites_list"][0]["goods_price"], "168.00",
        "the price of the promotion"
    );
    let page = shopper.favorites("favorites_list", &[("page", "2")]);
    assert_eq!(page.v1(), json!({"favorites_list": []}));
    assert_eq!(page.json()["page_total"], 1);
    assert_eq!(
        shopper
            .favorites("favorites_add", &[("goods_id", "999")])
            .fault(),
        "goods_not_found"
    );
    for _ in 0..2 {
        assert_eq!(
            shopper
                .favorites("favorites_del", &[("fav_id", "303")])
                .v1(),
            "1"
        );
    }
    let left = shopper.favorites("favorites_list", &[]).v1();
    assert_eq!(left["favorites_list"].as_array().unwrap().len(), 1);
    let other = Shopper::new(&gateway, LIAO);
    other.favorites("favorites_del", &[("fav_id", "232")]).v1();
    assert_eq!(shopper.favorites("favorites_list", &[]).v1(), left);
}
