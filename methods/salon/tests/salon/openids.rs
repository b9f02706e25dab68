//! WeChat: logging in, binding, and a WeChat that is slow, sends wrong data or is unavailable.

use serde_json::{Value, json};
use signet_domain::apps::{self, AppClass};
use signet_store::Tx;
use signet_testkit::wechat::{Behaviour, WeChat};
use signet_testkit::{Client, TestGateway, eventually, with};
use signet_wire::sign::Secret;

use crate::salon::{
    EMPTY, NEW, OPENID, OPENID_CODE, PASSWORD, Salon, WECHAT, XIAOMEI, openid_grant,
    password_grant, refusal, refused, sms_grant, token_of,
};

/// Returns a gateway whose providers are a test server. On this server the phone apps have the app `wx_app`, and the client in WeChat
/// has the app `wx_mp`.
fn at(wechat: &WeChat) -> Salon {
    Salon::of(
        TestGateway::of(&signet_methods_salon::PACK).with(|settings| {
            settings
                .identity
                .set("salon_wechat_app", wechat.settings("wx_app"));
            settings
                .identity
                .set("salon_wechat_mp", wechat.settings("wx_mp"));
        }),
    )
}

/// Adds an app of a partner, and returns its client.
fn partner<'a>(salon: &'a Salon, appid: &str, is_trusted: bool) -> Client<'a> {
    let gateway = &salon.gateway;
    let mut app = apps::unrestricted(appid, AppClass::Partner, gateway.clock.now());
    app.identity_trusted = is_trusted;
    let secret = "a secret of a partner";
    let vault = &gateway.gateway.services.vault;
    let sealed = Secret::new(secret).unwrap();
    let create = |tx: &mut Tx<'_>| apps::create(tx, vault, &app, &sealed);
    let created = gateway
        .store()
        .transaction_blocking(gateway.clock.now(), create);
    assert!(created.unwrap());
    let client = Client::new(gateway, appid, secret);
    eventually("the app is known", || {
        client.call("system.upgrade", json!({})).sub_code() != "bad_signature"
    });
    client
}

/// Confirms the codes of the app `wx_app`, and refuses the codes of any other app.
fn of_app(target: &str) -> String {
    match target.contains("appid=wx_app") {
        true => format!(r#"{{"openid":"{OPENID}","access_token":"T"}}"#),
        false => r#"{"errcode":40029,"errmsg":"invalid code"}"#.to_owned(),
    }
}

#[test]
fn a_code_of_the_sandbox_logs_in_with_and_without_the_openid() {
    let salon = Salon::open();
    for body in [
        openid_grant(OPENID, OPENID_CODE),
        openid_grant("", OPENID_CODE),
        with(
            openid_grant(OPENID, OPENID_CODE),
            json!({"client_id": WECHAT}),
        ),
    ] {
        let me = salon.me(&token_of(&salon.grant(body)));
        assert_eq!(me["mobile"], XIAOMEI);
    }
}

#[test]
fn an_openid_that_was_bound_logs_in_from_then_on() {
    let salon = Salon::open();
    let code = "sandbox:demo_openid_nobody";
    let by_openid = || salon.grant(openid_grant("", code));
    assert_eq!(refusal(&by_openid()), (404, 1010));
    let bind = json!({"openid": "demo_openid_nobody", "openid_code": code});
    token_of(&salon.by_sms(NEW, bind));
    let me = salon.me(&token_of(&by_openid()));
    assert_eq!(
        (&me["mobile"], &me["openid"]),
        (&json!(NEW), &json!("demo_openid_nobody"))
    );
    let other = with(openid_grant("", code), json!({"client_id": WECHAT}));
    assert_eq!(
        refusal(&salon.grant(other)),
        (404, 1010),
        "another provider"
    );
    salon.operate(
        "user.unbind",
        json!({"userid": salon.id(NEW), "provider": "salon_wechat_app"}),
    );
    assert_eq!(refusal(&by_openid()), (404, 1010));
    token_of(&salon.by_sms(EMPTY, json!({"openid_code": code})));
}

#[test]
fn an_account_shows_the_openid_of_its_client() {
    let salon = Salon::open();
    let bind = |client_id: i64, openid: &str| {
        let code = format!("sandbox:{openid}");
        let more = json!({"client_id": client_id, "openid_code": code});
        salon.me(&token_of(&salon.by_sms(NEW, more)))["openid"].clone()
    };
    assert_eq!(bind(41, "openid_of_app"), "openid_of_app");
    let me = salon.me(&token_of(&salon.by_sms(NEW, json!({"client_id": WECHAT}))));
    assert_eq!(me["openid"], "openid_of_app", "for want of its own");
    assert_eq!(bind(WECHAT, "openid_of_mp"), "openid_of_mp");
    let me = salon.me(&salon.sms_token(NEW));
    assert_eq!(me["openid"], "openid_of_app");
}

#[test]
fn a_trusted_partner_vouches_for_an_openid() {
    let salon = Salon::open();
    let id = salon.id(XIAOMEI);
    let trusted = partner(&salon, "salon_partner", true);
    let body = json!({"grant_type": "openid", "client_id": 41, "openid": OPENID});
    let granted = trusted.call("salon.login.grant", body.clone()).good();
    assert_eq!(
        salon.me(granted["access_token"].as_str().unwrap())["id"],
        id
    );
    let lied = with(
        body.clone(),
        json!({"openid_code": "sandbox:demo_openid_else"}),
    );
    let lied = trusted.call("salon.login.grant", lied);
    assert_eq!(lied.sub_code(), "openid_unproven", "the code decides");
    let stranger = partner(&salon, "salon_other", false);
    let refused = stranger.call("salon.login.grant", body);
    assert_eq!(refused.sub_code(), "openid_unproven");
}

#[test]
fn a_code_of_one_app_is_none_of_another() {
    let wechat = WeChat::start();
    let salon = at(&wechat);
    wechat.is(Behaviour::Decides(of_app));
    token_of(&salon.grant(openid_grant(OPENID, "code-1")));
    let of_mp = with(openid_grant(OPENID, "code-1"), json!({"client_id": WECHAT}));
    assert_eq!(refusal(&salon.grant(of_mp)), (400, 1015));
    let seen = wechat.seen();
    assert!(
        seen[0].contains("appid=wx_app") && seen[1].contains("appid=wx_mp"),
        "{seen:?}"
    );
}

#[test]
fn a_replayed_code_is_refused() {
    let wechat = WeChat::start();
    let salon = at(&wechat);
    wechat.is(Behaviour::Says(
        r#"{"errcode":40163,"errmsg":"code been used"}"#,
    ));
    assert_eq!(
        refusal(&salon.grant(openid_grant(OPENID, "code-1"))),
        (400, 1015)
    );
}

#[test]
fn a_wechat_that_fails_costs_nothing() {
    let wechat = WeChat::start();
    let salon = at(&wechat);
    let bind = with(sms_grant(NEW), json!({"openid_code": "code-1"}));
    for behaviour in [
        Behaviour::Hangs,
        Behaviour::Floods,
        Behaviour::Redirects,
        Behaviour::Fails,
        Behaviour::Says("<html>"),
        Behaviour::Says(r#"{"errcode":-1,"errmsg":"system error"}"#),
        Behaviour::Breaks,
    ] {
        let wechat = WeChat::start();
        let salon = at(&wechat);
        wechat.is(behaviour);
        salon.send_code(NEW);
        let reply = salon.grant(bind.clone());
        refused(
            &reply,
            502,
            1018,
            "Openid.Unavailable",
            "微信服务繁忙,请稍后重试",
        );
        assert!(salon.account(NEW).is_none());
        // The code of the message is still good, and other logins work.
        token_of(&salon.grant(password_grant(XIAOMEI, PASSWORD)));
        token_of(&salon.grant(sms_grant(NEW)));
    }
    wechat.is(Behaviour::Decides(of_app));
    assert_eq!(
        refusal(&salon.by_sms(NEW, json!({"openid_code": "code-1"}))),
        (409, 1016)
    );
}

#[test]
fn a_wrong_code_of_a_message_sends_nothing_to_wechat() {
    let wechat = WeChat::start();
    let salon = at(&wechat);
    wechat.is(Behaviour::Decides(of_app));
    let wrong = json!({"sms_code": "000000", "openid_code": "code-1"});
    assert_eq!(refusal(&salon.by_sms(NEW, wrong)), (400, 1005));
    assert_eq!(wechat.seen(), Vec::<String>::new());
}

#[test]
fn the_form_of_an_openid_is_a_parameter_s_rule() {
    let salon = Salon::open();
    for openid in ["short", "with blanks", "<script>", &"a".repeat(65)] {
        let reply = salon.grant(openid_grant(openid, OPENID_CODE));
        assert_eq!(refusal(&reply), (400, 503), "{openid}");
    }
    let long = salon.grant(openid_grant(OPENID, &"c".repeat(513)));
    assert_eq!(refusal(&long), (400, 503));
    let none: Value = json!({"grant_type": "openid", "client_id": 41});
    assert_eq!(refusal(&salon.grant(none)), (400, 503));
}
