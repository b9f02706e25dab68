use super::multipart::parts;
use super::{BAD_FORM as BAD, FORM, case, check, honest, post, post_and_stay};

#[test]
fn urlencoded_bodies() {
    check(|gateway| {
        let good = honest(gateway);
        let of = |name: &str, body: &str, expected: &str| case(name, post_and_stay(body), expected);
        let and =
            |name: &str, more: &str, expected: &str| of(name, &format!("{good}&{more}"), expected);
        let raw = |name: &str, body: &[u8], expected: &str| {
            let head = format!("{FORM}Content-Length: {}\r\n", body.len());
            case(name, [post(&head, "").as_bytes(), body].concat(), expected)
        };
        let (data, sign) = good.split_once('&').unwrap();
        let shouted = good.replacen("data=", "DATA=", 1);
        vec![
            of("nothing but a field", "a=b", "200 bad_data"),
            of("only signs", "&&&==&=", "200 bad_data"),
            of("data of nothing", "data=&sign=", "200 bad_data"),
            of("no signature", data, "200 bad_signature"),
            of("in another order", &format!("{sign}&{data}"), "200 ok"),
            of("empty pairs", &format!("&&{data}&&&{sign}&"), "200 ok"),
            of("names in another case", &shouted, "200 bad_data"),
            of(
                "a list of data",
                &good.replacen("data=", "data[]=", 1),
                "200 bad_data",
            ),
            of(
                "a numbered list of data",
                &good.replacen("data=", "data[0]=", 1),
                "200 bad_data",
            ),
            of(
                "a name with a space",
                &good.replacen("data=", "+data=", 1),
                "200 bad_data",
            ),
            of(
                "a name that is encoded",
                &good.replacen("data=", "d%61ta=", 1),
                "200 ok",
            ),
            of(
                "a semicolon between",
                &format!("{data};{sign}"),
                "200 bad_data",
            ),
            and("a list beside it", "data[]=x&sign[]=y", "200 ok"),
            and("data twice", data, BAD),
            and("data twice by an escape", "d%61ta=x", BAD),
            and("data twice, empty", "data", BAD),
            and("sign twice", sign, BAD),
            and("sign twice by an escape", "%73ign=x", BAD),
            and("sign_type twice", "sign_type=MD5&sign%5ftype=MD5", BAD),
            and("image twice", "image=&image=", BAD),
            and("a broken escape", "x=%zz", BAD),
            and("half an escape", "x=%4", BAD),
            and("an escape at the end", "x=%", BAD),
            and("an escape of a script", "x=%u0041", BAD),
            and("a broken escape in a name", "%zz=x", BAD),
            and("an overlong slash", "x=%c0%af", BAD),
            and("an overlong NUL", "x=%c0%80", BAD),
            and("half a surrogate", "x=%ed%a0%80", BAD),
            and("beyond Unicode", "x=%f4%90%80%80", BAD),
            and("half a character", "x=%e4%bd", BAD),
            and("Latin-1", "x=%e9", BAD),
            and("NUL elsewhere", "x=%00", "200 ok"),
            and("line ends elsewhere", "x=%0d%0aSet-Cookie:%20a=b", "200 ok"),
            and("60 fields", &"x=y&".repeat(60), "200 ok"),
            and("10,000 fields", &"x=y&".repeat(10_000), BAD),
            and(
                "a kind of signature that is none",
                "sign_type=NONE",
                "200 bad_signature",
            ),
            and("an empty kind of signature", "sign_type=", "200 ok"),
            and(
                "a kind of signature in lower case",
                "sign_type=md5",
                "200 bad_signature",
            ),
            raw("raw bytes", b"data=\xff\xfe&sign=x", BAD),
            raw("raw NUL", b"data=\0&sign=\0", "200 bad_data"),
            raw("raw bytes in a name", b"\x80=x", BAD),
            raw("UTF-16", b"d\0a\0t\0a\0=\0{\0}\0", "200 bad_data"),
        ]
    });
}

#[test]
fn content_types() {
    check(|gateway| {
        let good = honest(gateway);
        let of = |name: &str, content_types: &str, body: &str, expected: &str| {
            let head = format!("{content_types}Content-Length: {}\r\n", body.len());
            case(name, post(&head, body), expected)
        };
        let form = |name: &str, parameters: &str, expected: &str| {
            let line = FORM.trim_end();
            of(name, &format!("{line}{parameters}\r\n"), &good, expected)
        };
        let parts = parts(gateway);
        let boundary = |name: &str, parameters: &str, expected: &str| {
            of(
                name,
                &format!("Content-Type: multipart/form-data{parameters}\r\n"),
                &parts,
                expected,
            )
        };
        let refused = "415 unsupported_media_type";
        let multipart_type = "Content-Type: multipart/form-data; boundary=X\r\n";
        let long = "x".repeat(71);
        vec![
            of("none", "", &good, refused),
            of("an empty one", "Content-Type:\r\n", &good, refused),
            of("JSON", "Content-Type: application/json\r\n", "{}", refused),
            of("text", "Content-Type: text/plain\r\n", &good, refused),
            of(
                "in odd case",
                "CONTENT-TYPE: Application/X-WWW-Form-URLencoded\r\n",
                &good,
                "200 ok",
            ),
            of("two", &format!("{FORM}{multipart_type}"), &good, refused),
            of("twice the same", &FORM.repeat(2), &good, refused),
            of(
                "two in a list",
                "Content-Type: application/x-www-form-urlencoded, text/plain\r\n",
                &good,
                refused,
            ),
            of(
                "bytes",
                "Content-Type: application/x-www-form-urlencodedé\r\n",
                &good,
                refused,
            ),
            form("UTF-8", "; charset=UTF-8", "200 ok"),
            form(
                "another charset changes nothing",
                "; charset=utf-16",
                "200 ok",
            ),
            of(
                "a form that is in parts",
                FORM,
                &parts,
                "200 bad_data or 400 bad_form",
            ),
            of("parts that are a form", multipart_type, &good, BAD),
            boundary("a boundary", "; boundary=X", "200 ok"),
            boundary(
                "a quoted boundary",
                "; charset=utf-8; Boundary=\"X\"",
                "200 ok",
            ),
            boundary("an escaped boundary", "; boundary=\"\\X\"", "200 ok"),
            boundary("no boundary", "", BAD),
            boundary("an empty boundary", "; boundary=", BAD),
            boundary("an empty quoted boundary", "; boundary=\"\"", BAD),
            boundary("another long boundary", &format!("; boundary={long}"), BAD),
            boundary(
                "a boundary that is too long",
                &format!("; boundary={}", long.repeat(3)),
                BAD,
            ),
            boundary("two boundaries", "; boundary=X; boundary=Y", BAD),
            boundary(
                "two boundaries in odd case",
                "; boundary=X; BOUNDARY=X",
                BAD,
            ),
            boundary("an open quote", "; boundary=\"X", BAD),
            boundary("something behind the quote", "; boundary=\"X\"Y", BAD),
            boundary("another boundary", "; boundary=Y", BAD),
            boundary("a boundary that continues", "; boundary*0=X", BAD),
            of(
                "parts of another kind",
                "Content-Type: multipart/mixed; boundary=X\r\n",
                &parts,
                refused,
            ),
        ]
    });
}
