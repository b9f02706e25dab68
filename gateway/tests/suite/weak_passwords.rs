//! Accounts whose owner should choose another password.

use serde_json::json;
use signet_store::{Error, users};
use signet_testkit::{TestGateway, unique};

use crate::colours::PACKS;
use crate::usual;

const MOBILE: &str = "13812345098";

fn is_weak(gateway: &TestGateway, realm: &str) -> bool {
    let find = |tx: &mut signet_store::Tx<'_>| users::by_mobile(tx, realm, MOBILE);
    let user = gateway.store().transaction_blocking::<_, Error>(0, find);
    user.unwrap().unwrap().weak_password
}

fn mark(gateway: &TestGateway, realm: &str, is_weak: bool) {
    let mark = |tx: &mut signet_store::Tx<'_>| {
        let user = users::by_mobile(tx, realm, MOBILE)?;
        users::set_weak_password(tx, user.map_or(0, |user| user.id), is_weak)
    };
    let marked = gateway.store().transaction_blocking::<_, Error>(0, mark);
    assert!(marked.unwrap());
}

#[test]
fn a_login_marks_a_weak_password_where_clients_see_it_and_never_unmarks_one() {
    let gateway = usual().packs(PACKS).start();
    for realm in ["red", "blue"] {
        let register = json!({"mobile": MOBILE, "password": "345098"});
        let registered = gateway.call(&format!("{realm}.register"), register);
        assert_eq!(registered.code(), 200, "{registered:?}");
        assert!(is_weak(&gateway, realm), "the end of the mobile");
        mark(&gateway, realm, false);
        let log_in = || {
            let login = json!({"name": MOBILE, "password": "345098", "n": unique("n")});
            gateway.call(&format!("{realm}.login"), login).code()
        };
        assert_eq!(log_in(), 200);
        assert_eq!(is_weak(&gateway, realm), realm == "red");
    }
    let register = json!({"mobile": "13812345099", "password": "zmei-2015"});
    assert_eq!(gateway.call("red.register", register).code(), 200);
    mark(&gateway, "red", true);
    let login = json!({"name": MOBILE, "password": "345098", "n": unique("n")});
    assert_eq!(gateway.call("red.login", login).code(), 200);
    assert!(is_weak(&gateway, "red"));
}

#[test]
fn the_password_of_an_operator_is_weak_where_clients_see_it() {
    let gateway = usual().packs(PACKS).start();
    let admin = gateway.admin();
    for realm in ["red", "blue"] {
        let register = json!({"mobile": MOBILE, "password": "zmei-2015"});
        let registered = gateway.call(&format!("{realm}.register"), register);
        assert!(!is_weak(&gateway, realm));
        let reset = json!({"realm": realm, "userid": registered.data()["user_id"], "password": "zmei-2016"});
        assert_eq!(admin.call("admin.user.reset", reset).code(), 200);
        assert_eq!(is_weak(&gateway, realm), realm == "red");
    }
}

#[test]
fn the_owner_s_choice_is_judged() {
    let gateway = usual().start();
    let token = gateway.register(MOBILE);
    assert!(!is_weak(&gateway, "yaf"));
    let client = gateway.client().token(&token);
    let edit = |old: &str, new: &str| {
        let edit = json!({"old_pwd": old, "new_pwd": new});
        assert_eq!(client.call("user.pwd.edit", edit).code(), 200);
        is_weak(&gateway, "yaf")
    };
    assert!(edit("secret_1", "654321"));
    assert!(!edit("654321", "secret_2"));
    let find = |code: &str, password: &str| {
        gateway.send_code(MOBILE, "USER_FIND_PWD");
        let find = json!({"mobile": MOBILE, "code": code, "password": password});
        assert_eq!(gateway.call("user.pwd.find", find).code(), 200);
        is_weak(&gateway, "yaf")
    };
    assert!(find("123456", "password"));
    gateway.clock.shift(61);
    assert!(!find("123456", "secret_3"));
}
