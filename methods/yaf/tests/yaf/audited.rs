//! Each action of an operator has a row in the audit log, and so has each page of personal data.

use serde_json::{Map, Value, json};
use signet_methods_yaf::PACK;
use signet_methods_yaf::tables::categories;
use signet_testkit::operators::{operate, without_digest};

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
    let (gateway, admin) = (&shop.gateway, shop.gateway.admin());
    let buyer = shop.buyer(1000);
    let item = shop.sell("键盘", 10, 9, 0);
    let order = || shop.buy(&buyer, &[(item, 1)]).data()["order_sn"].clone();
    let (shipped, closed) = (order(), order());
    let all = shop.change(|tx| categories::all_live(tx));
    let category = |kind: i64| all.iter().find(|found| found.cat_type == kind).unwrap().id;
    // The ids of the rows that were created so far.
    let mut made = Map::new();
    let mut expected = Vec::new();
    for entry in PACK.methods.iter().filter(|entry| entry.is_action()) {
        let mut parameters = entry.example();
        parameters.extend(made.clone());
        let thing = entry.name.rsplit_once('.').unwrap().0;
        let own = match (thing, entry.name) {
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
        };
        parameters.extend(own.as_object().unwrap().clone());
        if parameters.contains_key("hidden") {
            parameters.insert("hidden".to_owned(), json!(0));
        }
        let answer = operate(&admin, entry.name, Value::Object(parameters));
        assert_eq!(answer.code(), 200, "{}: {answer:?}", entry.name);
        if let Value::Object(data) = answer.data() {
            made.extend(data.clone());
        }
        let id = answer.body["request_id"].as_str().unwrap().to_owned();
        expected.push((entry.name.to_owned(), id));
    }
    assert!(expected.len() > 30, "{expected:?}");
    let actions = gateway.audited("admin.*");
    for action in &actions {
        assert_eq!(action.actor, "app:console");
        assert_eq!(action.source, "127.0.0.1");
        assert!((gateway.clock.now() - action.created_at).abs() < 60);
    }
    let left: Vec<_> = actions
        .iter()
        .map(|action| (action.action.clone(), action.request_id.clone()))
        .collect();
    assert_eq!(left, expected);
}
