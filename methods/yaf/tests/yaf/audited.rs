//! Each action of an operator has a row in the audit log, and so has each page of personal data.

use serde_json::{Value, json};
use signet_methods_yaf::PACK;
use signet_methods_yaf::tables::categories;
use signet_testkit::operators::{audits_every_action, operate, without_digest};

use crate::shop::Shop;

#[test]
fn a_page_of_personal_data_leaves_a_row_with_its_filter_and_number() {
    let shop = Shop::open();
    let gateway = &shop.gateway;
    let buyer = shop.buyer(1000);
    let item = shop.sell("键盘", 10, 9, 0);
    assert_eq!(shop.buy(&buyer, &[(item, 1)]).code(), 200);
    gateway.register("18575202691");
    let admin = gateway.admin();
    let read = |method: &str, parameters: Value| {
        assert_eq!(operate(&admin, method, parameters).code(), 200, "{method}");
    };
    read("admin.user.list", json!({"mobile": "18575202691"}));
    read("admin.user.list", json!({"page": 9}));
    read("admin.order.list", json!({"userid": buyer.id}));
    read("admin.message.list", json!({"mobile": "18575202691"}));
    read("admin.blacklist.list", json!({}));
    read("admin.goods.list", json!({}));
    let refused = operate(&admin, "admin.user.list", json!({"state": 9}));
    assert_eq!(refused.sub_code(), "bad_params");
    let rows: Vec<(String, Value)> = gateway
        .audited("admin.*")
        .iter()
        .map(|action| (action.action.clone(), without_digest(action)))
        .collect();
    let messages = rows[3].1["count"].clone();
    let expected = [
        (
            "admin.user.list",
            json!({"count": 1, "mobile": "185****2691"}),
        ),
        ("admin.user.list", json!({"count": 0, "page": 9})),
        ("admin.order.list", json!({"count": 1, "userid": buyer.id})),
        (
            "admin.message.list",
            json!({"count": messages, "mobile": "185****2691"}),
        ),
        ("admin.blacklist.list", json!({"count": 0})),
    ];
    assert_eq!(rows, expected.map(|(name, row)| (name.to_owned(), row)));
}

#[test]
fn every_call_of_an_operator_that_writes_leaves_one_row() {
    let shop = Shop::open();
    let gateway = &shop.gateway;
    let buyer = shop.buyer(1000);
    let item = shop.sell("键盘", 10, 9, 0);
    let order = || shop.buy(&buyer, &[(item, 1)]).data()["order_sn"].clone();
    let (shipped, closed) = (order(), order());
    let all = shop.gateway.read(categories::all_live);
    let category = |kind: i64| all.iter().find(|found| found.cat_type == kind).unwrap().id;
    let calls = audits_every_action(gateway, &PACK, |entry| {
        match (entry.name.rsplit_once('.').unwrap().0, entry.name) {
            ("admin.config", _) => json!({"name": "AUDIT"}),
            ("admin.position", _) => json!({"code": "AUDIT"}),
            ("admin.upgrade", _) => json!({"app_platform": 2, "app_version": "9.9.9"}),
            ("admin.link", _) => json!({"cat_id": category(2)}),
            ("admin.news", _) => json!({"cat_id": category(1)}),
            ("admin.message", _) => json!({"userids": [buyer.id]}),
            ("admin.goods", name) => {
                let product =
                    json!({"market_price": 2, "sales_price": 1, "skuid": name, "stock": 1});
                json!({"cat_id": category(3), "products": [product]})
            }
            (_, "admin.order.ship") => json!({"order_sn": shipped}),
            (_, "admin.order.close") => json!({"order_sn": closed}),
            _ => json!({}),
        }
    });
    assert!(calls > 30, "{calls}");
}
