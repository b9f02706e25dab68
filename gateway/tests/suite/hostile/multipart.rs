use signet_testkit::TestGateway;

use super::{BAD_FORM as BAD, case, check, honest_data, post, signed};

fn field(head: &str, content: &str) -> String {
    format!("--X\r\n{head}\r\n\r\n{content}\r\n")
}

fn named(name: &str, content: &str) -> String {
    field(
        &format!("Content-Disposition: form-data; name=\"{name}\""),
        content,
    )
}

/// The parts of an honest call with the boundary `X`, without the last line.
fn open_parts(gateway: &TestGateway) -> String {
    let data = honest_data(gateway);
    let sign = gateway.client().sign(&data);
    named("data", &data) + &named("sign", &sign)
}

/// The body of an honest call with the boundary `X`.
pub(super) fn parts(gateway: &TestGateway) -> String {
    open_parts(gateway) + "--X--\r\n"
}

#[test]
fn multipart_bodies() {
    check(|gateway| {
        let open = open_parts(gateway);
        let of = |name: &str, body: &str, expected: &str| {
            let length = body.len();
            let head = format!(
                "Content-Type: multipart/form-data; boundary=X\r\nContent-Length: {length}\r\n"
            );
            case(name, post(&head, body), expected)
        };
        let and = |name: &str, part: &str, expected: &str| {
            of(name, &format!("{open}{part}--X--\r\n"), expected)
        };
        let disposition = "Content-Disposition: form-data; name=\"x\"";
        let x = |name: &str, head: &str, expected: &str| and(name, &field(head, "y"), expected);
        let data = honest_data(gateway);
        let sign = named("sign", &gateway.client().sign(&data));
        vec![
            of("an honest call", &format!("{open}--X--\r\n"), "200 ok"),
            of("no line end at the end", &format!("{open}--X--"), "200 ok"),
            of("nothing", "", BAD),
            of("only the end", "--X--\r\n", "200 bad_data"),
            of("no end", &open, BAD),
            of("half an end", &format!("{open}--X-"), BAD),
            of("a preamble", &format!("hello\r\n{open}--X--\r\n"), BAD),
            of(
                "line ends in front",
                &format!("\r\n\r\n{open}--X--\r\n"),
                "200 ok",
            ),
            of(
                "a bare line feed in front",
                &format!("\n{open}--X--\r\n"),
                BAD,
            ),
            of(
                "line ends behind the end",
                &format!("{open}--X--\r\n\r\n"),
                "200 ok",
            ),
            of("an epilogue", &format!("{open}--X--\r\nhello"), BAD),
            of(
                "another form behind the end",
                &format!("{open}--X--\r\n{open}--X--\r\n"),
                BAD,
            ),
            of(
                "bare line feeds",
                &format!("{open}--X--\r\n").replace("\r\n", "\n"),
                BAD,
            ),
            of(
                "bare carriage returns",
                &format!("{open}--X--\r\n").replace("\r\n", "\r"),
                BAD,
            ),
            of(
                "a space behind the boundary",
                &format!("{open}--X \r\n--X--\r\n"),
                BAD,
            ),
            and("a boundary that goes on", &named("x", "\r\n--Xy\r\n"), BAD),
            and(
                "nearly a boundary",
                &named("x", "y--X\n--X--\n\r--X"),
                "200 ok",
            ),
            and("a boundary right behind the head", &named("x", "--X"), BAD),
            and(
                "a value that ends with a carriage return",
                &named("x", "y\r"),
                "200 ok",
            ),
            and("data twice", &named("data", &data), BAD),
            and(
                "data twice by a bare name",
                &field("Content-Disposition: form-data; name=data", "{}"),
                BAD,
            ),
            and(
                "data twice by an escape",
                &field("Content-Disposition: form-data; name=\"d\\ata\"", "{}"),
                BAD,
            ),
            and("sign twice", &sign, BAD),
            and(
                "another case is another field",
                &named("DATA", "{}"),
                "200 ok",
            ),
            and(
                "an encoded name is another field",
                &named("d%61ta", "{}"),
                "200 ok",
            ),
            and("a list is another field", &named("data[]", "{}"), "200 ok"),
            x("no name", "Content-Disposition: form-data", BAD),
            x(
                "an empty name",
                "Content-Disposition: form-data; name=\"\"",
                "200 ok",
            ),
            x(
                "two names",
                "Content-Disposition: form-data; name=\"x\"; name=\"data\"",
                BAD,
            ),
            x(
                "an encoded name",
                "Content-Disposition: form-data; name*=UTF-8''data",
                BAD,
            ),
            x(
                "an open name",
                "Content-Disposition: form-data; name=\"x",
                BAD,
            ),
            x(
                "an attachment",
                "Content-Disposition: attachment; name=\"x\"",
                BAD,
            ),
            x("no disposition", "Content-Type: text/plain", BAD),
            x(
                "two dispositions",
                &format!("{disposition}\r\n{disposition}"),
                BAD,
            ),
            x(
                "a folded disposition",
                "Content-Disposition: form-data;\r\n name=\"x\"",
                BAD,
            ),
            x(
                "a space before the colon",
                "Content-Disposition : form-data; name=\"x\"",
                BAD,
            ),
            x(
                "a bare line feed in a header",
                &format!("{disposition}\nA: b"),
                BAD,
            ),
            x("NUL in a header", &format!("{disposition}\r\nA: \0"), BAD),
            x("no colon", &format!("{disposition}\r\nA"), BAD),
            x(
                "base64",
                &format!("{disposition}\r\nContent-Transfer-Encoding: base64"),
                BAD,
            ),
            x(
                "quoted-printable",
                &format!("{disposition}\r\nContent-Transfer-Encoding: Quoted-Printable"),
                BAD,
            ),
            x(
                "8bit",
                &format!("{disposition}\r\nContent-Transfer-Encoding: 8bit"),
                "200 ok",
            ),
            x(
                "another charset",
                &format!("{disposition}\r\nContent-Type: text/plain; charset=utf-16"),
                "200 ok",
            ),
            x(
                "a file name",
                &format!("{disposition}; filename=\"../../etc/passwd\""),
                "200 ok",
            ),
            x(
                "two file names",
                &format!("{disposition}; filename=\"a\"; filename=\"b\""),
                "200 ok",
            ),
            x(
                "an encoded file name",
                &format!("{disposition}; filename*=UTF-8''%2e%2e%2f"),
                "200 ok",
            ),
            x(
                "a file name with quotes",
                &format!("{disposition}; filename=\"a\"b.png\""),
                "200 ok",
            ),
            x(
                "a file name that hides another name",
                &format!("{disposition}; filename=\"a\\\"; name=\"data\""),
                BAD,
            ),
            x(
                "an encoded word for a name",
                "Content-Disposition: form-data; name=\"=?utf-8?B?ZGF0YQ==?=\"",
                BAD,
            ),
            x(
                "a header of 100 kB",
                &format!("{disposition}\r\nA: {}", "x".repeat(100_000)),
                BAD,
            ),
            x(
                "many headers",
                &format!("{disposition}{}", "\r\nA: b".repeat(2000)),
                BAD,
            ),
            and("a part without a head", "--X\r\n\r\ny\r\n", BAD),
            and(
                "parts within a part",
                &field(
                    &format!("{disposition}\r\nContent-Type: multipart/mixed; boundary=Y"),
                    "--Y\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\n{}\r\n--Y--",
                ),
                "200 ok",
            ),
            and("100 parts", &named("x", "y").repeat(100), BAD),
            of(
                "data with a file name",
                &(field(
                    "Content-Disposition: form-data; name=\"data\"; filename=\"x\"",
                    &data,
                ) + &sign
                    + "--X--\r\n"),
                BAD,
            ),
            of(
                "data in base64",
                &(field(
                    "Content-Disposition: form-data; name=\"data\"\r\nContent-Transfer-Encoding: base64",
                    "e30=",
                ) + &sign
                    + "--X--\r\n"),
                BAD,
            ),
            of(
                "data that is encoded for another form",
                &(named("data", &signed(gateway, &data)) + &sign + "--X--\r\n"),
                "200 bad_data",
            ),
        ]
    });
}
