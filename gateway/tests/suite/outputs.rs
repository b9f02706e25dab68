//! Readers of standard output and standard error that are gone, blocked, or at a terminal.

use std::fs::File;
use std::io::{PipeReader, Read, Write, pipe};
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use signet_testkit::{APPID, SECRET, eventually, terminal, unique};

use crate::cli::{http_status, http_text, run, signal};

/// A gateway whose output goes to a target of the test.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) public: String,
    pub(crate) ops: String,
    folder: PathBuf,
}

impl Process {
    /// Starts the gateway and waits until it is ready.
    pub(crate) fn start(stdout: Stdio, stderr: Stdio, environment: &[(&str, &str)]) -> Process {
        let folder = std::env::temp_dir().join(unique("signet-outputs"));
        let (public, ops) = (free_address(), free_address());
        let url = format!("sqlite://{}/gateway.db", folder.display());
        let uploads = folder.join("uploads").display().to_string();
        let child = Command::new(env!("CARGO_BIN_EXE_gateway"))
            .args(["serve", "--demo"])
            .env("GATEWAY__STORAGE__URL", url)
            .env("GATEWAY__UPLOAD__DIR", uploads)
            .env("GATEWAY__SERVER__LISTEN", &public)
            .env("GATEWAY__SERVER__DRAIN_SECONDS", "0")
            .env("GATEWAY__OPS__LISTEN", &ops)
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(stdout)
            .stderr(stderr)
            .spawn()
            .unwrap();
        let mut process = Process {
            child,
            public,
            ops,
            folder,
        };
        eventually("it is ready", || {
            assert_eq!(process.child.try_wait().unwrap(), None, "it does not start");
            http_status(&process.ops, "/readyz") == Some(200)
        });
        process
    }

    /// Makes calls that fail because there is no provider, each with a line in the log: enough calls for every worker.
    fn fail_calls(&self) {
        let url = format!("http://{}/", self.public);
        for last in 0..6 {
            let mobile = format!("mobile=1857520269{last}");
            let arguments = ["call", "sms.send", "key=USER_LOGIN_CODE", &mobile, "--url"];
            let by = [url.as_str(), "--appid", APPID, "--secret", SECRET];
            let output = run(&[&arguments[..], &by[..]].concat(), &[]);
            assert_eq!(output.status.code(), Some(3), "{output:?}");
        }
    }

    /// Stops the gateway with SIGTERM. Checks that it ends within a few seconds.
    fn end(mut self) -> ExitStatus {
        signal(&self.child, "-TERM");
        let started = Instant::now();
        let status = self.child.wait().unwrap();
        assert!(
            started.elapsed() < Duration::from_secs(20),
            "{:?}",
            started.elapsed()
        );
        status
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // The process has ended already unless the test failed.
        let _ = self.child.kill();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Returns an address of this machine with a free port. It stays free until a program is started on it: no other test has
/// this address, and connections get their ports on 127.0.0.1.
pub(crate) fn free_address() -> String {
    static GIVEN: AtomicU8 = AtomicU8::new(1);
    let number = 1 + GIVEN.fetch_add(1, Ordering::Relaxed) % 200;
    let [_, _, high, low] = std::process::id().to_be_bytes();
    let listener = TcpListener::bind((Ipv4Addr::new(127, number, high, low), 0)).unwrap();
    listener.local_addr().unwrap().to_string()
}

/// Settings of a provider of messages that does not exist.
const NO_PROVIDER: [(&str, &str); 4] = [
    ("GATEWAY__SMS__DRIVER", "http"),
    ("GATEWAY__SMS__HTTP__URL", "http://127.0.0.1:9/"),
    ("GATEWAY__SMS__HTTP__SECRET", "0123456789abcdef"),
    ("GATEWAY__SMS__HTTP__RETRIES", "0"),
];

fn full_disk() -> Stdio {
    File::options()
        .write(true)
        .open("/dev/full")
        .unwrap()
        .into()
}

fn closed_pipe() -> Stdio {
    pipe().unwrap().1.into()
}

/// Returns a full pipe: the end that is not read, and the end to write to.
fn unread_pipe() -> (PipeReader, Stdio) {
    let (reader, mut writer) = pipe().unwrap();
    writer.write_all(&[b'x'; 64 * 1024]).unwrap();
    (reader, writer.into())
}

#[test]
fn a_gateway_whose_output_nothing_takes_starts_answers_and_ends() {
    for (stdout, stderr) in [(closed_pipe(), full_disk()), (full_disk(), closed_pipe())] {
        let process = Process::start(stdout, stderr, &NO_PROVIDER);
        process.fail_calls();
        eventually("lost lines are counted", || {
            let metrics = http_text(&process.ops, "/metrics");
            let lost = |stream: &str| {
                let line = format!("gateway_dropped_lines_total{{stream=\"{stream}\"}} ");
                let count = metrics.split(&line).nth(1).unwrap().lines().next().unwrap();
                count.parse::<u64>().unwrap()
            };
            lost("stdout") >= 6 && lost("stderr") >= 6
        });
        assert_eq!(http_status(&process.public, "/healthz"), Some(200));
        assert!(process.end().success());
    }
}

#[test]
fn a_gateway_whose_output_nobody_reads_starts_answers_and_ends() {
    let (mut reader, stderr) = unread_pipe();
    let (_unread, stdout) = unread_pipe();
    let process = Process::start(stdout, stderr, &NO_PROVIDER);
    process.fail_calls();
    assert_eq!(http_status(&process.public, "/healthz"), Some(200));
    // Waiting lines are written once the reader reads.
    let mut text = Vec::new();
    while !String::from_utf8_lossy(&text).contains("a call failed") {
        let mut some = [0; 4096];
        let count = reader.read(&mut some).unwrap();
        text.extend(&some[..count]);
    }
    assert!(process.end().success());
}

#[test]
fn commands_say_when_their_output_is_lost_and_never_panic() {
    let program = |arguments: &[&str], stdout: Stdio, stderr: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gateway"));
        let command = command.args(arguments).stdin(Stdio::null());
        let child = command.stdout(stdout).stderr(stderr).spawn().unwrap();
        let output = child.wait_with_output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), error)
    };
    for command in [&["methods"][..], &["docs"], &["methods", "--json"]] {
        let (code, error) = program(command, full_disk(), Stdio::piped());
        assert_eq!(code, Some(1), "{error}");
        assert!(error.contains("cannot write to standard output"), "{error}");
        assert_eq!(
            program(command, closed_pipe(), Stdio::piped()),
            (Some(0), String::new())
        );
        let nobody = program(command, full_disk(), full_disk());
        assert_eq!(nobody.0, Some(1));
    }
    for stderr in [full_disk, closed_pipe] {
        let wrong = ["migrate", "--config", "/no/such/file.toml"];
        assert_eq!(program(&wrong, Stdio::null(), stderr()).0, Some(2));
        assert_eq!(program(&["nonsense"], Stdio::null(), stderr()).0, Some(2));
        let sign = ["sign", "--secret", SECRET];
        assert_eq!(program(&sign, Stdio::null(), stderr()).0, Some(0));
    }
    let (_unread, stderr) = unread_pipe();
    let started = Instant::now();
    assert_eq!(
        program(&["migrate", "--config", "/no"], Stdio::null(), stderr).0,
        Some(2)
    );
    assert!(started.elapsed() < Duration::from_secs(20));
}

/// Reads the terminal until some text appears.
fn read_until(person: &mut File, text: &str) -> String {
    let mut read = String::new();
    while !read.contains(text) {
        let mut some = [0; 4096];
        let count = person.read(&mut some).unwrap();
        read += &String::from_utf8_lossy(&some[..count]);
    }
    read
}

#[test]
fn at_a_terminal_lines_are_for_people() {
    for (variables, coloured) in [
        (&[("TERM", "xterm")][..], true),
        (&[("TERM", "xterm"), ("NO_COLOR", "1")], false),
        (&[("TERM", "dumb")], false),
    ] {
        let (mut out, stdout) = terminal();
        let (mut err, stderr) = terminal();
        let environment = [&NO_PROVIDER[..], variables].concat();
        let process = Process::start(stdout, stderr, &environment);
        process.fail_calls();
        let calls = read_until(&mut out, "sms.send");
        let log = read_until(&mut err, "a call failed");
        for text in [&calls, &log] {
            assert_eq!(text.contains('\u{1b}'), coloured, "{text}");
            assert!(!text.contains("{\"time"), "no JSON: {text}");
        }
        assert!(calls.contains("503 sms_failed"), "{calls}");
        assert!(process.end().success());
    }
}
