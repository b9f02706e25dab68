//! The common rules of operators' methods, message templates, and the blacklist.

use serde_json::{Value, json};
use signet_domain::apps::AppClass;
use signet_gateway::packs;
use signet_testkit::operators::{done, operate, refuses, refuses_unknown, rows};
use signet_testkit::{Client, TestGateway, eventually, unique};

use crate::apps;
use crate::usual;

#[test]
fn an_operators_tool_calls_its_own_methods_and_no_others() {
    let gateway = usual().start();
    let answer = gateway.admin().call("user.detail", json!({}));
    assert_eq!(answer.fault(), (403, "not_permitted"));
}

#[test]
fn methods_of_operators_are_for_their_tools_at_their_addresses() {
    let gateway = TestGateway::builder().start();
    let secret = apps::create(
        &gateway,
        "far_away",
        &["--class", "admin", "--ip", "192.0.2.0/24"],
    );
    let far_away = Client::new(&gateway, "far_away", &secret);
    let methods = packs::methods().filter(|entry| entry.name.starts_with("admin."));
    let mut count = 0;
    for entry in methods {
        count += 1;
        assert_eq!(entry.classes, [AppClass::Admin], "{}", entry.name);
        let reads = entry.name.ends_with(".list") || entry.name.ends_with(".detail");
        assert_eq!(entry.once, !reads, "{}", entry.name);
        let answer = gateway.call(entry.name, json!({}));
        assert_eq!(answer.fault(), (403, "not_permitted"), "{}", entry.name);
        let answer = far_away.call(entry.name, json!({}));
        assert_eq!(answer.fault(), (508, "ip_not_allowed"), "{}", entry.name);
    }
    assert!(count > 0);
}

#[test]
fn no_other_method_is_for_operators() {
    // Tokens for methods that need one: every class that signs may get them.
    let others = packs::methods().filter(|entry| entry.name != "system.request.token");
    for entry in others {
        assert_eq!(
            entry.classes.contains(&AppClass::Admin),
            entry.name.starts_with("admin."),
            "{}",
            entry.name
        );
    }
}

#[test]
fn a_template_is_made_edited_hidden_and_shown() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let template = |body: &str, classes: Value| json!({"send_key": "USER_CASH_OUT", "title": "提现", "body": body, "classes": classes});
    let send = |mobile: &str| {
        let parameters = json!({"mobile": mobile, "key": "USER_CASH_OUT", "n": unique("n")});
        gateway.call("sms.send", parameters).sub_code().to_owned()
    };
    assert_eq!(send("13800138000"), "sms_template_unknown");
    let body = "您正在提现，验证码%CODE%";
    done(
        &admin,
        "admin.template.create",
        template(body, json!(["h5"])),
    );
    let again = operate(
        &admin,
        "admin.template.create",
        template(body, json!(["app"])),
    );
    assert_eq!(again.fault(), (503, "already_exists"));
    done(
        &admin,
        "admin.template.edit",
        template(body, json!(["app", "h5"])),
    );
    eventually("apps may ask for it", || send("13800138001").is_empty());
    let mut expected = template(body, json!(["app", "h5"]));
    expected["state"] = json!(1);
    let list = rows(&admin, "admin.template.list", json!({}));
    assert_eq!((list.len(), &list[0]), (5, &expected));

    let key = json!({"send_key": "USER_CASH_OUT", "hidden": "1"});
    done(&admin, "admin.template.hide", key);
    eventually("nobody may ask for it", || {
        send("13800138002") == "sms_template_unknown"
    });
    let key = json!({"send_key": "USER_CASH_OUT", "hidden": 0});
    done(&admin, "admin.template.hide", key);
    eventually("apps may ask for it again", || {
        send("13800138003").is_empty()
    });

    refuses(
        &admin,
        "admin.template.create",
        &template(body, json!(["app"])),
        &[
            ("send_key", json!("a".repeat(31))),
            ("send_key", json!("a.b")),
            ("title", json!("")),
            ("body", json!("没有验证码")),
            ("body", json!(format!("%CODE%{}", "长".repeat(95)))),
            ("classes", json!([])),
            ("classes", json!(["admin"])),
            ("classes", json!(["app", "h5", "app"])),
            ("classes", json!("app")),
            ("classes", json!([1])),
        ],
    );
    let mut nobody = template(body, json!(["app"]));
    nobody["send_key"] = json!("NOBODY");
    refuses_unknown(&admin, "template", &json!({"send_key": "NOBODY"}), &nobody);
}

#[test]
fn a_mobile_on_the_blacklist_gets_no_messages() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let send = || {
        let parameters =
            json!({"mobile": "13800138000", "key": "USER_LOGIN_CODE", "n": unique("n")});
        gateway.call("sms.send", parameters).sub_code().to_owned()
    };
    let mobiles = json!({"mobiles": ["13800138000", "13800138001"]});
    done(&admin, "admin.blacklist.create", mobiles);
    let more = json!({"mobiles": ["13800138001", "13800138002", "13800138002"]});
    done(&admin, "admin.blacklist.create", more);
    assert_eq!(send(), "sms_blocked");
    let data = done(&admin, "admin.blacklist.list", json!({"page": 1}));
    let listed: Vec<&Value> = data["list"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| &row["mobile"])
        .collect();
    assert_eq!(listed, ["13800138000", "13800138001", "13800138002"]);
    assert_eq!(
        (&data["total"], &data["isnext"]),
        (&json!(3), &json!(false))
    );

    let mobile = json!({"mobile": "13800138000"});
    done(&admin, "admin.blacklist.delete", mobile.clone());
    assert_eq!(send(), "");
    let gone = operate(&admin, "admin.blacklist.delete", mobile);
    assert_eq!(gone.fault(), (503, "record_not_found"));

    let many: Vec<String> = (0..501).map(|n| format!("13{n:09}")).collect();
    refuses(
        &admin,
        "admin.blacklist.create",
        &json!({}),
        &[
            ("mobiles", json!([])),
            ("mobiles", json!(many)),
            ("mobiles", json!(["13800138000", "1380013800"])),
            ("mobiles", json!("13800138000")),
        ],
    );
    done(
        &admin,
        "admin.blacklist.create",
        json!({"mobiles": many[..500]}),
    );
    let page = done(&admin, "admin.blacklist.list", json!({"page": 26}));
    assert_eq!(
        (page["list"].as_array().unwrap().len(), &page["total"]),
        (2, &json!(502))
    );
    let beyond = done(&admin, "admin.blacklist.list", json!({"page": 27}));
    assert_eq!(beyond["list"], json!([]));
}
