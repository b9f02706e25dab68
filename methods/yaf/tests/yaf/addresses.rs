//! Addresses of delivery.

use serde_json::{Value, json};
use signet_testkit::{Answer, Client, TestGateway, at_once};

use crate::usual;

const MOBILE: &str = "13800138000";

fn user<'a>(gateway: &'a TestGateway, mobile: &str) -> Client<'a> {
    gateway.client().token(&gateway.register(mobile))
}

fn address(district_id: i64, address: &str) -> Value {
    json!({"realname": "张木沐", "mobile": "14812345678", "district_id": district_id, "address": address})
}

fn with(mut parameters: Value, changes: Value) -> Value {
    let changes = changes.as_object().unwrap().clone();
    parameters.as_object_mut().unwrap().extend(changes);
    parameters
}

fn add(user: &Client<'_>, parameters: Value) -> i64 {
    let answer = user.call("user.address.add", parameters);
    assert_eq!(
        (answer.code(), answer.msg()),
        (200, "添加成功"),
        "{answer:?}"
    );
    answer.data()["addressid"].as_i64().unwrap()
}

fn list(user: &Client<'_>) -> Vec<Value> {
    let answer = user.call("user.address.list", json!({}));
    assert_eq!(
        (answer.code(), answer.msg()),
        (200, "success"),
        "{answer:?}"
    );
    answer.data()["list"].as_array().unwrap().clone()
}

/// The ids of a user's addresses in the order of the list, and which of them are the default.
fn ids(user: &Client<'_>) -> (Vec<i64>, Vec<i64>) {
    let list = list(user);
    let id = |address: &Value| address["addressid"].as_i64().unwrap();
    let defaults = list.iter().filter(|address| address["is_default"] == 1);
    (list.iter().map(id).collect(), defaults.map(id).collect())
}

#[test]
fn an_address_is_listed_with_the_names_of_its_district() {
    let gateway = usual().start();
    let user = user(&gateway, MOBILE);
    assert!(list(&user).is_empty());
    let first = add(
        &user,
        json!({
            "realname": "张木沐", "mobile": "14812345678", "district_id": "440305", "street": "粤海街道",
            "address": "东方科技大厦601"
        }),
    );
    let expected = json!({
        "addressid": first, "realname": "张木沐", "mobile": "14812345678", "district_id": 440_305,
        "province_name": "广东省", "city_name": "深圳市", "district_name": "南山区", "street": "粤海街道",
        "address": "东方科技大厦601", "is_default": 1
    });
    assert_eq!(list(&user), [expected]);
}

#[test]
fn every_kind_of_district_has_its_names() {
    let gateway = usual().start();
    let user = user(&gateway, MOBILE);
    for (code, names) in [
        (110_101, ["北京市", "北京市", "东城区"]),
        (500_229, ["重庆市", "重庆市", "城口县"]),
        (429_004, ["湖北省", "省直辖县级行政区划", "仙桃市"]),
        (
            659_001,
            ["新疆维吾尔自治区", "自治区直辖县级行政区划", "石河子市"],
        ),
        (441_900, ["广东省", "东莞市", ""]),
        (442_000, ["广东省", "中山市", ""]),
        (460_400, ["海南省", "儋州市", ""]),
        (620_200, ["甘肃省", "嘉峪关市", ""]),
        (460_321, ["海南省", "三沙市", "西沙群岛"]),
    ] {
        let id = add(&user, address(code, "一号"));
        let all = list(&user);
        let shown = all
            .iter()
            .find(|address| address["addressid"] == id)
            .unwrap();
        let shown = ["province_name", "city_name", "district_name"].map(|name| &shown[name]);
        assert_eq!(shown, names, "{code}");
    }
}

#[test]
fn only_a_district_can_be_delivered_to() {
    let gateway = usual().start();
    let user = user(&gateway, MOBILE);
    let id = add(&user, address(440_305, "一号"));
    for code in [
        440_000,
        440_300,
        110_000,
        440_399,
        710_000,
        999_999,
        1,
        i64::MAX,
    ] {
        let answer = user.call("user.address.add", address(code, "一号"));
        assert_eq!(answer.fault(), (503, "district_unknown"), "{code}");
        assert_eq!(answer.msg(), "区县不存在");
        let edit = with(address(code, "二号"), json!({"addressid": id}));
        assert_eq!(
            user.call("user.address.edit", edit).fault(),
            (503, "district_unknown"),
            "{code}"
        );
    }
    let all = list(&user);
    assert_eq!((all.len(), &all[0]["address"]), (1, &json!("一号")));
}

#[test]
fn the_first_is_the_default_until_another_is() {
    let gateway = usual().start();
    let user = user(&gateway, MOBILE);
    let [a, b, c] = ["一", "二", "三"].map(|name| add(&user, address(440_305, name)));
    assert_eq!(ids(&user), (vec![a, c, b], vec![a]));
    let set = |id: i64| user.call("user.address.default.set", json!({"addressid": id}));
    let answer = set(b);
    assert_eq!((answer.code(), answer.msg()), (200, "设置成功"));
    assert_eq!(ids(&user), (vec![b, c, a], vec![b]));
    assert_eq!(set(b).code(), 200, "the same again is no fault");
    let delete = |id: i64| user.call("user.address.delete", json!({"addressid": id}));
    let answer = delete(b);
    assert_eq!((answer.code(), answer.msg()), (200, "删除成功"));
    assert_eq!(
        ids(&user),
        (vec![c, a], vec![c]),
        "the newest takes its place"
    );
    assert_eq!(delete(a).code(), 200);
    assert_eq!(ids(&user), (vec![c], vec![c]));
    assert_eq!(delete(c).code(), 200);
    let d = add(&user, address(440_305, "四"));
    assert_eq!(ids(&user), (vec![d], vec![d]));
}

#[test]
fn an_edit_replaces_everything_but_the_default() {
    let gateway = usual().start();
    let user = user(&gateway, MOBILE);
    let id = add(
        &user,
        with(address(440_305, "一号"), json!({"street": "粤海街道"})),
    );
    let edit = json!({
        "addressid": id, "realname": "李四", "mobile": "13900139000", "district_id": 110_105, "address": "二号"
    });
    let answer = user.call("user.address.edit", edit);
    assert_eq!((answer.code(), answer.msg()), (200, "修改成功"));
    let expected = json!({
        "addressid": id, "realname": "李四", "mobile": "13900139000", "district_id": 110_105,
        "province_name": "北京市", "city_name": "北京市", "district_name": "朝阳区", "street": "", "address": "二号",
        "is_default": 1
    });
    assert_eq!(list(&user), [expected]);
}

#[test]
fn an_address_of_somebody_else_is_none() {
    let gateway = usual().start();
    let owner = user(&gateway, MOBILE);
    let other = user(&gateway, "13800138001");
    let id = add(&owner, address(440_305, "一号"));
    let before = list(&owner);
    for id in [id, 999_999] {
        let refused = |answer: Answer| {
            assert_eq!(answer.fault(), (503, "address_not_found"));
            assert_eq!(answer.msg(), "收货地址不存在");
        };
        let edit = with(address(110_101, "二号"), json!({"addressid": id}));
        refused(other.call("user.address.edit", edit));
        refused(other.call("user.address.delete", json!({"addressid": id})));
        refused(other.call("user.address.default.set", json!({"addressid": id})));
    }
    assert_eq!(list(&owner), before);
    assert!(list(&other).is_empty());
}

#[test]
fn a_user_has_twenty_addresses_at_most_however_fast_they_come() {
    let gateway = usual().start();
    let user = user(&gateway, MOBILE);
    let answers = at_once(40, |number| {
        let parameters = address(440_305, &format!("{number}号"));
        // Under load a call may have to be repeated, as clients do.
        loop {
            let answer = user.call("user.address.add", parameters.clone());
            if answer.code() != 500 {
                return answer;
            }
        }
    });
    let added = answers.iter().filter(|answer| answer.code() == 200).count();
    let refused = answers
        .iter()
        .filter(|answer| answer.fault() == (503, "address_limit"))
        .count();
    assert_eq!((added, refused), (20, 20), "{answers:?}");
    let (all, defaults) = ids(&user);
    assert_eq!((all.len(), defaults.len()), (20, 1));
    let answer = user.call("user.address.add", address(440_305, "又一号"));
    assert_eq!(answer.msg(), "最多允许创建20个收货地址");
    user.call("user.address.delete", json!({"addressid": all[3]}));
    add(&user, address(440_305, "最后一号"));
}

#[test]
fn an_address_is_named_by_both_names_and_may_be_of_somebody_with_a_long_name() {
    let gateway = usual().start();
    let user = user(&gateway, MOBILE);
    let long = "买买提江·阿卜杜热合曼·阿布都热依木江";
    for realname in [long, "古丽·买买提", &"长".repeat(25)] {
        let parameters = with(address(440_305, "一号"), json!({"realname": realname}));
        let answer = user.call("user.address.add", parameters.clone());
        let data = answer.data();
        assert_eq!(data["address_id"], data["addressid"], "{answer:?}");
        let edit = with(parameters, json!({"addressid": data["address_id"]}));
        assert_eq!(user.call("user.address.edit", edit).code(), 200);
        let kept = list(&user);
        assert!(kept.iter().any(|address| address["realname"] == realname));
    }
}

#[test]
fn bad_parameters_are_named() {
    let gateway = usual().start();
    let user = user(&gateway, MOBILE);
    let id = add(&user, address(440_305, "一号"));
    for (parameter, value) in [
        ("realname", json!("张")),
        ("realname", json!("张".repeat(26))),
        ("realname", json!("")),
        ("mobile", json!("12345678901")),
        ("mobile", json!(null)),
        ("district_id", json!(0)),
        ("district_id", json!("x")),
        ("street", json!("街".repeat(51))),
        ("address", json!("")),
        ("address", json!("号".repeat(51))),
    ] {
        let parameters = with(address(440_305, "一号"), json!({parameter: value}));
        let answer = user.call("user.address.add", parameters.clone());
        assert_eq!(answer.fault(), (503, "bad_params"), "{parameter}");
        assert!(answer.msg().contains(parameter), "{}", answer.msg());
        let edit = with(parameters, json!({"addressid": id}));
        assert_eq!(
            user.call("user.address.edit", edit).fault(),
            (503, "bad_params")
        );
    }
    for method in ["edit", "delete", "default.set"] {
        for id in [json!(0), json!(null), json!("x")] {
            let parameters = with(address(440_305, "一号"), json!({"addressid": id}));
            let answer = user.call(&format!("user.address.{method}"), parameters);
            assert_eq!(answer.fault(), (503, "bad_params"), "{method} {id}");
            assert!(answer.msg().contains("addressid"), "{}", answer.msg());
        }
    }
}

#[test]
fn addresses_need_a_session_and_an_app_of_users() {
    let gateway = usual().start();
    let admin = gateway.admin();
    for method in ["list", "add", "edit", "delete", "default.set"] {
        let method = format!("user.address.{method}");
        let parameters = with(address(440_305, "一号"), json!({"addressid": 1}));
        assert_eq!(
            gateway.call(&method, parameters.clone()).fault(),
            (602, "not_logged_in")
        );
        assert_eq!(
            admin.call(&method, parameters).fault(),
            (403, "not_permitted")
        );
    }
}
