//! Texts that apps get at their start, and the operators who edit them.

use serde_json::json;
use signet_testkit::eventually;
use signet_testkit::operators::{done, operate, refuses, refuses_unknown, rows};

use crate::usual;

#[test]
fn a_config_is_made_edited_hidden_and_shown() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let config =
        |value: &str| json!({"name": "APP_HOT-line_1", "title": "客服电话", "value": value});
    let answer = operate(&admin, "admin.config.create", config("1"));
    assert_eq!(
        (answer.msg(), answer.body.get("data")),
        ("添加成功", None),
        "{answer:?}"
    );
    let again = operate(&admin, "admin.config.create", config("2"));
    assert_eq!(
        (again.fault(), again.msg()),
        ((503, "already_exists"), "记录已经存在")
    );
    done(&admin, "admin.config.edit", config(&"长".repeat(1000)));
    let rows = rows(&admin, "admin.config.list", json!({}));
    let mut expected = config(&"长".repeat(1000));
    expected["state"] = json!(1);
    assert!(rows.contains(&expected), "{rows:?}");
    assert_eq!(rows.len(), 5);

    refuses(
        &admin,
        "admin.config.create",
        &config("1"),
        &[
            ("name", json!("")),
            ("name", json!("名称")),
            ("name", json!("a b")),
            ("name", json!("a".repeat(31))),
            ("title", json!("")),
            ("title", json!("a".repeat(65))),
            ("value", json!("")),
            ("value", json!("a".repeat(1001))),
            ("value", json!([])),
        ],
    );
    let mut nobody = config("1");
    nobody["name"] = json!("nobody");
    refuses_unknown(&admin, "config", &json!({"name": "nobody"}), &nobody);
}

#[test]
fn a_config_of_the_start_changes_at_once() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let name = "APP_ABOUT_CONFIG";
    let about = || gateway.call("system.init", json!({})).data()["app_about"].clone();
    let edited = json!({"name": name, "title": "关于", "value": "关于:::inside://home"});
    done(&admin, "admin.config.edit", edited);
    let expected = json!({"txt": "关于", "url": "inside://home"});
    eventually("the edit is seen", || about() == expected);
    done(&admin, "admin.config.hide", json!({"name": name}));
    eventually("it is hidden", || about() == json!({}));
    done(
        &admin,
        "admin.config.hide",
        json!({"name": name, "hidden": 0}),
    );
    eventually("it is shown", || about() == expected);
}
