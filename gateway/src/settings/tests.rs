use super::*;

fn load(toml: &str) -> anyhow::Result<Settings> {
    let built = Config::builder()
        .add_source(File::from_str(DEFAULTS, FileFormat::Toml))
        .add_source(File::from_str(toml, FileFormat::Toml))
        .build()?;
    let settings: Settings = built.try_deserialize()?;
    settings.check()?;
    Ok(settings)
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
fn a_network_is_a_cidr_or_an_address() {
    let networks = parse_networks("10.0.0.0/8, ::1,192.0.2.1").unwrap();
    assert_eq!(networks.len(), 3);
    assert!(
        parse_networks("10.0.0")
            .unwrap_err()
            .to_string()
            .contains("10.0.0")
    );
}
