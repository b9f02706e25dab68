//! The home page, goods, flash sales, samples and recommendations.

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::wire::{get, post, post_as};
use crate::{BUYER, log_in, register};

fn ids(list: &Value) -> Vec<&str> {
    let list = list.as_array().unwrap().iter();
    list.map(|item| item["goods_id"].as_str().unwrap())
        .collect()
}

#[test]
fn the_home_page_has_its_parts_on_its_first_page_alone() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let home = |page: &str| post(&gateway, "act=home&op=home_page_api", &[("page", page)]);
    let first = home("1");
    let data = first.v3();
    assert_eq!(data["isLogin"], "0");
    assert_eq!(data["carouselFigure"].as_array().unwrap().len(), 2);
    assert_eq!(data["carouselFigure"][0]["location"], "1");
    assert_eq!(data["tastersRecommends"].as_array().unwrap().len(), 4);
    let sample = "http://www.chahuitong.com/data/upload/mobile/home/sample_360.jpg";
    assert_eq!(data["goodsSample"]["bmiddle_pic"], sample);
    // The sale that ends first ends in a day.
    let end: i64 = data["flashSale"]["end_time"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((0..=86_400).contains(&(end - gateway.clock.now())), "{end}");
    let json = first.json();
    assert_eq!(
        (&json["hasmore"], &json["page_total"]),
        (&json!(false), &json!(1))
    );
    let goods = data["guessYouLike"].as_array().unwrap();
    let biluochun = goods
        .iter()
        .find(|goods| goods["goods_id"] == "303")
        .unwrap();
    assert_eq!(
        [
            &biluochun["goods_price"],
            &biluochun["goods_promotion_price"],
            &biluochun["goods_promotion_type"]
        ],
        ["198.00", "168.00", "1"]
    );
    // The price of the sale is for two or more pieces, so one piece has the ordinary price.
    let guapian = goods
        .iter()
        .find(|goods| goods["goods_id"] == "302")
        .unwrap();
    assert_eq!(
        [
            &guapian["goods_promotion_price"],
            &guapian["goods_promotion_type"]
        ],
        ["58.80", "0"]
    );
    for sample in ["101972", "321", "322"] {
        assert!(!ids(&data["guessYouLike"]).contains(&sample));
    }
    let second = home("2");
    assert_eq!(second.v3(), json!({"isLogin": "0", "guessYouLike": []}));
    assert_eq!(second.json()["page_total"], 1);
    assert_eq!(home("-3").v3(), data);
}

#[test]
fn goods_of_the_classes_that_a_member_chose_come_first() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, BUYER, "android");
    let home = post_as(&gateway, &key, "act=home&op=home_page_api", &[]).v3();
    assert_eq!(home["isLogin"], "1");
    let first = home["guessYouLike"][0].clone();
    let guest = get(&gateway, "act=home&op=home_page_api", &[]).v3();
    assert_eq!(guest["isLogin"], "0");
    assert_eq!(guest["guessYouLike"][0]["goods_id"], "110");
    assert_eq!(first["goods_id"], "232", "green tea comes first");
    let none = register(&gateway, "19900000306");
    let home = post_as(&gateway, &none, "act=home&op=home_page_api", &[]).v3();
    assert_eq!(home["guessYouLike"][0]["goods_id"], "110");
    // A key in a query is not read, and a caller with a dead key is a guest.
    for reply in [
        get(&gateway, "act=home&op=home_page_api", &[("key", &key)]),
        post_as(&gateway, &"0".repeat(32), "act=home&op=home_page_api", &[]),
    ] {
        assert_eq!(reply.v3()["isLogin"], "0");
    }
}

#[test]
fn the_page_of_goods_has_what_is_sold_with_them() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let detail = |id: &str| get(&gateway, "act=goods&op=goods_detail", &[("goods_id", id)]);
    let page = detail("303").v1();
    let info = &page["goods_info"];
    assert_eq!(
        [
            &info["goods_price"],
            &info["promotion_price"],
            &info["promotion_type"],
            &info["upper_limit"],
            &info["have_gift"]
        ],
        ["198.00", "168.00", "groupbuy", "5", "1"]
    );
    assert_eq!(
        [&info["spec_name"], &info["goods_spec"]],
        [&json!([]), &json!([])]
    );
    assert_eq!(page["gift_array"][0]["gift_goodsid"], "301");
    assert_eq!(page["goods_commend_list"].as_array().unwrap().len(), 6);
    let mansong = &page["mansong_info"];
    assert_eq!(
        [
            &mansong["price"],
            &mansong["discount"],
            &mansong["goods_id"]
        ],
        ["100.00", "10.00", "0"]
    );
    assert_eq!(
        [
            &mansong["rules"][1]["price"],
            &mansong["rules"][1]["goods_id"]
        ],
        ["200.00", "301"]
    );
    let plain = detail("110").v1();
    assert_eq!(
        plain["mansong_info"],
        json!({}),
        "the other store has no campaign"
    );
    assert_eq!(plain["goods_info"]["promotion_type"], "xianshi");
    let green = detail("232").v1();
    assert_eq!(
        [
            &green["goods_info"]["promotion_type"],
            &green["goods_info"]["promotion_price"]
        ],
        ["", ""]
    );
}

#[test]
fn variants_are_found_by_their_values() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let home = post(&gateway, "act=home&op=home_page_api", &[]).v3();
    let goods = home["guessYouLike"].as_array().unwrap().iter();
    let mut puer = goods.filter(|goods| goods["goods_name"].as_str().unwrap().contains("熟茶"));
    let id = puer.next().unwrap()["goods_id"].as_str().unwrap();
    assert!(puer.next().is_none(), "one variant stands for its article");
    let page = get(&gateway, "act=goods&op=goods_detail", &[("goods_id", id)]).v1();
    let info = &page["goods_info"];
    assert_eq!(info["spec_name"], json!({"1": "包装", "2": "重量"}));
    assert_eq!(
        info["spec_value"],
        json!({"1": {"1": "罐装", "2": "盒装"}, "2": {"3": "100g", "4": "250g"}})
    );
    assert_eq!(info["goods_spec"], json!({"1": "罐装", "3": "100g"}));
    let variants = page["spec_list"].as_object().unwrap();
    assert_eq!(
        variants.keys().collect::<Vec<_>>(),
        ["1|3", "1|4", "2|3", "2|4"]
    );
    assert_eq!(
        page["spec_image"]
            .as_object()
            .unwrap()
            .keys()
            .collect::<Vec<_>>(),
        ["1", "2"]
    );
    let other = variants["2|4"].as_str().unwrap();
    let other = get(
        &gateway,
        "act=goods&op=goods_detail",
        &[("goods_id", other)],
    )
    .v1();
    assert_eq!(
        other["goods_info"]["goods_spec"],
        json!({"2": "盒装", "4": "250g"})
    );
    assert_eq!(other["goods_info"]["goods_price"], "109.00");
}

#[test]
fn goods_that_are_not_there_have_no_page() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for id in ["999", "9223372036854775807"] {
        let reply = get(&gateway, "act=goods&op=goods_detail", &[("goods_id", id)]);
        assert_eq!(reply.fault(), "goods_not_found", "{id}");
        let page = get(&gateway, "act=goods&op=goods_body", &[("goods_id", id)]);
        assert_eq!(page.http, 404, "{page:?}");
        assert!(page.text.contains("<p>商品不存在</p>"), "{page:?}");
    }
    for id in ["0", "-1", "x", "1e3", ""] {
        let reply = get(&gateway, "act=goods&op=goods_detail", &[("goods_id", id)]);
        assert_eq!(reply.fault(), "bad_params", "{id}");
        let page = get(&gateway, "act=goods&op=goods_body", &[("goods_id", id)]);
        assert_eq!(page.http, 400, "{page:?}");
    }
}

#[test]
fn the_description_is_a_page_that_runs_nothing() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for version in ["", "1", "2", "3"] {
        let fields = [("goods_id", "232"), ("version", version)];
        let page = get(&gateway, "act=goods&op=goods_body", &fields);
        assert_eq!(page.http, 200);
        assert_eq!(
            page.header("content-type"),
            Some("text/html; charset=utf-8")
        );
        let policy = page.header("content-security-policy").unwrap();
        assert!(
            policy.starts_with("default-src 'none'; ") && policy.ends_with("; sandbox"),
            "{policy}"
        );
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
        assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
        assert!(
            page.text.contains("<h3>西湖龙井 明前特级 100g</h3>"),
            "{page:?}"
        );
    }
    let answer = gateway.call("teahouse.goods.body", json!({"goods_id": 232}));
    assert!(answer.data()["html"].as_str().unwrap().starts_with("<h3>"));
}

#[test]
fn a_flash_sale_is_of_today_or_of_tomorrow() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let listed = |op: &str| {
        let reply = get(&gateway, &format!("act=flash_sale&op={op}"), &[]);
        assert_eq!(reply.json()["page_total"], 1);
        reply.v3()
    };
    let (today, tomorrow) = (listed("current_api"), listed("coming_api"));
    assert_eq!(ids(&today), ["110", "302"], "the recommended one first");
    assert_eq!(ids(&tomorrow), ["304", "305"]);
    assert_eq!(
        [
            &today[1]["xianshi_price"],
            &today[1]["goods_price"],
            &today[1]["lower_limit"],
            &today[1]["upper_limit"]
        ],
        ["49.90", "58.80", "2", "3"]
    );
    assert_eq!(today[0]["xianshi_id"], today[0]["xianshi_goods_id"]);
    assert_eq!(
        post(&gateway, "act=flash_sale&op=current_api", &[]).v3(),
        today
    );
}

#[test]
fn recommendations_are_of_a_class_and_in_an_order() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let listed = |fields: &[(&str, &str)]| {
        let reply = get(&gateway, "act=tasters_recommends", fields).v3();
        ids(&reply["tastersRecommends"])
            .iter()
            .map(|id| (*id).to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(listed(&[]), ["232", "110", "303", "305", "306", "302"]);
    assert_eq!(listed(&[("byPrice", "1")])[..3], ["306", "305", "303"]);
    assert_eq!(listed(&[("byPrice", "0")])[..3], ["232", "302", "110"]);
    assert_eq!(
        listed(&[("bySalenum", "1"), ("byClick", "0")]),
        ["232", "110", "303", "305", "306", "302"]
    );
    assert_eq!(listed(&[("gc_id", "1")]), ["232", "303", "302"]);
    assert_eq!(
        listed(&[("gc_id", "2")]),
        ["110", "305"],
        "with the class under it"
    );
    assert_eq!(listed(&[("gc_id", "3")]), ["110"]);
    assert_eq!(listed(&[("gc_id", "99")]), [""; 0]);
    let reply = get(&gateway, "act=tasters_recommends", &[("byPrice", "2")]);
    assert_eq!(reply.fault(), "bad_params");
    let first = post(&gateway, "act=tasters_recommends", &[]).v3();
    let green = &first["tastersRecommends"][0];
    assert_eq!(
        [
            &green["recommend_score"],
            &green["recommend_aroma"],
            &green["area"]
        ],
        ["10", "豆花香", "浙江"]
    );
    let classes = first["goods_class"].as_array().unwrap().iter();
    let names: Vec<_> = classes
        .map(|class| class["gc_name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["绿茶", "乌龙茶", "铁观音", "普洱茶"]);
}

#[test]
fn the_sample_that_runs_is_shown_and_past_ones_are_listed() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let current = get(&gateway, "act=goods_sample", &[]).v3();
    assert_eq!(current["sample_link"], "321");
    assert_eq!(
        (&current["allow"], &current["state"]),
        (&json!(true), &json!("可以申领"))
    );
    let past = get(&gateway, "act=goods_sample&op=overdue_goods", &[]).v3();
    assert_eq!(past.as_array().unwrap().len(), 1);
    assert_eq!(
        [&past[0]["sample_id"], &past[0]["sample_goods_price"]],
        ["36", "0.00"]
    );
    assert!(past[0].get("allow").is_none());
    gateway.clock.shift(30 * 86_400);
    let ended = get(&gateway, "act=goods_sample", &[]).v3();
    assert_eq!(
        (&ended["allow"], &ended["state"]),
        (&json!(false), &json!("已结束"))
    );
    assert_eq!(ended["sample_link"], "321", "the one that ended last");
}
