//! The form of a picture, and files that are not pictures.

use std::path::PathBuf;

use serde_json::{Value, json};
use signet_testkit::{MULTIPART, TestGateway, multipart, with};

use crate::both::{BOTH, Way};
use crate::{ALICE, Reply, fault, log_in, send, verify_guest};

/// An appointment of the demo.
const APPOINTMENT: &[u8] = b"201503300000000002";

pub(crate) const PICTURE: &[u8] = include_bytes!("../../../../tools/testkit/src/examples.png");

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
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
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
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
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
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
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
    // The appointment belongs to the account, not to the guest with the same phone.
    assert_eq!(of(&guest, "0"), fault(7, "invalid appointment id"));
    let (http, status, msg) = of(&user, "");
    assert_eq!((http, status), (200, 0));
    assert_eq!(msg, "参数不正确：login 不能为空");
}

/// Returns the parameters of a picture of the first account, for a place of its appointment.
pub(crate) fn of_alice(token: &str, place: &str) -> Value {
    json!({"phone": ALICE, "private_token": token, "login": true, "appointment_id": "201503300000000002", "picindex": place})
}

/// Returns the number of stored files, and the number of pictures of the appointment.
pub(crate) fn stored(gateway: &TestGateway) -> (usize, usize) {
    let mut folders = vec![PathBuf::from(&gateway.settings.upload.dir)];
    let mut files = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.path().is_dir() {
                true => folders.push(entry.path()),
                false => files += 1,
            }
        }
    }
    let detail = json!({"order_id": "201503300000000002"});
    let detail = gateway.admin().call("admin.homecare.order.detail", detail);
    (files, detail.data()["pictures"].as_array().unwrap().len())
}

/// The end of the fault of a call, on the product's own wire and on the signed endpoint.
type Refusal = (&'static str, &'static str);

#[test]
fn what_is_no_picture_is_refused_and_leaves_nothing() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = log_in(&gateway, ALICE);
    let picture = of_alice(&token, "1");
    let invalid: Refusal = ("0 picture is not right", "image_invalid");
    let too_large: Refusal = ("0 picture is too large", "image_too_large");
    let missing: Refusal = ("0 参数不正确：file 不能为空", "bad_params");
    let form: Refusal = ("0 request is not right", "bad_form");
    let page = b"<html><script>alert(1)</script></html>";
    let too_many_bytes = vec![0; 5 * 1024 * 1024 + 1];
    let too_long = vec![0; 6 * 1024 * 1024];
    let pixels = signet_pictures::png_claiming(9000, 9000);
    let cut = &signet_pictures::jpeg(300, 200)[..900];
    let jpeg_of_page = [b"\xff\xd8\xff\xe0".as_slice(), page].concat();
    let archive = [b"GIF89a".as_slice(), b"PK\x03\x04", page].concat();
    for (name, files, (own, signed)) in [
        (
            "a byte too many",
            &[too_many_bytes.as_slice()][..],
            too_large,
        ),
        (
            "6 MiB",
            &[too_long.as_slice()],
            ("0 request is not right", "too_large"),
        ),
        ("9,000 pixels", &[pixels.as_slice()], too_large),
        ("a script", &[b"<?php echo 1; ?>".as_slice()], invalid),
        (
            "a script that starts as a picture",
            &[b"GIF89a<?php"],
            invalid,
        ),
        (
            "a page that starts as a picture",
            &[jpeg_of_page.as_slice()],
            invalid,
        ),
        (
            "an archive that starts as a picture",
            &[archive.as_slice()],
            invalid,
        ),
        ("a picture without its end", &[cut], invalid),
        ("an empty file", &[b"".as_slice()], missing),
        ("none", &[], missing),
        ("two", &[PICTURE, PICTURE], form),
    ] {
        for way in BOTH {
            let answer = way.upload(&gateway, &picture, files);
            assert_eq!(answer.fault, way.fault(own, signed), "{name} {way:?}");
        }
    }
    for place in ["10", "-1", "a", "1.5", ""] {
        for way in BOTH {
            let answer = way.upload(&gateway, &of_alice(&token, place), &[PICTURE]);
            assert!(
                answer.bytes.contains("picindex"),
                "{place} {way:?}: {answer:?}"
            );
        }
    }
    assert_eq!(stored(&gateway), (0, 0));
    let operator = gateway.admin();
    let step = json!({"order_id": "201503300000000002"});
    for method in ["confirm", "deliver"] {
        let method = format!("admin.homecare.order.{method}");
        assert_eq!(operator.call(&method, step.clone()).code(), 200);
    }
    for way in BOTH {
        let answer = way.upload(&gateway, &picture, &[PICTURE]);
        let closed = "3 the appointment takes no more pictures";
        assert_eq!(answer.fault, way.fault(closed, "homecare_pictures_closed"));
        assert!(answer.bytes.contains(r#""order_status":3"#), "{answer:?}");
    }
    assert_eq!(stored(&gateway), (0, 0));
}

#[test]
fn what_else_a_picture_carries_is_not_stored() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = log_in(&gateway, ALICE);
    let script = "<?php system($_GET['c']); ?>";
    let file = [signet_pictures::png(20, 20).as_slice(), script.as_bytes()].concat();
    for (place, way) in ["0", "1"].into_iter().zip(BOTH) {
        let answer = way.upload(&gateway, &of_alice(&token, place), &[&file]);
        let url = answer.good()["picture"].as_str().unwrap();
        let (_, path) = url.split_once("/files/").unwrap();
        let stored = gateway.download(&format!("files/{path}"));
        let has_script = stored.bytes.windows(5).any(|bytes| bytes == b"<?php");
        assert!(stored.status == 200 && !has_script, "{way:?}");
    }
    assert_eq!(stored(&gateway), (2, 2));
}

#[test]
fn a_picture_of_a_guest_needs_the_live_token_of_its_phone() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let phone = "18215606357";
    let older = verify_guest(&gateway, phone);
    let visit = crate::appointment(phone, &older, false);
    let id = Way::Own.call(&gateway, "create_appointment", &visit);
    let id = id.good()["new_id"].clone();
    let of = |way: Way, token: &str, is_user: bool, phone: &str| {
        let body = with(
            of_alice(token, "0"),
            json!({"phone": phone, "login": is_user, "appointment_id": id}),
        );
        way.upload(&gateway, &body, &[PICTURE]).fault
    };
    for way in BOTH {
        assert_eq!(of(way, &older, false, phone), "");
    }
    gateway.clock.shift(61);
    let newer = verify_guest(&gateway, phone);
    let of_another = verify_guest(&gateway, "18215606358");
    let user = log_in(&gateway, ALICE);
    for way in BOTH {
        let unverified = way.fault("9 phone is not verified", "homecare_phone_unverified");
        assert_eq!(of(way, &older, false, phone), unverified);
        assert_eq!(of(way, &of_another, false, phone), unverified);
        assert_eq!(of(way, &user, false, phone), unverified);
        assert_eq!(of(way, &user, true, phone), unverified);
        let dead = way.fault("9 token is not correct", "not_logged_in");
        assert_eq!(of(way, &newer, true, phone), dead);
        assert_eq!(of(way, &newer, false, phone), "");
    }
    gateway.clock.shift(86_400);
    for way in BOTH {
        let unverified = way.fault("9 phone is not verified", "homecare_phone_unverified");
        assert_eq!(of(way, &newer, false, phone), unverified);
    }
}
