//! The picture of a member, which clients send in Base64.

use serde_json::json;
use signet_testkit::TestGateway;

use crate::wire::{Reply, post_as};
use crate::{BUYER, get, log_in};

/// A picture of one pixel. Its text has a `+`, and padding.
const PIXEL: &str = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/// The largest size of a picture, in bytes.
const MAX_BYTES: usize = 2 * 1024 * 1024;

fn edit(gateway: &TestGateway, key: &str, text: &str) -> Reply {
    let fields = [("member_avatar", text)];
    let route = "act=member_index&op=update_member_info";
    post_as(gateway, key, route, &fields)
}

#[test]
fn a_picture_in_base64_replaces_that_of_all() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, BUYER, "android");
    let avatar = || get(&gateway, &key, "user.summary", json!({}))["avator"].clone();
    let of_all = "http://www.chahuitong.com/data/upload/shop/common/default_user_portrait.gif";
    assert_eq!(avatar(), of_all);
    let edit = |text: &str| edit(&gateway, &key, text);
    assert_eq!(edit("aGVsbG8=").fault(), "image_invalid");
    edit(&format!("data:image/png;base64,{PIXEL}")).v3();
    let own = avatar();
    assert_ne!(own, of_all);
    let shown = post_as(&gateway, &key, "act=member_index", &[("version", "3")]);
    assert_eq!(shown.v3()["member_avatar"], own);
    let large = "A".repeat(MAX_BYTES / 3 * 4 + 8);
    assert_eq!(edit(&large).fault(), "image_too_large");
    let too_long = "A".repeat(3 * 1024 * 1024);
    assert_eq!(edit(&too_long).refusal(), (413, "too_large".to_owned()));
    assert_eq!(avatar(), own);
}

#[test]
fn base64_comes_as_clients_write_it() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, BUYER, "android");
    let (first, rest) = PIXEL.split_at(20);
    let (second, rest) = rest.split_at(20);
    for text in [
        PIXEL.to_owned(),
        PIXEL.trim_end_matches('=').to_owned(),
        PIXEL.replace('+', " "),
        format!("{first}\r\n{second}\n{rest}"),
        format!("data:image/png;base64,{PIXEL}"),
    ] {
        edit(&gateway, &key, &text).v3();
    }
    // These texts can be decoded, but they are not pictures.
    for text in [
        "++++/wA=",
        "++++/wA",
        "    /wA=",
        "++\r\n++\n/wA=",
        "data:image/png;base64,++++/wA=",
    ] {
        let fault = edit(&gateway, &key, text).fault();
        assert_eq!(fault, "image_invalid", "{text}");
    }
    for bad in ["not base64!", "----", "data:text/html;base64,AAAA", "A"] {
        assert_eq!(edit(&gateway, &key, bad).fault(), "bad_params", "{bad}");
    }
}

#[test]
fn a_picture_has_two_mebibytes_at_most() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, BUYER, "android");
    // Returns zeros in Base64. Three bytes are four digits, and padding replaces the missing digits of the last group.
    let zeros = |length: usize| {
        let padding = (3 - length % 3) % 3;
        let digits = length.div_ceil(3) * 4 - padding;
        format!("{}{}", "A".repeat(digits), "=".repeat(padding))
    };
    let largest = edit(&gateway, &key, &zeros(MAX_BYTES));
    assert_eq!(largest.fault(), "image_invalid", "it is read");
    let larger = edit(&gateway, &key, &zeros(MAX_BYTES + 1));
    assert_eq!(larger.fault(), "image_too_large");
}
