//! `gateway call` against servers that are not a gateway.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use signet_testkit::{APPID, SECRET};

/// Returns the exit code and the error of the command for an answer.
fn reply(head: &str, body: &str) -> (Option<i32>, String) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let length = body.len();
    let answer =
        format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}");
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 65_536]);
        stream.write_all(answer.as_bytes()).unwrap();
    });
    let output = Command::new(env!("CARGO_BIN_EXE_gateway"))
        .args(["call", "system.init", "--url", &url, "--appid", APPID])
        .args(["--secret", SECRET])
        .output()
        .unwrap();
    server.join().unwrap();
    let error = String::from_utf8(output.stderr).unwrap();
    (output.status.code(), error)
}

#[test]
fn an_answer_without_an_envelope_is_reported_with_its_status_and_content_type() {
    let of_json = "\r\nContent-Type: application/json";
    for (head, body, expected) in [
        (
            "502 Bad Gateway\r\nContent-Type: text/html",
            "<html>no upstream</html>",
            "HTTP 502 without an envelope, content type text/html",
        ),
        (
            &format!("404 Not Found{of_json}"),
            "{\"error\":\"no upstream\"}",
            "HTTP 404 without an envelope, content type application/json",
        ),
        (
            &format!("200 OK{of_json}"),
            "{\"code\":200,\"msg\":\"no upstream",
            "HTTP 200 without an envelope, content type application/json",
        ),
        (
            "302 Found\r\nLocation: http://127.0.0.1:1/",
            "no upstream",
            "HTTP 302 without an envelope, content type none",
        ),
        (
            "200 OK",
            "",
            "HTTP 200 without an envelope, content type none",
        ),
    ] {
        let (code, error) = reply(head, body);
        assert_eq!(code, Some(1), "{error}");
        assert!(error.contains(expected), "{error}");
        assert!(body.is_empty() || error.contains("no upstream"), "{error}");
    }
}
