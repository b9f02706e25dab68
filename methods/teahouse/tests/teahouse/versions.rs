//! The three forms of replies.

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::wire::{Reply, get, post, post_as};
use crate::{LIAO, log_in};

/// The spellings of each version.
const SPELLINGS: [[&str; 4]; 3] = [
    ["1", "v1", "1.0", "v1.0"],
    ["2", "v2", "2.0", "v2.0"],
    ["3", "v3", "3.0", "v3.0"],
];

/// Returns the data of a good reply in a version.
fn data(reply: &Reply, version: usize) -> Value {
    let json = reply.json();
    let (code, name) = [(200, "datas"), (200, "content"), (1, "data")][version];
    assert_eq!(
        (reply.http, &json["code"]),
        (200, &json!(code)),
        "{reply:?}"
    );
    assert_eq!(json.get("msg").is_some(), version == 2, "{reply:?}");
    assert!(!json["request_id"].as_str().unwrap().is_empty());
    json[name].clone()
}

/// Returns the text of a fault in a version.
fn fault(reply: &Reply, version: usize) -> String {
    let json = reply.json();
    let (code, text) = match version {
        0 => (200, &json["datas"]["error"]),
        1 => (404, &json["content"]),
        _ => (0, &json["msg"]),
    };
    assert_eq!(json["code"], code, "{reply:?}");
    assert!(!json["sub_code"].as_str().unwrap().is_empty(), "{reply:?}");
    text.as_str().unwrap().to_owned()
}

#[test]
fn every_spelling_in_a_body_or_a_query_chooses_the_form() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for (version, spellings) in SPELLINGS.iter().enumerate() {
        for spelling in spellings {
            for name in ["version", "Version"] {
                let chosen = [(name, *spelling)];
                let by_get = get(&gateway, "act=goods_sample", &chosen);
                let by_post = post(&gateway, "act=goods_sample", &chosen);
                assert_eq!(data(&by_get, version)["sample_link"], "321");
                assert_eq!(data(&by_post, version), data(&by_get, version));
            }
        }
    }
}

#[test]
fn a_success_without_data_a_fault_and_a_missing_session_have_a_form_in_each_version() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, LIAO, "android");
    for (version, name) in ["1", "2", "3"].into_iter().enumerate() {
        let chosen = ("version", name);
        let delete = [("address_id", "999"), chosen];
        let deleted = post_as(&gateway, &key, "act=member_address&op=address_del", &delete);
        let expected = if version == 2 {
            Value::Null
        } else {
            json!("1")
        };
        assert_eq!(data(&deleted, version), expected);
        let edit = [("member_sex", "0"), chosen];
        let edited = post_as(
            &gateway,
            &key,
            "act=member_index&op=update_member_info",
            &edit,
        );
        let expected = if version == 2 { json!({}) } else { json!("1") };
        assert_eq!(data(&edited, version), expected);
        let unknown = [("address_id", "999"), chosen];
        let unknown = post_as(
            &gateway,
            &key,
            "act=member_address&op=address_info",
            &unknown,
        );
        assert_eq!(fault(&unknown, version), "收货地址不存在");
        let missing = post(&gateway, "act=member_address&op=address_list", &[chosen]).json();
        let login = if version == 2 {
            Value::Null
        } else {
            json!("0")
        };
        assert_eq!(
            (&missing["login"], &missing["sub_code"]),
            (&login, &json!("not_logged_in"))
        );
        let text = match version {
            0 => &missing["datas"]["error"],
            1 => &missing["content"],
            _ => &missing["msg"],
        };
        assert_eq!(text, "请登录");
        let code = [200, 404, -1][version];
        assert_eq!(missing["code"], code);
        let list = get(&gateway, "act=flash_sale&op=current_api", &[chosen]);
        assert_eq!(data(&list, version).as_array().unwrap().len(), 2);
        let json = list.json();
        assert_eq!(
            (&json["hasmore"], &json["page_total"]),
            (&json!(false), &json!(1))
        );
    }
}

#[test]
fn a_version_that_does_not_exist_is_refused_in_the_form_of_the_route() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for bad in [
        "4", "3.1", "x", "v", "0", "V3", "V1", "vv1", "1.0.0", " 1", "01",
    ] {
        let of_third = get(&gateway, "act=goods_sample", &[("version", bad)]);
        assert!(fault(&of_third, 2).contains("version"), "{bad}");
        assert_eq!(of_third.fault(), "bad_params");
        let fields = [("goods_id", "232"), ("version", bad)];
        let of_first = get(&gateway, "act=goods&op=goods_detail", &fields);
        assert!(fault(&of_first, 0).contains("version"), "{bad}");
    }
    let both = [("version", "1"), ("Version", "1")];
    let both = get(&gateway, "act=goods_sample", &both);
    assert_eq!(both.refusal(), (400, "bad_form".to_owned()));
    let empty = get(&gateway, "act=goods_sample", &[("version", "")]);
    data(&empty, 2);
}

#[test]
fn the_version_chooses_the_description_of_a_member() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, LIAO, "android");
    let member =
        |version: &str| post_as(&gateway, &key, "act=member_index", &[("version", version)]);
    for (version, number) in [("", 0), ("1", 0), ("2", 1)] {
        assert_eq!(data(&member(version), number)["user_name"], LIAO);
    }
    assert_eq!(data(&member("3"), 2)["member_name"], LIAO);
}

/// The routes, their verbs and the version of each.
const ROUTES: [(&str, &str, usize); 22] = [
    ("act=login", "POST", 0),
    ("act=login&op=register_api", "POST", 2),
    ("act=login&op=send_sms", "POST", 2),
    ("act=home&op=home_page_api", "POST GET", 2),
    ("act=goods&op=goods_detail", "GET", 0),
    ("act=goods_sample&op=overdue_goods", "GET", 2),
    ("act=goods_sample", "POST GET", 2),
    ("act=flash_sale&op=current_api", "POST GET", 2),
    ("act=flash_sale&op=coming_api", "POST GET", 2),
    ("act=tasters_recommends", "POST GET", 2),
    ("act=login&op=change_pwd", "POST", 2),
    ("act=member_index&op=update_member_pwd", "POST", 2),
    ("act=member_index", "POST", 0),
    ("act=member_index&op=update_member_info", "POST", 2),
    ("act=member_address&op=address_list", "POST", 0),
    ("act=member_address&op=address_info", "POST", 0),
    ("act=member_address&op=address_del", "POST", 0),
    ("act=member_address&op=address_add", "POST", 0),
    ("act=member_address&op=address_edit", "POST", 0),
    ("act=member_address&op=area_list", "POST", 0),
    ("act=login&op=index", "POST", 0),
    ("op=index&act=member_index", "POST", 0),
];

#[test]
fn every_route_takes_its_verbs_and_refuses_in_its_own_form_or_the_one_that_is_named() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    for (query, verbs, own) in ROUTES {
        for (version, name) in ["", "1", "2", "3"].into_iter().enumerate() {
            let form = version.checked_sub(1).unwrap_or(own);
            // The page is not a number, a parameter is missing, or there is no session.
            let fields = [("version", name), ("page", "x")];
            let reply = match verbs.contains("POST") {
                true => post(&gateway, query, &fields),
                false => get(&gateway, query, &fields),
            };
            let json = reply.json();
            let expected = match form {
                0 => json["datas"]["error"].is_string(),
                1 => json["content"].is_string() && json["code"] == 404,
                _ => json["msg"].is_string() && json.get("datas").is_none(),
            };
            let is_good = json.get("sub_code").is_none();
            assert!(expected || is_good, "{query} {name}: {reply:?}");
        }
        if !verbs.contains("GET") {
            let reply = get(&gateway, query, &[]);
            assert_eq!(
                reply.refusal(),
                (405, "method_not_allowed".to_owned()),
                "{query}"
            );
            assert_eq!(reply.header("allow"), Some("POST"), "{query}");
        }
    }
}
