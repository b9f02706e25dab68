//! The lines of an order: their total, and the title of their charge.

use serde_json::{Value, json};

use crate::shop::{Account, Shop, good, purchase};

const MOBILE: &str = "18215606401";

/// Adds goods with the price of one fen, and returns an order line with them.
fn goods(shop: &Shop, title: &str, content: &str) -> Value {
    let mut goods = json!({
        "oid": 1, "title": title, "origin_price": 0, "real_price": 1, "repair_price": 0, "recommand": 0, "listorder": 9
    });
    if !content.is_empty() {
        goods["content"] = json!(content);
    }
    let sid = good(shop.operate("goods.create", goods))["sid"].clone();
    json!({"sid": sid, "use_repair": 1})
}

/// Orders goods and services, and returns the title and the description of the charge.
fn title(shop: &Shop, account: &Account, goods: &[&Value], services: Value) -> (String, String) {
    let order = json!({"goods_items": goods, "home_items": services, "submit_price": goods.len()});
    let charge = shop.charge(&shop.order(account, order)).unwrap();
    (charge.subject, charge.body)
}

#[test]
fn the_total_is_the_prices_of_goods_and_of_the_fitting_that_is_wanted() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let goods = json!([
        {"sid": 1, "use_repair": 1}, {"sid": 2, "use_repair": 0}, {"sid": 1, "use_repair": 0}
    ]);
    let services = json!([{"hid": 1}, {"hid": 2}]);
    let order = json!({"goods_items": goods, "home_items": services, "submit_price": 4500});
    let number = shop.order(&account, order);
    assert_eq!(shop.row(&number).total, 4500);
}

#[test]
fn a_total_beyond_64_bits_is_no_order() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let dear =
        "UPDATE homecare_goods SET real_price = 9223372036854775807, repair_price = 1 WHERE id = 1";
    shop.write(|tx| {
        use diesel::RunQueryDsl;
        Ok(diesel::sql_query(dear).execute(&mut tx.link)?)
    });
    let answer = shop.call(&account, "order.create", purchase(json!({})));
    assert_eq!(answer.fault(), (500, "internal"), "{answer:?}");
    assert_eq!(shop.orders_of(&account), 0);
}

#[test]
fn the_title_of_a_charge_is_that_of_the_first_goods() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let steel = goods(&shop, "不锈钢水管", "说明");
    let copper = goods(&shop, "铜水管", "内容");
    let long = goods(&shop, &"管".repeat(40), "");
    let texts = |subject: &str, body: &str| (subject.to_owned(), body.to_owned());
    assert_eq!(
        title(&shop, &account, &[&steel], json!([])),
        texts("不锈钢水管", "说明#")
    );
    assert_eq!(
        title(&shop, &account, &[&steel, &copper], json!([{"hid": 1}])),
        texts("不锈钢水管等", "说明#内容#")
    );
    let cut = "管".repeat(31) + "等";
    assert_eq!(
        title(&shop, &account, &[&long], json!([{"hid": 1}])),
        texts(&cut, &cut),
        "no goods have a description"
    );
}
