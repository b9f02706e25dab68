//! Apps: creation, changes, and their effect.

use std::time::{Duration, Instant};

use serde_json::json;
use signet_store::{Error, Tx, apps, revisions};
use signet_testkit::{APPID, Client, SECRET, TestGateway, eventually};
use signet_wire::sign::SignType;

use crate::cli::{json_of, run, run_on};
use crate::usual;

/// Creates an app and waits until the gateway has loaded it. Returns its secret.
pub(crate) fn create(gateway: &TestGateway, appid: &str, arguments: &[&str]) -> String {
    let mut all = vec!["app", "create", "--appid", appid];
    all.extend(arguments);
    let created = json_of(&run_on(gateway, &all));
    let secret = created["secret"].as_str().unwrap().to_owned();
    eventually("the app is known", || {
        Client::new(gateway, appid, &secret)
            .sign_type(SignType::HmacSha256)
            .call("no.method", json!({}))
            .sub_code()
            != "bad_signature"
    });
    secret
}

fn code(gateway: &TestGateway, appid: &str, secret: &str) -> i64 {
    Client::new(gateway, appid, secret)
        .call("system.init", json!({}))
        .code()
}

#[test]
fn an_app_is_made_with_a_secret_that_is_shown_once() {
    let gateway = usual().start();
    let created = json_of(&run_on(
        &gateway,
        &[
            "app",
            "create",
            "--appid",
            "partner_1",
            "--class",
            "partner",
            "--name",
            "伙伴",
        ],
    ));
    let secret = created["secret"].as_str().unwrap();
    assert_eq!(
        (secret.len(), &created["class"], &created["name"]),
        (32, &json!("partner"), &json!("伙伴"))
    );
    eventually("the app may call", || {
        code(&gateway, "partner_1", secret) == 200
    });
    for arguments in [
        &["app", "list"][..],
        &["app", "list", "--json"],
        &["app", "show", "partner_1"],
        &["app", "show", "partner_1", "--json"],
    ] {
        let output = run_on(&gateway, arguments);
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(
            text.contains("partner_1") && !text.contains(secret),
            "{text}"
        );
    }
}

#[test]
fn suspend_restore_and_revoke_are_obeyed_by_every_node_within_a_second() {
    let gateway = usual().start();
    let nodes = [&gateway, &gateway.second_node()];
    for (command, expected) in [("suspend", 503), ("restore", 200), ("revoke", 503)] {
        assert!(run_on(&gateway, &["app", command, APPID]).status.success());
        let changed = Instant::now();
        eventually("every node obeys", || {
            nodes
                .iter()
                .all(|node| code(node, APPID, SECRET) == expected)
        });
        assert!(
            changed.elapsed() < Duration::from_secs(1),
            "{command} took {:?}",
            changed.elapsed()
        );
    }
    let output = run_on(&gateway, &["app", "restore", APPID]);
    assert!(
        !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("permanent")
    );
}

#[test]
fn two_secrets_are_live_during_a_rotation() {
    let gateway = usual().start();
    let rotate = |overlap: &str| {
        json_of(&run_on(
            &gateway,
            &["app", "rotate", APPID, "--overlap", overlap],
        ))["secret"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let second = rotate("10m");
    eventually("the new secret works", || {
        code(&gateway, APPID, &second) == 200
    });
    assert_eq!(code(&gateway, APPID, SECRET), 200, "the old one still does");
    gateway.clock.shift(601);
    assert_eq!(
        (
            code(&gateway, APPID, SECRET),
            code(&gateway, APPID, &second)
        ),
        (503, 200)
    );
    gateway.clock.shift(-601);
    let third = rotate("10m");
    eventually("the newest secret works", || {
        code(&gateway, APPID, &third) == 200
    });
    assert_eq!(
        (
            code(&gateway, APPID, SECRET),
            code(&gateway, APPID, &second)
        ),
        (503, 200),
        "never more than two"
    );
    let fourth = rotate("0s");
    eventually("the newest secret works alone", || {
        code(&gateway, APPID, &fourth) == 200
    });
    assert_eq!(
        (
            code(&gateway, APPID, &second),
            code(&gateway, APPID, &third)
        ),
        (503, 503)
    );
}

#[test]
fn a_partner_can_be_held_to_the_stronger_signature() {
    let gateway = usual().start();
    let secret = create(
        &gateway,
        "strong",
        &["--class", "partner", "--min-sign-type", "HMAC-SHA256"],
    );
    let client = Client::new(&gateway, "strong", &secret);
    assert_eq!(
        client.call("system.init", json!({})).sub_code(),
        "bad_signature",
        "a downgrade"
    );
    assert_eq!(
        client
            .sign_type(SignType::HmacSha256)
            .call("system.init", json!({}))
            .code(),
        200
    );
}

#[test]
fn an_app_calls_only_from_its_addresses() {
    let gateway = usual().start();
    let secret = create(
        &gateway,
        "elsewhere",
        &["--class", "partner", "--ip", "192.0.2.0/24,2001:db8::/32"],
    );
    let answer = Client::new(&gateway, "elsewhere", &secret).call("system.init", json!({}));
    assert_eq!(answer.fault(), (508, "ip_not_allowed"));
    let secret = create(
        &gateway,
        "here",
        &["--class", "partner", "--ip", "192.0.2.0/24,127.0.0.1"],
    );
    assert_eq!(code(&gateway, "here", &secret), 200);
}

#[test]
fn an_admin_app_works_only_from_its_list() {
    let gateway = usual().start();
    let secret = create(&gateway, "nowhere", &["--class", "admin"]);
    let answer = Client::new(&gateway, "nowhere", &secret).call("system.init", json!({}));
    assert_eq!(answer.fault(), (508, "ip_not_allowed"));
    let secret = create(
        &gateway,
        "console",
        &["--class", "admin", "--ip", "127.0.0.0/8"],
    );
    let answer = Client::new(&gateway, "console", &secret).call("system.init", json!({}));
    assert_eq!(
        answer.fault(),
        (403, "not_permitted"),
        "that method is not for operators"
    );
}

#[test]
fn an_app_calls_only_what_it_may() {
    let gateway = usual().start();
    let secret = create(
        &gateway,
        "narrow",
        &["--class", "app", "--allow", "user.*,sms.verify"],
    );
    let client = Client::new(&gateway, "narrow", &secret);
    assert_eq!(client.call("user.detail", json!({})).code(), 602);
    assert_eq!(
        client.call("sms.verify", json!({})).sub_code(),
        "bad_params"
    );
    for method in ["sms.send", "system.init"] {
        assert_eq!(
            client.call(method, json!({})).fault(),
            (403, "not_permitted"),
            "{method}"
        );
    }
    let secret = create(&gateway, "partner_2", &["--class", "partner"]);
    let client = Client::new(&gateway, "partner_2", &secret);
    assert_eq!(
        client.call("user.login", json!({})).fault(),
        (403, "not_permitted")
    );
}

#[test]
fn a_page_calls_only_from_its_origin() {
    let gateway = usual().start();
    let secret = create(
        &gateway,
        "page",
        &["--class", "h5", "--origin", "https://m.example.com"],
    );
    let client = Client::new(&gateway, "page", &secret);
    assert_eq!(
        client.call("system.init", json!({})).fault(),
        (403, "not_permitted")
    );
    let elsewhere = client
        .clone()
        .header("Origin", "https://evil.example.com")
        .call("system.init", json!({}));
    assert_eq!(
        (
            elsewhere.fault(),
            elsewhere.header("access-control-allow-origin")
        ),
        ((403, "not_permitted"), None)
    );
    let here = client
        .header("Origin", "https://m.example.com")
        .call("system.init", json!({}));
    assert_eq!(
        (here.code(), here.header("access-control-allow-origin")),
        (200, Some("https://m.example.com"))
    );
    let preflight = |origin: &str| {
        gateway.raw(format!("OPTIONS / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nOrigin: {origin}\r\nAccess-Control-Request-Method: POST\r\n\r\n").as_bytes())
    };
    let answer = preflight("https://m.example.com");
    assert!(
        answer.starts_with("HTTP/1.1 204") && answer.contains("access-control-allow-methods: POST"),
        "{answer}"
    );
    assert!(!preflight("https://evil.example.com").contains("access-control-allow"));
}

#[test]
fn pages_of_apps_and_origins_in_any_spelling_may_call() {
    let gateway = usual().start();
    let typed = "capacitor://localhost, ionic://localhost, HTTPS://M.Example.com:443/, http://localhost, https://localhost, https://例子.中国, chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb";
    let secret = create(&gateway, "pages", &["--class", "h5", "--origin", typed]);
    for sent in [
        "capacitor://localhost",
        "ionic://localhost",
        "https://m.example.com",
        "http://localhost",
        "https://localhost",
        "https://xn--fsqu00a.xn--fiqs8s",
        "chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb",
    ] {
        let client = Client::new(&gateway, "pages", &secret).header("Origin", sent);
        let answer = client.call("system.init", json!({}));
        assert_eq!(
            (answer.code(), answer.header("access-control-allow-origin")),
            (200, Some(sent))
        );
    }
    for sent in ["null", "http://m.example.com", "https://localhost:8080"] {
        let client = Client::new(&gateway, "pages", &secret).header("Origin", sent);
        let answer = client.call("system.init", json!({}));
        assert_eq!(
            (answer.fault(), answer.header("access-control-allow-origin")),
            ((403, "not_permitted"), None)
        );
    }
    let shown = json_of(&run_on(&gateway, &["app", "show", "pages", "--json"]));
    let origins = shown["origin"].as_str().unwrap();
    assert!(origins.contains(",https://m.example.com,"), "{origins}");
}

#[test]
fn rows_from_before_are_understood_and_no_list_of_nothing_opens_an_app() {
    let gateway = usual().start();
    let secret = create(&gateway, "page", &["--class", "h5"]);
    let call = |origin: &str| {
        let client = Client::new(&gateway, "page", &secret).header("Origin", origin);
        client.call("system.init", json!({})).code()
    };
    assert_eq!(call("https://elsewhere.example"), 200);
    let set = |change: &dyn Fn(&mut apps::App)| {
        let work = |tx: &mut Tx<'_>| {
            let mut app = apps::find(tx, "page")?.unwrap();
            change(&mut app);
            apps::replace(tx, &app)?;
            revisions::bump(tx, "apps")
        };
        gateway
            .store()
            .transaction_blocking::<_, Error>(0, work)
            .unwrap();
    };
    set(&|app| app.origins = "https://M.Example.com:443,https://m.example.com/path".to_owned());
    eventually("the origin is understood", || {
        call("https://elsewhere.example") == 403
    });
    assert_eq!(call("https://m.example.com"), 200);
    let changes: [fn(&mut apps::App); 3] = [
        |app| app.origins = " , ".to_owned(),
        |app| app.allow = ",".to_owned(),
        |app| app.ips = " ".to_owned(),
    ];
    for change in changes {
        set(&|app| app.origins.clear());
        eventually("the app may call", || call("https://m.example.com") == 200);
        set(&|app| change(app));
        eventually("the app is left out", || {
            call("https://m.example.com") == 503
        });
        set(&|app| {
            app.allow.clear();
            app.ips.clear();
        });
    }
}

#[test]
fn an_app_can_be_moved_over_with_its_secret() {
    let gateway = usual().start();
    let secret = create(
        &gateway,
        "moved",
        &[
            "--class",
            "app",
            "--secret",
            "0123456789abcdef",
            "--sandbox",
        ],
    );
    assert_eq!(
        (secret.as_str(), code(&gateway, "moved", &secret)),
        ("0123456789abcdef", 200)
    );
}

#[test]
fn a_wrong_app_is_refused_with_a_line_that_helps() {
    let gateway = usual().start();
    let refused = |arguments: &[&str]| {
        let mut all = vec!["app", "create"];
        all.extend(arguments);
        let output = run_on(&gateway, &all);
        assert!(!output.status.success(), "{arguments:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    for (arguments, help) in [
        (&["--appid", "a b", "--class", "app"][..], "letters, digits"),
        (&["--appid", "x", "--class", "apps"], "app, h5, partner"),
        (
            &["--appid", "x", "--class", "app", "--secret", "short"],
            "at least 16",
        ),
        (
            &["--appid", "x", "--class", "app", "--ip", "10.0.0.0/33"],
            "10.0.0.0/33",
        ),
        (
            &["--appid", "x", "--class", "h5", "--origin", "m.example.com"],
            "https://m.example.com",
        ),
        (
            &["--appid", "x", "--class", "app", "--allow", "User.*"],
            "order.*",
        ),
        (
            &["--appid", "x", "--class", "app", "--min-sign-type", "SHA1"],
            "HMAC-SHA256",
        ),
        (
            &["--appid", "x", "--class", "app", "--allow", ","],
            "--allow has nothing in it",
        ),
        (
            &["--appid", "x", "--class", "app", "--ip", " "],
            "--ip has nothing in it",
        ),
        (
            &["--appid", "x", "--class", "h5", "--origin", ""],
            "--origin has nothing in it",
        ),
        (
            &["--appid", "x", "--class", "h5", "--origin", "null"],
            "null",
        ),
        (
            &[
                "--appid",
                "x",
                "--class",
                "h5",
                "--origin",
                "https://m.example.com/app",
            ],
            "write https://m.example.com alone",
        ),
        (
            &["--appid", "x", "--class", "app", "--name", "a\u{1b}[2J"],
            "U+001B",
        ),
        (
            &[
                "--appid",
                "x",
                "--class",
                "app",
                "--secret",
                "aaaaaaaaaaaaaaaa",
            ],
            "can be guessed",
        ),
        (
            &[
                "--appid",
                "x",
                "--class",
                "app",
                "--secret",
                "                ",
            ],
            "--secret",
        ),
        (&["--appid", APPID, "--class", "app"], "exists already"),
    ] {
        let line = refused(arguments);
        assert!(line.contains(help), "{arguments:?}: {line}");
    }
    let output = run(
        &["app", "show", "nobody"],
        &[("GATEWAY__STORAGE__URL", &gateway.settings.storage.url)],
    );
    assert!(String::from_utf8_lossy(&output.stderr).contains("app list"));
}

#[test]
fn a_ban_is_made_and_lifted() {
    let gateway = usual().start();
    assert!(
        run_on(
            &gateway,
            &["ban", "add", "127.0.0.1", "--for", "1h", "--reason", "test"]
        )
        .status
        .success()
    );
    eventually("the ban is obeyed", || code(&gateway, APPID, SECRET) == 510);
    assert!(
        String::from_utf8_lossy(&run_on(&gateway, &["ban", "list"]).stdout).contains("127.0.0.1")
    );
    assert!(
        run_on(&gateway, &["ban", "lift", "127.0.0.1"])
            .status
            .success()
    );
    eventually("the ban is lifted", || code(&gateway, APPID, SECRET) == 200);
    assert!(
        !run_on(&gateway, &["ban", "lift", "127.0.0.1"])
            .status
            .success()
    );
}

#[test]
fn an_app_is_changed_by_the_options_that_are_given() {
    let gateway = usual().start();
    create(
        &gateway,
        "p",
        &["--class", "partner", "--ip", "10.0.0.0/8", "--sandbox"],
    );
    let shown = || json_of(&run_on(&gateway, &["app", "show", "p", "--json"]));
    let before = shown();
    let edit = |arguments: &[&str]| run_on(&gateway, &[&["app", "edit", "p"], arguments].concat());
    let edited = json_of(&edit(&["--name", "伙伴", "--allow", "order.*"]));
    assert_eq!(edited["allow"], "order.*");
    let after = shown();
    for (name, value) in before.as_object().unwrap() {
        let is_same = !["name", "allow", "updated_at"].contains(&name.as_str());
        assert!(!is_same || after[name] == *value, "{name}: {after}");
    }
    assert_eq!(
        (&after["name"], &after["ip"]),
        (&json!("伙伴"), &json!("10.0.0.0/8"))
    );
    assert!(edit(&["--sandbox=false"]).status.success());
    assert_eq!(shown()["sandbox"], false);
    let rows = json_of(&run_on(&gateway, &["audit", "--limit", "1", "--json"]));
    let detail = &rows[0]["detail"];
    assert_eq!(
        (&detail["appid"], &detail["sandbox"]),
        (&json!("p"), &json!(false))
    );
    assert!(detail.get("allow").is_none(), "only the change is recorded");
    for wrong in [&[][..], &["--ip", ","], &["--calls-per-minute", "-1"]] {
        assert!(!edit(wrong).status.success(), "{wrong:?}");
    }
    assert!(run_on(&gateway, &["app", "revoke", "p"]).status.success());
    let refused = edit(&["--sandbox"]);
    assert!(String::from_utf8_lossy(&refused.stderr).contains("permanent"));
}

#[test]
fn only_an_app_with_a_secret_that_stays_secret_is_trusted_with_identities() {
    let gateway = usual().start();
    let is_trusted = |appid: &str| {
        let directory = gateway.gateway.directory.load();
        directory
            .live(appid)
            .is_some_and(|app| app.identity_trusted)
    };
    for class in ["partner", "admin"] {
        create(&gateway, class, &["--class", class, "--ip", "127.0.0.1"]);
        let show = || json_of(&run_on(&gateway, &["app", "show", class, "--json"]));
        assert_eq!(show()["identity_trusted"], false, "off by default");
        assert!(!is_trusted(class));
        for (option, expected) in [
            ("--identity-trusted", true),
            ("--identity-trusted=false", false),
        ] {
            assert!(
                run_on(&gateway, &["app", "edit", class, option])
                    .status
                    .success()
            );
            assert_eq!(show()["identity_trusted"], expected);
            eventually("the node has loaded it", || is_trusted(class) == expected);
        }
    }
    for class in ["app", "h5", "activity"] {
        let refused = run_on(
            &gateway,
            &[
                "app",
                "create",
                "--appid",
                class,
                "--class",
                class,
                "--identity-trusted",
            ],
        );
        assert!(!refused.status.success());
        let line = String::from_utf8(refused.stderr).unwrap();
        assert!(line.contains("partner and admin"), "{line}");
    }
    let refused = run_on(&gateway, &["app", "edit", APPID, "--identity-trusted"]);
    assert!(!refused.status.success());
    // A row that was written in another way is not trusted either.
    let work = |tx: &mut Tx<'_>| {
        let mut app = apps::find(tx, APPID)?.unwrap();
        (app.identity_trusted, app.sandbox) = (true, true);
        apps::replace(tx, &app)?;
        revisions::bump(tx, "apps")
    };
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, work)
        .unwrap();
    eventually("the row is loaded", || {
        gateway
            .gateway
            .directory
            .load()
            .live(APPID)
            .is_some_and(|app| app.sandbox)
    });
    assert!(!is_trusted(APPID));
}
