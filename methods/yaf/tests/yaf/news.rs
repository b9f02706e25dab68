//! News and their categories.

use insta::assert_snapshot;
use serde_json::{Value, json};
use signet_testkit::{Client, TestGateway, changed, eventually, snapshot, unique};

use crate::usual;

fn list(client: &Client<'_>, cat_id: i64, page: i64) -> Value {
    let answer = client.call("news.list", json!({"cat_id": cat_id, "page": page}));
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    answer.data().clone()
}

fn ids(data: &Value) -> Vec<i64> {
    let rows = data["list"].as_array().unwrap();
    rows.iter()
        .map(|row| row["news_id"].as_i64().unwrap())
        .collect()
}

/// The id of a category of the demo content.
fn category(gateway: &TestGateway, cat_type: i64, name: &str) -> i64 {
    let answer = gateway
        .admin()
        .call("admin.category.list", json!({"cat_type": cat_type}));
    let list = answer.data()["list"].as_array().unwrap().clone();
    let found = list.iter().find(|row| row["cat_name"] == name).unwrap();
    found["cat_id"].as_i64().unwrap()
}

fn article(cat_id: i64) -> Value {
    json!({
        "cat_id": cat_id, "title": "标题", "intro": "简介", "image_url": "http://x/1.png", "source": "来源",
        "content": "<p>正文</p>", "n": unique("n")
    })
}

fn create(admin: &Client<'_>, cat_id: i64) -> i64 {
    let answer = admin.call("admin.news.create", article(cat_id));
    assert_eq!((answer.code(), answer.msg()), (200, "添加成功"));
    answer.data()["news_id"].as_i64().unwrap()
}

#[test]
fn the_list_is_answered_as_documented() {
    let gateway = usual().start();
    let mut data = list(&gateway.client(), -1, 1);
    assert_eq!(ids(&data), [8, 7, 6, 5, 4, 3, 2, 1]);
    let rows = data["list"].as_array_mut().unwrap();
    rows.truncate(2);
    assert!(
        rows[0]["intro"]
            .as_str()
            .unwrap()
            .starts_with("经查，30路公交车")
    );
    assert_snapshot!(snapshot(&data, &["intro"]), @r#"
    {
      "count": 20,
      "isnext": false,
      "list": [
        {
          "c_time": "[time]",
          "image_url": "",
          "intro": "[intro]",
          "news_id": 8,
          "source": "腾讯新闻",
          "title": "警方通报检察长妻子岳母殴打公交司机：两打人者被拘留"
        },
        {
          "c_time": "[time]",
          "image_url": "",
          "intro": "[intro]",
          "news_id": 7,
          "source": "腾讯新闻",
          "title": "全国“秋老虎”出没地图出炉！今年的秋老虎咬人吗？"
        }
      ],
      "page": 1,
      "total": 8
    }
    "#);
    let beyond = json!({"list": [], "total": 8, "page": 2, "count": 20, "isnext": false});
    assert_eq!(list(&gateway.client(), -1, 2), beyond);
}

#[test]
fn an_article_is_answered_as_documented() {
    let gateway = usual().start();
    let answer = gateway.call("news.detail", json!({"news_id": 1}));
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    assert_snapshot!(snapshot(answer.data(), &[]), @r#"
    {
      "c_time": "[time]",
      "content": "<p>\r\n\t十多年前，当人们开始为老鼠和人类绘制基因图谱时，一个国际研究团队就开始研究并比较二者之间的“任务控制中心”功能了。期待已久的报告发布在11月20日出版的《自然》杂志上。</p>",
      "image_url": "",
      "intro": "十多年前，当人们开始为老鼠和人类绘制基因图谱时，一个国际研究团队就开始研究并比较二者之间的“任务控制中心”功能了。期待已久的报告发布在11月20日出版的《自然》杂志上。",
      "news_id": 1,
      "source": "中国科学院",
      "title": "为什么对老鼠的研究并不总能在人类身上重现"
    }
    "#);
    let answer = gateway.call("news.detail", json!({"news_id": 99}));
    assert_eq!(
        (answer.fault(), answer.msg()),
        ((503, "news_not_found"), "文章不存在或已经删除")
    );
    for id in [json!(0), json!("x"), json!(null), json!({})] {
        let answer = gateway.call("news.detail", json!({"news_id": id}));
        assert_eq!(answer.fault(), (503, "bad_params"), "{id}");
    }
}

#[test]
fn a_category_has_the_news_of_all_under_it() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let of = |name: &str| ids(&list(&gateway.client(), category(&gateway, 1, name), 1));
    assert_eq!(of("基金"), [2, 1]);
    assert_eq!(of("理财资讯"), [4, 3, 2, 1]);
    assert_eq!(of("体育新闻"), [8, 7, 6, 5]);
    let nothing = json!({"list": [], "total": 0, "page": 1, "count": 20, "isnext": false});
    assert_eq!(list(&gateway.client(), 999, 1), nothing);
    assert_eq!(list(&gateway.client(), 0, 1), nothing);
    let links = category(&gateway, 2, "搜索引擎");
    assert_eq!(list(&gateway.client(), links, 1), nothing);

    let funds = category(&gateway, 1, "基金");
    let hide = json!({"cat_id": funds});
    assert_eq!(admin.call("admin.category.hide", hide).code(), 200);
    eventually("the category is hidden", || of("理财资讯") == [4, 3]);
    assert_eq!(list(&gateway.client(), funds, 1), nothing);

    for bad in [json!(-2), json!("x"), json!(null), json!(1.5)] {
        let answer = gateway.call("news.list", json!({"cat_id": bad, "page": 1}));
        assert_eq!(answer.fault(), (503, "bad_params"), "{bad}");
    }
}

#[test]
fn an_operator_adds_edits_hides_and_lists_news() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let (funds, soccer) = (category(&gateway, 1, "基金"), category(&gateway, 1, "足球"));
    let id = create(&admin, funds);
    let listed = || {
        let answer = admin.call("admin.news.list", json!({"page": 1}));
        assert_eq!((answer.code(), answer.msg()), (200, "success"));
        assert_eq!(answer.data()["total"], json!(9));
        answer.data()["list"][0].clone()
    };
    let made = listed();
    assert_eq!(
        (&made["news_id"], &made["cat_id"]),
        (&json!(id), &json!(funds))
    );
    assert_snapshot!(snapshot(&made, &["news_id", "cat_id"]), @r#"
    {
      "c_time": "[time]",
      "cat_id": "[cat_id]",
      "content": "<p>正文</p>",
      "image_url": "http://x/1.png",
      "intro": "简介",
      "news_id": "[news_id]",
      "source": "来源",
      "state": 1,
      "title": "标题",
      "u_time": "[time]"
    }
    "#);

    let edit = json!({"news_id": id, "cat_id": soccer, "title": "新", "content": "新文"});
    let answer = admin.call("admin.news.edit", edit);
    assert_eq!(
        (answer.code(), answer.msg(), answer.body.get("data")),
        (200, "修改成功", None)
    );
    let hide = |hidden: Value| {
        let parameters = json!({"news_id": id, "hidden": hidden, "n": unique("n")});
        assert_eq!(admin.call("admin.news.hide", parameters).code(), 200);
        let answer = gateway.call("news.detail", json!({"news_id": id}));
        (
            answer.code(),
            list(&gateway.client(), -1, 1)["total"].clone(),
        )
    };
    assert_eq!(hide(json!(null)), (503, json!(8)));
    // An edit replaces all members, also the members that it does not name.
    let mut edited = listed();
    assert_eq!(edited["cat_id"], soccer);
    for time in ["c_time", "u_time"] {
        edited[time] = made[time].clone();
    }
    assert_snapshot!(snapshot(&changed(&made, &edited), &["cat_id"]), @r#"
    {
      "cat_id": "[cat_id]",
      "content": "新文",
      "image_url": "",
      "intro": "",
      "source": "",
      "state": 0,
      "title": "新"
    }
    "#);
    assert_eq!(hide(json!(0)), (200, json!(9)));
}

#[test]
fn an_article_needs_a_category_that_is_shown_and_sorts_news() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let funds = category(&gateway, 1, "基金");
    let links = category(&gateway, 2, "搜索引擎");
    let id = create(&admin, funds);
    let hide = json!({"cat_id": funds});
    assert_eq!(admin.call("admin.category.hide", hide).code(), 200);
    for cat_id in [funds, links, 999] {
        let mut parameters = article(cat_id);
        parameters["news_id"] = json!(id);
        for method in ["admin.news.create", "admin.news.edit"] {
            let answer = admin.call(method, parameters.clone());
            assert_eq!(
                (answer.fault(), answer.msg()),
                ((503, "category_not_found"), "分类不存在")
            );
        }
    }
    let stocks = category(&gateway, 1, "股票");
    let mut unknown = article(stocks);
    unknown["news_id"] = json!(99);
    for method in ["admin.news.edit", "admin.news.hide"] {
        let answer = admin.call(method, unknown.clone());
        assert_eq!(answer.fault(), (503, "record_not_found"));
    }
    for (name, value) in [
        ("cat_id", json!(0)),
        ("title", json!("")),
        ("title", json!("长".repeat(129))),
        ("intro", json!("长".repeat(501))),
        ("image_url", json!("l".repeat(256))),
        ("source", json!("长".repeat(65))),
        ("content", json!(null)),
        ("content", json!("l".repeat(60_001))),
    ] {
        let mut bad = article(stocks);
        bad[name] = value;
        bad["news_id"] = json!(id);
        for method in ["admin.news.create", "admin.news.edit"] {
            let answer = admin.call(method, bad.clone());
            assert_eq!(answer.fault(), (503, "bad_params"), "{name}");
            assert!(answer.msg().contains(name), "{}", answer.msg());
        }
    }
}
