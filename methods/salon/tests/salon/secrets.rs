//! No line of the access log and no stored row holds a code, a token, a password or an openid's code in clear.

use serde_json::{Value, json};
use signet_testkit::{TestGateway, eventually};

use crate::salon::{NEW, Salon, good, refusal, token_of};

/// The code that every message carries, and what else is planted.
const CODE: &str = "864209";
const PLANTED: [&str; 4] = [
    "planted-Passw0rd",
    "planted-Other-1",
    "sandbox:planted_openid_1",
    "planted_openid_1",
];

#[test]
fn no_secret_is_in_the_log() {
    let salon =
        Salon::of(TestGateway::builder().with(|settings| settings.sms.test_code = CODE.to_owned()));
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
    let audit = |connection: &mut _| {
        signet_store::audit_log::newest(
            connection,
            100,
            &signet_store::audit_log::Filter::default(),
        )
    };
    for action in salon.gateway.read(audit) {
        for secret in PLANTED {
            assert!(!action.detail.contains(secret), "{}", action.action);
        }
    }
}
