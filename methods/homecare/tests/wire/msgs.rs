//! Every `msg` of the API document is in the source, with exactly the same text.

use std::path::Path;

/// The texts, in the order of the document. A name in braces replaces a value of an example.
const DOCUMENTED: &[&str] = &[
    "register success",
    "username has exist",
    "login success",
    "password is not right",
    "log out success",
    "login first before other action",
    "verify code send success",
    "account does not exist, please sign up",
    "reset password success",
    "verify code does not exist",
    "no available version info",
    "message status change success",
    "invalid mid",
    "feedback add success",
    "get city success",
    "match resemble city success",
    "change info success",
    "goods_p get success",
    "invalid city number",
    "goods item_o get success",
    "goods detail get success",
    "invalid id",
    "server create order success, but not sure ping++ create success",
    "create off-line order success",
    "submit price wrong",
    "invalid city_number",
    "the coupon has used, over due or is not belong you",
    "order status get success",
    "invalid order id",
    "appointment create success",
    "phone is not verified",
    "home item id:{hid}invalid",
    "upload picture success",
    "token is not correct",
    "invalid appointment id",
    "appraise success",
    "the order has appraised",
    "the order has been canceled",
    "order cancel success",
    "the order can not be canceled",
    "get order list success",
    "verify success",
    "verify fail",
    "get home items success",
    "invalid pid",
    "get homeitems success",
    "recommand list get success",
    "no recommand list",
    "invalid recommand id",
    "advertisment list get success",
    "game status get success",
    "login befor other action",
    "get coupon success",
    "coupon send over number",
    "no game can play",
    "invite code exchange success",
    "you have exchanged this invite code",
    "no invite code info",
    "you can not exchange your own invite code",
];

/// Adds the text of each file in a folder.
fn read(folder: &Path, source: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => read(&path, source),
            false => *source += &std::fs::read_to_string(path).unwrap(),
        }
    }
}

#[test]
fn every_text_of_the_document_is_in_the_source() {
    let mut source = String::new();
    read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut source,
    );
    for text in DOCUMENTED {
        assert!(source.contains(&format!("\"{text}\"")), "{text}");
    }
}
