//! Calls as real clients send them: forms of many libraries, fixed parameters of wrong types, versions and names.

use serde_json::{Value, json};
use signet_testkit::{Answer, Client};

use crate::cli::{json_of, run_on};
use crate::usual;
use signet_pictures as pictures;

const MOBILE: &str = "18575202691";

/// Makes an upload whose file part has the head `head`, with the bytes of `boundary` before the first and after the last boundary.
fn upload(
    client: &Client<'_>,
    boundary: (&str, &str),
    head: &[u8],
    around: (&str, &str),
) -> Answer {
    let data = client.data("system.upload", json!({"n": signet_testkit::unique("n")}));
    let sign = client.sign(&data);
    let (parameter, boundary) = boundary;
    let field = |name: &str, value: &str| {
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
        )
    };
    let fields = field("data", &data) + &field("sign", &sign);
    let body = [
        around.0.as_bytes(),
        fields.as_bytes(),
        format!("--{boundary}\r\n").as_bytes(),
        head,
        b"\r\n\r\n",
        &pictures::png(3, 2),
        format!("\r\n--{boundary}--{}", around.1).as_bytes(),
    ]
    .concat();
    client.post(&format!("multipart/form-data; boundary={parameter}"), &body)
}

const PLAIN: (&str, &str) = ("X", "X");
const IMAGE: &[u8] = b"Content-Disposition: form-data; name=\"image\"; filename=\"a.png\"";

#[test]
fn a_file_part_may_say_whatever_it_likes_beside_its_name() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let client = gateway.client().token(&token);
    for parameters in [
        &b"name=image; filename=photo.png; filename*=utf-8''photo.png"[..],
        b"name=image; filename=\"=?utf-8?B?5Zu+54mHLnBuZw==?=\"; filename*=utf-8''%E5%9B%BE.png",
        b"name=\"image\"; filename=\"\xd5\xd5\xc6\xac.png\"",
        b"name=\"image\"; filename=\"caf\xe9.png\"",
        b"name=\"image\"; filename=\"a\"b.png\"",
        b"name=\"image\"; filename=\"C:\\dir\\\"",
        b"name=\"image\"; filename=my photo.png",
        b"filename=my photo.png; name=image",
        b"name=image; filename=photo.png",
    ] {
        let head = [b"Content-Disposition: form-data; ", parameters].concat();
        let answer = upload(&client, PLAIN, &head, ("", "\r\n"));
        assert_eq!(answer.code(), 200, "{}: {answer:?}", head.escape_ascii());
    }
    for head in [
        &b"X-Anything: \xff\r\ncontent-disposition: form-data; name=\"image\"\r\nContent-Type: image/png"[..],
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: binary\r\nContent-Disposition: form-data; name=\"image\"",
    ] {
        let answer = upload(&client, PLAIN, head, ("", "\r\n"));
        assert_eq!(answer.code(), 200, "{}: {answer:?}", head.escape_ascii());
    }
}

#[test]
fn line_ends_around_the_parts_and_odd_boundaries_do_no_harm() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let client = gateway.client().token(&token);
    for around in [("\r\n", "\r\n"), ("\r\n\r\n", ""), ("", "\r\n\r\n")] {
        let answer = upload(&client, PLAIN, IMAGE, around);
        assert_eq!(answer.code(), 200, "{around:?}: {answer:?}");
    }
    let long = "x".repeat(120);
    for boundary in [
        ("a@b.example", "a@b.example"),
        (long.as_str(), &long),
        ("\"a b\"", "a b"),
    ] {
        let answer = upload(&client, boundary, IMAGE, ("", "\r\n"));
        assert_eq!(answer.code(), 200, "{boundary:?}: {answer:?}");
    }
    let too_long = "x".repeat(300);
    let answer = upload(&client, (&too_long, &too_long), IMAGE, ("", ""));
    assert_eq!((answer.status, answer.fault()), (400, (503, "bad_form")));
}

#[test]
fn a_fixed_parameter_of_another_type_is_refused_by_its_name() {
    let gateway = usual().start();
    gateway.register(MOBILE);
    let login = |platform: Value| {
        let parameters = json!({"mobile": MOBILE, "login_type": 2, "password": "secret_1", "platform": platform});
        gateway.call("user.login", parameters)
    };
    for platform in [
        json!(1.0),
        json!("1.0"),
        json!("ios"),
        json!(true),
        json!([1]),
        json!(1.5),
    ] {
        let answer = login(platform.clone());
        assert_eq!(answer.fault(), (503, "bad_params"), "{platform}");
        assert!(
            answer.msg().contains("platform 必须为整型"),
            "{}",
            answer.msg()
        );
    }
    for platform in [
        json!(1),
        json!("1"),
        json!("01"),
        json!(""),
        json!(null),
        json!(99),
    ] {
        assert_eq!(login(platform.clone()).code(), 200, "{platform}");
    }
    let answer = gateway.call(
        "goods.list",
        json!({"platform": "ios", "app_v": 1.5, "channel": true, "unique_id": {}, "page": 1.0}),
    );
    assert_eq!(answer.fault(), (503, "bad_params"));
    for name in ["platform", "app_v", "channel", "unique_id", "page"] {
        assert!(answer.msg().contains(name), "{name}: {}", answer.msg());
    }
    // An app that cannot start cannot be upgraded.
    let answer = gateway.call("system.init", json!({"platform": "ios"}));
    assert_eq!(answer.code(), 200);
    signet_testkit::eventually("the log says so", || {
        gateway.access_log().contains("is of another type")
    });
    let answer = gateway.call("system.upgrade", json!({"app_v": 12, "unique_id": 7}));
    assert_eq!(answer.data()["origin_v"], "12");
}

#[test]
fn the_platform_of_a_phone_is_that_of_a_phone() {
    let gateway = usual().start();
    gateway.register(MOBILE);
    let login = |platform: Value| {
        let parameters = json!({"mobile": MOBILE, "login_type": 2, "password": "secret_1", "platform": platform});
        let answer = gateway.call("user.login", parameters);
        answer.data()["token"].as_str().unwrap().to_owned()
    };
    let (page, phone) = (login(json!(3)), login(json!("2")));
    for token in [page, phone] {
        let answer = gateway
            .client()
            .token(&token)
            .call("user.detail", json!({}));
        assert_eq!(answer.code(), 200, "{answer:?}");
    }
}

#[test]
fn a_version_with_something_around_it_is_asked_to_upgrade() {
    let gateway = usual().start();
    let way = |app_v: &str| {
        let parameters = json!({"platform": 1, "app_v": app_v});
        let answer = gateway.call("system.upgrade", parameters);
        assert_eq!(answer.data()["origin_v"], app_v);
        answer.data()["upgrade_way"].clone()
    };
    let plain = way("1.0.0");
    assert_ne!(plain, 0, "the demo content has a newer release");
    for app_v in [
        "1.0.0 (12)",
        "v1.0.0",
        "1.0.0-debug",
        "1.0",
        "1.0.0.7",
        "iOS 1.0.0",
    ] {
        assert_eq!(way(app_v), plain, "{app_v}");
    }
    assert!(!gateway.access_log().contains("app_v has no number"));
    assert_eq!(way("debug"), 0);
    signet_testkit::eventually("the log has another name for it", || {
        gateway
            .access_log()
            .contains("\"note\":\"app_v has no number\"")
    });
}

#[test]
fn a_name_that_shows_nothing_is_blank() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let client = gateway.client().token(&token);
    let edit = |nickname: &str| client.call("user.nickname.edit", json!({"nickname": nickname}));
    for mark in [
        "\u{200B}",
        "\u{2060}",
        "\u{AD}",
        "\u{2800}",
        "\u{3164}",
        "\u{115F}",
        "\u{FEFF}",
        "\u{FE0F}",
        "\u{202E}",
        "\u{2066}",
        "\u{E0041}",
        "\u{3000}",
    ] {
        let answer = edit(&mark.repeat(2));
        assert_eq!(
            answer.fault(),
            (503, "bad_params"),
            "{}",
            mark.escape_unicode()
        );
        assert!(
            answer.msg().contains("nickname 不能为空白"),
            "{}",
            answer.msg()
        );
    }
    for (sent, kept) in [
        ("\u{202E}小明\u{202C}", "小明"),
        ("\u{200B}a\u{200B}b\u{200B}", "a\u{200B}b"),
        ("👨‍👩‍👧❤️", "👨‍👩‍👧❤️"),
        ("🇨🇳👍🏽", "🇨🇳👍🏽"),
    ] {
        assert_eq!(edit(sent).code(), 200, "{sent}");
        assert_eq!(
            client.call("user.detail", json!({})).data()["nickname"],
            kept
        );
    }
    let address = json!({
        "realname": "\u{200B}\u{200B}", "mobile": MOBILE, "district_id": 110101, "address": "\u{2800}"
    });
    let answer = client.call("user.address.add", address);
    for name in ["realname", "address"] {
        assert!(
            answer.msg().contains(&format!("{name} 不能为空白")),
            "{}",
            answer.msg()
        );
    }
    let title = json!({"ad_name": "\u{200B}"});
    let answer = gateway.admin().call("admin.ad.create", title);
    assert!(
        answer.msg().contains("ad_name 不能为空白"),
        "{}",
        answer.msg()
    );
}

#[test]
fn the_name_of_an_app_is_a_line_that_people_see() {
    let gateway = usual().start();
    let create = |appid: &str, name: &str| {
        let create = [
            "app", "create", "--appid", appid, "--class", "app", "--name", name,
        ];
        run_on(&gateway, &create)
    };
    for name in [
        "\u{200B}",
        "\u{2800}\u{3000}",
        "\u{202E}a",
        "a\u{1b}[31m",
        "a\nb",
    ] {
        let refused = create("odd", name);
        assert_eq!(refused.status.code(), Some(1), "{}", name.escape_unicode());
        assert!(String::from_utf8_lossy(&refused.stderr).contains("--name"));
    }
    let made = create("plain", "商城\u{200B}");
    assert_eq!(json_of(&made)["name"], "商城");
}
