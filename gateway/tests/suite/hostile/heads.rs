use super::{FORM, case, check, check_on_wires, honest};

#[test]
fn request_lines() {
    check(|gateway| {
        let body = honest(gateway);
        let length = body.len();
        let of = |name: &str, line: &str, expected: &str| {
            let sent = format!(
                "{line}\r\nHost: x\r\nConnection: close\r\n{FORM}Content-Length: {length}\r\n\r\n{body}"
            );
            case(name, sent, expected)
        };
        vec![
            of("the root", "POST / HTTP/1.1", "200 ok"),
            of("a question mark", "POST /? HTTP/1.1", "200 ok"),
            of("a query", "POST /?data=%7B%7D&sign=x HTTP/1.1", "200 ok"),
            of(
                "an absolute target",
                "POST http://localhost/ HTTP/1.1",
                "200 ok",
            ),
            of(
                "an absolute target elsewhere",
                "POST http://other:80/admin HTTP/1.1",
                "404 not_found",
            ),
            of(
                "a target without a path",
                "POST http://x HTTP/1.1",
                "200 ok",
            ),
            of("an authority", "POST x:80 HTTP/1.1", "404 not_found"),
            of("an asterisk", "POST * HTTP/1.1", "404 not_found"),
            of(
                "a question to an asterisk",
                "OPTIONS * HTTP/1.1",
                "404 not_found",
            ),
            of("a question", "OPTIONS / HTTP/1.1", "204"),
            of("a tunnel", "CONNECT x:80 HTTP/1.1", "404 not_found"),
            of("an echo", "TRACE / HTTP/1.1", "405 method_not_allowed"),
            of("a get", "GET / HTTP/1.1", "405 method_not_allowed"),
            of("a put", "PUT / HTTP/1.1", "405 method_not_allowed"),
            of(
                "a method of its own",
                "GIVE / HTTP/1.1",
                "405 method_not_allowed",
            ),
            of(
                "a method in lower case",
                "post / HTTP/1.1",
                "405 method_not_allowed",
            ),
            of("two slashes", "POST // HTTP/1.1", "404 not_found"),
            of("a dot", "POST /. HTTP/1.1", "404 not_found"),
            of("up", "POST /../ HTTP/1.1", "404 not_found"),
            of("an encoded slash", "POST /%2f HTTP/1.1", "404 not_found"),
            of("the health check", "GET /healthz HTTP/1.1", "200 healthy"),
            of(
                "the head of the health check",
                "HEAD /healthz HTTP/1.1",
                "200",
            ),
            of("the metrics", "GET /metrics HTTP/1.1", "404 not_found"),
            of(
                "up from the files",
                "GET /files/../../etc/passwd HTTP/1.1",
                "404 not_found",
            ),
            of(
                "up from the files, encoded",
                "GET /files/%2e%2e/%2e%2e/etc/passwd HTTP/1.1",
                "404 not_found",
            ),
            of("a broken escape", "POST /%zz HTTP/1.1", "404 not_found"),
            of(
                "bytes in the target",
                "POST /é HTTP/1.1",
                "400 or 404 not_found",
            ),
            of(
                "a control character in the target",
                "POST /\x01 HTTP/1.1",
                "400",
            ),
            of("a space in the target", "POST / x HTTP/1.1", "400"),
            of("no target", "POST HTTP/1.1", "400"),
            of("two spaces", "POST  / HTTP/1.1", "400"),
            of("a space in front", " POST / HTTP/1.1", "400"),
            of("a tab", "POST\t/\tHTTP/1.1", "400"),
            of("HTTP/1.2", "POST / HTTP/1.2", "400"),
            of("HTTP/2.0", "POST / HTTP/2.0", "400"),
            of("HTTP/9.9", "POST / HTTP/9.9", "400"),
            of("lower case", "POST / http/1.1", "400"),
            of(
                "a long target",
                &format!("POST /{} HTTP/1.1", "x".repeat(60_000)),
                "404 not_found",
            ),
            of(
                "a longer target",
                &format!("POST /{} HTTP/1.1", "x".repeat(70_000)),
                "400 or 414",
            ),
        ]
    });
}

#[test]
fn versions_of_http_and_other_protocols() {
    check_on_wires(|gateway| {
        let body = honest(gateway);
        let length = body.len();
        let old = |headers: &str| {
            format!("POST / HTTP/1.0\r\n{FORM}Content-Length: {length}\r\n{headers}\r\n{body}")
        };
        let kept = old("Connection: keep-alive\r\n");
        vec![
            case("HTTP/1.0", old(""), "200 ok"),
            case("HTTP/1.0 that stays", format!("{kept}{kept}"), "200 ok, 200 ok"),
            case("HTTP/1.0 without a length", format!("POST / HTTP/1.0\r\n{FORM}\r\n{body}"), "400"),
            case("HTTP/0.9", "GET /\r\n", "400"),
            case("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0", "400"),
            case("TLS", b"\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x00\x00\x04\x13\x01\x13\x02\x01\x00\r\n\r\n", "400"),
            case("Redis", "*1\r\n$4\r\nPING\r\n\r\n", "400"),
            case("mail", "EHLO x\r\n\r\n", "400"),
            case("zeros", [&[0; 64][..], b"\r\n\r\n"].concat(), "400"),
            case("only line ends", format!("{}{kept}", "\r\n".repeat(100)), "200 ok"),
            case("an upgrade to HTTP/2", format!("POST / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n{FORM}Content-Length: {length}\r\n\r\n{body}"), "200 ok"),
        ]
    });
}

#[test]
fn headers() {
    check_on_wires(|gateway| {
        let body = honest(gateway);
        let length = body.len();
        let start = format!("{FORM}Content-Length: {length}\r\n");
        let of = |name: &str, headers: &str, expected: &str| {
            let head = format!("POST / HTTP/1.1\r\nConnection: close\r\n{start}{headers}\r\n");
            case(name, head + &body, expected)
        };
        let more = |name: &str, headers: &str, expected: &str| {
            of(name, &format!("Host: x\r\n{headers}"), expected)
        };
        vec![
            of("no host", "", "400"),
            of("two hosts", "Host: x\r\nHost: x\r\n", "400"),
            of("an empty host", "Host:\r\n", "200 ok"),
            of("an odd host", "Host: a/../b:x@y\r\n", "200 ok"),
            more("bare line feeds", "A: b\nC: d\n", "200 ok"),
            more("a bare carriage return", "A: b\rC: d\r\n", "400"),
            more("a folded header", "A: b\r\n c\r\n", "400"),
            more("NUL", "A: b\0c\r\n", "400"),
            more("a control character", "A: b\x01c\r\n", "400"),
            more("a space before the colon", "A : b\r\n", "400"),
            more("a space in a name", "A b: c\r\n", "400"),
            more("no colon", "A\r\n", "400"),
            more("no name", ": b\r\n", "400"),
            more("bytes in a name", "é: b\r\n", "400"),
            more("bytes in a value", "A: é\r\n", "200 ok"),
            more("an empty value", "A:\r\n", "200 ok"),
            more("90 headers", &"A: b\r\n".repeat(90), "200 ok"),
            more("1,000 headers", &"A: b\r\n".repeat(1000), "400 or 431"),
            more(
                "a header of 60 kB",
                &format!("A: {}\r\n", "x".repeat(60_000)),
                "200 ok",
            ),
            more(
                "a header of 1 MB",
                &format!("A: {}\r\n", "x".repeat(1_000_000)),
                "400 or 431 or closed",
            ),
            // The body has arrived already, so the gateway does not wait for it.
            more("an expectation", "Expect: 100-continue\r\n", "200 ok"),
            more("an odd expectation", "Expect: nonsense\r\n", "200 ok"),
            more(
                "a compressed body",
                "Content-Encoding: gzip\r\n",
                "415 unsupported_media_type",
            ),
            more(
                "another compression",
                "Content-Encoding: br\r\n",
                "415 unsupported_media_type",
            ),
            more(
                "identity",
                "Content-Encoding: identity\r\n",
                "415 unsupported_media_type",
            ),
            more(
                "no compression",
                "Content-Encoding:\r\n",
                "415 unsupported_media_type",
            ),
            more(
                "two compressions",
                "Content-Encoding: gzip, gzip\r\n",
                "415 unsupported_media_type",
            ),
            more("a range", "Range: bytes=0-0\r\n", "200 ok"),
            more(
                "a method within",
                "X-HTTP-Method-Override: GET\r\n",
                "200 ok",
            ),
            more(
                "a path within",
                "X-Original-URL: /admin\r\nX-Rewrite-URL: /admin\r\n",
                "200 ok",
            ),
            more(
                "hops to drop",
                "Connection: close, Content-Length\r\n",
                "200 ok",
            ),
        ]
    });
}

/// Other software had a host name, an address or a header that skipped the check of the signature.
#[test]
fn nothing_in_a_head_stands_for_a_signature() {
    check(|gateway| {
        let right = honest(gateway);
        let wrong = right.rsplit_once('=').unwrap().0.to_owned() + "=" + &"0".repeat(32);
        let of = |headers: &str| {
            let length = wrong.len();
            let sent = format!(
                "POST / HTTP/1.1\r\nConnection: close\r\n{FORM}Content-Length: {length}\r\n{headers}\r\n{wrong}"
            );
            case(headers.trim(), sent, "200 bad_signature")
        };
        vec![
            of("Host: localhost\r\n"),
            of("Host: 127.0.0.1\r\n"),
            of("Host: [::1]:8080\r\n"),
            of("Host: x\r\nX-Forwarded-For: 127.0.0.1\r\n"),
            of("Host: x\r\nX-Forwarded-Host: localhost\r\n"),
            of("Host: x\r\nForwarded: for=127.0.0.1;host=localhost\r\n"),
            of("Host: x\r\nX-Real-IP: 127.0.0.1\r\n"),
            of("Host: x\r\nOrigin: http://localhost\r\n"),
            of("Host: x\r\nAuthorization: Bearer null\r\n"),
            of("Host: x\r\nCookie: admin=1\r\n"),
            of("Host: x\r\nX-Debug: 1\r\nX-Env: dev\r\n"),
        ]
    });
}
