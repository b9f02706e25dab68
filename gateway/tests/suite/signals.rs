//! The handling of signals by a running gateway.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::thread;

use signet_testkit::{eventually, terminal};

use crate::cli::{http_status, signal};
use crate::outputs::Process;

/// A call of which only the first half has been sent.
struct Half(TcpStream);

impl Half {
    fn of(process: &Process) -> Half {
        let mut stream = TcpStream::connect(&process.public).unwrap();
        let head = "POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 15\r\n";
        let form = "Content-Type: application/x-www-form-urlencoded\r\n\r\n";
        write!(stream, "{head}{form}data=%7").unwrap();
        Half(stream)
    }

    /// Sends the rest and reads the answer.
    fn complete(mut self) -> String {
        write!(self.0, "B%7D&sig").unwrap();
        let mut answer = String::new();
        self.0.read_to_string(&mut answer).unwrap();
        answer
    }
}

fn quiet(environment: &[(&str, &str)]) -> Process {
    Process::start(Stdio::null(), Stdio::piped(), environment)
}

fn log_of(child: &mut Child) -> String {
    let mut log = String::new();
    let mut stderr = child.stderr.take().unwrap();
    stderr.read_to_string(&mut log).unwrap();
    log
}

#[test]
fn signals_without_a_meaning_lose_no_call() {
    let mut process = quiet(&[]);
    let half = Half::of(&process);
    for name in [
        "HUP", "PIPE", "USR1", "USR2", "ALRM", "VTALRM", "PROF", "XFSZ", "IO", "34", "64",
    ] {
        signal(&process.child, &format!("-{name}"));
    }
    let answer = half.complete();
    assert!(answer.contains("request_id"), "{answer}");
    assert_eq!(http_status(&process.ops, "/readyz"), Some(200));
    signal(&process.child, "-TERM");
    assert!(process.child.wait().unwrap().success());
    let log = log_of(&mut process.child);
    assert!(
        log.contains("SIGUSR1") && log.contains("nothing to reload"),
        "{log}"
    );
}

#[test]
fn signals_that_end_it_let_calls_end_first() {
    let ends_in_order = |name: &str| {
        let mut process = quiet(&[("GATEWAY__SERVER__DRAIN_SECONDS", "1")]);
        let half = Half::of(&process);
        signal(&process.child, name);
        eventually("readiness drops", || {
            http_status(&process.ops, "/readyz") == Some(503)
        });
        assert_eq!(
            http_status(&process.public, "/healthz"),
            Some(200),
            "{name}"
        );
        let answer = half.complete();
        assert!(answer.contains("request_id"), "{name}: {answer}");
        assert!(process.child.wait().unwrap().success(), "{name}");
    };
    thread::scope(|scope| {
        for name in ["-TERM", "-QUIT", "-XCPU", "-PWR"] {
            scope.spawn(move || ends_in_order(name));
        }
    });
}

#[test]
fn a_terminal_that_is_closed_ends_it_in_order() {
    let (_person, stderr) = terminal();
    let mut process = Process::start(
        Stdio::null(),
        stderr,
        &[("GATEWAY__SERVER__DRAIN_SECONDS", "1")],
    );
    let half = Half::of(&process);
    signal(&process.child, "-HUP");
    eventually("readiness drops", || {
        http_status(&process.ops, "/readyz") == Some(503)
    });
    // A shell and the kernel may both send SIGHUP: the second signal does not cut off calls.
    signal(&process.child, "-HUP");
    assert!(half.complete().contains("request_id"));
    assert!(process.child.wait().unwrap().success());
}
