use signet_store::sms_templates::NewSmsTemplate;
use signet_store::{Error, PageRequest, State, sms_blacklist, sms_templates};

use crate::{NOW, Scratch};

const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 20,
};

#[test]
fn the_templates_that_methods_need_are_there() {
    let db = Scratch::new();
    let live = db.read(sms_templates::all_live);
    let keys: Vec<_> = live
        .iter()
        .map(|template| template.send_key.as_str())
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
    let template = live.last().unwrap();
    assert_eq!(
        template.body,
        "您的注册验证码是%CODE%，10分钟内有效，请勿告诉他人。"
    );
    assert_eq!(
        (template.classes.as_str(), template.state),
        ("app,h5", State::Live)
    );
}

#[test]
fn a_template_is_added_changed_hidden_and_shown() {
    let db = Scratch::new();
    let template = |body: &str| NewSmsTemplate {
        send_key: "USER_CASH_OUT".to_owned(),
        title: "提现".to_owned(),
        body: body.to_owned(),
        classes: "app".to_owned(),
    };
    assert!(!db.write(NOW, |tx| sms_templates::update(tx, &template("%CODE%"))));
    db.write(NOW, |tx| {
        sms_templates::insert(tx, &template("验证码%CODE%"))
    });
    let again = db.transaction_blocking(NOW, |tx| sms_templates::insert(tx, &template("%CODE%")));
    assert!(matches!(again, Err(Error::Duplicate)), "{again:?}");
    let changed = template("您的验证码%CODE%");
    assert!(db.write(NOW + 9, |tx| sms_templates::update(tx, &changed)));
    assert!(db.write(NOW + 9, |tx| sms_templates::set_state(
        tx,
        "USER_CASH_OUT",
        State::Hidden
    )));
    assert!(!db.write(NOW, |tx| sms_templates::set_state(
        tx,
        "NONSENSE",
        State::Hidden
    )));

    let page = db.read(|c| sms_templates::page(c, ALL));
    assert_eq!((page.total, page.rows.len()), (5, 5));
    let row = &page.rows[0];
    assert_eq!(
        (row.body.as_str(), row.state, row.created_at, row.updated_at),
        (changed.body.as_str(), State::Hidden, NOW, NOW + 9)
    );
    assert_eq!(db.read(sms_templates::all_live).len(), 4);
}

#[test]
fn the_blacklist_holds_a_mobile_once() {
    let db = Scratch::new();
    let contains = |mobile| db.read(|c| sms_blacklist::contains(c, mobile));
    assert!(!contains("13800138000"));
    let two = ["13800138001", "13800138000"];
    assert_eq!(db.write(NOW, |tx| sms_blacklist::insert(tx, &two)), 2);
    let three = ["13800138000", "13800138002", "13800138002"];
    assert_eq!(db.write(NOW + 1, |tx| sms_blacklist::insert(tx, &three)), 1);
    assert!(contains("13800138000") && contains("13800138002"));

    let page = db.read(|c| sms_blacklist::page(c, ALL));
    let mobiles: Vec<_> = page
        .rows
        .iter()
        .map(|row| (row.mobile.as_str(), row.created_at))
        .collect();
    let expected = [
        ("13800138000", NOW),
        ("13800138001", NOW),
        ("13800138002", NOW + 1),
    ];
    assert_eq!((page.total, mobiles.as_slice()), (3, &expected[..]));

    assert!(db.write(NOW, |tx| sms_blacklist::remove(tx, "13800138000")));
    assert!(!db.write(NOW, |tx| sms_blacklist::remove(tx, "13800138000")));
    assert!(!contains("13800138000"));
}
