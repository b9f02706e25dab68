//! The nickname and the picture from WeChat that come with a login by SMS. None of their values makes the login fail.

use serde_json::{Value, json};

use crate::salon::{Salon, token_of};

/// Registers one account for each value of a parameter. Returns the value that each account has after the registration.
fn registered<'a>(
    parameter: &str,
    values: impl IntoIterator<Item = &'a str>,
    shown: fn(&Value) -> &Value,
) -> Vec<String> {
    let salon = Salon::open();
    let values = values.into_iter().enumerate();
    let stored = values.map(|(number, value)| {
        let mobile = format!("139000001{number:02}");
        let me = salon.me(&token_of(&salon.by_sms(&mobile, json!({parameter: value}))));
        shown(&me).as_str().unwrap().to_owned()
    });
    stored.collect()
}

#[test]
fn a_nickname_is_cut_and_cleaned() {
    let (long, cut) = ("美".repeat(31), "美".repeat(30));
    let nicknames = [
        ("小美", "小美"),
        ("小\u{1}美\r\n\u{2028}", "小美"),
        (" \t\u{200b} ", ""),
        ("", ""),
        (long.as_str(), cut.as_str()),
    ];
    let stored = registered(
        "nickname",
        nicknames.map(|(given, _)| given),
        |me| &me["nickname"],
    );
    assert_eq!(stored, nicknames.map(|(_, stored)| stored));
}

#[test]
fn a_picture_at_wechat_is_stored_with_tls() {
    let longest = format!("http://wx.qlogo.cn/{}", "a".repeat(255 - 20));
    let (stored, too_long) = (longest.replace("http:", "https:"), longest.clone() + "a");
    let pictures = [
        (
            "http://wx.qlogo.cn/mmopen/a/0",
            "https://wx.qlogo.cn/mmopen/a/0",
        ),
        ("HTTPS://WX.qlogo.cn/A?b=c#d", "https://wx.qlogo.cn/A?b=c#d"),
        ("https://thirdwx.qlogo.cn", "https://thirdwx.qlogo.cn"),
        (longest.as_str(), stored.as_str()),
        (too_long.as_str(), ""),
    ];
    let seen = registered("avatar_url", pictures.map(|(given, _)| given), |me| {
        &me["avatar"]["src"]
    });
    assert_eq!(seen, pictures.map(|(_, stored)| stored));
    assert_eq!(stored.len(), 255);
}

#[test]
fn no_other_url_is_stored() {
    let others = [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "//wx.qlogo.cn/a",
        "ftp://wx.qlogo.cn/a",
        "http://127.0.0.1/a",
        "http://[::1]/a",
        "https://wx.qlogo.cn@evil/a",
        "https://evil@wx.qlogo.cn/a",
        "https://wx.qlogo.cn.evil/a",
        "https://wx.qlogo.cn:443/a",
        "https://wx.qlogo.cn\\@evil/a",
        "https://wx.qlogo.cn /a",
        "https:///wx.qlogo.cn/a",
        "https://wx.qlogo.cn/a b",
        "https://wx.qlogo.cn/\"onload=\"x",
        "https://wx.qlogo.cn/图",
        "https://wx.qlogo.cn/\r\nSet-Cookie: a",
        "htt",
        "图片图片图片",
    ];
    let stored = registered("avatar_url", others, |me| &me["avatar"]["src"]);
    assert_eq!(stored, others.map(|_| ""));
}
