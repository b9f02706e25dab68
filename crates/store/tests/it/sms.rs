use signet_store::sms_templates::NewSmsTemplate;
use signet_store::{Error, PageRequest, State, sms_blacklist, sms_templates};

use crate::{NOW, Scratch};

const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 20,
};

/// The realm of the templates of these tests.
const REALM: &str = "yaf";

#[test]
fn a_template_is_added_changed_hidden_and_shown() {
    let db = Scratch::new();
    for (realm, key) in [
        (REALM, "USER_FIND_PWD"),
        (REALM, "USER_LOGIN_CODE"),
        (REALM, "USER_REGISTER_CODE"),
        (REALM, "USER_VERIFY_CODE"),
        ("tea", "USER_CASH_OUT"),
    ] {
        let template = NewSmsTemplate {
            realm: realm.to_owned(),
            send_key: key.to_owned(),
            title: "验证码".to_owned(),
            body: "%CODE%".to_owned(),
            classes: "app,h5".to_owned(),
        };
        db.write(NOW, |tx| sms_templates::insert(tx, &template));
    }
    let template = |body: &str| NewSmsTemplate {
        realm: REALM.to_owned(),
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
        REALM,
        "USER_CASH_OUT",
        State::Hidden
    )));
    assert!(!db.write(NOW, |tx| sms_templates::set_state(
        tx,
        REALM,
        "NONSENSE",
        State::Hidden
    )));

    let page = db.read(|c| sms_templates::page(c, REALM, ALL));
    assert_eq!((page.total, page.rows.len()), (5, 5));
    let row = &page.rows[0];
    assert_eq!(
        (row.body.as_str(), row.state, row.created_at, row.updated_at),
        (changed.body.as_str(), State::Hidden, NOW, NOW + 9)
    );
    let live = db.read(sms_templates::all_live);
    let (here, elsewhere): (Vec<_>, Vec<_>) = live.iter().partition(|row| row.realm == REALM);
    assert_eq!(here.len(), 4);
    assert_eq!(elsewhere[0].body, "%CODE%", "that of another realm stays");
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
