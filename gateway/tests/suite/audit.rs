//! Each action of an operator has a row in the audit log.

use serde_json::{Value, json};
use signet_domain::apps::AppClass;
use signet_gateway::packs;
use signet_testkit::operators::{audits_every_action, operate, without_digest};
use signet_testkit::{Answer, TestGateway};

use crate::cli::{json_of, run_on};
use crate::uploads::id_of;
use crate::usual;

#[test]
fn every_call_of_an_operator_that_writes_leaves_one_row() {
    let gateway = TestGateway::builder().start();
    let admin = gateway.admin();
    let paid = json!({"realm": "homecare", "order": "201503270100000001"});
    let paid = operate(&admin, "admin.payment.list", paid);
    let refundable = &paid.data()["list"][0]["charge_id"];
    gateway.register("18575202691");
    let user = id_of(&gateway, "18575202691");
    // A product with its own tests checks its rows in them.
    let pack = &signet_methods_operate::PACK;
    let calls = audits_every_action(&gateway, pack, |entry| {
        match (entry.name.rsplit_once('.').unwrap().0, entry.name) {
            ("admin.user", _) => json!({"userid": user}),
            ("admin.template", _) => json!({"send_key": "AUDIT"}),
            // Paid on-line and done, in the demo content.
            (_, "admin.payment.refund") => json!({"charge_id": refundable}),
            _ => json!({}),
        }
    });
    assert!(calls > 10, "{calls}");
}

#[test]
fn a_retry_leaves_no_second_row_and_a_fault_none() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let config = json!({"name": "AUDIT", "title": "a", "value": "长".repeat(300), "unknown": "x"});
    let data = admin.data("admin.config.create", config.clone());
    for _ in 0..3 {
        assert_eq!(admin.post_data(&data).code(), 200);
    }
    let failed: Vec<Answer> = vec![
        operate(&admin, "admin.config.create", config),
        operate(&admin, "admin.config.hide", json!({"name": "NOBODY"})),
        operate(&admin, "admin.config.hide", json!({})),
        operate(&admin, "admin.user.kick", json!({"userid": 999})),
        admin.call("admin.image.upload", json!({})),
        admin.upload("admin.image.upload", json!({}), b"no picture"),
        gateway.call("admin.config.hide", json!({"name": "AUDIT"})),
        admin
            .clone()
            .secret("another secret of good length")
            .call("admin.config.hide", json!({"name": "AUDIT"})),
    ];
    assert!(
        failed.iter().all(|answer| answer.code() != 200),
        "{failed:?}"
    );
    assert_eq!(admin.call("admin.config.list", json!({})).code(), 200);
    let actions = gateway.audited("admin.*");
    assert_eq!(actions.len(), 1, "{actions:?}");
    let expected =
        json!({"name": "AUDIT", "title": "a", "value": format!("{}…", "长".repeat(200))});
    let detail = without_digest(&actions[0]);
    assert_eq!(detail, expected, "what the method knows, cut");
}

#[test]
fn no_secret_and_no_mobile_stands_in_a_row() {
    let gateway = usual().start();
    let admin = gateway.admin();
    gateway.register("18575202691");
    let userid = id_of(&gateway, "18575202691");
    let parameters = json!({"userid": userid, "password": "planted_password", "token": "planted_token", "note": "planted_note"});
    assert_eq!(operate(&admin, "admin.user.reset", parameters).code(), 200);
    let parameters = json!({"mobiles": ["13912341111", 13912341112_i64]});
    assert_eq!(
        operate(&admin, "admin.blacklist.create", parameters).code(),
        200
    );
    let details: Vec<Value> = gateway
        .audited("admin.*")
        .iter()
        .map(without_digest)
        .collect();
    assert_eq!(
        details,
        [
            json!({"password": "***", "userid": userid}),
            json!({"mobiles": ["139****1111", "139****1112"]})
        ]
    );
}

#[test]
fn the_command_line_leaves_rows_and_shows_them() {
    let gateway = usual().start();
    let secret = "planted-secret-of-good-length";
    let folder = std::path::Path::new(&gateway.settings.upload.dir);
    let file = folder.with_file_name("districts.csv");
    std::fs::write(&file, "110000,北京市\n").unwrap();
    let file = file.to_str().unwrap();
    let create = [
        "app", "create", "--appid", "p", "--class", "partner", "--secret", secret,
    ];
    let ban = [
        "ban",
        "add",
        "192.0.2.7",
        "--for",
        "1h",
        "--reason",
        "13912341111",
    ];
    let done: &[(&str, &[&str])] = &[
        ("app.create", &create),
        ("app.suspend", &["app", "suspend", "p"]),
        ("app.limit", &["app", "limit", "p", "60"]),
        ("app.restore", &["app", "restore", "p"]),
        ("app.rotate", &["app", "rotate", "p", "--overlap", "1h"]),
        ("app.revoke", &["app", "revoke", "p"]),
        ("ban.add", &ban),
        ("ban.lift", &["ban", "lift", "192.0.2.7"]),
        ("import.districts", &["import", "districts", file]),
    ];
    let mut secrets = vec![secret.to_owned()];
    for (name, arguments) in done {
        let output = run_on(&gateway, arguments);
        assert!(output.status.success(), "{name}: {output:?}");
        if *name == "app.rotate" {
            secrets.push(json_of(&output)["secret"].as_str().unwrap().to_owned());
        }
    }
    // A command that fails writes no row.
    for arguments in [
        &create[..],
        &["app", "suspend", "p"],
        &["app", "rotate", "q"],
        &["ban", "lift", "192.0.2.7"],
    ] {
        assert!(
            !run_on(&gateway, arguments).status.success(),
            "{arguments:?}"
        );
    }
    let shown = json_of(&run_on(&gateway, &["audit", "--json"]));
    let shown = shown.as_array().unwrap();
    let mut names: Vec<&str> = shown
        .iter()
        .map(|row| row["action"].as_str().unwrap())
        .collect();
    assert_eq!(names.pop(), Some("app.create"), "that of the demo");
    let expected: Vec<&str> = done.iter().rev().map(|(name, _)| *name).collect();
    assert_eq!(names, expected);
    for row in shown {
        assert!(row["actor"].as_str().unwrap().starts_with("os:"), "{row}");
        assert_eq!(
            (row["source"] != json!(""), &row["request_id"]),
            (true, &json!(""))
        );
    }
    assert_eq!(shown[1]["detail"]["ip"], json!("192.0.2.7"));
    assert_eq!(shown[1]["detail"]["sha256"].as_str().unwrap().len(), 64);
    assert_eq!(shown[2]["detail"]["reason"], json!("139****1111"));
    assert_eq!(shown[8]["detail"]["class"], json!("partner"));
    let text = run_on(&gateway, &["audit", "--limit", "100"]).stdout;
    let text = String::from_utf8(text).unwrap();
    assert_eq!(text.lines().count(), shown.len());
    for secret in secrets {
        assert!(!text.contains(&secret), "{text}");
    }
}

#[test]
fn rows_are_found_by_actor_and_action() {
    let gateway = usual().start();
    let admin = gateway.admin();
    let config = json!({"name": "AUDIT", "title": "a", "value": "b"});
    for verb in ["create", "edit", "hide"] {
        let answer = operate(&admin, &format!("admin.config.{verb}"), config.clone());
        assert_eq!(answer.code(), 200);
    }
    let found = |arguments: &[&str]| {
        let arguments = [&["audit", "--json"], arguments].concat();
        let rows = json_of(&run_on(&gateway, &arguments));
        let rows = rows.as_array().unwrap().iter();
        let names = rows.map(|row| row["action"].as_str().unwrap().to_owned());
        names.collect::<Vec<_>>()
    };
    let all = [
        "admin.config.hide",
        "admin.config.edit",
        "admin.config.create",
    ];
    assert_eq!(found(&["--actor", "app:console"]), all);
    assert_eq!(found(&["--action", "admin.*", "--limit", "2"]), all[..2]);
    assert_eq!(found(&["--action", "admin.config.edit"]), all[1..2]);
    assert_eq!(
        found(&["--actor", "app:console", "--action", "app.*"]),
        [""; 0]
    );
    let output = run_on(&gateway, &["audit", "--limit", "0"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn what_an_operator_may_call_writes_a_row_or_only_reads() {
    let by_operators = packs::methods().filter(|entry| entry.classes == [AppClass::Admin]);
    for entry in by_operators {
        let reads = [".list", ".detail"]
            .iter()
            .any(|verb| entry.name.ends_with(verb));
        assert!(entry.is_action() != reads, "{}", entry.name);
    }
}
