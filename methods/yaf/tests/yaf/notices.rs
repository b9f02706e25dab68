//! Notices, and who has read them.

use insta::assert_snapshot;
use serde_json::{Value, json};
use signet_testkit::{Answer, Client, eventually, snapshot, unique};

use crate::usual;

fn list(client: &Client<'_>, page: Value) -> Value {
    let answer = client.call("notice.list", json!({"page": page, "platform": 1}));
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    answer.data().clone()
}

fn unread(client: &Client<'_>, platform: i64) -> i64 {
    let answer = client.call("notice.unread.count", json!({"platform": platform}));
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    let data = answer.data();
    assert_eq!(data.as_object().unwrap().len(), 1);
    data["count"].as_i64().unwrap()
}

fn detail(client: &Client<'_>, id: i64, platform: i64) -> Answer {
    client.call(
        "notice.detail",
        json!({"noticeid": id, "platform": platform}),
    )
}

fn create(admin: &Client<'_>, mut parameters: Value) -> i64 {
    parameters["n"] = json!(unique("n"));
    for (name, value) in [("title", "标题"), ("summary", "摘要"), ("body", "正文")] {
        if parameters.get(name).is_none() {
            parameters[name] = json!(value);
        }
    }
    let answer = admin.call("admin.notice.create", parameters);
    assert_eq!((answer.code(), answer.msg()), (200, "添加成功"));
    answer.data()["noticeid"].as_i64().unwrap()
}

fn hide(admin: &Client<'_>, id: i64, hidden: Value) {
    let parameters = json!({"noticeid": id, "hidden": hidden, "n": unique("n")});
    let answer = admin.call("admin.notice.hide", parameters);
    assert_eq!((answer.code(), answer.msg()), (200, "设置成功"));
}

#[test]
fn the_list_is_answered_as_documented() {
    let gateway = usual().start();
    let first = list(&gateway.client(), json!(1));
    assert_snapshot!(snapshot(&first, &[]), @r#"
    {
      "count": 20,
      "isnext": false,
      "list": [
        {
          "c_time": "[time]",
          "noticeid": 2,
          "summary": "清明节将至，平台放假通知。",
          "title": "清明节假期公告"
        },
        {
          "c_time": "[time]",
          "noticeid": 1,
          "summary": "尊敬的各位用户，大家好。关于 5.1 节，平台放假时间如下。",
          "title": "五一放假安排"
        }
      ],
      "page": 1,
      "total": 2
    }
    "#);
    for page in [json!("1"), json!(null), json!(0), json!(-5)] {
        assert_eq!(list(&gateway.client(), page), first);
    }
    let beyond =
        |page: i64| json!({"list": [], "total": 2, "page": page, "count": 20, "isnext": false});
    for page in [2, i64::MAX] {
        assert_eq!(list(&gateway.client(), json!(page)), beyond(page));
    }
    let answer = gateway.call("notice.list", json!({"page": "x"}));
    assert_eq!(answer.fault(), (503, "bad_params"));
}

#[test]
fn a_notice_is_answered_as_documented() {
    let gateway = usual().start();
    let answer = detail(&gateway.client(), 1, 1);
    assert_eq!((answer.code(), answer.msg()), (200, "success"));
    assert_snapshot!(snapshot(answer.data(), &[]), @r#"
    {
      "body": "尊敬的各位用户，大家好。关于 5.1 节，平台放假时间如下。",
      "c_time": "[time]",
      "noticeid": 1,
      "summary": "尊敬的各位用户，大家好。关于 5.1 节，平台放假时间如下。",
      "title": "五一放假安排"
    }
    "#);
    let answer = detail(&gateway.client(), 99, 1);
    assert_eq!(
        (answer.fault(), answer.msg()),
        ((503, "notice_not_found"), "公告不存在或已经删除")
    );
    for id in [json!(0), json!(-1), json!("x"), json!(null), json!("")] {
        let answer = gateway.call("notice.detail", json!({"noticeid": id}));
        assert_eq!(answer.fault(), (503, "bad_params"), "{id}");
    }
}

#[test]
fn a_list_goes_on_after_twenty() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let ids: Vec<i64> = (0..19).map(|_| create(&admin, json!({}))).collect();
    let first = list(&gateway.client(), json!(1));
    assert_eq!(
        (&first["isnext"], &first["total"]),
        (&json!(true), &json!(21))
    );
    assert_eq!(first["list"].as_array().unwrap().len(), 20);
    assert_eq!(first["list"][0]["noticeid"], json!(ids[18]));
    let second = list(&gateway.client(), json!(2));
    assert_eq!(
        (&second["isnext"], second["list"].as_array().unwrap().len()),
        (&json!(false), 1)
    );
    assert_eq!(second["list"][0]["noticeid"], json!(1));
}

#[test]
fn each_user_has_unread_notices_of_their_own() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let tokens = ["18575202691", "18575202692"].map(|mobile| gateway.register(mobile));
    let (one, two) = (
        gateway.client().token(&tokens[0]),
        gateway.client().token(&tokens[1]),
    );
    let guest = gateway.client();
    let dead = gateway.client().token("dad3a37aa9d50688b5157698acfd7aee");
    assert_eq!((unread(&one, 1), unread(&two, 1)), (2, 2));
    for client in [&guest, &dead] {
        assert_eq!(unread(client, 1), 0);
        assert_eq!(detail(client, 1, 1).code(), 200);
    }
    assert_eq!((unread(&one, 1), unread(&two, 1)), (2, 2), "a guest reads");

    assert_eq!(detail(&one, 1, 1).code(), 200);
    assert_eq!((unread(&one, 1), unread(&two, 1)), (1, 2));
    assert_eq!(detail(&one, 1, 1).code(), 200, "again");
    assert_eq!(unread(&one, 1), 1, "reading one leaves the others unread");
    detail(&one, 2, 1);
    assert_eq!((unread(&one, 1), unread(&two, 1)), (0, 2));

    let later = create(&admin, json!({}));
    assert_eq!((unread(&one, 1), unread(&two, 1)), (1, 3));
    hide(&admin, later, json!(1));
    assert_eq!((unread(&one, 1), unread(&two, 1)), (0, 2));
    assert_eq!(detail(&one, later, 1).fault(), (503, "notice_not_found"));
    hide(&admin, later, json!(0));
    assert_eq!(unread(&one, 1), 1, "what was not shown was not read");
}

#[test]
fn a_notice_is_shown_on_its_platforms() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let token = gateway.register("18575202691");
    let user = gateway.client().token(&token);
    let (ios, other) = (
        create(&admin, json!({"platforms": 1})),
        create(&admin, json!({"platforms": "18"})),
    );
    let titles = |platform: Value| {
        let answer = gateway.call("notice.list", json!({"platform": platform}));
        let list = answer.data()["list"].as_array().unwrap().clone();
        let ids: Vec<i64> = list
            .iter()
            .map(|row| row["noticeid"].as_i64().unwrap())
            .collect();
        ids
    };
    for (platform, shown) in [
        (1, vec![ios, 2, 1]),
        (2, vec![other, 2, 1]),
        (3, vec![2, 1]),
        (4, vec![2, 1]),
        (9, vec![other, 2, 1]),
    ] {
        assert_eq!(titles(json!(platform)), shown);
        assert_eq!(
            unread(&user, platform),
            i64::try_from(shown.len()).unwrap(),
            "{platform}"
        );
        let ios_here = detail(&gateway.client(), ios, platform).code();
        assert_eq!(ios_here == 200, platform == 1);
    }
    assert_eq!(titles(json!(null)), [other, 2, 1], "no platform is another");
}

#[test]
fn an_operator_adds_edits_hides_and_lists_notices() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let id = create(&admin, json!({"platforms": 3}));
    let listed = || {
        let answer = admin.call("admin.notice.list", json!({}));
        assert_eq!((answer.code(), answer.msg()), (200, "success"));
        answer.data().clone()
    };
    let made = listed();
    assert_eq!((&made["total"], &made["count"]), (&json!(3), &json!(20)));
    assert_snapshot!(snapshot(&made["list"][0], &["noticeid"]), @r#"
    {
      "body": "正文",
      "c_time": "[time]",
      "dialog_end_time": "",
      "is_dialog": 0,
      "noticeid": "[noticeid]",
      "platforms": 3,
      "state": 1,
      "summary": "摘要",
      "title": "标题",
      "u_time": "[time]"
    }
    "#);

    let edit = json!({
        "noticeid": id, "title": "新", "summary": "新摘要", "body": "新文", "is_dialog": 1,
        "dialog_end_time": "2030-01-02 03:04:05"
    });
    let answer = admin.call("admin.notice.edit", edit.clone());
    assert_eq!(
        (answer.code(), answer.msg(), answer.body.get("data")),
        (200, "修改成功", None)
    );
    hide(&admin, id, json!(null));
    let edited = &listed()["list"][0];
    assert_eq!(edited["dialog_end_time"], "2030-01-02 03:04:05");
    assert_snapshot!(snapshot(edited, &["noticeid"]), @r#"
    {
      "body": "新文",
      "c_time": "[time]",
      "dialog_end_time": "[time]",
      "is_dialog": 1,
      "noticeid": "[noticeid]",
      "platforms": 31,
      "state": 0,
      "summary": "新摘要",
      "title": "新",
      "u_time": "[time]"
    }
    "#);
    assert_eq!(list(&gateway.client(), json!(1))["total"], json!(2));

    let mut unknown = edit;
    unknown["noticeid"] = json!(99);
    for answer in [
        admin.call("admin.notice.edit", unknown),
        admin.call("admin.notice.hide", json!({"noticeid": 99})),
    ] {
        assert_eq!(
            (answer.fault(), answer.msg()),
            ((503, "record_not_found"), "记录不存在")
        );
    }
}

#[test]
fn a_dialog_is_seen_at_start_and_again_when_it_was_edited() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let dialog = || {
        let answer = gateway.call("system.init", json!({"platform": 1}));
        answer.data()["notice_dialog"].clone()
    };
    let id = create(&admin, json!({"title": "弹", "is_dialog": 1}));
    eventually("the dialog is seen", || dialog()["title"] == "弹");
    let edition = dialog()["edition"].clone();
    gateway.clock.shift(5);
    let edit = json!({"noticeid": id, "title": "再弹", "summary": "摘要", "body": "正文", "is_dialog": "1"});
    assert_eq!(admin.call("admin.notice.edit", edit).code(), 200);
    eventually("the edit is seen", || dialog()["title"] == "再弹");
    assert!(dialog()["edition"] != edition, "the client shows it again");
    hide(&admin, id, json!(1));
    eventually("the dialog is gone", || {
        dialog()["title"] == "清明节假期公告"
    });
}

#[test]
fn what_an_operator_says_of_a_notice_is_checked() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let good = json!({"noticeid": 1, "title": "标题", "summary": "摘要", "body": "正文"});
    for (name, value) in [
        ("title", json!("")),
        ("title", json!("长".repeat(65))),
        ("summary", json!(null)),
        ("summary", json!("长".repeat(256))),
        ("body", json!("")),
        ("body", json!("l".repeat(60_001))),
        ("platforms", json!(0)),
        ("platforms", json!(32)),
        ("is_dialog", json!(2)),
        ("dialog_end_time", json!("2030-02-30 00:00:00")),
    ] {
        let mut bad = good.clone();
        bad[name] = value;
        for method in ["admin.notice.create", "admin.notice.edit"] {
            let answer = admin.call(method, bad.clone());
            assert_eq!(answer.fault(), (503, "bad_params"), "{name}");
            assert!(answer.msg().contains(name), "{}", answer.msg());
        }
    }
    let longest =
        json!({"title": "长".repeat(64), "summary": "长".repeat(255), "body": "l".repeat(60_000)});
    create(&admin, longest);
    for bad in [
        json!({"noticeid": 0}),
        json!({"noticeid": 1, "hidden": 2}),
        json!({}),
    ] {
        let answer = admin.call("admin.notice.hide", bad);
        assert_eq!(answer.fault(), (503, "bad_params"));
    }
}
