use super::{FORM, HIDDEN, case, check, check_on_wires, honest, post, post_and_stay};

#[test]
fn one_length_is_believed_or_none() {
    check_on_wires(|gateway| {
        let body = honest(gateway);
        let length = body.len();
        let with = |headers: &str| post(&format!("{FORM}{headers}"), &body);
        let of = |name: &str, value: &str, expected: &str| {
            case(name, with(&format!("Content-Length:{value}\r\n")), expected)
        };
        let both = format!("Content-Length: {length}\r\n");
        vec![
            case("the right length", with(&both), "200 ok"),
            case("twice the same", with(&both.repeat(2)), "400"),
            case(
                "two lengths",
                with(&format!("{both}Content-Length: 3\r\n")),
                "400",
            ),
            case(
                "two lengths, the right one last",
                with(&format!("Content-Length: 3\r\n{both}")),
                "400",
            ),
            of("a list", &format!(" {length}, {length}"), "400"),
            of("a plus sign", &format!(" +{length}"), "400"),
            of("a minus sign", " -1", "400"),
            of("hexadecimal", " 0x2", "400"),
            of("an exponent", " 1e2", "400"),
            of("a fraction", " 2.0", "400"),
            of("empty", "", "400"),
            of("other digits", " １２", "400"),
            of("leading zeros", &format!(" 0000{length}"), "200 ok"),
            of(
                "spaces and a tab around",
                &format!("  \t{length} \t"),
                "200 ok",
            ),
            of("beyond 64 bits", " 18446744073709551616", "400"),
            of(
                "the largest of 64 bits",
                " 18446744073709551615",
                "413 too_large",
            ),
            of("too large", " 10000000", "413 too_large"),
            of("a space within", &format!(" {length} 1"), "400"),
            case(
                "a space before the colon",
                with(&format!("Content-Length : {length}\r\n")),
                "400",
            ),
            // Without a length there is no body: the bytes that follow count as the next request, and are not a valid one.
            case("none", with(""), "411 length_required, 400"),
            case(
                "another header's name",
                with(&format!("Content_Length: {length}\r\n")),
                "411 length_required, 400",
            ),
        ]
    });
}

#[test]
fn no_transfer_encoding_is_read() {
    check_on_wires(|gateway| {
        let body = honest(gateway);
        let chunked = format!("{:x}\r\n{body}\r\n0\r\n\r\n", body.len());
        let length = format!("Content-Length: {}\r\n", chunked.len());
        let of = |name: &str, value: &str, expected: &str| {
            case(
                name,
                post(&format!("{FORM}Transfer-Encoding:{value}\r\n"), &chunked),
                expected,
            )
        };
        let with = |name: &str, headers: &str, expected: &str| {
            case(name, post(&format!("{FORM}{headers}"), &chunked), expected)
        };
        vec![
            of("chunked", " chunked", "411 length_required"),
            of("in odd case", " cHuNkEd", "411 length_required"),
            of("after a tab", "\tchunked", "411 length_required"),
            of("before a space", " chunked ", "411 length_required"),
            of("identity", " identity", "400"),
            of("two codings", " gzip, chunked", "400"),
            of("chunked first", " chunked, identity", "400"),
            of("chunked twice", " chunked, chunked", "400"),
            of("quoted", " \"chunked\"", "400"),
            of("something near", " xchunked", "400"),
            of("with a parameter", " chunked;a=b", "400"),
            of("after a vertical tab", " \x0bchunked", "400"),
            of("folded", "\r\n chunked", "400"),
            of("empty", "", "400"),
            with(
                "twice",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
                "400",
            ),
            with(
                "twice, one unknown",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n",
                "400",
            ),
            with(
                "and a length before",
                &format!("{length}Transfer-Encoding: chunked\r\n"),
                "400",
            ),
            with(
                "and a length after",
                &format!("Transfer-Encoding: chunked\r\n{length}"),
                "400",
            ),
            with(
                "and a length of nothing",
                "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n",
                "400",
            ),
            with(
                "identity and a length",
                &format!("{length}Transfer-Encoding: identity\r\n"),
                "400",
            ),
            with(
                "after a bare line feed",
                &format!("{length}X: y\nTransfer-Encoding: chunked\r\n"),
                "400",
            ),
            with(
                "a space before the colon",
                "Transfer-Encoding : chunked\r\n",
                "400",
            ),
            with(
                "of HTTP/1.0",
                "Transfer-Encoding: chunked\r\n",
                "411 length_required",
            ),
            case(
                "in HTTP/1.0",
                format!("POST / HTTP/1.0\r\n{FORM}Transfer-Encoding: chunked\r\n\r\n{chunked}"),
                "400",
            ),
        ]
    });
}

#[test]
fn broken_chunks_change_nothing() {
    check_on_wires(|_| {
        let of = |name: &str, chunks: &str| {
            let sent = post(&format!("{FORM}Transfer-Encoding: chunked\r\n"), chunks);
            // The head is enough to refuse the request. The bytes that follow may get a status as well, or cut the answer off.
            case(name, sent, "411 length_required or 400 or closed")
        };
        vec![
            of("a size beyond 64 bits", "FFFFFFFFFFFFFFFFF\r\ndata"),
            of("the largest size", "FFFFFFFFFFFFFFFF\r\ndata"),
            of("a minus sign", "-1\r\ndata"),
            of("a prefix", "0x4\r\ndata\r\n0\r\n\r\n"),
            of("a space in front", " 4\r\ndata\r\n0\r\n\r\n"),
            of("no size", "\r\ndata\r\n0\r\n\r\n"),
            of("no line end after the data", "4\r\ndata0\r\n\r\n"),
            of("bare line feeds", "4\ndata\n0\n\n"),
            of("a bare carriage return", "4\rdata\r0\r\r"),
            of("no end", "4\r\ndata\r\n"),
            of("an extension", "4;a=b\r\ndata\r\n0\r\n\r\n"),
            of(
                "a quoted line end in an extension",
                "4;a=\"\r\n0\r\n\r\n\"\r\ndata\r\n0\r\n\r\n",
            ),
            of(
                "a huge extension",
                &format!("4;{}\r\ndata\r\n0\r\n\r\n", "x".repeat(500_000)),
            ),
            of(
                "many extensions",
                &format!(
                    "{}0\r\n\r\n",
                    "1;aaaaaaaaaaaaaaaa=b\r\nd\r\n".repeat(20_000)
                ),
            ),
            of("trailers", "0\r\nContent-Length: 5\r\nHost: y\r\n\r\n"),
            of(
                "huge trailers",
                &format!("0\r\nX: {}\r\n\r\n", "x".repeat(500_000)),
            ),
        ]
    });
}

#[test]
fn no_request_hides_in_another() {
    check(|gateway| {
        let body = honest(gateway);
        let stay = post_and_stay(&body);
        let unread = |line: &str, content_type: &str| {
            let length = HIDDEN.len();
            format!(
                "{line}\r\nHost: x\r\nContent-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{HIDDEN}"
            )
        };
        let form = "application/x-www-form-urlencoded";
        let chunked = |chunks: &str| {
            format!(
                "POST / HTTP/1.1\r\nHost: x\r\n{FORM}Transfer-Encoding: chunked\r\n\r\n{chunks}"
            )
        };
        let large = format!("POST / HTTP/1.1\r\nHost: x\r\n{FORM}Content-Length: 10000000\r\n\r\n");
        vec![
            case(
                "in a field",
                post_and_stay(&format!("{body}&x=\r\n\r\n{HIDDEN}")),
                "200 ok",
            ),
            case(
                "in a body of no form",
                unread("POST / HTTP/1.1", "text/plain"),
                "415 unsupported_media_type",
            ),
            case(
                "in a body to nowhere",
                unread("POST /other HTTP/1.1", form),
                "404 not_found",
            ),
            case(
                "in the body of a put",
                unread("PUT / HTTP/1.1", form),
                "405 method_not_allowed",
            ),
            case(
                "in the body of a get",
                unread("GET / HTTP/1.1", form),
                "405 method_not_allowed",
            ),
            case(
                "in the body of a health check",
                unread("GET /healthz HTTP/1.1", form),
                "200 healthy",
            ),
            case(
                "in the body of a question",
                unread("OPTIONS / HTTP/1.1", form),
                "204",
            ),
            case(
                "in a body too large",
                format!("{large}{HIDDEN}"),
                "413 too_large",
            ),
            case(
                "in a chunk",
                chunked(&format!("{:x}\r\n{HIDDEN}\r\n0\r\n\r\n", HIDDEN.len())),
                "411 length_required",
            ),
            case(
                "in an extension",
                chunked(&format!("1;a=\"\r\n\r\n{HIDDEN}")),
                "411 length_required or 411 length_required, 400 or 400",
            ),
            case(
                "behind two lengths",
                unread("POST / HTTP/1.1\r\nContent-Length: 0", form),
                "400",
            ),
            case(
                "behind a length and chunks",
                unread("POST / HTTP/1.1\r\nTransfer-Encoding: chunked", form),
                "400",
            ),
            case(
                "behind a refused coding",
                unread("POST / HTTP/1.1\r\nTransfer-Encoding: xchunked", form),
                "400",
            ),
            case(
                "behind a web socket",
                unread(
                    "POST / HTTP/1.1\r\nConnection: upgrade\r\nUpgrade: WebSocket",
                    form,
                ),
                "400 bad_form",
            ),
            case(
                "behind a web socket to a health check",
                format!(
                    "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n{HIDDEN}"
                ),
                "200 healthy",
            ),
            case(
                "behind a tunnel",
                format!("CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n{HIDDEN}"),
                "405 method_not_allowed or 404 not_found",
            ),
            // A request with `Connection: close` is the last one of its connection.
            case(
                "behind an end",
                format!(
                    "{}{HIDDEN}",
                    post(&format!("{FORM}Content-Length: {}\r\n", body.len()), &body)
                ),
                "200 ok",
            ),
            case("two honest ones", format!("{stay}{stay}"), "200 ok, 200 ok"),
            case(
                "an honest one and another",
                format!("{stay}{HIDDEN}"),
                "200 ok, 200 healthy",
            ),
            case(
                "an honest one and garbage",
                format!("{stay}\x01\x02\r\n\r\n{HIDDEN}"),
                "200 ok, 400",
            ),
            case(
                "an honest one and two lengths",
                format!(
                    "{stay}{}",
                    unread("POST / HTTP/1.1\r\nContent-Length: 0", form)
                ),
                "200 ok, 400",
            ),
            case(
                "line ends between",
                format!("{stay}\r\n\r\n{stay}"),
                "200 ok, 200 ok",
            ),
        ]
    });
}
