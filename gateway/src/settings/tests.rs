use super::*;

fn load(toml: &str) -> anyhow::Result<Settings> {
    let file = std::env::temp_dir().join(format!(
        "signet-settings-{}-{:?}.toml",
        std::process::id(),
        std::thread::current().id()
    ));
    std::fs::write(&file, toml)?;
    let loaded = Settings::load(Some(&file));
    std::fs::remove_file(&file)?;
    loaded
}

fn refused(toml: &str) -> String {
    format!("{:#}", load(toml).unwrap_err())
}

#[test]
fn the_defaults_and_the_production_example_are_valid() {
    assert_eq!(load("").unwrap().server.max_in_flight, 512);
    let example = include_str!("../../../config/production.example.toml");
    // Secrets come from the environment.
    let with_secrets = example
        .replace("/send\"", "/send\"\nsecret = \"0123456789abcdef\"")
        .replace(
            "[upload.s3]",
            "[upload.s3]\naccess_key = \"a\"\nsecret_key = \"s\"",
        );
    assert_eq!(load(&with_secrets).unwrap().server.env, Env::Production);
}

#[test]
fn refuses_unknown_keys_by_name() {
    assert!(refused("[server]\nlisten_on = \"x\"").contains("listen_on"));
    assert!(refused("[sever]\nlisten = \"x\"").contains("sever"));
}

#[test]
fn refuses_what_can_only_go_wrong_later() {
    assert!(refused("[storage]\npool = 0").contains("storage.pool"));
    for wrong in [9, 60_001] {
        let message = refused(&format!("[storage]\nread_timeout_ms = {wrong}"));
        assert!(message.contains("storage.read_timeout_ms"), "{message}");
        let message = refused(&format!("[cache]\ntimeout_ms = {wrong}"));
        assert!(message.contains("cache.timeout_ms"), "{message}");
    }
    assert!(
        refused(&format!(
            "[user]\nwelcome_message = \"{}\"",
            "好".repeat(256)
        ))
        .contains("welcome_message")
    );
    for (section, key, value) in [
        ("sms", "tries_in_all", 0),
        ("sms", "tries_per_address", 11),
        ("sms", "daily_kept_for_known", 10),
        ("sms", "code_seconds", u32::MAX),
        ("user", "known_days", u32::MAX),
        ("user", "password_tries_per_source", 21),
        ("user", "lock_seconds", 0),
    ] {
        let message = refused(&format!("[{section}]\n{key} = {value}"));
        assert!(message.contains(&format!("{section}.{key}")), "{message}");
    }
    let slow = "[sms]\ndriver = \"http\"\n[sms.http]\nurl = \"http://x\"\ntimeout_ms = 10000";
    assert!(refused(slow).contains("timeout_ms"));
    assert!(refused("[server]\nmax_in_flight = 0").contains("max_in_flight"));
    for key in [
        "keep_alive_seconds",
        "head_timeout_seconds",
        "body_timeout_seconds",
        "upload_timeout_seconds",
        "read_timeout_seconds",
        "min_bytes_per_second",
        "linger_seconds",
        "backlog",
        "max_unfinished_bytes",
        "max_file_readers",
    ] {
        assert!(refused(&format!("[server]\n{key} = 0")).contains(key));
    }
    assert!(refused("[server]\ntrusted_proxies = [\"10.0.0.0/33\"]").contains("10.0.0.0/33"));
    assert!(refused("[sms]\ntest_code = \"12\"").contains("sms.test_code"));
    assert!(refused("[sms]\ndriver = \"http\"").contains("sms.http.url"));
    assert!(
        refused("[sms]\ndriver = \"http\"\n[sms.http]\nurl = \"http://x\"\nsecret = \"short\"")
            .contains("secret")
    );
    assert!(refused("[server]\nenv = \"production\"").contains("sms.driver"));
    assert!(
        refused("[server]\nenv = \"production\"\n[sms]\ntest_code = \"123456\"")
            .contains("sms.test_code")
    );
}

#[test]
fn refuses_uploads_that_could_not_be_found_or_stored() {
    for wrong in ["max_bytes = 100", "max_bytes = 100000000"] {
        assert!(refused(&format!("[upload]\n{wrong}")).contains("upload.max_bytes"));
    }
    for wrong in ["", "/files", "https://"] {
        let text = refused(&format!("[upload]\nbase_url = \"{wrong}\""));
        assert!(text.contains("upload.base_url"), "{text}");
    }
    assert!(refused("[upload]\ndir = \"\"").contains("upload.dir"));
    assert!(refused("[upload]\ndriver = \"ftp\"").contains("ftp"));
    let mut s3 = "[upload]\ndriver = \"s3\"\n[upload.s3]\nregion = \"\"\n".to_owned();
    for (key, value) in [
        ("endpoint", "https://s3.example.com"),
        ("bucket", "pictures"),
    ] {
        let text = refused(&s3);
        assert!(text.contains(&format!("upload.s3.{key}")), "{text}");
        s3 += &format!("{key} = \"{value}\"\n");
    }
    assert!(refused(&s3).contains("upload.s3.region"));
    let s3 = s3.replace("region = \"\"", "region = \"r\"") + "access_key = \"a\"\n";
    assert!(refused(&s3).contains("upload.s3.secret_key"));
    assert!(load(&(s3 + "secret_key = \"s\"\n")).is_ok());
    let production = "[server]\nenv = \"production\"\n[sms]\ndriver = \"http\"\n[sms.http]\nurl = \"http://x\"\nsecret = \"0123456789abcdef\"";
    assert!(refused(production).contains("upload.base_url"));
}

#[test]
fn limits_of_methods_can_be_one_text() {
    for text in [
        r#"[{"pattern": "sms.*", "per_ip": 10}, {"pattern": "order.create", "per_user": 30}]"#,
        r#"[{ pattern = "sms.*", per_ip = 10 }, { pattern = "order.create", per_user = 30 }]"#,
    ] {
        let methods = load(&format!("[limit]\nmethods = '''{text}'''")).unwrap();
        let methods = methods.limit.methods;
        assert_eq!((methods.len(), methods[0].per_ip), (2, 10), "{text}");
        assert_eq!(methods[1].pattern, "order.create");
    }
    assert!(load("[limit]\nmethods = ''").unwrap().limit.is_none());
    for (wrong, help) in [
        ("sms.*", "JSON array"),
        (r#"[{"pattern": "sms.*", "perip": 10}]"#, "perip"),
        (r#"[{ pattern = "sms.*", perip = 10 }]"#, "perip"),
        (r#"[{"pattern": "sms.*"#, "JSON array"),
    ] {
        let text = refused(&format!("[limit]\nmethods = '''{wrong}'''"));
        assert!(
            text.contains(help) && text.contains("limit.methods"),
            "{text}"
        );
    }
}

#[test]
fn a_list_with_nothing_in_it_is_refused() {
    for (section, key) in [("server", "trusted_proxies"), ("docs", "hosts")] {
        for (wrong, message) in [
            (",", "nothing else in it"),
            (", ,", "nothing else in it"),
            (" ", "begins with a blank"),
        ] {
            let text = refused(&format!("[{section}]\n{key} = \"{wrong}\""));
            assert!(text.contains(message) && text.contains(key), "{text}");
        }
        assert!(load(&format!("[{section}]\n{key} = \"\"")).is_ok());
        assert!(load(&format!("[{section}]\n{key} = []")).is_ok());
    }
}

#[test]
fn hosts_of_the_documentation_have_the_form_that_browsers_send() {
    let settings = load("[docs]\nhosts = \"Docs.Example.com,例子.中国\"").unwrap();
    assert_eq!(
        settings.docs.hosts,
        ["docs.example.com", "xn--fsqu00a.xn--fiqs8s"]
    );
    for wrong in ["https://docs.example.com", "docs.example.com:9090"] {
        let text = refused(&format!("[docs]\nhosts = [\"{wrong}\"]"));
        assert!(text.contains("without scheme"), "{text}");
    }
}
