//! Accounts of this product and of another one on the same gateway.

use serde_json::{Value, json};
use signet_testkit::{SMS_CODE, TestGateway};

use crate::{PASSWORD, get, get_as, register, send_code};

const PHONE: &str = "18575202691";

#[test]
fn a_mobile_may_have_an_account_in_each_product_and_no_token_works_in_the_other() {
    let gateway = TestGateway::builder().start();
    let of_yaf = gateway.register(PHONE);
    let of_homecare = register(&gateway, PHONE);
    get_as(&gateway, &of_yaf, "user.detail", json!({}));
    get_as(
        &gateway,
        &of_homecare,
        "homecare.consumer.detail",
        json!({}),
    );
    let call = |token: &str, method: &str| {
        let answer = gateway.client().token(token).call(method, json!({}));
        let mut body = answer.body;
        body.as_object_mut().unwrap().remove("request_id");
        body
    };
    let unknown = "0".repeat(32);
    let expired: Value = call(&unknown, "user.detail");
    assert_eq!(expired["sub_code"], "session_expired");
    assert_eq!(call(&of_homecare, "user.detail"), expired);
    assert_eq!(
        call(&of_yaf, "homecare.consumer.detail"),
        call(&unknown, "homecare.consumer.detail")
    );
}

#[test]
fn a_code_of_one_product_is_wrong_in_the_other() {
    let gateway = TestGateway::builder().start();
    gateway.send_code(PHONE, "USER_REGISTER_CODE");
    let register = json!({"username": PHONE, "password": PASSWORD, "verify_code": SMS_CODE});
    let answer = gateway.call("homecare.consumer.register", register);
    assert_eq!(answer.fault(), (700, "wrong_code"));
    let other = "18575202692";
    send_code(&gateway, other);
    let register = json!({"mobile": other, "password": PASSWORD, "code": SMS_CODE});
    assert_eq!(
        gateway.call("user.register", register).fault(),
        (700, "wrong_code")
    );
}

#[test]
fn a_lock_in_one_product_leaves_the_other_open() {
    let gateway = TestGateway::builder().start();
    gateway.register(PHONE);
    register(&gateway, PHONE);
    let log_in = |password: String| {
        let account = json!({"username": PHONE, "password": password});
        gateway.call("homecare.consumer.login", account)
    };
    let is_locked = (0..40).any(|number| log_in(format!("wrong_{number}")).code() == 607);
    assert!(is_locked);
    assert_eq!(log_in(PASSWORD.to_owned()).code(), 607);
    let account = json!({"mobile": PHONE, "login_type": 2, "password": PASSWORD});
    assert_eq!(gateway.call("user.login", account).code(), 200);
    // A reset of the password unlocks the account.
    get(
        &gateway,
        "homecare.consumer.pwd.forget",
        json!({"phone": PHONE}),
    );
    let reset = json!({"phone": PHONE, "verify_code": SMS_CODE, "new_password": "secret_3"});
    get(&gateway, "homecare.consumer.pwd.reset", reset);
    assert_eq!(log_in("secret_3".to_owned()).code(), 200);
}
