//! Uploads that succeed, and how files are served.

mod colours;
pub(crate) mod hostile;
mod limits;
mod refusals;
pub(crate) mod s3;

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::thread;

use image::ImageFormat;
use serde_json::json;
use signet_store::uploads::Upload;
use signet_store::{Error, uploads, users};
use signet_testkit::{APPID, Answer, MULTIPART, SECRET, TestGateway, at_once, multipart, unique};

use signet_pictures as pictures;

use crate::usual;

const MOBILE: &str = "18575202691";

/// Returns all files that are stored.
pub(crate) fn files(gateway: &TestGateway) -> Vec<PathBuf> {
    fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, found);
            } else {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    walk(Path::new(&gateway.settings.upload.dir), &mut found);
    found
}

pub(crate) fn rows(gateway: &TestGateway, user_id: i64) -> Vec<Upload> {
    let of_user = move |connection: &mut _| uploads::of_user(connection, user_id);
    gateway.store().run_blocking::<_, Error>(of_user).unwrap()
}

/// Returns the id of an account.
pub(crate) fn id_of(gateway: &TestGateway, mobile: &str) -> i64 {
    let mobile = mobile.to_owned();
    let of_mobile = move |connection: &mut _| users::by_mobile(connection, "yaf", &mobile);
    let user = gateway.store().run_blocking::<_, Error>(of_mobile).unwrap();
    user.unwrap().id
}

/// Uploads as a user. The signature is different in every call.
pub(crate) fn upload(gateway: &TestGateway, token: &str, image: &[u8]) -> Answer {
    let client = gateway.client().token(token);
    client.upload("system.upload", json!({"n": unique("n")}), image)
}

/// The path of a picture in a good answer.
pub(crate) fn path_of(answer: &Answer) -> &str {
    assert_eq!(answer.code(), 200, "{answer:?}");
    answer.data()["relative_image_url"].as_str().unwrap()
}

pub(crate) fn file_of(gateway: &TestGateway, answer: &Answer) -> Vec<u8> {
    let download = gateway.download(&format!("files{}", path_of(answer)));
    assert_eq!(download.status, 200);
    download.bytes
}

#[test]
fn an_upload_is_answered_as_documented() {
    let gateway = usual().start();
    gateway.stay_in_one_day();
    let token = gateway.register(MOBILE);
    let answer = upload(&gateway, &token, &pictures::jpeg(640, 480));
    assert_eq!(
        (answer.code(), answer.msg()),
        (200, "上传成功"),
        "{answer:?}"
    );
    let data = answer.data().as_object().unwrap();
    let mut names: Vec<&str> = data.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["file_id", "image_url", "relative_image_url"]);
    let path = path_of(&answer);
    let date = gateway.gateway.services.zone.date(gateway.clock.now());
    let name = path
        .strip_prefix(&format!("/images/images/{date}/"))
        .unwrap();
    let name = name.strip_suffix(".jpg").unwrap();
    assert!(name.len() == 32 && name.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let url = format!("http://127.0.0.1:8080/files{path}");
    assert_eq!(data["image_url"], json!(url));
    let id = data["file_id"].as_i64().unwrap();

    let stored = file_of(&gateway, &answer);
    let expected = Upload {
        id,
        realm: "yaf".to_owned(),
        user_id: id_of(&gateway, MOBILE),
        guest: String::new(),
        path: path.to_owned(),
        media_type: "image/jpeg".to_owned(),
        bytes: i64::try_from(stored.len()).unwrap(),
        width: 640,
        height: 480,
        created_at: rows(&gateway, id_of(&gateway, MOBILE))[0].created_at,
    };
    assert_eq!(rows(&gateway, id_of(&gateway, MOBILE)), [expected]);
    assert_eq!(files(&gateway).len(), 1);
}

#[test]
fn every_kind_is_written_anew_and_served() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let kinds = [
        (
            pictures::jpeg(60, 40),
            "jpg",
            "image/jpeg",
            ImageFormat::Jpeg,
        ),
        (pictures::png(60, 40), "png", "image/png", ImageFormat::Png),
        (
            pictures::gif(60, 40, 1),
            "gif",
            "image/gif",
            ImageFormat::Gif,
        ),
        (
            pictures::webp(60, 40),
            "jpg",
            "image/jpeg",
            ImageFormat::Jpeg,
        ),
        (
            pictures::webp_with_alpha(60, 40),
            "png",
            "image/png",
            ImageFormat::Png,
        ),
    ];
    for (sent, extension, media_type, format) in kinds {
        // Bytes that are hidden behind the picture must not be served.
        let hidden = format!("<?php {} ?>", unique("hidden"));
        let sent = [&sent[..], hidden.as_bytes()].concat();
        let answer = upload(&gateway, &token, &sent);
        let path = path_of(&answer);
        assert!(path.ends_with(&format!(".{extension}")), "{path}");
        let download = gateway.download(&format!("files{path}"));
        assert_eq!(download.status, 200);
        assert_eq!(download.header("content-type"), Some(media_type));
        assert_eq!(download.header("x-content-type-options"), Some("nosniff"));
        let policy = download.header("content-security-policy");
        assert_eq!(policy, Some("default-src 'none'; sandbox"));
        assert_eq!(download.header("content-disposition"), Some("inline"));
        let forever = "public, max-age=31536000, immutable";
        assert_eq!(download.header("cache-control"), Some(forever));
        assert_eq!(image::guess_format(&download.bytes).unwrap(), format);
        let text = String::from_utf8_lossy(&download.bytes).into_owned();
        assert!(
            !text.contains("<?php") && !text.contains("hidden"),
            "{extension}"
        );
        if format != ImageFormat::Gif {
            let decoded = image::load_from_memory(&download.bytes).unwrap();
            assert_eq!((decoded.width(), decoded.height()), (60, 40));
        }
    }
    assert_eq!(
        (
            files(&gateway).len(),
            rows(&gateway, id_of(&gateway, MOBILE)).len()
        ),
        (5, 5)
    );
}

#[test]
fn a_png_keeps_its_pixels_and_an_animation_its_frames() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let stored = file_of(&gateway, &upload(&gateway, &token, &pictures::png(33, 21)));
    let stored = image::load_from_memory(&stored).unwrap().into_rgb8();
    assert_eq!(stored, pictures::photo(33, 21));
    let stored = file_of(
        &gateway,
        &upload(&gateway, &token, &pictures::gif(20, 10, 3)),
    );
    let colours = [[255, 0, 0], [0, 255, 0], [0, 0, 255]];
    let delays = [10, 11, 12];
    let expected: Vec<_> = delays.into_iter().zip(colours).collect();
    assert_eq!(pictures::frames(&stored), expected);
}

#[test]
fn what_a_camera_tells_is_gone_but_its_picture_stands_upright() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let sent = pictures::jpeg_with_exif(60, 40, "GPS 31.2304 N 121.4737 E");
    let stored = file_of(&gateway, &upload(&gateway, &token, &sent));
    let text = String::from_utf8_lossy(&stored).into_owned();
    assert!(!text.contains("GPS") && !text.contains("Exif"));
    let decoded = image::load_from_memory(&stored).unwrap();
    assert_eq!((decoded.width(), decoded.height()), (40, 60));
    assert_eq!(
        (
            rows(&gateway, id_of(&gateway, MOBILE))[0].width,
            rows(&gateway, id_of(&gateway, MOBILE))[0].height
        ),
        (40, 60)
    );
}

#[test]
fn the_fields_come_in_any_order_and_size() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let client = gateway.client().token(&token);
    let (small, large) = (pictures::png(40, 40), pictures::png(900, 900));
    assert!(
        small.len() < 16_000 && large.len() > 1_000_000,
        "{}",
        large.len()
    );
    for image in [&small, &large] {
        let signed = || {
            let data = client.data("system.upload", json!({"n": unique("n")}));
            let sign = client.sign(&data);
            (data, sign)
        };
        let (data, sign) = signed();
        let (data, sign) = (("data", data.as_bytes()), ("sign", sign.as_bytes()));
        assert_eq!(
            client.post_parts(&[("image", image), data, sign]).code(),
            200
        );
        let (data, sign) = signed();
        let (data, sign) = (("data", data.as_bytes()), ("sign", sign.as_bytes()));
        assert_eq!(
            client.post_parts(&[sign, ("image", image), data]).code(),
            200
        );
        let (data, sign) = signed();
        let (data, sign) = (("data", data.as_bytes()), ("sign", sign.as_bytes()));
        let answer = client.post_parts(&[data, sign, ("note", b"x"), ("image", image)]);
        assert_eq!(answer.code(), 200);
    }
    assert_eq!(files(&gateway).len(), 6);
}

#[test]
fn a_retry_gets_the_stored_reply_and_another_file_is_another_call() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let client = gateway.client().token(&token);
    let data = client.data("system.upload", json!({}));
    let sign = client.sign(&data);
    let image = pictures::jpeg(300, 200);
    let post = |image: &[u8]| {
        let parts = [
            ("data", data.as_bytes()),
            ("sign", sign.as_bytes()),
            ("image", image),
        ];
        client.post_parts(&parts)
    };
    let answers = at_once(8, |_| post(&image).body);
    assert_eq!(answers[0]["code"], json!(200), "{answers:?}");
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:?}"
    );
    assert_eq!(
        (
            files(&gateway).len(),
            rows(&gateway, id_of(&gateway, MOBILE)).len()
        ),
        (1, 1)
    );
    // An app that uploads several pictures within a second creates the same signature for all of them.
    let other = post(&pictures::jpeg(200, 300));
    assert_eq!(other.code(), 200, "{other:?}");
    assert_ne!(other.body["data"], answers[0]["data"]);
    assert_eq!(post(&image).body, answers[0]);
    assert_eq!(
        (
            files(&gateway).len(),
            rows(&gateway, id_of(&gateway, MOBILE)).len()
        ),
        (2, 2)
    );
}

#[test]
fn thirty_uploads_at_once_all_arrive() {
    let gateway = usual().start();
    // Five users with six pictures each: no user sends more at a time.
    let tokens: Vec<String> = (0..5)
        .map(|number| gateway.register(&format!("1390000000{number}")))
        .collect();
    let image = pictures::png(600, 600);
    assert!(image.len() > 600_000, "{}", image.len());
    let paths = at_once(30, |number| {
        path_of(&upload(&gateway, &tokens[number % 5], &image)).to_owned()
    });
    let paths: HashSet<String> = paths.into_iter().collect();
    assert_eq!((paths.len(), files(&gateway).len()), (30, 30));
}

#[test]
fn operators_upload_without_a_session() {
    let gateway = usual().start();
    let image = pictures::png(40, 30);
    let answer = gateway
        .admin()
        .upload("admin.image.upload", json!({}), &image);
    assert_eq!(
        (answer.code(), answer.msg()),
        (200, "上传成功"),
        "{answer:?}"
    );
    let row = &rows(&gateway, 0)[0];
    assert_eq!(Some(row.id), answer.data()["file_id"].as_i64());
    assert_eq!(row.path, path_of(&answer));
    let refused = gateway
        .client()
        .upload("admin.image.upload", json!({}), &image);
    assert_eq!(refused.fault(), (403, "not_permitted"));
    let refused = gateway.admin().upload("system.upload", json!({}), &image);
    assert_eq!(refused.fault(), (403, "not_permitted"));
    // Without a file the parameters are wrong, and the message names the mistake.
    let missing = gateway.admin().call("admin.image.upload", json!({}));
    assert_eq!(missing.fault(), (503, "bad_params"));
    assert_eq!(missing.msg(), "参数不正确：image 不能为空");
}

#[test]
fn a_command_line_uploads_a_file() {
    let gateway = usual().start();
    let path = Path::new(&gateway.settings.upload.dir).with_file_name("picture.png");
    std::fs::write(&path, pictures::png(500, 500)).unwrap();
    let token = format!("token={}", gateway.register(MOBILE));
    let path = path.display().to_string();
    let run = |image: &str| {
        let call = ["call", "system.upload", &token, "--url", &gateway.url];
        let app = ["--appid", APPID, "--secret", SECRET, "--image", image];
        crate::cli::run(&[&call[..], &app[..]].concat(), &[])
    };
    let reply = crate::cli::json_of(&run(&path));
    assert_eq!(reply["code"], json!(200), "{reply}");
    assert_eq!(files(&gateway).len(), 1);
    let output = run("/no/such/file");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/no/such/file"));
}

#[test]
fn other_methods_take_no_notice_of_a_file() {
    let gateway = usual().start();
    for image in [&b"no picture"[..], &pictures::png(500, 500)] {
        let answer = gateway.client().upload("system.init", json!({}), image);
        assert_eq!(answer.code(), 200, "{answer:?}");
    }
    assert!(files(&gateway).is_empty());
}

#[test]
fn a_file_whose_row_cannot_be_written_is_removed() {
    let gateway = usual().with(|settings| settings.storage.pool = 1);
    let gateway = gateway.start();
    let admin = gateway.admin();
    thread::scope(|scope| {
        let store = gateway.store();
        let (taken, is_taken) = std::sync::mpsc::channel();
        let (release, until) = std::sync::mpsc::channel();
        scope.spawn(move || {
            let take = move |_: &mut _| {
                taken.send(()).unwrap();
                until.recv().unwrap();
                Ok::<_, Error>(())
            };
            store.run_blocking(take).unwrap();
        });
        is_taken.recv().unwrap();
        let answer = admin.upload("admin.image.upload", json!({}), &pictures::png(40, 30));
        release.send(()).unwrap();
        assert_eq!(answer.fault(), (500, "overloaded"), "{answer:?}");
    });
    assert!(files(&gateway).is_empty() && rows(&gateway, 0).is_empty());
}

#[test]
fn only_uploaded_files_are_served() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let answer = upload(&gateway, &token, &pictures::png(40, 30));
    let path = path_of(&answer);
    let planted = Path::new(&gateway.settings.upload.dir).join("images/images/planted.png");
    std::fs::write(planted, "x").unwrap();
    let folder = path.rsplit_once('/').unwrap().0;
    let part = path.replace(".png", ".part");
    let upper = path.replace(".png", ".PNG");
    let head = |line: &str| format!("{line} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    let unknown = format!("/files/images/images/20180717/{}.png", "0".repeat(32));
    for wrong in [
        "/files",
        "/files/",
        "/files/../../etc/passwd",
        "/files/images/images/../../../../etc/passwd",
        "/files/%2e%2e/%2e%2e/etc/passwd",
        "/files/..%2f..%2fetc%2fpasswd",
        "/files/images/images/planted.png",
        "/files/gateway.db",
        "/files/../gateway.db",
        "//files/images",
        &format!("/files{folder}"),
        &format!("/files{folder}/"),
        &format!("/files{part}"),
        &format!("/files{upper}"),
        &format!("/files{path}/"),
        &format!("/files{path}%00.png"),
        &format!("/files/{path}"),
        &format!("/files{folder}/./{}", path.rsplit_once('/').unwrap().1),
        path,
        &unknown,
    ] {
        let answer = gateway.raw(head(&format!("GET {wrong}")).as_bytes());
        assert!(answer.starts_with("HTTP/1.1 404 "), "{wrong}: {answer}");
        assert!(
            answer.contains("\"sub_code\":\"not_found\""),
            "{wrong}: {answer}"
        );
    }
    let found = gateway.raw(head(&format!("GET /files{path}?size=1")).as_bytes());
    assert!(found.starts_with("HTTP/1.1 200 "), "{found}");
    let found = gateway.raw(head(&format!("HEAD /files{path}")).as_bytes());
    assert!(
        found.starts_with("HTTP/1.1 200 ") && found.ends_with("\r\n\r\n"),
        "{found}"
    );
    let length = rows(&gateway, id_of(&gateway, MOBILE))[0].bytes;
    assert!(
        found.contains(&format!("content-length: {length}\r\n")),
        "{found}"
    );
    let refused = gateway.raw(head(&format!("DELETE /files{path}")).as_bytes());
    assert!(refused.starts_with("HTTP/1.1 404 "), "{refused}");
}

#[test]
fn a_folder_that_cannot_be_written_is_one_clear_line() {
    let folder = unique("signet-upload-dir");
    let url = format!("sqlite://{}/{folder}/x.db", std::env::temp_dir().display());
    let environment = [
        ("GATEWAY__STORAGE__URL", url.as_str()),
        ("GATEWAY__UPLOAD__DIR", "/proc/no/such/folder"),
    ];
    let output = crate::cli::run(&["serve"], &environment);
    let error = String::from_utf8_lossy(&output.stderr).into_owned();
    let line = error.lines().last().unwrap_or_default();
    assert_eq!(output.status.code(), Some(2), "the configuration is wrong");
    assert!(
        line.starts_with("gateway: upload.dir \"/proc/no/such/folder\""),
        "{error}"
    );
    assert!(
        !std::env::temp_dir().join(folder).exists(),
        "nothing was made before"
    );
}

#[test]
fn a_signature_is_checked_before_anything_is_kept() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    let dead = "0".repeat(32);
    for image in [pictures::png(40, 30), pictures::png(500, 500)] {
        let parameters = || json!({"n": unique("n")});
        let tampered = gateway
            .client()
            .token(&token)
            .secret("another secret, also long");
        let answer = tampered.upload("system.upload", parameters(), &image);
        assert_eq!(answer.fault(), (503, "bad_signature"));
        let answer = gateway
            .client()
            .upload("system.upload", parameters(), &image);
        assert_eq!(answer.fault(), (602, "not_logged_in"));
        let client = gateway.client().token(&dead);
        let answer = client.upload("system.upload", parameters(), &image);
        assert_eq!(answer.fault(), (601, "session_expired"));
        // A file and nothing else.
        let body = multipart(&[("image", &image)]);
        let answer = gateway.client().post(MULTIPART, &body);
        assert_eq!(answer.fault(), (504, "bad_data"));
    }
    assert!(files(&gateway).is_empty() && rows(&gateway, id_of(&gateway, MOBILE)).is_empty());
}
