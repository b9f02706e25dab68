//! The tree of categories, and the links in it.

use serde_json::{Value, json};
use signet_methods_yaf::content::CONTENT;
use signet_methods_yaf::tables::categories;
use signet_methods_yaf::tables::categories::NewCategory;
use signet_store::Error;
use signet_testkit::operators::{done, operate, refuses, refuses_unknown, rows};
use signet_testkit::{Client, TestGateway, at_once, eventually};

use crate::usual;

const NEWS: i64 = 1;
const LINKS: i64 = 2;
const GOODS: i64 = 3;

fn make(admin: &Client<'_>, cat_type: i64, parent: i64, name: &str, listorder: i64) -> i64 {
    let parameters =
        json!({"parentid": parent, "cat_type": cat_type, "cat_name": name, "listorder": listorder});
    let data = done(admin, "admin.category.create", parameters);
    data["cat_id"].as_i64().unwrap()
}

fn tree(gateway: &TestGateway, cat_type: i64, parent: i64) -> Value {
    let parameters = json!({"parentid": parent, "cat_type": cat_type, "token": ""});
    let answer = gateway.call("system.category.list", parameters);
    assert_eq!((answer.code(), answer.msg()), (200, "Success"));
    answer.data().clone()
}

#[test]
fn the_tree_is_answered_as_documented() {
    let gateway = usual().start();
    let leaf = |id: i64, name: &str, parent: i64, code: &str| json!({"cat_id": id, "cat_name": name, "parentid": parent, "cat_code": format!("{code:0<30}"), "sub": []});
    let mut finance = leaf(1, "理财资讯", 0, "100");
    finance["sub"] = json!({
        "0_2": leaf(2, "基金", 1, "100100"),
        "0_3": leaf(3, "股票", 1, "100101"),
    });
    let mut sports = leaf(4, "体育新闻", 0, "101");
    sports["sub"] = json!({
        "0_5": leaf(5, "足球", 4, "101100"),
        "0_6": leaf(6, "篮球", 4, "101101"),
    });
    let under_sports = sports["sub"].clone();
    assert_eq!(
        tree(&gateway, NEWS, 0),
        json!({"0_1": finance, "0_4": sports})
    );
    assert_eq!(tree(&gateway, NEWS, 4), under_sports);
    assert_eq!(tree(&gateway, NEWS, 5), json!({}), "a leaf");
    assert_eq!(tree(&gateway, NEWS, 999), json!({}), "nothing");
    assert_eq!(tree(&gateway, GOODS, 4), json!({}), "of another type");
    let answer = gateway.call("system.category.list", json!({"cat_type": "1"}));
    assert_eq!(answer.data(), &tree(&gateway, NEWS, 0));
    for wrong in [
        json!({}),
        json!({"cat_type": 0}),
        json!({"cat_type": 4}),
        json!({"cat_type": 1, "parentid": -1}),
        json!({"cat_type": 1, "parentid": "x"}),
    ] {
        let answer = gateway.call("system.category.list", wrong);
        assert_eq!(answer.fault(), (503, "bad_params"));
    }
}

#[test]
fn links_are_answered_as_documented() {
    let gateway = usual().start();
    let answer = gateway.call("system.link", json!({"token": ""}));
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    let google =
        json!({"link_name": "Google", "link_url": "https://www.google.com", "image_url": ""});
    let expected = json!({"list": [{"cat_id": 7, "cat_name": "搜索引擎", "links": [google]}]});
    assert_eq!(answer.data(), &expected);
}

#[test]
fn siblings_come_in_the_order_of_their_numbers() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let parent = make(&admin, GOODS, 0, "手机", 10);
    let orders = [2, 10, 1, 2];
    let ids = orders.map(|listorder| make(&admin, GOODS, parent, "壳", listorder));
    eventually("all are seen", || {
        tree(&gateway, GOODS, parent)
            .as_object()
            .is_some_and(|siblings| siblings.len() == ids.len())
    });
    let client = gateway.client();
    let data = client.data(
        "system.category.list",
        json!({"cat_type": GOODS, "parentid": parent}),
    );
    let body = client.body(&data);
    let head = format!(
        "POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    let reply = gateway.raw(format!("{head}{body}").as_bytes());
    let places = [(1, ids[2]), (2, ids[0]), (2, ids[3]), (10, ids[1])];
    let found = places.map(|(order, id)| reply.find(&format!("\"{order}_{id}\"")).unwrap());
    assert!(found.is_sorted(), "{reply}");
}

#[test]
fn a_hidden_category_takes_everything_under_it_along() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let subtree = |id| {
        let content = gateway.gateway.services.snapshots.get(&CONTENT).unwrap();
        content.subtree(id)
    };
    assert_eq!(subtree(1), Some(vec![1, 2, 3]));
    assert_eq!(subtree(2), Some(vec![2]));
    assert_eq!(subtree(999), None);
    let before = tree(&gateway, NEWS, 0);

    let answer = operate(&admin, "admin.category.hide", json!({"cat_id": 1}));
    assert_eq!(
        (answer.msg(), answer.body.get("data")),
        ("设置成功", None),
        "{answer:?}"
    );
    eventually("it is gone", || {
        tree(&gateway, NEWS, 0) == json!({"0_4": before["0_4"]})
    });
    assert_eq!(tree(&gateway, NEWS, 1), json!({}));
    assert_eq!((subtree(1), subtree(2)), (None, None));
    let list = rows(&admin, "admin.category.list", json!({"cat_type": NEWS}));
    let states: Vec<_> = list
        .iter()
        .map(|row| (row["cat_id"].as_i64(), row["state"].as_i64()))
        .collect();
    let expected = [(1, 0), (2, 1), (3, 1), (4, 1), (5, 1), (6, 1)];
    assert_eq!(states, expected.map(|(id, state)| (Some(id), Some(state))));
    let hidden_code = &list[0]["cat_code"];
    let next = make(&admin, NEWS, 0, "新的", 0);
    let list = rows(&admin, "admin.category.list", json!({"cat_type": NEWS}));
    let row = list.iter().find(|row| row["cat_id"] == next).unwrap();
    assert_ne!(&row["cat_code"], hidden_code, "a code is not given twice");

    done(
        &admin,
        "admin.category.hide",
        json!({"cat_id": next, "hidden": 1}),
    );
    done(
        &admin,
        "admin.category.hide",
        json!({"cat_id": 1, "hidden": 0}),
    );
    eventually("it is back", || tree(&gateway, NEWS, 0) == before);
    assert_eq!(subtree(1), Some(vec![1, 2, 3]));
}

#[test]
fn an_edit_changes_the_name_and_the_order() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let edit = json!({"cat_id": 4, "cat_name": "体育", "listorder": 9});
    done(&admin, "admin.category.edit", edit.clone());
    eventually("the edit is seen", || {
        tree(&gateway, NEWS, 0)["9_4"]["cat_name"] == "体育"
    });
    let list = rows(&admin, "admin.category.list", json!({"cat_type": NEWS}));
    let expected = json!({
        "cat_id": 4, "cat_name": "体育", "cat_type": 1, "parentid": 0, "cat_code": format!("{:0<30}", 101),
        "listorder": 9, "state": 1
    });
    assert_eq!(list[3], expected);
    refuses_unknown(&admin, "category", &json!({"cat_id": 999}), &edit);
    refuses(
        &admin,
        "admin.category.edit",
        &edit,
        &[
            ("cat_id", json!(0)),
            ("cat_name", json!("")),
            ("cat_name", json!("长".repeat(65))),
            ("listorder", json!(100_000)),
        ],
    );
    let right = json!({"cat_type": NEWS, "cat_name": "新的", "listorder": 0});
    refuses(
        &admin,
        "admin.category.create",
        &right,
        &[
            ("cat_name", json!("")),
            ("cat_name", json!("长".repeat(65))),
            ("cat_type", json!(4)),
            ("parentid", json!(-1)),
            ("parentid", json!(999)),
            ("listorder", json!(-1)),
        ],
    );
    let mut of_another_type = right;
    of_another_type["parentid"] = json!(1);
    refuses(
        &admin,
        "admin.category.create",
        &of_another_type,
        &[("cat_type", json!(GOODS))],
    );
    for wrong in [json!({}), json!({"cat_type": 4})] {
        let answer = admin.call("admin.category.list", wrong);
        assert_eq!(answer.fault(), (503, "bad_params"));
    }
}

#[test]
fn categories_that_are_made_at_once_get_codes_in_a_row() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let parent = make(&admin, GOODS, 0, "手机", 0);
    at_once(40, |number| {
        make(&admin, GOODS, parent, &format!("手机{number}"), 0)
    });
    let of_parent = |c: &mut _| {
        let mut codes: Vec<String> = categories::all_live(c)?
            .into_iter()
            .filter(|category| category.parent_id == parent)
            .map(|category| category.cat_code)
            .collect();
        codes.sort();
        Ok::<_, Error>(codes)
    };
    let codes = gateway.store().run_blocking(of_parent).unwrap();
    let expected: Vec<String> = (100..140)
        .map(|number| format!("{:0<30}", format!("104{number}")))
        .collect();
    assert_eq!(codes, expected);
    eventually("all are seen", || {
        tree(&gateway, GOODS, parent)
            .as_object()
            .is_some_and(|siblings| siblings.len() == 40)
    });
}

#[test]
fn there_are_ten_levels_and_999_is_the_last_sibling() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let full = |parent: i64| {
        let parameters =
            json!({"parentid": parent, "cat_type": GOODS, "cat_name": "多余", "listorder": 0});
        let answer = operate(&admin, "admin.category.create", parameters);
        assert_eq!(answer.fault(), (503, "category_full"), "{answer:?}");
    };
    let top = make(&admin, GOODS, 0, "一", 0);
    let tenth = (2..=10).fold(top, |parent, level| {
        make(&admin, GOODS, parent, &level.to_string(), 0)
    });
    full(tenth);
    let last = NewCategory {
        cat_type: GOODS,
        name: "最后".to_owned(),
        parent_id: top,
        level: 2,
        cat_code: format!("{:0<30}", 104_999),
        listorder: 0,
    };
    gateway
        .store()
        .transaction_blocking(0, |tx| categories::insert(tx, &last))
        .unwrap();
    full(top);
}

#[test]
fn a_link_is_made_edited_hidden_and_shown() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let shown = || gateway.call("system.link", json!({})).data()["list"].clone();
    let before = shown();
    let first = make(&admin, LINKS, 0, "在前", 0);
    let category = make(&admin, LINKS, 0, "合作伙伴", 5);
    let link = |name: &str, listorder: i64| json!({"cat_id": category, "link_name": name, "link_url": "https://example.com", "image_url": "", "listorder": listorder});
    let answer = operate(&admin, "admin.link.create", link("甲", 2));
    assert_eq!(answer.msg(), "添加成功");
    assert_eq!(answer.data().as_object().unwrap().len(), 1);
    let id = answer.data()["link_id"].clone();
    done(&admin, "admin.link.create", link("乙", 1));
    let names = || -> Vec<String> {
        let list = shown();
        let group = list.as_array().unwrap().last().unwrap().clone();
        let links = group["links"].as_array().unwrap().clone();
        links
            .iter()
            .map(|link| link["link_name"].as_str().unwrap().to_owned())
            .collect()
    };
    eventually("both are seen in their order", || names() == ["乙", "甲"]);
    let list = shown();
    assert_eq!(
        (list.as_array().unwrap().len(), &list[0]),
        (2, &before[0]),
        "a group without links is left out: {first}"
    );

    let mut edited = link("丙", 0);
    edited["link_id"] = id.clone();
    edited["image_url"] = json!("https://example.com/a.png");
    done(&admin, "admin.link.edit", edited.clone());
    eventually("the edit is seen", || names() == ["丙", "乙"]);
    done(&admin, "admin.link.hide", json!({"link_id": id}));
    eventually("it is hidden", || names() == ["乙"]);
    let mut row = edited;
    row["state"] = json!(0);
    let list = rows(&admin, "admin.link.list", json!({"cat_id": category}));
    assert_eq!((list.len(), &list[0]), (2, &row));
    done(
        &admin,
        "admin.link.hide",
        json!({"link_id": id, "hidden": "0"}),
    );
    eventually("it is shown", || names() == ["丙", "乙"]);
    done(&admin, "admin.category.hide", json!({"cat_id": category}));
    eventually("its category takes it along", || shown() == before);

    refuses(
        &admin,
        "admin.link.create",
        &link("丁", 0),
        &[
            ("link_name", json!("")),
            ("link_name", json!("长".repeat(65))),
            ("link_url", json!("")),
            ("link_url", json!("a".repeat(256))),
            ("image_url", json!("a".repeat(256))),
            ("listorder", json!(-1)),
        ],
    );
    let mut elsewhere = link("丁", 0);
    // A category that does not exist, a category of articles, and a hidden category.
    for cat_id in [json!(999), json!(1), json!(category)] {
        elsewhere["cat_id"] = cat_id;
        let answer = operate(&admin, "admin.link.create", elsewhere.clone());
        assert_eq!(answer.fault(), (503, "category_not_found"));
    }
    done(
        &admin,
        "admin.category.hide",
        json!({"cat_id": category, "hidden": 0}),
    );
    refuses_unknown(&admin, "link", &json!({"link_id": 999}), &link("丁", 0));
}

#[test]
fn codes_count_from_100_to_999_on_each_of_ten_levels() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let code = |id: i64| {
        let find = |connection: &mut _| categories::by_id(connection, id);
        gateway.read(find).unwrap().cat_code
    };
    let zeros = |code: &str| format!("{code:0<30}");
    let top = make(&admin, GOODS, 0, "一", 0);
    assert_eq!(code(top), zeros("104"), "after the four of the demo");
    let child = |name: &str| code(make(&admin, GOODS, top, name, 0));
    assert_eq!(child("甲"), zeros("104100"));
    assert_eq!(child("乙"), zeros("104101"));
    let last_but_one = NewCategory {
        cat_type: GOODS,
        name: "丙".to_owned(),
        parent_id: top,
        level: 2,
        cat_code: zeros("104998"),
        listorder: 0,
    };
    gateway.write(|tx| categories::insert(tx, &last_but_one));
    assert_eq!(child("丁"), zeros("104999"));
    let ninth = (2..=9).fold(make(&admin, GOODS, 0, "二", 0), |parent, level| {
        make(&admin, GOODS, parent, &level.to_string(), 0)
    });
    let tenth = make(&admin, GOODS, ninth, "十", 0);
    assert_eq!(code(tenth), "105".to_owned() + &"100".repeat(9));
    for full in [top, tenth] {
        let parameters =
            json!({"parentid": full, "cat_type": GOODS, "cat_name": "多余", "listorder": 0});
        let answer = operate(&admin, "admin.category.create", parameters);
        assert_eq!(answer.fault(), (503, "category_full"), "{answer:?}");
    }
}
