//! Mistakes in the configuration, found before anything is created.

use std::ffi::OsStr;
use std::net::TcpListener;
use std::os::unix::ffi::OsStrExt;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use signet_testkit::{APPID, SECRET, unique};

use crate::cli::{fails, json_of, run};
use crate::usual;

/// A missing folder, removed at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Folder {
        Folder(std::env::temp_dir().join(unique("signet-configuration")))
    }

    fn url(&self) -> String {
        format!("sqlite://{}/gateway.db", self.0.display())
    }

    /// A file with a text in the folder.
    fn file(&self, bytes: &[u8]) -> String {
        std::fs::create_dir_all(&self.0).unwrap();
        let file = self.0.join("gateway.toml");
        std::fs::write(&file, bytes).unwrap();
        file.display().to_string()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // In most tests it is never created.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Starts a gateway with one wrong setting: it prints one line about it and creates nothing.
fn refuses(variable: &str, value: &str, code: i32, help: &[&str]) {
    let folder = Folder::new();
    let (url, uploads) = (folder.url(), format!("{}/uploads", folder.0.display()));
    let mut environment = vec![
        ("GATEWAY__STORAGE__URL", url.as_str()),
        ("GATEWAY__UPLOAD__DIR", &uploads),
        ("GATEWAY__SERVER__LISTEN", "127.0.0.1:0"),
        ("GATEWAY__OPS__LISTEN", "127.0.0.1:0"),
    ];
    environment.retain(|(name, _)| *name != variable);
    environment.push((variable, value));
    fails(&["serve"], &environment, code, help);
    // A port in use is not a mistake of the configuration, and the folder of pictures was checked before.
    let made = if code == 2 {
        folder.0.clone()
    } else {
        folder.0.join("gateway.db")
    };
    assert!(
        !made.exists(),
        "{variable}={value:?} made {}",
        made.display()
    );
}

#[test]
fn a_mistake_is_found_before_anything_is_made() {
    for (variable, value, help) in [
        (
            "GATEWAY__SERVER__LISTEN",
            ":8080",
            &["server.listen", "0.0.0.0:8080"][..],
        ),
        (
            "GATEWAY__SERVER__LISTEN",
            "8080",
            &["server.listen", "0.0.0.0:8080"],
        ),
        (
            "GATEWAY__SERVER__LISTEN",
            "0.0.0.0",
            &["server.listen", "0.0.0.0:8080"],
        ),
        (
            "GATEWAY__OPS__LISTEN",
            "http://127.0.0.1:9",
            &["ops.listen", "scheme"],
        ),
        (
            "GATEWAY__OPS__LISTEN",
            "\"127.0.0.1:9\"",
            &["ops.listen", "quotation"],
        ),
        ("GATEWAY__CACHE__URL", "rediz://127.0.0.1", &["cache.url"]),
        (
            "GATEWAY__TIME__ZONE",
            "Asia/Nowhere",
            &["time.zone", "Asia/Shanghai"],
        ),
        ("GATEWAY__UPLOAD__DIR", "/dev/null/uploads", &["upload.dir"]),
        (
            "GATEWAY__UPLOAD__BASE_URL",
            "https://",
            &["upload.base_url"],
        ),
        (
            "GATEWAY__SERVER__ENV",
            "Production",
            &["server.env", "\"development\"", "\"production\""],
        ),
        (
            "GATEWAY__SECURITY__KEY",
            "abc",
            &["security.key", "openssl"],
        ),
        (
            "GATEWAY__SECURITY__KEY_FILE",
            "/no/such.key",
            &["security.key_file"],
        ),
        (
            "GATEWAY__SECURITY__CA_FILE",
            "/no/such.pem",
            &["security.ca_file", "/no/such.pem"],
        ),
        ("GATEWAY__LIMIT__PER_APP", "-1", &["limit.per_app"]),
    ] {
        refuses(variable, value, 2, help);
    }
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    refuses(
        "GATEWAY__OPS__LISTEN",
        &address,
        1,
        &["ops.listen", "free the port"],
    );
    let elsewhere = ["server.listen", "no such address"];
    refuses("GATEWAY__SERVER__LISTEN", "203.0.113.7:8080", 1, &elsewhere);
}

#[test]
fn characters_that_nobody_meant_are_refused_by_the_name_of_the_key() {
    let folder = Folder::new();
    let url = folder.url();
    for (wrong, message) in [
        (format!("{url}\r"), "ends with a carriage return"),
        (format!("{url}\t"), "ends with a tab"),
        (format!(" {url}"), "begins with a blank"),
        (format!("\u{feff}{url}"), "byte order mark"),
        (format!("{url}\u{200b}"), "U+200B"),
        (format!("{url}\u{a0}"), "non-breaking space"),
        (format!("\"{url}\""), "quotation marks"),
    ] {
        let variable = [("GATEWAY__STORAGE__URL", wrong.as_str())];
        let help = ["storage.url", "GATEWAY__STORAGE__URL", message];
        fails(&["migrate"], &variable, 2, &help);
    }
    for (key, value) in [
        ("GATEWAY__STORAGE__POOL", "8\r"),
        ("GATEWAY__SERVER__TRUSTED_PROXIES", "10.0.0.0/8\r"),
        ("GATEWAY__LOG__ACCESS", "true\r"),
        ("GATEWAY__SMS__TEST_CODE", "123456\n"),
        ("GATEWAY__USER__WELCOME_MESSAGE", "欢迎\r"),
    ] {
        fails(&["migrate"], &[(key, value)], 2, &[key]);
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_gateway"));
    let command = command.arg("migrate").stdin(Stdio::null());
    let bytes = OsStr::from_bytes(b"sqlite:///tmp/\xff.db");
    let output = command
        .env("GATEWAY__STORAGE__URL", bytes)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{error}");
    assert!(
        error.contains("GATEWAY__STORAGE__URL is not UTF-8"),
        "{error}"
    );
    assert!(!folder.0.exists());
}

#[test]
fn a_file_is_read_with_the_line_ends_and_marks_of_windows_and_its_values_are_not() {
    let folder = Folder::new();
    let text = format!("\u{feff}[storage]\r\nurl = \"{}\"\r\n", folder.url());
    let file = folder.file(text.as_bytes());
    let output = run(&["migrate", "--config", &file], &[]);
    assert!(output.status.success(), "{output:?}");
    assert!(folder.0.join("gateway.db").exists());
    let file = folder.file(b"[storage]\nurl = \"sqlite:///tmp/x.db\\r\"\n");
    fails(
        &["migrate", "--config", &file],
        &[],
        2,
        &["storage.url", "carriage return"],
    );
    fails(
        &["migrate", "--config", &format!("{file}\r")],
        &[],
        2,
        &["--config", "carriage"],
    );
    let file = folder.file(b"\xff\xfe[\0s\0");
    fails(
        &["migrate", "--config", &file],
        &[],
        2,
        &["gateway.toml", "UTF-8"],
    );
}

#[test]
fn an_error_never_shows_a_secret() {
    const PLANTED: &str = "a1b2c3d4e5f60718293a4b5c6d7e8f90";
    let folder = Folder::new();
    for text in [
        format!("[sms.http]\nsecret = \"{PLANTED}\nretries = 1\n"),
        format!("[sms.http]\nsecret = {PLANTED}\n"),
        format!("[sms.http]\nsecret = [\"{PLANTED}\"]\n"),
        format!("[sms]\ndriver = \"{PLANTED}\"\n"),
        format!("[storage]\npool = \"{PLANTED}\"\n"),
        format!("[server]\nenv = \"{PLANTED}\"\n"),
        format!("[server]\nlisten = \"http://u:{PLANTED}@x\"\n"),
        format!("[server]\ntrusted_proxies = [\"{PLANTED}\"]\n"),
        format!("[upload]\nbase_url = \"ftp://u:{PLANTED}@x\"\n"),
        format!("[cache]\nurl = \"rediss+x://:{PLANTED}@x\"\n"),
        format!("[security]\nkey = \"{PLANTED}\"\n"),
    ] {
        let file = folder.file(text.as_bytes());
        let output = run(&["migrate", "--config", &file], &[]);
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{text}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
        assert!(!error.contains(&PLANTED[..8]), "{error}");
    }
    let file = folder.file(b"[sms.http]\n\nsecret = \"x\n");
    fails(
        &["migrate", "--config", &file],
        &[],
        2,
        &["line 3", "gateway.toml"],
    );
}

/// Runs the program with a standard input.
fn run_with(arguments: &[&str], environment: &[(&str, &str)], input: &[u8]) -> Output {
    let folder = Folder::new();
    let file = folder.file(input);
    let mut command = Command::new(env!("CARGO_BIN_EXE_gateway"));
    let command = command.args(arguments).envs(environment.iter().copied());
    command
        .stdin(std::fs::File::open(file).unwrap())
        .output()
        .unwrap()
}

#[test]
fn a_secret_comes_from_the_environment_or_a_file() {
    let gateway = usual().start();
    let call = [
        "call",
        "system.upgrade",
        "platform:=1",
        "app_v=1.0.0",
        "--url",
    ];
    let call = [&call[..], &[&gateway.url, "--appid", APPID]].concat();
    let folder = Folder::new();
    let file = folder.file(format!("{SECRET}\r\n").as_bytes());
    let by_file = ["--secret-file", file.as_str()];
    let variable = [("GATEWAY_SECRET", SECRET)];
    for output in [
        run(&call, &variable),
        run(
            &[&call[..], &by_file].concat(),
            &[("GATEWAY_SECRET", "that of another app")],
        ),
        run_with(
            &[&call[..], &["--secret-file", "-"]].concat(),
            &[],
            SECRET.as_bytes(),
        ),
    ] {
        assert_eq!(json_of(&output)["code"], 200, "{output:?}");
    }
    let signed = run_with(&["sign"], &variable, b"{}");
    assert!(String::from_utf8_lossy(&signed.stdout).starts_with("data=%7B%7D&sign="));
    let doctor = run_with(
        &["doctor", "--sign", "x", "--secret-file", &file],
        &[],
        b"{}",
    );
    assert_eq!(doctor.status.code(), Some(1), "{doctor:?}");
    fails(&call, &[], 2, &["GATEWAY_SECRET", "--secret-file"]);
    fails(
        &call,
        &[("GATEWAY_SECRET", "a secret of good length\r")],
        2,
        &["GATEWAY_SECRET", "carriage"],
    );
    let taken = run_with(&["sign", "--secret-file", "-"], &[], b"{}");
    assert_eq!(taken.status.code(), Some(2));
}
