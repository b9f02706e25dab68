//! Hostile HTTP: a corpus of requests as bytes, each with the expected answer.
//!
//! After every case the gateway still answers an honest call. After each part of the corpus nothing has panicked, and no
//! secret that was planted in the calls is in the log. If the HTTP library itself refuses a request, the answer has a status and
//! no envelope.
//!
//! Cases without a form are sent to the wire of homecare as well, which has its own bodies and answers ([`check_on_wires`]).
//!
//! - `framing`: where a request ends, so that a client cannot hide a request in another
//! - `heads`: request lines and headers
//! - `forms`: content types and urlencoded bodies
//! - `multipart`: multipart bodies
//! - `data`: the JSON text within
//! - `sockets`: connections that end, wait or break in the middle
//! - `unread`: bodies that are not read before the answer
//! - `heads_late`: heads that arrive slowly, and the time between two requests
//! - `pipelines`: requests that arrive together
//! - `wire_sockets`: connections and requests like those of `sockets` and `pipelines`, at the path of a wire
//! - `shares`: the share of one address in common resources
//!
//! Posts to the signed endpoint are sent to the path of an unsigned wire as well: `mirror`.

mod data;
mod forms;
mod framing;
mod heads;
mod heads_late;
mod mirror;
mod multipart;
mod pipelines;
mod shares;
mod sockets;
mod unread;
mod wire_sockets;

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use signet_testkit::{SECRET, TestGateway, at_once};

use mirror::WITH_MIRROR;

use crate::usual;

const FORM: &str = "Content-Type: application/x-www-form-urlencoded\r\n";

/// A request that is answered with `200 healthy`. If it is hidden in something else, it must not be answered.
const HIDDEN: &str = "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n";

/// The answer to a form that could be read in two ways.
const BAD_FORM: &str = "400 bad_form";

const PASSWORD: &str = "planted-Passw0rd";
const CODE: &str = "864209";
const TOKEN: &str = "c0ffee00c0ffee00c0ffee00c0ffee00";
const MOBILE: &str = "13866668888";

/// Cases that are tried at once.
const AT_ONCE: usize = 8;

/// The time limit of an answer: longer than the time limit of a body, also on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// The time to wait for an unexpected further answer.
const SILENCE: Duration = Duration::from_millis(300);

struct Case {
    name: String,
    sent: Vec<u8>,
    /// The answers in order, as [`statuses`] writes them; several possibilities with `or` between them.
    expected: String,
}

fn case(name: &str, sent: impl Into<Vec<u8>>, expected: &str) -> Case {
    Case {
        name: name.to_owned(),
        sent: sent.into(),
        expected: expected.to_owned(),
    }
}

/// Checks a part of the corpus on a new gateway.
fn check(cases: impl FnOnce(&TestGateway) -> Vec<Case>) {
    let gateway = usual().packs(&WITH_MIRROR).start();
    let mut cases = cases(&gateway);
    let mirrored: Vec<Case> = cases.iter().filter_map(Case::mirrored).collect();
    cases.extend(mirrored);
    let wrong = at_once::<Vec<String>>(AT_ONCE, |first| {
        let share = cases.iter().skip(first).step_by(AT_ONCE);
        share.filter_map(|case| wrong(&gateway, case)).collect()
    });
    let wrong = wrong.concat();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    unharmed(&gateway);
}

/// As [`check`], and then checks the same cases at a route of a wire that takes JSON.
fn check_on_wires(cases: impl Fn(&TestGateway) -> Vec<Case>) {
    check(&cases);
    check(|gateway| {
        let cases = cases(gateway).into_iter();
        cases.map(|case| on_a_wire(gateway, case)).collect()
    });
}

/// Returns the case for a wire: with another path, a body of the same length, and the wire's form of the same answers.
fn on_a_wire(gateway: &TestGateway, case: Case) -> Case {
    let form = honest(gateway);
    let json = format!("{:width$}", r#"{"city_num":"511100"}"#, width = form.len());
    let sent = replaced(&case.sent, form.as_bytes(), json.as_bytes());
    let path = b" /homecare/consumer/city_search HTTP/1.";
    let mut expected = case.expected;
    for (signed, found) in [
        ("200 ok", "200 status 1"),
        // A request without a body counts as an empty object, which lacks a parameter that the route needs.
        ("411 length_required, 400", "200 status 0, 400"),
        ("411 length_required", "411 status 0"),
        ("413 too_large", "413 status 0"),
        ("415 unsupported_media_type", "415 status 0"),
    ] {
        expected = expected.replace(signed, found);
    }
    Case {
        name: format!("on a wire: {}", case.name),
        sent: replaced(&sent, b" / HTTP/1.", path),
        expected,
    }
}

/// Replaces every occurrence of some bytes, which are not empty.
fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    let (mut replaced, mut rest) = (Vec::new(), bytes);
    while let Some(at) = rest.windows(from.len()).position(|part| part == from) {
        replaced.extend_from_slice(&rest[..at]);
        replaced.extend_from_slice(to);
        rest = &rest[at + from.len()..];
    }
    replaced.extend_from_slice(rest);
    replaced
}

/// Returns the mistake in a response.
fn wrong(gateway: &TestGateway, case: &Case) -> Option<String> {
    let mut possible = case.expected.split(" or ");
    let answers = possible.clone().map(|one| one.split(", ").count()).max()?;
    let mut stream = gateway.connect();
    // The gateway may close while this is still being written.
    let _ = stream.set_write_timeout(Some(Duration::from_secs(5)));
    let _ = stream.write_all(&case.sent);
    let found = statuses(&answer(&mut stream, answers));
    let honest = gateway.call("system.init", json!({}));
    assert_eq!(honest.code(), 200, "after {}: {honest:?}", case.name);
    (!possible.any(|one| one == found))
        .then(|| format!("{}: {found} instead of {}", case.name, case.expected))
}

/// Returns everything that arrives until the gateway closes the connection, or until it sends nothing more after `answers`
/// answers. `None` if neither happens in time.
fn answer(stream: &mut TcpStream, answers: usize) -> Option<String> {
    stream.set_read_timeout(Some(SILENCE)).unwrap();
    let (mut received, mut chunk) = (Vec::new(), [0; 4096]);
    let started = Instant::now();
    while started.elapsed() < PATIENCE {
        match stream.read(&mut chunk) {
            Ok(0) => return Some(String::from_utf8_lossy(&received).into_owned()),
            Ok(length) => received.extend_from_slice(&chunk[..length]),
            Err(error) if [ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&error.kind()) => {
                let text = String::from_utf8_lossy(&received);
                if split(&text).len() >= answers {
                    return Some(text.into_owned());
                }
            }
            Err(_) => return Some(String::from_utf8_lossy(&received).into_owned()),
        }
    }
    None
}

fn split(text: &str) -> Vec<&str> {
    text.split("HTTP/1.").skip(1).collect()
}

/// Returns each answer as its status and its sub-code, with `ok` for a call that succeeded and `healthy` for the health check.
/// Returns `closed` if the connection ended without an answer, and `hangs` if it did not end in time.
fn statuses(answer: &Option<String>) -> String {
    let Some(text) = answer else {
        return "hangs".to_owned();
    };
    match split(text).as_slice() {
        [] => "closed".to_owned(),
        answers => {
            let found: Vec<String> = answers.iter().copied().map(status_of_one).collect();
            found.join(", ")
        }
    }
}

fn status_of_one(answer: &str) -> String {
    let status = answer.get(2..5).unwrap_or_default();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((answer, ""));
    let envelope: Value = serde_json::from_str(body).unwrap_or_default();
    if let Some(found) = envelope["status"].as_i64() {
        let whole = head.contains("content-type: application/json; charset=utf-8")
            && head.contains("x-request-id: ");
        let odd = if whole { "" } else { " with an odd head" };
        return format!("{status} status {found}{odd}");
    }
    let Some(code) = envelope["code"].as_i64() else {
        let healthy = if body == "ok\n" { " healthy" } else { "" };
        return format!("{status}{healthy}");
    };
    let whole = head.contains("content-type: application/json; charset=utf-8")
        && envelope["request_id"].is_string()
        && (status != "405" || head.contains("allow: POST, OPTIONS"));
    match (whole, envelope["sub_code"].as_str(), code) {
        (true, None, 200) => format!("{status} ok"),
        (true, Some(sub_code), 400..) if envelope.get("data").is_none() => {
            format!("{status} {sub_code}")
        }
        _ => format!("{status} with an odd envelope"),
    }
}

/// Checks that nothing has panicked, and that no planted secret is in the log.
fn unharmed(gateway: &TestGateway) {
    // These calls have the secrets in their usual places. They are made at the end, so that all earlier lines are written.
    let client = gateway.client().token(TOKEN);
    let login = json!({"mobile": MOBILE, "password": PASSWORD, "code": CODE, "platform": 1});
    assert_ne!(client.call("user.login", login).code(), 200);
    assert_ne!(client.call("user.detail", json!({})).code(), 200);
    signet_testkit::eventually("the log is written", || {
        gateway.access_log().contains("user.detail")
    });
    let log = gateway.access_log();
    let sign = honest(gateway).rsplit('=').next().unwrap().to_owned();
    for planted in [PASSWORD, CODE, TOKEN, MOBILE, SECRET, &sign] {
        assert!(!log.contains(planted), "{planted} is in the log");
    }
    let metrics = gateway.ops("/metrics").1;
    assert!(metrics.contains("gateway_panics_total 0"), "{metrics}");
}

/// The urlencoded body of an honest call, which is answered with `200 ok`.
fn honest(gateway: &TestGateway) -> String {
    signed(gateway, &honest_data(gateway))
}

fn honest_data(gateway: &TestGateway) -> String {
    let planted = json!({"password": PASSWORD, "code": CODE, "mobile": MOBILE, "note": TOKEN});
    // The time is the same for all cases, so that the signature is known.
    let client = gateway.client().at(gateway.clock.now() / 100 * 100);
    client.data("system.init", planted)
}

/// The urlencoded body of a call with some `data`, signed.
fn signed(gateway: &TestGateway, data: &str) -> String {
    gateway.client().body(data)
}

/// Returns a post with some headers and exactly this body. Its connection ends with its answer.
fn post(headers: &str, body: &str) -> String {
    format!("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{headers}\r\n{body}")
}

/// As [`post`], but with a form of the right length, on a connection that stays open.
fn post_and_stay(body: &str) -> String {
    let length = body.len();
    format!("POST / HTTP/1.1\r\nHost: x\r\n{FORM}Content-Length: {length}\r\n\r\n{body}")
}

/// Ends sending. The other direction stays open.
fn end_sending(stream: &TcpStream) {
    stream.shutdown(Shutdown::Write).unwrap();
}
