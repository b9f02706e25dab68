//! The form of a picture.

use signet_testkit::{MULTIPART, TestGateway, multipart};

use crate::{ALICE, Reply, fault, log_in, send, verify_guest};

/// An appointment of the demo.
const APPOINTMENT: &[u8] = b"201503300000000002";

const PICTURE: &[u8] = include_bytes!("../../../../tools/testkit/src/examples.png");

const ROUTE: &str = "POST /homecare/consumer/upload_pircture";

fn upload(gateway: &TestGateway, parts: &[(&str, &[u8])]) -> Reply {
    send(
        gateway,
        ROUTE,
        &[("Content-Type", MULTIPART)],
        &multipart(parts),
    )
}

fn form<'a>(token: &'a str, is_user: &'a str) -> [(&'static str, &'a [u8]); 5] {
    [
        ("phone", ALICE.as_bytes()),
        ("private_token", token.as_bytes()),
        ("login", is_user.as_bytes()),
        ("appointment_id", APPOINTMENT),
        ("picindex", b"3"),
    ]
}

#[test]
fn a_picture_comes_with_its_texts_in_any_order() {
    let gateway = TestGateway::start();
    let token = log_in(&gateway, ALICE);
    let texts = form(&token, "true");
    let file = [("file", PICTURE)];
    for parts in [[&texts[..], &file].concat(), [&file[..], &texts].concat()] {
        let stored = upload(&gateway, &parts).good();
        assert_eq!(stored["msg"], "upload picture success");
        let url = stored["picture"].as_str().unwrap();
        let (_, path) = url.split_once("/files/").unwrap();
        assert_eq!(gateway.download(&format!("files/{path}")).status, 200);
    }
}

#[test]
fn a_form_that_could_be_read_in_two_ways_is_refused() {
    let gateway = TestGateway::start();
    let token = log_in(&gateway, ALICE);
    let texts = form(&token, "1");
    let not_right = (400, 0, "request is not right".to_owned());
    let long = vec![b'x'; 4097];
    for more in [
        &[("file", PICTURE), ("file", PICTURE)][..],
        &[("file", PICTURE), ("phone", ALICE.as_bytes())],
        &[("file", PICTURE), ("comment", &long)],
        &[("file", PICTURE), ("comment", b"\xff")],
        &[("file", PICTURE), ("image", PICTURE)],
    ] {
        let reply = upload(&gateway, &[&texts[..], more].concat());
        assert_eq!(reply.fault(), not_right, "{more:?}");
    }
    let empty = [&texts[..], &[("file", b"")]].concat();
    for parts in [&texts[..], &empty] {
        let none = upload(&gateway, parts);
        assert_eq!(none.fault(), fault(0, "参数不正确：file 不能为空"));
    }
    let broken = upload(&gateway, &[&texts[..], &[("file", b"no picture")]].concat());
    assert_eq!(broken.fault(), fault(0, "picture is not right"));
}

#[test]
fn a_picture_needs_the_token_that_login_names() {
    let gateway = TestGateway::start();
    let (user, guest) = (log_in(&gateway, ALICE), verify_guest(&gateway, ALICE));
    let of = |token: &str, is_user: &str| {
        let texts = form(token, is_user);
        upload(&gateway, &[&texts[..], &[("file", PICTURE)]].concat()).fault()
    };
    let dead = fault(9, "token is not correct");
    let unverified = fault(9, "phone is not verified");
    assert_eq!(of(&guest, "true"), dead);
    assert_eq!(of("", "1"), dead);
    assert_eq!(of(&user, "false"), unverified);
    assert_eq!(of("", "0"), unverified);
    // The appointment of the account is not that of the guest with its phone.
    assert_eq!(of(&guest, "0"), fault(7, "invalid appointment id"));
    let (http, status, msg) = of(&user, "");
    assert_eq!((http, status), (200, 0));
    assert_eq!(msg, "参数不正确：login 不能为空");
}
