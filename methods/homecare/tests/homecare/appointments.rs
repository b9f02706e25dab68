//! Appointments of accounts and of guests, and their pictures.

use serde_json::{Value, json};
use signet_testkit::{Answer, calls_at_once};

use crate::shop::{Account, Shop, count, good, visit, with};

const MOBILE: &str = "18215606401";
const OTHER: &str = "18215606402";

/// A picture of one pixel.
const PICTURE: &[u8] = include_bytes!("pixel.png");

impl Shop {
    /// Makes an appointment as a guest.
    fn guest_visit(&self, phone: &str, token: &str, changes: Value) -> Answer {
        let call = with(visit(phone, changes), json!({"consumer_token": token}));
        self.gateway.call("homecare.appointment.create", call)
    }

    /// Uploads a picture of an appointment: as an account, or with a consumer token.
    fn upload(&self, account: Option<&Account>, call: Value, picture: &[u8]) -> Answer {
        let client = match account {
            Some(account) => self.gateway.client().token(account.token()),
            None => self.gateway.client(),
        };
        client.upload("homecare.appointment.picture", call, picture)
    }

    /// Returns the number of files that are stored.
    fn files(&self) -> usize {
        let mut folders = vec![std::path::PathBuf::from(&self.gateway.settings.upload.dir)];
        let mut files = 0;
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
                match entry.path().is_dir() {
                    true => folders.push(entry.path()),
                    false => files += 1,
                }
            }
        }
        files
    }
}

fn picture(phone: &str, number: &str, picindex: i64) -> Value {
    json!({"phone": phone, "appointment_id": number, "picindex": picindex})
}

#[test]
fn an_account_makes_an_appointment_with_its_own_mobile() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let made = shop.get(
        &account,
        "appointment.create",
        visit(MOBILE, json!({"order_phone": "0832-1234567"})),
    );
    let number = made["new_id"].as_str().unwrap();
    assert_eq!(
        made,
        json!({"new_id": number, "msg": "appointment create success"})
    );
    let today = shop.gateway.gateway.services.zone.date(shop.now());
    assert_eq!(
        (number.len(), &number[..10]),
        (18, format!("{today}00").as_str())
    );
    let shown = shop.shown(&account, number);
    for (key, value) in [
        ("order_type", json!(0)),
        ("order_phone", json!("0832-1234567")),
        ("amount", json!(0)),
        ("goods_list", json!([])),
        ("home_itmes", json!([{"item_name": "水管漏水"}])),
        ("paid", json!(false)),
        ("channel", json!("")),
        ("charge_id", json!("")),
    ] {
        assert_eq!(shown[key], value, "{key}");
    }
    // Another phone is refused, even if it is the phone of another account.
    shop.account(OTHER);
    for phone in [OTHER, "18215606403"] {
        let answer = shop.call(&account, "appointment.create", visit(phone, json!({})));
        assert_eq!(answer.fault(), (503, "homecare_phone_unverified"));
    }
    let default = shop.appointment(&account, json!({}));
    assert_eq!(shop.shown(&account, &default)["order_phone"], MOBILE);
}

#[test]
fn an_appointment_has_rules() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    for (parameter, bad) in [
        ("phone", json!("1821560635")),
        ("address", json!("")),
        ("address", crate::long(201)),
        ("city_number", json!("")),
        ("use_coupon", json!("maybe")),
        ("home_items", json!([])),
        ("home_items", json!("string")),
        ("order_phone", json!("1234")),
        ("order_phone", json!("12345a")),
        ("order_phone", json!("+8612345")),
    ] {
        let call = visit(MOBILE, json!({parameter: bad}));
        crate::refuses(&shop.call(&account, "appointment.create", call), parameter);
    }
    for (changes, sub_code) in [
        (json!({"city_number": "999999"}), "homecare_city_unknown"),
        (
            json!({"home_items": [{"hid": 10}]}),
            "homecare_service_unknown",
        ),
        (json!({"use_coupon": 1}), "homecare_coupon_unusable"),
    ] {
        let answer = shop.call(&account, "appointment.create", visit(MOBILE, changes));
        assert_eq!(answer.fault(), (503, sub_code));
    }
    let nobody = shop
        .gateway
        .call("homecare.appointment.create", visit(MOBILE, json!({})));
    assert_eq!(nobody.fault(), (602, "not_logged_in"));
}

#[test]
fn a_guest_makes_an_appointment_with_a_live_token_of_the_phone_alone() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let token = shop.guest(OTHER);
    let unverified = |phone: &str, token: &str| {
        let answer = shop.guest_visit(phone, token, json!({}));
        assert_eq!(
            answer.fault(),
            (503, "homecare_phone_unverified"),
            "{phone} {token}"
        );
    };
    // The token of another phone, made-up tokens, and the token of a session.
    unverified(MOBILE, &token);
    unverified(OTHER, &"0".repeat(32));
    unverified(MOBILE, account.token());
    unverified(OTHER, &"x".repeat(5000));
    good(shop.guest_visit(OTHER, &token, json!({})));
    // A consumer token is not a session token.
    let session = shop.gateway.client().token(&token);
    let answer = session.call("homecare.order.list", json!({}));
    assert_eq!(answer.fault(), (601, "session_expired"));
    let answer = session.call("homecare.appointment.create", visit(OTHER, json!({})));
    assert_eq!(answer.fault(), (602, "not_logged_in"));
    // A token expires after a day, and a newer token replaces an older one.
    shop.gateway.clock.shift(86_400 - 60);
    good(shop.guest_visit(OTHER, &token, json!({"address": "later"})));
    shop.gateway.clock.shift(60);
    unverified(OTHER, &token);
    let newer = shop.guest(OTHER);
    good(shop.guest_visit(OTHER, &newer, json!({"address": "newer"})));
}

#[test]
fn an_appointment_of_a_guest_belongs_to_no_account() {
    let shop = Shop::open();
    let token = shop.guest(MOBILE);
    let of_guest = good(shop.guest_visit(MOBILE, &token, json!({})));
    let of_guest = of_guest["new_id"].as_str().unwrap();
    let account = shop.account(MOBILE);
    assert_eq!(shop.orders_of(&account), 0);
    let cancel = shop.call(&account, "order.cancel", json!({"order_id": of_guest}));
    assert_eq!(cancel.sub_code(), "order_not_found");
    let of_account = shop.appointment(&account, json!({}));
    // The account and the guest cannot upload to each other's appointments.
    let unknown = |answer: Answer| assert_eq!(answer.sub_code(), "homecare_appointment_unknown");
    unknown(shop.upload(Some(&account), picture(MOBILE, of_guest, 0), PICTURE));
    let as_guest = with(
        picture(MOBILE, &of_account, 0),
        json!({"consumer_token": token}),
    );
    unknown(shop.upload(None, as_guest, PICTURE));
    assert_eq!(shop.files(), 0);
    // An operator can cancel it.
    let note = json!({"order_id": of_guest, "note": "用户电话取消"});
    good(shop.operate("order.cancel", note));
    assert_eq!(shop.row(of_guest).status, 5);
}

#[test]
fn a_guest_cannot_use_a_coupon() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let coupon = shop.coupon(&account, "20150330300018", 400);
    let token = shop.guest(MOBILE);
    let with_coupon = json!({"use_coupon": 1, "coupon_id": coupon});
    let answer = shop.guest_visit(MOBILE, &token, with_coupon);
    assert_eq!(answer.fault(), (503, "homecare_coupon_unusable"));
}

#[test]
fn five_appointments_of_a_guest_may_be_open() {
    let shop = Shop::open();
    let token = shop.guest(MOBILE);
    let answers = calls_at_once(30, |number| {
        shop.guest_visit(MOBILE, &token, json!({"address": format!("{number} 号")}))
    });
    assert_eq!(count(&answers, ""), 5);
    assert_eq!(count(&answers, "homecare_too_many_open"), 25);
    // The appointments of an account with the same phone are counted separately.
    let account = shop.account(MOBILE);
    shop.appointment(&account, json!({}));
}

#[test]
fn a_picture_is_put_in_its_place() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.appointment(&account, json!({}));
    let stored = good(shop.upload(Some(&account), picture(MOBILE, &number, 0), PICTURE));
    let url = stored["picture"].as_str().unwrap();
    assert_eq!(
        stored,
        json!({"msg": "upload picture success", "picture": url})
    );
    let token = shop.guest(OTHER);
    let of_guest = good(shop.guest_visit(OTHER, &token, json!({})));
    let as_guest = with(
        picture(OTHER, of_guest["new_id"].as_str().unwrap(), 9),
        json!({"consumer_token": token}),
    );
    good(shop.upload(None, as_guest, PICTURE));
    let detail = good(shop.operate("order.detail", json!({"order_id": number})));
    assert_eq!(
        detail["pictures"],
        json!([{"picindex": 0, "image_url": url}])
    );
    let path = &url[url.find("/files/").unwrap()..];
    assert_eq!(shop.gateway.download(path).status, 200);
}

#[test]
fn ten_uploads_to_one_place_leave_one_picture() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.appointment(&account, json!({}));
    let answers = calls_at_once(10, |device| {
        let call = with(
            picture(MOBILE, &number, 3),
            json!({"unique_id": format!("device {device}")}),
        );
        shop.upload(Some(&account), call, PICTURE)
    });
    assert_eq!(count(&answers, ""), 10, "{answers:?}");
    let detail = good(shop.operate("order.detail", json!({"order_id": number})));
    assert_eq!(detail["pictures"].as_array().unwrap().len(), 1);
    assert_eq!(shop.files(), 1);
}

#[test]
fn pictures_are_refused_and_leave_nothing() {
    let shop = Shop::open();
    let account = shop.account(MOBILE);
    let number = shop.appointment(&account, json!({}));
    for bad in [json!(10), json!(-1), json!("a"), json!(null)] {
        let call = json!({"phone": MOBILE, "appointment_id": number, "picindex": bad});
        crate::refuses(&shop.upload(Some(&account), call, PICTURE), "picindex");
    }
    let to = |place| picture(MOBILE, &number, place);
    let too_large = vec![0; 6 * 1024 * 1024];
    let answer = shop.upload(Some(&account), to(0), &too_large);
    assert!(
        [413, 200].contains(&answer.status) && answer.code() != 200,
        "{answer:?}"
    );
    for broken in [b"<?php echo 1; ?>".as_slice(), b"GIF89a<?php"] {
        let answer = shop.upload(Some(&account), to(1), broken);
        assert_eq!(answer.sub_code(), "image_invalid");
    }
    crate::refuses(&shop.upload(Some(&account), to(1), &[]), "image");
    let none = shop.call(&account, "appointment.picture", to(2));
    crate::refuses(&none, "image");
    // An appointment that is on its way accepts no more pictures.
    good(shop.upload(Some(&account), to(3), PICTURE));
    good(shop.operate("order.confirm", json!({"order_id": number})));
    good(shop.upload(Some(&account), to(4), PICTURE));
    good(shop.operate("order.deliver", json!({"order_id": number})));
    let closed = shop.upload(Some(&account), to(5), PICTURE);
    assert_eq!(closed.fault(), (503, "homecare_pictures_closed"));
    assert_eq!(closed.body["order_status"], 3);
    // An order of goods is not an appointment.
    let goods = shop.order(&account, json!({}));
    let answer = shop.upload(Some(&account), picture(MOBILE, &goods, 0), PICTURE);
    assert_eq!(answer.fault(), (503, "homecare_appointment_unknown"));
    assert_eq!(shop.files(), 2);
}

#[test]
fn a_guest_uploads_thirty_pictures_a_day() {
    let shop = Shop::open();
    let token = shop.guest(MOBILE);
    let made = good(shop.guest_visit(MOBILE, &token, json!({})));
    let number = made["new_id"].as_str().unwrap();
    let upload = |device: i64| {
        let call = with(
            picture(MOBILE, number, device % 10),
            json!({"consumer_token": token, "unique_id": format!("device {device}")}),
        );
        shop.upload(None, call, PICTURE)
    };
    for device in 0..30 {
        good(upload(device));
    }
    assert_eq!(upload(30).sub_code(), "upload_quota");
    assert_eq!(shop.files(), 10);
}
