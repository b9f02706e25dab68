//! Secrets at rest.

use std::path::{Path, PathBuf};

use serde_json::json;
use signet_store::apps;
use signet_store::{Error, Tx, app_secrets, revisions};
use signet_testkit::{APPID, Client, SECRET, TestGateway, eventually};

use crate::apps::create;
use crate::usual;

use crate::cli::{json_of, run, run_on};

const ONE: &str = "1111111111111111111111111111111111111111111111111111111111111111";
const OTHER: &str = "2222222222222222222222222222222222222222222222222222222222222222";

/// Returns the stored secrets of an app.
fn stored(gateway: &TestGateway, appid: &str) -> Vec<String> {
    let read = |connection: &mut _| app_secrets::of_app(connection, appid);
    let rows = gateway.store().run_blocking::<_, Error>(read).unwrap();
    rows.into_iter().map(|row| row.secret).collect()
}

fn with_key(key: &str) -> TestGateway {
    usual()
        .with(|settings| settings.security.key = key.to_owned())
        .start()
}

fn works(gateway: &TestGateway) {
    let answer = gateway.call("system.init", json!({}));
    assert_eq!(answer.code(), 200, "{answer:?}");
}

#[test]
fn the_database_holds_no_secret_that_could_sign() {
    let gateway = usual().start();
    let make = ["app", "create", "--appid", "other", "--class", "app"];
    let shown = json_of(&run_on(&gateway, &make))["secret"]
        .as_str()
        .unwrap()
        .to_owned();
    let rotated = json_of(&run_on(&gateway, &["app", "rotate", "other"]));
    let second = rotated["secret"].as_str().unwrap().to_owned();
    let sealed = [stored(&gateway, "other"), stored(&gateway, APPID)].concat();
    assert_eq!(sealed.len(), 3);
    for text in sealed {
        assert!(text.starts_with("sealed:"), "{text}");
        for secret in [shown.as_str(), &second, SECRET] {
            assert!(!text.contains(secret));
        }
    }
}

#[test]
fn plain_secrets_of_before_are_sealed_at_start() {
    let gateway = usual().start();
    let plain = |tx: &mut Tx<'_>| {
        let rows = app_secrets::of_app(tx, APPID)?;
        app_secrets::set_secret(tx, rows[0].id, SECRET)
    };
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, plain)
        .unwrap();
    let gateway = gateway.restart();
    works(&gateway);
    assert!(stored(&gateway, APPID)[0].starts_with("sealed:"));
}

#[test]
fn the_key_changes_without_a_new_secret_and_without_losing_sessions() {
    let gateway = with_key(ONE);
    works(&gateway);
    let before = stored(&gateway, APPID);

    // First every node gets the next key as its other key. Then the next key becomes the key. Then the former key is removed.
    let gateway = gateway.restart_with(|settings| settings.security.other_key = OTHER.to_owned());
    assert_eq!(stored(&gateway, APPID), before);
    let gateway = gateway.restart_with(|settings| {
        settings.security.key = OTHER.to_owned();
        settings.security.other_key = ONE.to_owned();
    });
    works(&gateway);
    assert_ne!(stored(&gateway, APPID), before, "sealed under the new key");
    let gateway = gateway.restart_with(|settings| settings.security.other_key.clear());
    works(&gateway);

    let storage = gateway.settings.storage.url.as_str();
    let environment = [
        ("GATEWAY__STORAGE__URL", storage),
        ("GATEWAY__SECURITY__KEY", ONE),
    ];
    let output = run(
        &["app", "create", "--appid", "x", "--class", "app"],
        &environment,
    );
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        error.contains("security.other_key") && error.lines().count() == 1,
        "{error}"
    );
}

#[test]
fn a_database_of_before_there_was_a_key_takes_one() {
    let gateway = usual().start();
    works(&gateway);
    let gateway = gateway.restart_with(|settings| settings.security.key = ONE.to_owned());
    works(&gateway);
    let gateway = gateway.restart();
    works(&gateway);
}

#[test]
fn production_needs_a_key() {
    let gateway = usual().start();
    let environment = [
        (
            "GATEWAY__STORAGE__URL",
            gateway.settings.storage.url.as_str(),
        ),
        ("GATEWAY__SERVER__ENV", "production"),
        ("GATEWAY__UPLOAD__BASE_URL", "https://files.example.com"),
        ("GATEWAY__SMS__DRIVER", "http"),
        ("GATEWAY__SMS__HTTP__URL", "http://127.0.0.1:1/"),
        ("GATEWAY__SMS__HTTP__SECRET", "0123456789abcdef"),
    ];
    let make = ["app", "create", "--appid", "other", "--class", "app"];
    for arguments in [&["serve"][..], &make] {
        let output = run(arguments, &environment);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains("GATEWAY__SECURITY__KEY"), "{error}");
    }
    let short = [&environment[..], &[("GATEWAY__SECURITY__KEY", "abc")]].concat();
    let error = String::from_utf8_lossy(&run(&make, &short).stderr).into_owned();
    assert!(
        error.contains("64 hexadecimal digits") && !error.contains("abc"),
        "{error}"
    );

    let file = std::env::temp_dir().join(signet_testkit::unique("key"));
    std::fs::write(&file, format!("{ONE}\n")).unwrap();
    let path = file.to_str().unwrap();
    let from_file = [&environment[..], &[("GATEWAY__SECURITY__KEY_FILE", path)]].concat();
    let made = json_of(&run(&make, &from_file));
    assert_eq!(made["secret"].as_str().unwrap().len(), 32);
    std::fs::remove_file(file).unwrap();
}

/// Starts a gateway on the embedded default stores, whatever stores the tests use. Returns it with the file of its key.
fn embedded() -> (TestGateway, PathBuf) {
    let gateway = usual()
        .with(|settings| {
            let database = Path::new(&settings.upload.dir).with_file_name("embedded.db");
            settings.storage.url = format!("sqlite://{}", database.display());
            settings.cache.url = "memory://".to_owned();
        })
        .start();
    let key = Path::new(&gateway.settings.upload.dir).with_file_name("security.key");
    (gateway, key)
}

#[test]
fn a_key_that_is_missing_is_not_replaced() {
    let (gateway, key) = embedded();
    let kept = std::fs::read_to_string(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let make = ["app", "create", "--appid", "other", "--class", "app"];
    let output = run_on(&gateway, &make);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert!(error.contains("security.key"), "{error}");
    assert!(!key.exists(), "a new key would open nothing");
    std::fs::write(&key, kept).unwrap();
    assert_eq!(run_on(&gateway, &make).status.code(), Some(0));
}

#[cfg(unix)]
#[test]
fn the_key_of_the_embedded_default_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let (_gateway, key) = embedded();
    let mode = std::fs::metadata(&key).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    assert_eq!(std::fs::read_to_string(key).unwrap().trim().len(), 64);
}

fn code(gateway: &TestGateway, appid: &str, secret: &str) -> i64 {
    let client = Client::new(gateway, appid, secret);
    client.call("system.init", json!({})).code()
}

/// Moves the secret of one app to another app, where it cannot be decrypted.
fn move_secret(gateway: &TestGateway, from: &str, to: &str) {
    let work = |tx: &mut Tx<'_>| {
        let sealed = app_secrets::of_app(tx, from)?[0].secret.clone();
        let other = app_secrets::of_app(tx, to)?[0].id;
        app_secrets::set_secret(tx, other, &sealed)?;
        revisions::bump(tx, "apps")
    };
    let moved = gateway.store().transaction_blocking::<_, Error>(0, work);
    moved.unwrap();
}

fn unusable_rows(gateway: &TestGateway) -> String {
    let metrics = gateway.ops("/metrics").1;
    let line = metrics
        .lines()
        .find(|line| line.starts_with("gateway_unusable_rows "));
    line.unwrap().to_owned()
}

#[test]
fn a_secret_that_does_not_open_costs_its_app_alone() {
    let gateway = usual().start();
    let good = create(&gateway, "good", &["--class", "app"]);
    let evil = create(&gateway, "evil", &["--class", "app"]);
    move_secret(&gateway, APPID, "good");
    eventually("the row is noticed", || {
        unusable_rows(&gateway) == "gateway_unusable_rows 1"
    });
    // The secrets that the node has loaded stay valid, and changes of an operator take effect.
    assert_eq!(code(&gateway, "good", &good), 200);
    assert!(
        run_on(&gateway, &["app", "revoke", "evil"])
            .status
            .success()
    );
    assert_eq!(code(&gateway, "evil", &evil), 503);
    assert!(
        run_on(&gateway, &["app", "suspend", "good"])
            .status
            .success()
    );
    assert_eq!(code(&gateway, "good", &good), 503);
    assert!(
        run_on(&gateway, &["app", "restore", "good"])
            .status
            .success()
    );
    assert_eq!(code(&gateway, "good", &good), 200);

    let gateway = gateway.restart();
    assert_eq!(
        code(&gateway, "good", &good),
        503,
        "nobody knows its secret"
    );
    works(&gateway);
    let rotated = json_of(&run_on(&gateway, &["app", "rotate", "good"]));
    let second = rotated["secret"].as_str().unwrap();
    assert_eq!(code(&gateway, "good", second), 200);
}

#[test]
fn a_node_without_the_next_key_goes_on_and_follows_changes() {
    let first = with_key(ONE);
    let second = first.second_node();
    let first = first.restart_with(|settings| {
        settings.security.key = OTHER.to_owned();
        settings.security.other_key = ONE.to_owned();
    });
    for (command, expected) in [("suspend", 503), ("restore", 200), ("revoke", 503)] {
        assert!(run_on(&first, &["app", command, APPID]).status.success());
        for node in [&first, &second] {
            assert_eq!(code(node, APPID, SECRET), expected, "{command}");
        }
    }
}

#[test]
fn a_row_of_an_app_that_makes_no_sense_costs_that_app_alone() {
    let gateway = usual().start();
    let odd = create(&gateway, "odd", &["--class", "app"]);
    let work = |tx: &mut Tx<'_>| {
        let mut app = apps::find(tx, "odd")?.unwrap();
        app.class = "zzz".to_owned();
        apps::replace(tx, &app)?;
        revisions::bump(tx, "apps")
    };
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, work)
        .unwrap();
    eventually("the app is left out", || code(&gateway, "odd", &odd) == 503);
    works(&gateway);
    works(&gateway.restart());
}

#[test]
fn production_does_not_take_the_secret_that_everybody_knows() {
    // The case of `serve --demo`, and of an operator who copies the documentation.
    let gateway = usual().start();
    works(&gateway);
    let gateway = gateway.restart_with(|settings| {
        settings.server.env = signet_gateway::settings::Env::Production;
        settings.security.key = ONE.to_owned();
    });
    assert_eq!(code(&gateway, APPID, SECRET), 503);
    assert_eq!(unusable_rows(&gateway), "gateway_unusable_rows 1");
    let environment = [
        (
            "GATEWAY__STORAGE__URL",
            gateway.settings.storage.url.as_str(),
        ),
        ("GATEWAY__SERVER__ENV", "production"),
        ("GATEWAY__SECURITY__KEY", ONE),
        ("GATEWAY__UPLOAD__BASE_URL", "https://files.example.com"),
        ("GATEWAY__SMS__DRIVER", "http"),
        ("GATEWAY__SMS__HTTP__URL", "http://127.0.0.1:1/"),
        ("GATEWAY__SMS__HTTP__SECRET", "0123456789abcdef"),
    ];
    for arguments in [
        &[
            "app", "create", "--appid", "x", "--class", "app", "--secret", SECRET,
        ][..],
        &["app", "rotate", APPID, "--secret", SECRET],
    ] {
        let output = run(arguments, &environment);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{error}");
        assert!(error.contains("documentation"), "{error}");
    }
    let output = run(&["app", "rotate", APPID, "--overlap", "0s"], &environment);
    let second = json_of(&output)["secret"].as_str().unwrap().to_owned();
    eventually("the new secret signs", || {
        code(&gateway, APPID, &second) == 200
    });
}
