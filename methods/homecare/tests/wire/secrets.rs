//! No reply, line of the access log or stored row holds a code, a token or a password in clear.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use serde_json::json;
use signet_store::{Connection, Error};
use signet_testkit::{TestGateway, eventually, with};

use crate::both::BOTH;
use crate::{appointment, token_of};

/// The code in every message, and the passwords of an account.
const CODE: &str = "864209";
const PASSWORDS: [&str; 3] = ["planted-Passw0rd", "planted-Other-1", "planted-Third-2"];

#[derive(QueryableByName)]
struct Column {
    #[diesel(sql_type = Text)]
    of: String,
    #[diesel(sql_type = Text)]
    name: String,
}

#[derive(QueryableByName)]
struct Rows {
    #[diesel(sql_type = BigInt)]
    rows: i64,
}

const OF_SQLITE: &str = "SELECT t.name AS of, c.name AS name FROM sqlite_master t JOIN pragma_table_info(t.name) c \
    WHERE t.type = 'table'";
const OF_MYSQL: &str = "SELECT table_name AS `of`, column_name AS name FROM information_schema.columns \
    WHERE table_schema = DATABASE()";

/// Returns the columns in which a row contains one of the texts.
fn holding(gateway: &TestGateway, texts: &[String]) -> Vec<String> {
    let columns = match gateway.settings.storage.url.starts_with("sqlite:") {
        true => OF_SQLITE,
        false => OF_MYSQL,
    };
    let read = |connection: &mut Connection| {
        let link = &mut connection.link;
        let columns = diesel::sql_query(columns).load::<Column>(link)?;
        assert!(
            columns.len() > 200,
            "there are fewer than {}",
            columns.len()
        );
        let mut holding = Vec::new();
        for Column { of, name } in columns {
            let has = |text: &String| format!("INSTR(CAST(`{name}` AS CHAR), '{text}') > 0");
            let has: Vec<String> = texts.iter().map(has).collect();
            let query = format!(
                "SELECT COUNT(*) AS `rows` FROM `{of}` WHERE {}",
                has.join(" OR ")
            );
            let Rows { rows } = diesel::sql_query(query).get_result(link)?;
            if rows > 0 {
                holding.push(format!("{of}.{name}"));
            }
        }
        Ok::<_, Error>(holding)
    };
    gateway.store().run_blocking(read).unwrap()
}

#[test]
fn no_secret_is_stored_or_logged_and_none_comes_back() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK)
        .with(|settings| settings.sms.test_code = CODE.to_owned())
        .start();
    let [first, second, third] = PASSWORDS;
    let mut secrets: Vec<String> = PASSWORDS.map(str::to_owned).to_vec();
    secrets.push(CODE.to_owned());
    let calls = std::cell::Cell::new(0);
    for (way, phone) in BOTH.into_iter().zip(["18215606391", "18215606392"]) {
        // Makes a call, and checks that its reply holds none of the given secrets.
        let call = |route: &str, body: serde_json::Value, secrets: &[String]| {
            calls.set(calls.get() + 1);
            let answer = way.call(&gateway, route, &body);
            for secret in secrets {
                assert!(!answer.bytes.contains(secret), "{route} returns {secret}");
            }
            answer
        };
        let send = |route: &str| {
            way.call(&gateway, route, &json!({"phone": phone}))
                .good()
                .clone()
        };
        send("send_verify");
        let account = json!({"username": phone, "password": first, "verify_code": CODE});
        let answer = call("register", account, &secrets);
        secrets.push(token_of(answer.good()));
        gateway.clock.shift(61);
        let token = &secrets[secrets.len() - 1];
        let edit = json!({"private_token": token, "old_password": first, "new_password": second});
        assert_eq!(
            call("change_password", edit, &secrets).good()["verify_code"],
            ""
        );
        send("forget_password");
        let reset = json!({"phone": phone, "new_password": third, "verify_code": CODE});
        let answer = call("reset_password", reset, &secrets);
        secrets.push(token_of(answer.good()));
        let login = json!({"username": phone, "password": third});
        let answer = call("login", login.clone(), &secrets);
        secrets.push(token_of(answer.good()));
        // Faults do not repeat the wrong value.
        call("login", with(login, json!({"password": second})), &secrets);
        let token = secrets[secrets.len() - 1].clone();
        for route in [
            "get_messages",
            "get_coupons",
            "get_all_orders",
            "check_game",
        ] {
            call(route, json!({"private_token": token}), &secrets).good();
        }
        let visit = appointment(phone, &token, true);
        call("create_appointment", visit, &secrets).good();
        send("send_verify");
        let guest = json!({"username": phone, "verify_code": CODE});
        let answer = call("verify_consumer", guest, &secrets);
        secrets.push(token_of(answer.good()));
        let visit = appointment(phone, &secrets[secrets.len() - 1], false);
        call("create_appointment", visit, &secrets).good();
        let logout = json!({"private_token": token});
        call("logout", logout, &secrets).good();
    }
    assert_eq!(holding(&gateway, &secrets), Vec::<String>::new());
    let lines = calls.get() + 3 * BOTH.len();
    eventually("the log is written", || {
        gateway.access_log().lines().count() >= lines
    });
    let log = gateway.access_log();
    for secret in &secrets {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    // Checks that the search works: it finds a text that is stored.
    let address = holding(&gateway, &["18215606391".to_owned()]);
    assert!(address.contains(&"users.mobile".to_owned()), "{address:?}");
}

/// A reply has the code only in a test environment.
#[test]
fn without_a_code_of_tests_no_reply_holds_a_code() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK)
        .with(|settings| settings.sms.test_code = String::new())
        .start();
    for (way, phone) in BOTH.into_iter().zip(["18215606391", "18215606392"]) {
        let sent = way.call(&gateway, "send_verify", &json!({"phone": phone}));
        assert_eq!(sent.good(), &json!({"verify_code": "", "success": true}));
        let sent = way.call(&gateway, "forget_password", &json!({"phone": phone}));
        let expected = json!({"test": {"verify_code": "", "success": true}, "msg": "verify code send success"});
        assert_eq!(sent.good(), &expected, "{way:?}");
    }
}
