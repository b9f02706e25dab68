//! Messages to one user.

use serde_json::{Value, json};
use signet_store::{Error, users};
use signet_testkit::{Answer, Client, TestGateway, unique, untimed};

use crate::usual;

const MOBILE: &str = "18575202691";
const STRANGER: &str = "18575202699";

fn user_id(gateway: &TestGateway, mobile: &str) -> i64 {
    gateway
        .store()
        .run_blocking::<_, Error>(|connection| users::by_mobile(connection, "yaf", mobile))
        .unwrap()
        .unwrap()
        .id
}

fn list(client: &Client<'_>) -> Value {
    let answer = client.call("message.list", json!({"page": 1}));
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    untimed(answer.data())
}

fn send(admin: &Client<'_>, userids: Value, title: &str) -> Answer {
    let parameters = json!({
        "userids": userids, "title": title, "content": "内容~", "url": "https://github.com/fingerQin", "n": unique("n")
    });
    admin.call("admin.message.create", parameters)
}

fn read(client: &Client<'_>, id: &Value) -> Answer {
    client.call(
        "message.read.status",
        json!({"msgid": id, "n": unique("n")}),
    )
}

#[test]
fn the_list_is_answered_as_documented() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let user = gateway.client().token(&token);
    let welcome = list(&user);
    assert_eq!(welcome["total"], json!(1), "every account is welcomed");
    assert_eq!(welcome["list"][0]["title"], "欢迎您的加入");
    let first = &welcome["list"][0]["msgid"];
    let answer = read(&user, first);
    assert_eq!(
        (answer.code(), answer.msg(), answer.body.get("data")),
        (200, "设置成功", None)
    );

    let id = user_id(&gateway, MOBILE);
    let answer = send(&gateway.admin(), json!([id]), "恭喜您被选中为2019年锦鲤");
    assert_eq!((answer.code(), answer.data()), (200, &json!({"count": 1})));
    let mut data = list(&user);
    let content = data["list"][1]["content"].take();
    assert!(content.as_str().is_some_and(|text| !text.is_empty()));
    let second = data["list"][0]["msgid"].clone();
    assert!(second.as_i64() > first.as_i64());
    let expected = json!({
        "list": [
            {
                "msgid": second, "msg_type": 1, "type_ref_id": 0, "is_read": 0, "title": "恭喜您被选中为2019年锦鲤",
                "content": "内容~", "url": "https://github.com/fingerQin", "c_time": ""
            },
            {
                "msgid": first, "msg_type": 1, "type_ref_id": 0, "is_read": 1, "title": "欢迎您的加入",
                "content": null, "url": "", "c_time": ""
            }
        ],
        "total": 2, "page": 1, "count": 20, "isnext": false
    });
    assert_eq!(data, expected);
}

#[test]
fn a_message_is_read_by_its_owner_alone() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let (token, stranger) = (gateway.register(MOBILE), gateway.register(STRANGER));
    let (user, stranger) = (
        gateway.client().token(&token),
        gateway.client().token(&stranger),
    );
    let id = list(&user)["list"][0]["msgid"].clone();
    let answer = read(&stranger, &id);
    assert_eq!(
        (answer.fault(), answer.msg()),
        ((503, "message_not_found"), "该条消息不存在或已经删除")
    );
    assert_eq!(
        read(&user, &json!(99_999)).fault(),
        (503, "message_not_found")
    );
    assert_eq!(list(&user)["list"][0]["is_read"], json!(0));
    for _ in 0..2 {
        assert_eq!(read(&user, &id).code(), 200, "reading twice is fine");
    }
    assert_eq!(list(&user)["list"][0]["is_read"], json!(1));
    assert_eq!(list(&stranger)["list"][0]["is_read"], json!(0));

    let hide = |hidden: i64| {
        let parameters = json!({"msgid": id, "hidden": hidden, "n": unique("n")});
        let answer = admin.call("admin.message.hide", parameters);
        assert_eq!((answer.code(), answer.msg()), (200, "设置成功"));
    };
    hide(1);
    assert_eq!(list(&user)["total"], json!(0));
    assert_eq!(read(&user, &id).fault(), (503, "message_not_found"));
    hide(0);
    assert_eq!(list(&user)["total"], json!(1));
}

#[test]
fn messages_need_a_session_and_good_parameters() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let (guest, user) = (gateway.client(), gateway.client().token(&token));
    assert_eq!(guest.call("message.list", json!({})).code(), 602);
    assert_eq!(read(&guest, &json!(1)).code(), 602);
    for id in [json!(0), json!("x"), json!(null), json!([1])] {
        assert_eq!(read(&user, &id).fault(), (503, "bad_params"), "{id}");
    }
    let answer = user.call("message.list", json!({"page": 3}));
    let expected = json!({"list": [], "total": 1, "page": 3, "count": 20, "isnext": false});
    assert_eq!(answer.data(), &expected);
    let answer = user.call("message.list", json!({"page": 1.5}));
    assert_eq!(answer.fault(), (503, "bad_params"));
}

#[test]
fn an_operator_sends_to_users_that_all_exist() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let (token, other) = (gateway.register(MOBILE), gateway.register(STRANGER));
    let (user, other) = (
        gateway.client().token(&token),
        gateway.client().token(&other),
    );
    let ids = (user_id(&gateway, MOBILE), user_id(&gateway, STRANGER));
    let answer = send(&admin, json!([ids.0, 777, ids.1, "888"]), "无");
    assert_eq!(
        (answer.fault(), answer.msg()),
        ((503, "user_not_found"), "用户不存在：777、888")
    );
    assert_eq!(list(&user)["total"], json!(1), "nobody got it");

    let twice = send(&admin, json!([ids.0, ids.1, ids.0]), "有");
    assert_eq!(twice.data(), &json!({"count": 2}));
    for client in [&user, &other] {
        let data = list(client);
        assert_eq!(
            (&data["total"], &data["list"][0]["title"]),
            (&json!(2), &json!("有"))
        );
    }
    for bad in [
        json!([]),
        json!([0]),
        json!(ids.0),
        json!(null),
        Value::from(vec![ids.0; 501]),
    ] {
        assert_eq!(send(&admin, bad, "无").fault(), (503, "bad_params"));
    }
    let most = send(&admin, Value::from(vec![ids.0; 500]), "多");
    assert_eq!(most.data(), &json!({"count": 1}));
}

#[test]
fn an_operator_edits_and_lists_messages() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let token = gateway.register(MOBILE);
    gateway.register(STRANGER);
    let id = user_id(&gateway, MOBILE);
    let listed = |parameters: Value| {
        let answer = admin.call("admin.message.list", parameters);
        assert_eq!((answer.code(), answer.msg()), (200, "success"));
        untimed(answer.data())
    };
    let msgid = listed(json!({"userid": id}))["list"][0]["msgid"].clone();
    let edit = json!({
        "msgid": msgid, "msg_type": 2, "type_ref_id": "5", "title": "福利", "content": "新内容", "url": "inside://home"
    });
    let answer = admin.call("admin.message.edit", edit.clone());
    assert_eq!((answer.code(), answer.msg()), (200, "修改成功"));
    let expected = json!({
        "msgid": msgid, "userid": id, "msg_type": 2, "type_ref_id": 5, "is_read": 0, "title": "福利",
        "content": "新内容", "url": "inside://home", "state": 1, "c_time": ""
    });
    for by in [
        json!({"userid": id}),
        json!({"mobile": MOBILE}),
        json!({"userid": id, "mobile": MOBILE}),
    ] {
        let data = listed(by);
        assert_eq!(
            (&data["list"], &data["total"]),
            (&json!([expected]), &json!(1))
        );
    }
    assert_eq!(listed(json!({}))["total"], json!(2));
    for nobody in [
        json!({"userid": 999}),
        json!({"mobile": "13900000000"}),
        json!({"userid": id, "mobile": STRANGER}),
    ] {
        assert_eq!(listed(nobody)["total"], json!(0));
    }
    let shown = list(&gateway.client().token(&token));
    assert_eq!(shown["list"][0]["type_ref_id"], json!(5));

    for method in ["admin.message.edit", "admin.message.hide"] {
        let mut unknown = edit.clone();
        unknown["msgid"] = json!(99_999);
        assert_eq!(
            admin.call(method, unknown).fault(),
            (503, "record_not_found")
        );
    }
    for (name, value) in [
        ("msgid", json!(0)),
        ("msg_type", json!(3)),
        ("type_ref_id", json!(-1)),
        ("title", json!("长".repeat(65))),
        ("content", json!("")),
        ("content", json!("长".repeat(256))),
        ("url", json!("l".repeat(256))),
    ] {
        let mut bad = edit.clone();
        bad[name] = value;
        let answer = admin.call("admin.message.edit", bad.clone());
        assert_eq!(answer.fault(), (503, "bad_params"), "{name}");
        if name != "msgid" {
            bad["userids"] = json!([id]);
            let answer = admin.call("admin.message.create", bad);
            assert!(answer.msg().contains(name), "{}", answer.msg());
        }
    }
}
