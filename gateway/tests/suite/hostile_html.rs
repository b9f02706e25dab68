//! HTML of operators that would be active where it is shown: news, notices and the descriptions of goods.

use serde_json::{Value, json};
use signet_testkit::{TestGateway, unique};

/// Fragments of HTML, and the parts of them that are kept.
const FRAGMENTS: [(&str, &str); 10] = [
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
    (
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">茶",
        "&lt;p title=\"<img>\"&gt;茶",
    ),
    (
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">茶",
        "<p></p><img>\"&gt;茶",
    ),
    (
        "<img src=\"https://a.cn/1.jpg\" alt=\"茶\">",
        "<img src=\"https://a.cn/1.jpg\" alt=\"茶\">",
    ),
];

/// Creates a thing and then edits it. Returns its text as clients get it, after each of the two steps.
fn shown(gateway: &TestGateway, thing: &Thing, html: &str) -> [Value; 2] {
    let admin = gateway.admin();
    let mut parameters = thing.parameters.clone();
    parameters[thing.field] = json!(html);
    parameters["n"] = json!(unique("n"));
    let made = admin.call(&format!("admin.{}.create", thing.name), parameters.clone());
    let id = made.data()[thing.id].clone();
    let text = || {
        let parameters = json!({thing.id_of_detail: id, "platform": 2, "n": unique("n")});
        let answer = gateway.call(&format!("{}.detail", thing.name), parameters);
        answer.data()[thing.field].clone()
    };
    let created = text();
    parameters[thing.id] = id.clone();
    if thing.name == "goods" {
        // The edit has to name the id of the existing product.
        let list = admin.call("admin.goods.list", json!({}));
        let mut list = list.data()["list"].as_array().unwrap().iter();
        let row = list.find(|row| row["goodsid"] == id).unwrap();
        parameters["products"][0]["productid"] = row["products"][0]["productid"].clone();
    }
    let edited = admin.call(&format!("admin.{}.edit", thing.name), parameters);
    assert_eq!(edited.code(), 200, "{edited:?}");
    [created, text()]
}

/// A thing with a text in HTML.
struct Thing {
    name: &'static str,
    id: &'static str,
    id_of_detail: &'static str,
    /// The name of the field with the text.
    field: &'static str,
    parameters: Value,
}

fn things(gateway: &TestGateway) -> [Thing; 3] {
    let category = |cat_type: i64| {
        let list = gateway
            .admin()
            .call("admin.category.list", json!({"cat_type": cat_type}));
        list.data()["list"][0]["cat_id"].clone()
    };
    [
        Thing {
            name: "news",
            id: "news_id",
            id_of_detail: "news_id",
            field: "content",
            parameters: json!({"cat_id": category(1), "title": "标题"}),
        },
        Thing {
            name: "notice",
            id: "noticeid",
            id_of_detail: "noticeid",
            field: "body",
            parameters: json!({"title": "标题", "summary": "摘要"}),
        },
        Thing {
            name: "goods",
            id: "goodsid",
            id_of_detail: "goods_id",
            field: "description",
            parameters: json!({
                "goods_name": "茶", "cat_id": category(3),
                "products": [{"market_price": 2, "sales_price": 1, "stock": 7, "spec_val": "", "skuid": unique("sku")}]
            }),
        },
    ]
}

#[test]
fn html_of_operators_is_inert_where_it_is_shown() {
    let gateway = TestGateway::start();
    for mut thing in things(&gateway) {
        for (html, rest) in FRAGMENTS {
            if thing.name == "goods" {
                thing.parameters["products"][0]["skuid"] = json!(unique("sku"));
            }
            for text in shown(&gateway, &thing, html) {
                assert_eq!(text, rest, "{} {html}", thing.name);
            }
        }
    }
}

#[test]
fn html_that_is_empty_or_too_long_once_it_is_clean_is_refused() {
    let gateway = TestGateway::start();
    for thing in things(&gateway) {
        let many_tags = "<b>".repeat(5001);
        let long = "&".repeat(13_200);
        for (html, rule) in [
            ("<script>alert(1)</script>", "去除不允许的内容后不能为空"),
            (&many_tags, "最多有5000个标签"),
            (&long, "清理后不能超过65535字节"),
        ] {
            if thing.name == "goods" && html.starts_with("<script>") {
                continue;
            }
            let mut parameters = thing.parameters.clone();
            parameters[thing.field] = json!(html);
            let answer = gateway
                .admin()
                .call(&format!("admin.{}.create", thing.name), parameters);
            assert_eq!(answer.fault(), (503, "bad_params"), "{}", thing.name);
            let expected = format!("{} {rule}", thing.field);
            assert!(answer.msg().contains(&expected), "{}", answer.msg());
        }
    }
}
