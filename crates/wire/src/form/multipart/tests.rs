use super::*;
use crate::form::{split_multipart, split_multipart_start};

fn boundary() -> Boundary {
    Boundary::of_content_type("multipart/form-data; boundary=B").unwrap()
}

fn part(head: &str, content: &str) -> String {
    format!("--B\r\n{head}\r\n\r\n{content}\r\n")
}

fn field(name: &str, content: &str) -> String {
    part(
        &format!("Content-Disposition: form-data; name=\"{name}\""),
        content,
    )
}

fn refused(body: &str) -> FormError {
    split_multipart(body.as_bytes(), &boundary()).unwrap_err()
}

#[test]
fn reads_text_fields_and_the_image() {
    let file = part(
        "Content-Disposition: form-data; name=\"image\"; filename=\"a;b\\\".png\"\r\nContent-Type: image/png",
        "\r\n--not the boundary\r\n",
    );
    let body = format!(
        "{}{}{}{}--B--\r\n",
        field("data", "{\"a\":1}\r\n"),
        field("sign", "S"),
        field("x", "1"),
        file
    );
    let form = split_multipart(body.as_bytes(), &boundary()).unwrap();
    assert_eq!(form.data.as_deref(), Some("{\"a\":1}\r\n"));
    assert_eq!(form.sign.as_deref(), Some("S"));
    assert_eq!(form.image, Some(&b"\r\n--not the boundary\r\n"[..]));
}

#[test]
fn reads_unquoted_names_and_odd_header_case() {
    let body = part(
        "content-DISPOSITION: Form-Data; name=data\r\nContent-Transfer-Encoding: 8bit",
        "d",
    ) + "--B--";
    assert_eq!(
        split_multipart(body.as_bytes(), &boundary())
            .unwrap()
            .data
            .as_deref(),
        Some("d")
    );
}

#[test]
fn the_start_of_a_body_has_the_fields_that_are_complete() {
    let body = format!(
        "{}{}{}",
        field("data", "{}"),
        field("sign", "S"),
        field("image", "a long file")
    );
    let start = |length: usize| split_multipart_start(&body.as_bytes()[..length], &boundary());
    let form = start(body.len() - 4).unwrap();
    assert_eq!(form.data.as_deref(), Some("{}"));
    assert_eq!((form.sign.as_deref(), form.image), (Some("S"), None));
    let data = field("data", "{}").len();
    assert_eq!(start(data).unwrap().data, None);
    assert_eq!(start(data + 5).unwrap().data.as_deref(), Some("{}"));
    for length in 0..body.len() - 4 {
        assert!(start(length).map_or(true, |form| form.image.is_none()));
    }
    let twice = format!("{}{}--B\r\n", field("data", "1"), field("data", "2"));
    let start = split_multipart_start(twice.as_bytes(), &boundary());
    assert_eq!(start, Err(FormError::RepeatedField("data")));
}

#[test]
fn refuses_repeated_fields() {
    for name in ["data", "sign", "sign_type", "image"] {
        assert_eq!(
            refused(&format!("{}{}--B--", field(name, "1"), field(name, "1"))),
            FormError::RepeatedField(name)
        );
    }
}

#[test]
fn passes_over_line_ends_outside_of_the_parts() {
    let parts = field("data", "d") + &field("sign", "s");
    for body in [
        format!("\r\n{parts}--B--\r\n"),
        format!("\r\n\r\n{parts}--B--"),
        format!("{parts}--B--\r\n\r\n"),
        format!("{parts}--B--\n"),
    ] {
        let form = split_multipart(body.as_bytes(), &boundary()).unwrap();
        assert_eq!(form.data.as_deref(), Some("d"), "{body:?}");
        assert_eq!(form.sign.as_deref(), Some("s"), "{body:?}");
        let start = &body.as_bytes()[..body.find("--B--").unwrap() + 1];
        let form = split_multipart_start(start, &boundary()).unwrap();
        assert_eq!(form.data.as_deref(), Some("d"), "{body:?}");
    }
}

#[test]
fn reads_heads_with_whatever_does_not_matter() {
    for head in [
        &b"Content-Disposition: form-data; name=image; filename=photo.png; filename*=utf-8''photo.png"[..],
        b"Content-Disposition: form-data; name=\"image\"; filename=\"\xd5\xd5\xc6\xac.png\"",
        b"Content-Disposition: form-data; name=\"image\"; filename=\"C:\\dir\\\"\r\nContent-Type: image/png",
        b"Content-Type: image/png\r\nX-\xff: \xfe\r\nContent-Length: 7\r\nContent-Disposition: form-data; name=\"image\"",
        b"CONTENT-TRANSFER-ENCODING: BINARY\r\ncontent-disposition:form-data;name=\"image\"",
    ] {
        let body = [b"--B\r\n", head, b"\r\n\r\npicture\r\n--B--\r\n"].concat();
        let form = split_multipart(&body, &boundary()).unwrap();
        assert_eq!(form.image, Some(&b"picture"[..]), "{}", head.escape_ascii());
    }
}

#[test]
fn refuses_what_two_readers_could_read_differently() {
    let x = |head: &str| part(head, "1") + "--B--";
    let disposition = "Content-Disposition: form-data; name=\"data\"";
    let lines = field("data", "1") + "--B--\r\n";
    for (body, rule, in_part) in [
        (String::new(), Broken::NoStart, 0),
        ("--B--x".to_owned(), Broken::AfterEnd, 0),
        ("preamble\r\n--B--".to_owned(), Broken::NoStart, 0),
        (field("data", "1"), Broken::CutOff, 0),
        (lines.replace("\r\n", "\n"), Broken::BareLineFeed, 0),
        (format!("\n{lines}"), Broken::BareLineFeed, 0),
        (lines.replace("1\r\n", "1\n"), Broken::BareLineFeed, 0),
        (lines.replace("\r\n\r\n", "\n\n"), Broken::BareLineFeed, 1),
        (lines.replace("\r\n", "\r"), Broken::BareCarriageReturn, 0),
        (lines.clone() + "trailer", Broken::AfterEnd, 0),
        (lines.clone() + &lines, Broken::AfterEnd, 0),
        (
            format!("{}--B \r\n", field("data", "1")),
            Broken::BoundaryLine,
            0,
        ),
        ("--B\r\n\r\n1\r\n--B--".to_owned(), Broken::NoDisposition, 1),
        (
            field("x", "1") + &x("Content-Disposition: form-data"),
            Broken::NoName,
            2,
        ),
        (
            x("Content-Disposition: attachment; name=\"data\""),
            Broken::NotFormData,
            1,
        ),
        (
            x(&format!("{disposition}; name=\"sign\"")),
            Broken::TwoNames,
            1,
        ),
        (
            x("Content-Disposition: form-data; name=\"data"),
            Broken::NameSyntax,
            1,
        ),
        (
            x("Content-Disposition: form-data; name*=utf-8''data"),
            Broken::EncodedName,
            1,
        ),
        (
            x(&format!("{disposition}; filename=\"f\"")),
            Broken::TextWithFileName,
            1,
        ),
        (
            x(&format!("{disposition}\r\n{disposition}")),
            Broken::TwoDispositions,
            1,
        ),
        (
            x(&format!(
                "{disposition}\r\nContent-Transfer-Encoding: base64"
            )),
            Broken::TransferEncoding,
            1,
        ),
        (
            x("Content-Disposition : form-data; name=\"data\""),
            Broken::HeadSyntax,
            1,
        ),
        (
            x("Content-Disposition: form-data;\r\n name=\"data\""),
            Broken::HeadFolded,
            1,
        ),
        (
            x(&format!("{disposition}\r\n\tx: y")),
            Broken::HeadFolded,
            1,
        ),
        (x(&format!("{disposition}\nA: b")), Broken::BareLineFeed, 1),
        (x(&format!("{disposition}\r\nA: \0")), Broken::HeadNul, 1),
        (x("no colon"), Broken::HeadSyntax, 1),
        (
            format!("--B\r\n{}\r\n--B--", "x".repeat(5000)),
            Broken::HeadEnd,
            1,
        ),
    ] {
        let part = in_part;
        assert_eq!(
            refused(&body),
            FormError::Multipart { part, rule },
            "{body}"
        );
    }
}

#[test]
fn refuses_invalid_utf8_and_floods() {
    let body = b"--B\r\nContent-Disposition: form-data; name=\"data\"\r\n\r\na\xff\r\n--B--";
    let at = body.iter().position(|&byte| byte == 0xff).unwrap();
    let field_name = "data";
    assert_eq!(
        split_multipart(body, &boundary()),
        Err(FormError::InvalidUtf8 {
            field: field_name,
            at
        })
    );
    assert_eq!(
        refused(&(field("x", "1").repeat(65) + "--B--")),
        FormError::TooManyFields(64)
    );
}
