//! The limits on the size of stored files and on the uploads of one user.

use image::codecs::jpeg::JpegEncoder;
use serde_json::json;

use crate::uploads::{file_of, id_of, rows, upload};
use crate::usual;
use signet_pictures as pictures;

const DAY: i64 = 24 * 60 * 60;

/// Returns noise as a JPEG of such low quality that its file is a fraction of a good one.
fn coarse(width: u32, height: u32) -> Vec<u8> {
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 8)
        .encode_image(&pictures::photo(width, height))
        .unwrap();
    file
}

#[test]
fn nothing_is_stored_that_is_larger_than_what_is_taken() {
    let file = coarse(500, 500);
    let most = file.len() + 100;
    let gateway = usual().with(move |settings| settings.upload.max_bytes = most);
    let gateway = gateway.start();
    let token = gateway.register("13900000001");
    let answer = upload(&gateway, &token, &file);
    let stored = file_of(&gateway, &answer);
    assert!(stored.len() <= most, "{}", stored.len());
    assert!(
        answer.data()["notes"].to_string().contains("文件过大"),
        "{answer:?}"
    );
}

#[test]
fn the_files_of_a_day_are_counted_for_each_user() {
    let gateway = usual().with(|settings| settings.upload.daily_files = 2);
    let gateway = gateway.start();
    let (one, other) = (
        gateway.register("13900000001"),
        gateway.register("13900000002"),
    );
    let image = pictures::png(20, 20);
    for _ in 0..2 {
        assert_eq!(upload(&gateway, &one, &image).code(), 200);
    }
    let answer = upload(&gateway, &one, &image);
    assert_eq!(answer.fault(), (503, "upload_quota"), "{answer:?}");
    assert!(answer.msg().contains("每天最多 2 个文件"), "{answer:?}");
    assert_eq!(rows(&gateway, id_of(&gateway, "13900000001")).len(), 2);
    assert_eq!(upload(&gateway, &other, &image).code(), 200);
    for _ in 0..3 {
        let answer = gateway
            .admin()
            .upload("admin.image.upload", json!({}), &pictures::png(9, 9));
        assert_eq!(answer.code(), 200, "operators have no quota: {answer:?}");
    }
    gateway.clock.shift(DAY);
    assert_eq!(upload(&gateway, &one, &image).code(), 200);
}

#[test]
fn the_bytes_of_a_day_are_counted_as_they_are_stored() {
    let image = pictures::png(100, 100);
    let most = 2 * u64::try_from(image.len()).unwrap() + 1000;
    let gateway = usual().with(|settings| settings.upload.daily_bytes = most);
    let gateway = gateway.start();
    let token = gateway.register("13900000001");
    let first_refused =
        (0..5).find(|_| upload(&gateway, &token, &image).sub_code() == "upload_quota");
    assert!(matches!(first_refused, Some(1..=3)), "{first_refused:?}");
    let stored: i64 = rows(&gateway, id_of(&gateway, "13900000001"))
        .iter()
        .map(|row| row.bytes)
        .sum();
    assert!(stored <= i64::try_from(most).unwrap() + 1000, "{stored}");
}

#[test]
fn the_time_of_a_minute_is_one_users_own() {
    let gateway = usual().with(|settings| settings.upload.ms_per_minute = 1);
    let gateway = gateway.start();
    let (one, other) = (
        gateway.register("13900000001"),
        gateway.register("13900000002"),
    );
    let costly = pictures::png(400, 400);
    let refused = (0..6)
        .map(|_| upload(&gateway, &one, &costly))
        .find(|answer| answer.code() != 200)
        .unwrap();
    assert_eq!(refused.fault(), (429, "rate_limited"), "{refused:?}");
    assert!(refused.msg().contains("图片处理耗时过长"), "{refused:?}");
    let seconds: i64 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
    assert_eq!(upload(&gateway, &other, &pictures::png(20, 20)).code(), 200);
    gateway.clock.shift(seconds);
    assert_eq!(upload(&gateway, &one, &pictures::png(20, 20)).code(), 200);
}
