//! The methods of operators for articles and their variants.

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::wire::{Reply, get, post};
use crate::{listed, operate, refuses, try_to_operate, with};

/// Returns the parameters of an article with two specs and two variants.
fn article() -> Value {
    json!({
        "store_id": 2, "gc_id": 1, "goods_name": "月光白", "goods_jingle": "一芽二叶",
        "specs": [{"name": "包装", "values": ["罐", "盒"]}, {"name": "重量", "values": ["50g", "100g"]}],
        "variants": [
            {"values": ["罐", "50g"], "price": 8800, "marketprice": 9900, "storage": 20, "gifts": [{"goods_id": 301, "amount": 2}]},
            {"values": ["盒", "100g"], "price": 16_800, "storage": 10, "image_url": "https://a.cn/box.jpg"}
        ],
        "images": [{"url": "https://a.cn/1.jpg", "middle_url": "https://a.cn/1m.jpg"}, {"url": "https://a.cn/2.jpg"}],
        "body": "<p>产地：景谷</p>", "freight": 500, "origin": "云南", "has_vat": 1
    })
}

/// Returns the parameters of an article without specs.
pub(crate) fn plain(name: &str) -> Value {
    json!({
        "store_id": 2, "gc_id": 1, "goods_name": name, "variants": [{"price": 1000, "storage": 5}],
        "images": [{"url": "https://a.cn/1.jpg"}], "freight": 0
    })
}

pub(crate) fn detail(gateway: &TestGateway, id: &Value) -> Reply {
    get(
        gateway,
        "act=goods&op=goods_detail",
        &[("goods_id", &id.to_string())],
    )
}

pub(crate) fn is_sold(gateway: &TestGateway, id: &Value) -> bool {
    detail(gateway, id).json().get("sub_code").is_none()
}

pub(crate) fn row(gateway: &TestGateway, made: &Value) -> Value {
    listed(gateway, "goods", "goods_commonid", &made["goods_commonid"])
}

#[test]
fn an_article_is_sold_as_it_was_entered() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let made = operate(&gateway, "goods.create", article());
    let [first, second] = [&made["goods_ids"][0], &made["goods_ids"][1]];
    let page = detail(&gateway, first).v1();
    let info = &page["goods_info"];
    assert_eq!(
        [
            &info["goods_name"],
            &info["goods_jingle"],
            &info["goods_price"],
            &info["goods_marketprice"],
            &info["goods_storage"]
        ],
        ["月光白 罐 50g", "一芽二叶", "88.00", "99.00", "20"]
    );
    assert_eq!(info["spec_name"], json!({"1": "包装", "2": "重量"}));
    assert_eq!(
        page["spec_list"],
        json!({"1|3": first.to_string(), "2|4": second.to_string()})
    );
    assert_eq!(page["goods_image"], "https://a.cn/1.jpg,https://a.cn/2.jpg");
    assert_eq!(
        page["spec_image"],
        json!({"1": "https://a.cn/1.jpg", "2": "https://a.cn/box.jpg"})
    );
    assert_eq!(
        [
            &page["gift_array"][0]["gift_goodsid"],
            &page["gift_array"][0]["gift_amount"]
        ],
        ["301", "2"]
    );
    let home = post(&gateway, "act=home&op=home_page_api", &[]).v3();
    let listed = home["guessYouLike"].as_array().unwrap().iter();
    let listed = listed.filter(|goods| goods["goods_name"].as_str().unwrap().starts_with("月光白"));
    assert_eq!(listed.count(), 1, "one variant stands for its article");
    let row = row(&gateway, &made);
    assert_eq!(
        [
            &row["body"],
            &row["origin"],
            &row["has_vat"],
            &row["freight"]
        ],
        [
            &json!("<p>产地：景谷</p>"),
            &json!("云南"),
            &json!(1),
            &json!(500)
        ]
    );
    assert_eq!(row["specs"], article()["specs"]);
    assert_eq!(row["images"][0], article()["images"][0]);
    assert_eq!(row["variants"][0]["values"], json!(["罐", "50g"]));
    assert_eq!(
        row["variants"][0]["gifts"],
        json!([{"goods_id": 301, "amount": 2}])
    );
    assert_eq!(
        [
            &row["variants"][1]["marketprice"],
            &row["variants"][1]["live"]
        ],
        [&json!(16_800), &json!(1)]
    );
}

#[test]
fn an_edit_changes_adds_and_hides_variants() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let made = operate(&gateway, "goods.create", article());
    let [first, second] = [made["goods_ids"][0].clone(), made["goods_ids"][1].clone()];
    let id = json!({"goods_commonid": made["goods_commonid"]});
    let variant = |goods_id: &Value, values: [&str; 2], price: i64| json!({"goods_id": goods_id, "values": values, "price": price});
    // The two variants change places, and a third variant is added.
    let variants = json!([
        variant(&second, ["罐", "50g"], 7000), variant(&first, ["盒", "100g"], 9000),
        {"values": ["罐", "100g"], "price": 6000, "storage": 1}
    ]);
    let edit = with(
        &with(&article(), id.clone()),
        json!({"variants": variants, "goods_name": "新名"}),
    );
    let edited = operate(&gateway, "goods.edit", edit.clone());
    assert_eq!(
        [&edited["goods_ids"][0], &edited["goods_ids"][1]],
        [&second, &first]
    );
    let page = detail(&gateway, &second).v1();
    assert_eq!(
        page["spec_list"]
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["2|4", "1|3", "1|4"]
    );
    let info = &page["goods_info"];
    assert_eq!(
        [
            &info["goods_name"],
            &info["goods_price"],
            &info["goods_storage"]
        ],
        ["新名 罐 50g", "70.00", "10"]
    );
    assert_eq!(detail(&gateway, &first).v1()["gift_array"], json!([]));
    // One variant is left out and then added again. It has the same stock as before.
    let one = with(
        &edit,
        json!({"variants": [variant(&first, ["罐", "50g"], 9000)]}),
    );
    operate(&gateway, "goods.edit", one);
    assert!(is_sold(&gateway, &first) && !is_sold(&gateway, &second));
    let back = json!([
        variant(&first, ["罐", "50g"], 9000),
        variant(&second, ["盒", "50g"], 7000)
    ]);
    operate(
        &gateway,
        "goods.edit",
        with(&edit, json!({"variants": back})),
    );
    assert_eq!(
        detail(&gateway, &second).v1()["goods_info"]["goods_storage"],
        "10"
    );
    // Variants that do not belong in the article are refused, and nothing is changed.
    for (variants, parameter) in [
        (
            json!([variant(&json!(232), ["罐", "50g"], 1)]),
            "variants[0].goods_id",
        ),
        (
            json!([
                variant(&first, ["罐", "50g"], 1),
                variant(&first, ["盒", "50g"], 1)
            ]),
            "variants[1].goods_id",
        ),
        (
            json!([with(
                &variant(&first, ["罐", "50g"], 1),
                json!({"storage": 3})
            )]),
            "variants[0].storage",
        ),
        (
            json!([{"values": ["罐", "50g"], "price": 1}]),
            "variants[0].storage",
        ),
        (
            json!([with(
                &variant(&first, ["罐", "50g"], 1),
                json!({"gifts": [{"goods_id": first, "amount": 1}]})
            )]),
            "variants[0].gifts",
        ),
    ] {
        refuses(
            &gateway,
            "goods.edit",
            with(&edit, json!({"variants": variants})),
            parameter,
        );
    }
    refuses(
        &gateway,
        "goods.edit",
        with(&edit, json!({"store_id": 3, "variants": back_of(&first)})),
        "store_id",
    );
    let none = with(&edit, json!({"goods_commonid": 9999}));
    assert_eq!(
        try_to_operate(&gateway, "goods.edit", none).fault(),
        (503, "record_not_found")
    );
    assert!(is_sold(&gateway, &second));
}

fn back_of(id: &Value) -> Value {
    json!([{"goods_id": id, "values": ["罐", "50g"], "price": 1}])
}

#[test]
fn an_article_that_breaks_a_rule_is_refused() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let one = |changed: Value| {
        json!([with(
            &json!({"values": ["罐", "50g"], "price": 1, "storage": 1}),
            changed
        )])
    };
    for (changed, parameter) in [
        (json!({"store_id": 9}), "store_id"),
        (json!({"gc_id": 99}), "gc_id"),
        (json!({"goods_name": "长".repeat(101)}), "goods_name"),
        (json!({"goods_name": "长".repeat(95)}), "variants[0].values"),
        (
            json!({"specs": [{"name": "a", "values": ["1"]}, {"name": "a", "values": ["2"]}]}),
            "specs",
        ),
        (
            json!({"specs": [{"name": "a", "values": ["1", "1"]}]}),
            "specs",
        ),
        (
            json!({"specs": [{"name": "a", "values": []}]}),
            "specs[0].values",
        ),
        (json!({"variants": []}), "variants"),
        (
            json!({"variants": one(json!({"values": ["罐"]}))}),
            "variants[0].values",
        ),
        (
            json!({"variants": one(json!({"values": ["50g", "罐"]}))}),
            "variants[0].values",
        ),
        (
            json!({"variants": one(json!({"price": -1}))}),
            "variants[0].price",
        ),
        (
            json!({"variants": one(json!({"price": 100_000_000}))}),
            "variants[0].price",
        ),
        (
            json!({"variants": one(json!({"storage": -1}))}),
            "variants[0].storage",
        ),
        (
            json!({"variants": one(json!({"goods_id": 232}))}),
            "variants[0].storage",
        ),
        (
            json!({"variants": one(json!({"gifts": [{"goods_id": 110, "amount": 1}]}))}),
            "variants[0].gifts",
        ),
        (
            json!({"variants": one(json!({"gifts": [{"goods_id": 301, "amount": 1}, {"goods_id": 301, "amount": 1}]}))}),
            "variants[0].gifts",
        ),
        (json!({"images": []}), "images"),
        (json!({"body": "<b>".repeat(5001)}), "body"),
        (json!({"transport_id": 1}), "freight"),
        (json!({"freight": ""}), "freight"),
        (json!({"freight": "", "transport_id": 2}), "transport_id"),
        (json!({"freight": "", "transport_id": 99}), "transport_id"),
        (
            json!({"is_virtual": 1, "virtual_limit": 2}),
            "virtual_indate",
        ),
        (
            json!({"is_virtual": 1, "virtual_indate": "2030-01-01 00:00:00"}),
            "virtual_limit",
        ),
        (json!({"virtual_limit": 2}), "virtual_limit"),
        (json!({"is_sample": 3}), "is_sample"),
    ] {
        refuses(
            &gateway,
            "goods.create",
            with(&article(), changed),
            parameter,
        );
    }
    let twice = json!([{"values": ["罐", "50g"], "price": 1, "storage": 1}, {"values": ["罐", "50g"], "price": 1, "storage": 1}]);
    refuses(
        &gateway,
        "goods.create",
        with(&article(), json!({"variants": twice})),
        "variants[1].values",
    );
}

#[test]
fn a_description_is_inert_in_its_page() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for (body, rest) in [
        ("<p>茶</p><script>alert(1)</script>", "<p>茶</p>"),
        ("<img src=x onerror=alert(1)>茶", "<img>茶"),
        ("<p onclick=\"a()\" style=\"color:red\">茶", "<p>茶</p>"),
        (
            "<a href=\"javascript:alert(1)\">茶</a>",
            "<a rel=\"nofollow noopener\">茶</a>",
        ),
        (
            "<img src=\"data:image/svg+xml;base64,PHN2Zz4=\">茶",
            "<img>茶",
        ),
        ("<svg onload=alert(1)><script>1</script></svg>茶", "茶"),
        ("<b><i>茶", "<b><i>茶</i></b>"),
        ("</div></body></html>茶<!--", "茶"),
        (
            "<table><tr><td>茶<table><td><b>茶",
            "<table><tbody><tr><td>茶<table><tbody><tr><td><b>茶</b></td></tr></tbody></table></td></tr></tbody></table>",
        ),
        (
            "茶<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "茶",
        ),
        (
            "<form action=\"http://a.cn\"><input name=a>茶</form><iframe src=\"http://a.cn\"></iframe>",
            "茶",
        ),
        (
            "<a href=\"http://a.cn\">茶</a>",
            "<a href=\"http://a.cn\" rel=\"nofollow noopener\">茶</a>",
        ),
    ] {
        let made = operate(
            &gateway,
            "goods.create",
            with(&plain("茶"), json!({"body": body})),
        );
        let id = made["goods_ids"][0].to_string();
        let page = get(&gateway, "act=goods&op=goods_body", &[("goods_id", &id)]);
        assert!(page.text.contains(rest), "{body}: {}", page.text);
        for active in [
            "<script",
            "onerror",
            "onload",
            "onclick",
            "javascript:",
            "data:image",
            "<svg",
            "<iframe",
            "<form",
        ] {
            assert!(!page.text.contains(active), "{body}: {}", page.text);
        }
        let answer = gateway.call(
            "teahouse.goods.body",
            json!({"goods_id": made["goods_ids"][0]}),
        );
        assert_eq!(answer.data()["html"], rest, "{body}");
        assert_eq!(row(&gateway, &made)["body"], rest, "{body}");
    }
}
