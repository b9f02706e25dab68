use signet_store::sms_templates::SmsTemplate;
use signet_store::{sms_blacklist, sms_templates};

use crate::{NOW, Scratch};

#[test]
fn the_templates_that_methods_need_are_there() {
    let db = Scratch::new();
    let keys: Vec<_> = db
        .ask(sms_templates::all)
        .into_iter()
        .map(|template| template.send_key)
        .collect();
    assert_eq!(
        keys,
        [
            "USER_CHANGE_MOBILE",
            "USER_FIND_PWD",
            "USER_LOGIN_CODE",
            "USER_REGISTER_CODE"
        ]
    );
    let template = db
        .ask(|c| sms_templates::find(c, "USER_REGISTER_CODE"))
        .unwrap();
    assert_eq!(
        template.body,
        "您的注册验证码是%CODE%，10分钟内有效，请勿告诉他人。"
    );
    assert_eq!(template.classes, "app,h5");
    assert_eq!(db.ask(|c| sms_templates::find(c, "NONSENSE")), None);
}

#[test]
fn a_template_is_added_then_changed() {
    let db = Scratch::new();
    let template = |body: &str, at| SmsTemplate {
        send_key: "USER_CASH_OUT".to_owned(),
        title: "提现".to_owned(),
        body: body.to_owned(),
        classes: "app".to_owned(),
        created_at: at,
        updated_at: at,
    };
    db.transaction_blocking(|c| sms_templates::upsert(c, &template("验证码%CODE%", NOW)))
        .unwrap();
    db.transaction_blocking(|c| sms_templates::upsert(c, &template("您的验证码%CODE%", NOW + 9)))
        .unwrap();
    let expected = SmsTemplate {
        created_at: NOW,
        ..template("您的验证码%CODE%", NOW + 9)
    };
    assert_eq!(
        db.ask(|c| sms_templates::find(c, "USER_CASH_OUT")),
        Some(expected)
    );
}

#[test]
fn the_blacklist_holds_a_mobile_once() {
    let db = Scratch::new();
    assert!(!db.ask(|c| sms_blacklist::contains(c, "13800138000")));
    assert!(db.ask(|c| sms_blacklist::insert(c, "13800138000", NOW)));
    assert!(!db.ask(|c| sms_blacklist::insert(c, "13800138000", NOW)));
    assert!(db.ask(|c| sms_blacklist::contains(c, "13800138000")));
    assert!(db.ask(|c| sms_blacklist::remove(c, "13800138000")));
    assert!(!db.ask(|c| sms_blacklist::remove(c, "13800138000")));
}
