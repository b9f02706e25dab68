//! A call that ends 500 does not use up its SMS code.

use serde_json::{Value, json};
use signet_store::scratch;
use signet_testkit::servers::MariaDb;
use signet_testkit::{SMS_CODE, eventually, unique};

use crate::usual;

const MOBILE: &str = "18575202691";
const NEW: &str = "18575202692";
const OTHER: &str = "18575202693";

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_database_that_is_away_uses_up_no_code() {
    let mut server = MariaDb::start().unwrap();
    let url = scratch::create(&server.url()).unwrap();
    let with = usual().with(|settings| settings.storage.url = url);
    let gateway = with.start();
    let token = gateway.register(MOBILE);
    gateway.send_code(MOBILE, "USER_LOGIN_CODE");
    gateway.send_code(MOBILE, "USER_FIND_PWD");
    gateway.send_code(NEW, "USER_REGISTER_CODE");
    gateway.send_code(OTHER, "USER_CHANGE_MOBILE");
    let call = |method: &str, parameters: Value| {
        let mut parameters = parameters;
        parameters["n"] = json!(unique("n"));
        parameters["platform"] = json!(1);
        gateway
            .client()
            .token(&token)
            .call(method, parameters)
            .code()
    };
    let log_in = || {
        call(
            "user.login",
            json!({"mobile": MOBILE, "login_type": 1, "code": SMS_CODE}),
        )
    };
    let reset = || {
        call(
            "user.pwd.find",
            json!({"mobile": MOBILE, "code": SMS_CODE, "password": "secret_2"}),
        )
    };
    let register = || {
        call(
            "user.register",
            json!({"mobile": NEW, "code": SMS_CODE, "password": "secret_1"}),
        )
    };
    let change = |password: &str| {
        call(
            "user.mobile.change",
            json!({"mobile": OTHER, "code": SMS_CODE, "password": password}),
        )
    };
    server.kill().unwrap();
    assert_eq!(
        [log_in(), reset(), register(), change("secret_1")],
        [500; 4]
    );
    server.restart().unwrap();
    eventually("the database is back", || {
        gateway.ops("/readyz").1.contains("\"ready\"")
    });
    assert_eq!(change("secret_1"), 200);
    assert_eq!(register(), 200);
    // The codes are still right: only with a right code a caller learns whether a mobile is registered. This mobile has no account
    // any more.
    assert_eq!([log_in(), reset()], [605; 2]);
}
