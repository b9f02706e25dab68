//! The command line, run as a program.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use signet_testkit::{APPID, SECRET, SMS_CODE, TestGateway, eventually, unique};

use crate::usual;

fn program(arguments: &[&str], environment: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gateway"));
    command.args(arguments).envs(environment.iter().copied());
    command
}

/// Runs the program to its end.
pub(crate) fn run(arguments: &[&str], environment: &[(&str, &str)]) -> Output {
    program(arguments, environment).output().unwrap()
}

/// Runs the program on the data of a gateway.
pub(crate) fn run_on(gateway: &TestGateway, arguments: &[&str]) -> Output {
    let settings = &gateway.settings;
    let timeout = settings.cache.timeout_ms.to_string();
    let environment = [
        ("GATEWAY__STORAGE__URL", settings.storage.url.as_str()),
        ("GATEWAY__CACHE__URL", &settings.cache.url),
        ("GATEWAY__CACHE__PREFIX", &settings.cache.prefix),
        ("GATEWAY__CACHE__TIMEOUT_MS", &timeout),
    ];
    run(arguments, &environment)
}

/// The JSON that a program printed.
pub(crate) fn json_of(output: &Output) -> Value {
    let error = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("no JSON, but: {error}"))
}

/// Runs the program with some standard input.
fn run_with(arguments: &[&str], input: &str) -> Output {
    let mut child = program(arguments, &[])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    child.wait_with_output().unwrap()
}

pub(crate) fn fails(arguments: &[&str], environment: &[(&str, &str)], code: i32, help: &[&str]) {
    let output = run(arguments, environment);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(code), "{error}");
    assert_eq!(error.lines().count(), 1, "one line: {error}");
    for word in help {
        assert!(error.contains(word), "{word} is not in: {error}");
    }
}

#[test]
fn sign_prints_the_form_of_the_documented_example() {
    let data = r#"{"method":"user.login","v":"1.0.0","appid":"ios_app_id","timestamp":"1493898621","unique_id":"68f66b5b72b864dd389748bffe112f4f","username":"18575202691","password":"123456"}"#;
    let output = run_with(&["sign", "--secret", SECRET], data);
    let form = String::from_utf8(output.stdout).unwrap();
    assert!(
        form.trim_end()
            .ends_with("&sign=01E62683A5D2B7CD901F5F98C08F10EF"),
        "{form}"
    );
    assert!(
        form.starts_with("data=%7B%22method%22%3A%22user.login%22"),
        "{form}"
    );
    let output = run_with(
        &["sign", "--secret", SECRET, "--sign-type", "HMAC-SHA256"],
        data,
    );
    let form = String::from_utf8(output.stdout).unwrap();
    let expected = "&sign=A0335E8F10877D666C20DDA3249049E3BD3FA8FF2D8568695D66524657C37FD0&sign_type=HMAC-SHA256";
    assert!(form.trim_end().ends_with(expected), "{form}");
    let output = run_with(&["sign", "--secret", "short"], data);
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("16"));
}

#[test]
fn the_printed_form_can_be_posted() {
    let gateway = usual().start();
    let data = gateway
        .client()
        .data("system.init", json!({"note": "+&=% 你"}));
    let output = run_with(&["sign", "--secret", SECRET], &data);
    let form = String::from_utf8(output.stdout).unwrap();
    assert_eq!(
        gateway
            .client()
            .post(
                "application/x-www-form-urlencoded",
                form.trim_end().as_bytes()
            )
            .code(),
        200
    );
}

#[test]
fn call_signs_posts_and_tells_by_its_exit_code() {
    let gateway = usual().start();
    let call = |method: &str, parameters: &[&str], secret: &str| {
        let mut arguments = vec!["call", method];
        arguments.extend(parameters);
        arguments.extend(["--url", &gateway.url, "--appid", APPID, "--secret", secret]);
        run(&arguments, &[])
    };
    let output = call("system.upgrade", &["platform:=1", "app_v=1.0.0"], SECRET);
    assert_eq!(
        (
            output.status.code(),
            &json_of(&output)["data"]["upgrade_way"]
        ),
        (Some(0), &json!(2))
    );
    let output = call("system.upgrade", &[], "another secret of good length");
    assert_eq!(
        (output.status.code(), &json_of(&output)["sub_code"]),
        (Some(3), &json!("bad_signature"))
    );
    assert_eq!(
        call("system.upgrade", &["nonsense"], SECRET).status.code(),
        Some(1)
    );
    fails(
        &[
            "call",
            "x",
            "--url",
            "http://127.0.0.1:9/",
            "--appid",
            "a",
            "--secret",
            SECRET,
        ],
        &[],
        1,
        &["no answer", "127.0.0.1:9"],
    );
}

#[test]
fn methods_shows_the_table() {
    let text = String::from_utf8(run(&["methods"], &[]).stdout).unwrap();
    for name in ["system.init", "user.login", "sms.send", "user.pwd.find"] {
        assert!(text.contains(name), "{text}");
    }
    let methods = json_of(&run(&["methods", "--json"], &[]));
    let login = methods
        .as_array()
        .unwrap()
        .iter()
        .find(|method| method["name"] == "user.login")
        .unwrap();
    assert_eq!(
        (&login["version"], &login["session"], &login["guards"]),
        (&json!("1.0.0"), &json!("open"), &json!(["once"]))
    );
    assert_eq!(
        login["parameters"]["properties"]["mobile"]["description"],
        "手机号"
    );
    assert!(
        login["faults"]
            .as_array()
            .unwrap()
            .iter()
            .any(|fault| fault["code"] == 607)
    );
}

#[test]
fn help_explains_every_command() {
    for command in [
        "serve", "migrate", "app", "ban", "import", "methods", "sign", "call",
    ] {
        let output = run(&[command, "--help"], &[]);
        assert!(
            output.status.success() && output.stdout.len() > 100,
            "{command}"
        );
    }
    assert_eq!(run(&["nonsense"], &[]).status.code(), Some(2));
    assert_eq!(run(&["--version"], &[]).status.code(), Some(0));
}

#[test]
fn a_wrong_configuration_is_one_clear_line() {
    fails(
        &["migrate"],
        &[("GATEWAY__STORAGE__PATH", "x")],
        2,
        &["path", "config/default.toml"],
    );
    fails(
        &["migrate"],
        &[("GATEWAY__STORAGE__POOL", "many")],
        2,
        &["storage.pool"],
    );
    fails(
        &["migrate", "--config", "/no/such/file.toml"],
        &[],
        2,
        &["/no/such/file.toml"],
    );
    fails(
        &["serve"],
        &[("GATEWAY__SERVER__ENV", "production")],
        2,
        &["sms.driver"],
    );
    fails(
        &["serve"],
        &[("GATEWAY__SERVER__TRUSTED_PROXIES", "10.0.0.0/99")],
        2,
        &["10.0.0.0/99"],
    );
}

#[test]
fn the_demo_is_not_for_production() {
    let production = [
        ("GATEWAY__SERVER__ENV", "production"),
        ("GATEWAY__SMS__DRIVER", "http"),
        ("GATEWAY__SMS__HTTP__URL", "http://127.0.0.1:9/"),
        ("GATEWAY__SMS__HTTP__SECRET", "0123456789abcdef"),
        ("GATEWAY__UPLOAD__BASE_URL", "https://files.example.com"),
    ];
    fails(
        &["serve", "--demo"],
        &production,
        1,
        &["--demo", "production"],
    );
}

#[test]
fn an_unreachable_database_is_one_clear_line() {
    fails(
        &["migrate"],
        &[("GATEWAY__STORAGE__URL", "postgres://x")],
        2,
        &["storage.url"],
    );
    fails(
        &["migrate"],
        &[(
            "GATEWAY__STORAGE__URL",
            "sqlite:///proc/no/such/folder/x.db",
        )],
        1,
        &["/proc/no/such/folder"],
    );
    if cfg!(feature = "mysql") {
        let url = "mysql://user:hidden-password@127.0.0.1:9/x";
        fails(
            &["migrate"],
            &[("GATEWAY__STORAGE__URL", url)],
            1,
            &["127.0.0.1:9"],
        );
        let error = run(&["migrate"], &[("GATEWAY__STORAGE__URL", url)]).stderr;
        assert!(!String::from_utf8_lossy(&error).contains("hidden-password"));
    } else {
        fails(
            &["migrate"],
            &[("GATEWAY__STORAGE__URL", "mysql://u@127.0.0.1/x")],
            2,
            &["--features mysql"],
        );
    }
}

/// A gateway run as a program, on throw-away data.
pub(crate) struct Program {
    pub(crate) child: Child,
    lines: Vec<String>,
    pub(crate) public: String,
    ops: String,
}

impl Program {
    pub(crate) fn start(folder: &str, listen: &str) -> Program {
        let folder = std::env::temp_dir().join(folder);
        let url = format!("sqlite://{}/gateway.db", folder.display());
        let uploads = folder.join("uploads").display().to_string();
        let environment = [
            ("GATEWAY__UPLOAD__DIR", uploads.as_str()),
            ("GATEWAY__STORAGE__URL", url.as_str()),
            ("GATEWAY__SERVER__LISTEN", listen),
            ("GATEWAY__OPS__LISTEN", "127.0.0.1:0"),
            ("GATEWAY__SMS__TEST_CODE", SMS_CODE),
        ];
        let mut child = program(&["serve", "--demo"], &environment)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let mut lines = Vec::new();
        // The curl line is the last thing that is printed at start.
        while !lines
            .last()
            .is_some_and(|line: &String| line.contains("curl -s"))
        {
            let mut line = String::new();
            if output.read_line(&mut line).unwrap() == 0 {
                let mut error = String::new();
                child
                    .stderr
                    .take()
                    .unwrap()
                    .read_to_string(&mut error)
                    .unwrap();
                panic!("it does not start: {error}");
            }
            lines.push(line);
        }
        thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        let listens = lines
            .iter()
            .find(|line| line.contains("listens on"))
            .unwrap();
        let mut addresses = listens
            .split("http://")
            .skip(1)
            .filter_map(|rest| rest.split('/').next());
        let (public, ops) = (
            addresses.next().unwrap().to_owned(),
            addresses.next().unwrap().to_owned(),
        );
        Program {
            child,
            lines,
            public,
            ops,
        }
    }

    fn signal(&self, name: &str) {
        signal(&self.child, name);
    }
}

/// Sends a signal such as `-TERM`.
pub(crate) fn signal(child: &Child, name: &str) {
    // The shell's own `kill`, as small systems lack the program.
    let command = format!("kill {name} {}", child.id());
    let status = Command::new("sh").args(["-c", &command]).status();
    assert!(status.unwrap().success());
}

impl Drop for Program {
    fn drop(&mut self) {
        // It has ended already unless the test failed.
        let _ = self.child.kill();
    }
}

/// Whether the machine has curl; `cargo xtask test` installs it.
fn has_curl() -> bool {
    Command::new("curl").arg("--version").output().is_ok()
}

/// Runs the walks through the products that `serve --demo` printed, in their order.
#[test]
fn serve_demo_prints_walks_that_work() {
    if !has_curl() {
        eprintln!("curl is missing, so that the printed lines were not run");
        return;
    }
    let folder = unique("signet-walk");
    let mut program = Program::start(&folder, "127.0.0.1:0");
    let text = program.lines.concat();
    let walk = text.find("# A walk through consulting").unwrap();
    let walk = text.get(walk..text.find("Try it,").unwrap()).unwrap();
    let walk = walk.replace("cargo run -q --", env!("CARGO_BIN_EXE_gateway"));
    let url = format!(
        "sqlite://{}/gateway.db",
        std::env::temp_dir().join(&folder).display()
    );
    let output = Command::new("bash")
        .args(["-c", &walk])
        .env("GATEWAY__STORAGE__URL", url)
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let replies: Vec<Value> = serde_json::Deserializer::from_str(&printed)
        .into_iter()
        .map(|reply| reply.unwrap_or_else(|_| panic!("{printed}")))
        .collect();
    let is_good = |reply: &&Value| reply["code"] == 0 || reply["code"] == 200;
    let refused: Vec<&Value> = replies.iter().filter(|reply| !is_good(reply)).collect();
    assert!(refused.is_empty(), "{refused:?}");
    assert_eq!(replies.len(), 25, "{printed}");
    let income = replies
        .iter()
        .find(|reply| reply["content"][0].get("reason").is_some());
    let income = &income.unwrap()["content"][0];
    assert_eq!(
        (&income["amount"], &income["balance"]),
        (&json!("120.00"), &json!("320.00"))
    );
    assert_eq!(replies[24]["data"]["state"], "refunded", "{printed}");
    program.signal("-INT");
    assert!(program.child.wait().unwrap().success());
    std::fs::remove_dir_all(std::env::temp_dir().join(folder)).unwrap();
}

#[test]
fn serve_demo_prints_a_curl_line_that_works_and_starts_again() {
    let folder = unique("signet-demo");
    for round in ["made the app", "leaves it as it is"] {
        let mut program = Program::start(&folder, "127.0.0.1:0");
        let text = program.lines.concat();
        assert!(text.contains(round), "{text}");
        let line = program.lines.last().unwrap();
        if has_curl() {
            let output = Command::new("bash").args(["-c", line]).output().unwrap();
            let answer = json_of(&output);
            assert_eq!(
                (&answer["code"], &answer["data"]["upgrade"]["app_v"]),
                (&json!(200), &json!("1.0.1")),
                "{line}"
            );
        } else {
            eprintln!("curl is missing, so that the printed line was not run");
        }
        program.signal("-INT");
        assert!(program.child.wait().unwrap().success());
    }
    std::fs::remove_dir_all(std::env::temp_dir().join(folder)).unwrap();
}

#[test]
fn a_second_signal_stops_at_once() {
    let folder = unique("signet-stop");
    let mut program = Program::start(&folder, "127.0.0.1:0");
    program.signal("-TERM");
    // Two signals that come before the first is seen count as one.
    let drains = || http_status(&program.ops, "/readyz") == Some(503);
    eventually("readiness drops", drains);
    assert_eq!(
        http_status(&program.public, "/healthz"),
        Some(200),
        "calls are taken while load balancers learn of it"
    );
    let mut stream = TcpStream::connect(&program.public).unwrap();
    let form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n";
    write!(stream, "POST / HTTP/1.1\r\nHost: x\r\n{form}\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(
        answer.to_lowercase().contains("connection: close") && answer.contains("bad_data"),
        "{answer}"
    );
    let started = Instant::now();
    program.signal("-TERM");
    assert!(program.child.wait().unwrap().success());
    assert!(
        started.elapsed() < Duration::from_secs(4),
        "{:?}",
        started.elapsed()
    );
    std::fs::remove_dir_all(std::env::temp_dir().join(folder)).unwrap();
}

/// The HTTP status that an address answers a path with.
pub(crate) fn http_status(address: &str, path: &str) -> Option<u16> {
    http(address, path)?.split(' ').nth(1)?.parse().ok()
}

/// Returns the answer of an address to a path, with its head.
pub(crate) fn http_text(address: &str, path: &str) -> String {
    http(address, path).unwrap()
}

fn http(address: &str, path: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    Some(answer)
}

#[test]
fn a_busy_port_is_one_clear_line() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let folder = unique("signet-busy");
    let path = std::env::temp_dir().join(&folder).display().to_string();
    let url = format!("sqlite://{path}/x.db");
    let environment = [
        ("GATEWAY__UPLOAD__DIR", path.as_str()),
        ("GATEWAY__STORAGE__URL", url.as_str()),
        ("GATEWAY__SERVER__LISTEN", &address),
    ];
    let output = run(&["serve"], &environment);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = error.lines().last().unwrap_or_default();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        line.starts_with("gateway: cannot listen on") && line.contains("server.listen"),
        "{error}"
    );
    std::fs::remove_dir_all(std::env::temp_dir().join(folder)).unwrap();
}
