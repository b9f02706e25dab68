//! Tokens in every place and form, and tokens of other realms.

use serde_json::{Value, json};

use crate::salon::{NEW, PASSWORD, Salon, XIAOMEI, good, refusal};
use signet_testkit::TestGateway;

#[test]
fn the_scheme_is_in_any_case_and_the_token_in_one_form() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let call = |credentials: &str| {
        let reply = salon.send(
            "GET accounts/me",
            &[("Authorization", credentials)],
            &Value::Null,
        );
        match reply.http {
            200 => 200,
            _ => refusal(&reply).1,
        }
    };
    for scheme in ["Bearer", "bearer", "BEARER"] {
        assert_eq!(call(&format!("{scheme} {token}")), 200);
    }
    for (credentials, code) in [
        (format!("Bearer  {token}"), 601),
        (format!("Bearer {token} "), 200),
        (format!("Bearer {token} x"), 601),
        (format!("Bearer {}", token.to_uppercase()), 601),
        (format!("Bearer {token}0"), 601),
        (format!("Bearer {}", &token[1..]), 601),
        (format!("Bearer \"{token}\""), 601),
        (format!("Basic {token}"), 602),
        (token.clone(), 602),
        ("Bearer".to_owned(), 602),
        (String::new(), 602),
    ] {
        assert_eq!(call(&credentials), code, "{credentials:?}");
    }
}

#[test]
fn a_token_elsewhere_is_not_read() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let cookie = format!("access_token={token}; token={token}");
    for reply in [
        salon.guest(
            &format!("GET accounts/me?access_token={token}&token={token}"),
            Value::Null,
        ),
        salon.guest(
            "PUT accounts/me",
            json!({"access_token": token, "token": token}),
        ),
        salon.send("GET accounts/me", &[("Cookie", &cookie)], &Value::Null),
        salon.send(
            "GET accounts/me",
            &[("X-Access-Token", &token)],
            &Value::Null,
        ),
        salon.send("GET accounts/me", &[("Access-Token", &token)], &Value::Null),
    ] {
        assert_eq!(refusal(&reply), (401, 602), "{reply:?}");
    }
    let bearer = format!("Bearer {token}");
    let twice = [
        ("Authorization", bearer.as_str()),
        ("Authorization", &bearer),
    ];
    assert_eq!(
        refusal(&salon.send("GET accounts/me", &twice, &Value::Null)),
        (400, 503)
    );
    // Reserved names in a body have no effect.
    let body = json!({"token": "x", "appid": "demo", "method": "salon.account.detail", "platform": 4, "sign": "x", "nickname": "小美"});
    good(&salon.user(&token, "PUT accounts/me", body));
}

#[test]
fn a_header_of_its_own_may_have_the_token() {
    let salon = Salon::of(
        TestGateway::of(&signet_methods_salon::PACK).with(|settings| {
            settings.wire.set("salon", "token_header", "X-Access-Token");
        }),
    );
    let token = salon.token(XIAOMEI, PASSWORD);
    let own = [("X-Access-Token", token.as_str())];
    good(&salon.send("GET accounts/me", &own, &Value::Null));
    assert_eq!(salon.state(&token), 200);
    let bearer = format!("Bearer {token}");
    let both = [
        ("X-Access-Token", token.as_str()),
        ("Authorization", &bearer),
    ];
    assert_eq!(
        refusal(&salon.send("GET accounts/me", &both, &Value::Null)),
        (400, 503)
    );
    let options = salon.guest("OPTIONS accounts/me", Value::Null);
    assert_eq!(options.http, 204);
}

#[test]
fn tokens_of_other_realms_are_unknown_and_live_on() {
    let salon = Salon::beside_others();
    let gateway = &salon.gateway;
    let yaf = gateway.register("13812340001");
    let homecare = gateway
        .call(
            "homecare.consumer.login",
            json!({"username": "18215606355", "password": "123456"}),
        )
        .good()["private_token"]
        .as_str()
        .unwrap()
        .to_owned();
    for token in [&yaf, &homecare] {
        let reply = salon.user(token, "GET accounts/me", Value::Null);
        let unknown = salon.user(
            "0123456789abcdef0123456789abcdef",
            "GET accounts/me",
            Value::Null,
        );
        assert_eq!(refusal(&reply), refusal(&unknown));
        assert_eq!(
            reply.header("www-authenticate"),
            unknown.header("www-authenticate")
        );
        assert_eq!(
            good(&salon.user(token, "DELETE login/token", Value::Null)),
            json!({})
        );
    }
    let client = gateway.client();
    assert_eq!(
        client
            .clone()
            .token(&yaf)
            .call("user.detail", json!({}))
            .code(),
        200
    );
    let detail = client
        .clone()
        .token(&homecare)
        .call("homecare.consumer.detail", json!({}));
    assert_eq!(detail.code(), 200);
    let salon_token = salon.token(XIAOMEI, PASSWORD);
    let foreign = client.token(&salon_token).call("user.detail", json!({}));
    assert_eq!(foreign.code(), 601);
}

#[test]
fn a_logout_always_succeeds_and_ends_one_session() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let other = salon.sms_token(NEW);
    for _ in 0..2 {
        assert_eq!(
            good(&salon.user(&token, "DELETE login/token", Value::Null)),
            json!({})
        );
    }
    assert_eq!(
        good(&salon.user("junk", "DELETE login/token", Value::Null)),
        json!({})
    );
    assert_eq!(
        good(&salon.guest("DELETE login/token", Value::Null)),
        json!({})
    );
    assert_eq!((salon.state(&token), salon.state(&other)), (601, 200));
}
