//! No line of the access log and no row of the audit log holds a code, a token, a password or an openid's code in clear.

use serde_json::{Value, json};
use signet_testkit::{TestGateway, eventually};

use crate::salon::{NEW, PASSWORD, Salon, XIAOMEI, good, refusal, token_of};

/// The code that every message contains, and the other planted secrets.
const CODE: &str = "864209";
const PLANTED: [&str; 4] = [
    "planted-Passw0rd",
    "planted-Other-1",
    "sandbox:planted_openid_1",
    "planted_openid_1",
];

#[test]
fn no_hostile_call_leaves_a_secret_in_the_log() {
    let salon = Salon::open();
    let [password, other, code, openid] = PLANTED;
    let json = ("Content-Type", "application/json");
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let bearer = format!("Bearer {password}");
    let cookie = format!("access_token={password}");
    let of_form = format!("grant_type=password&password={password}");
    let twice =
        format!(r#"{{"grant_type":"password","password":"{password}","password":"{other}"}}"#);
    let cut = format!(r#"{{"grant_type":"openid","openid_code":"{code}"#);
    let wrong = format!(
        r#"{{"grant_type":"{openid}","client_id":41,"password":["{password}"],"openid":"{openid}"}}"#
    );
    let unproven = format!(r#"{{"grant_type":"openid","client_id":41,"openid":"{openid}"}}"#);
    let long = format!(r#"{{"password":"{}"}}"#, password.repeat(5000));
    let query = format!("DELETE /salon/v1/login/token?access_token={password}");
    let known = format!("GET /salon/v1/accounts/me?password={password}");
    let unknown = format!("GET /salon/v1/accounts/{password}");
    for (target, header, body) in [
        ("POST /salon/v1/login/token", form, of_form.as_str()),
        ("POST /salon/v1/login/token", json, &twice),
        ("POST /salon/v1/login/token", json, &cut),
        ("POST /salon/v1/login/token", json, &wrong),
        ("POST /salon/v1/login/token", json, &unproven),
        ("POST /salon/v1/login/token", json, &long),
        ("PATCH /salon/v1/login/token", json, &unproven),
        ("GET /salon/v1/accounts/me", ("Authorization", &bearer), ""),
        ("GET /salon/v1/accounts/me", ("Cookie", &cookie), ""),
        (
            "GET /salon/v1/accounts/me",
            ("X-Access-Token", password),
            "",
        ),
        (
            "GET /salon/v1/accounts/me",
            ("Idempotency-Key", password),
            "",
        ),
        (&query, ("Accept", "*/*"), ""),
        (&known, ("Accept", "*/*"), ""),
        (&unknown, ("Accept", "*/*"), ""),
    ] {
        let reply = salon.gateway.send(target, &[header], body.as_bytes());
        assert_ne!(reply.http, 0, "{target}: nothing came back");
        for secret in PLANTED {
            assert!(!reply.text.contains(secret), "{target}: {reply:?}");
        }
    }
    salon.token(XIAOMEI, PASSWORD);
    eventually("the last call is logged", || {
        let log = salon.gateway.access_log();
        log.contains(r#""code":200"#)
    });
    let log = salon.gateway.access_log();
    for secret in PLANTED {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}

#[test]
fn no_secret_is_in_the_log() {
    let salon = Salon::of(
        TestGateway::of(&signet_methods_salon::PACK)
            .with(|settings| settings.sms.test_code = CODE.to_owned()),
    );
    salon.send_code(NEW);
    let grant = json!({
        "grant_type": "sms_code", "client_id": 41, "mobile": NEW, "sms_code": CODE, "password": PLANTED[0],
        "openid": PLANTED[3], "openid_code": PLANTED[2],
    });
    let token = token_of(&salon.grant(grant.clone()));
    assert_eq!(refusal(&salon.grant(grant)), (400, 1003));
    let change = json!({"proof_state": "password", "password": PLANTED[0], "value": PLANTED[1]});
    good(&salon.user(&token, "PUT accounts/me/password", change));
    salon.guest(
        &format!(
            "GET accounts/me?access_token={token}&password={}",
            PLANTED[0]
        ),
        Value::Null,
    );
    let openid = json!({"grant_type": "openid", "client_id": 41, "openid_code": PLANTED[2]});
    let second = token_of(&salon.grant(openid));
    salon.operate(
        "user.reset",
        json!({"userid": salon.id(NEW), "password": PLANTED[0]}),
    );
    salon.gateway.call(
        "salon.login.grant",
        json!({"grant_type": "password", "client_id": 41, "mobile": NEW, "password": PLANTED[0]}),
    );
    eventually("the last call is logged", || {
        salon
            .gateway
            .access_log()
            .matches("salon.login.grant")
            .count()
            >= 4
    });
    let log = salon.gateway.access_log();
    for secret in PLANTED.into_iter().chain([CODE, NEW, &token, &second]) {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    assert!(log.contains("salon.account.detail"));
    for action in salon.gateway.audited("*") {
        for secret in PLANTED {
            assert!(!action.detail.contains(secret), "{}", action.action);
        }
    }
}
