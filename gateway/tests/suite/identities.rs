//! The id of a third party does not log in any user without a proof.

use serde_json::json;
use signet_testkit::wechat::{Behaviour, WeChat};
use signet_testkit::{Answer, Client, TestGateway, at_once, eventually, unique};

use crate::cli::{fails, json_of, run_on};
use crate::colours::PACKS;

const WECHAT: i64 = 0;
const MINI: i64 = 1;
const QQ: i64 = 2;
const OPENID: &str = "o6_bmjrPTlm6_2sgVt7hMZOPfL2M";

fn enter(client: &Client<'_>, provider: i64, code: &str, openid: &str) -> Answer {
    let parameters =
        json!({"provider": provider, "code": code, "openid": openid, "n": unique("n")});
    client.call("red.enter", parameters)
}

/// Starts a gateway that uses a test server as its providers.
fn gateway(wechat: &WeChat) -> TestGateway {
    let of_app = wechat.settings("wx1");
    TestGateway::builder()
        .packs(PACKS)
        .with(|settings| {
            settings.identity.set("colours_wechat", of_app.clone());
            settings.identity.set("colours_mini", of_app);
        })
        .start()
}

#[test]
fn the_sandbox_confirms_its_own_codes_alone() {
    let gateway = TestGateway::builder().packs(PACKS).start();
    let client = gateway.client();
    let first = enter(&client, QQ, "sandbox:somebody", "");
    let again = enter(&client, QQ, "sandbox:somebody", "somebody");
    assert_eq!(first.data()["user_id"], again.data()["user_id"]);
    let elsewhere = enter(&client, MINI, "sandbox:somebody", "");
    assert_ne!(
        first.data()["user_id"],
        elsewhere.data()["user_id"],
        "another provider"
    );
    let blue = json!({"provider": QQ, "code": "sandbox:somebody"});
    let blue = client.call("blue.enter", blue);
    assert_ne!(
        first.data()["user_id"],
        blue.data()["user_id"],
        "another realm"
    );
    for (code, openid, fault) in [
        ("", "somebody", "identity_unproven"),
        ("", "", "identity_unproven"),
        ("somebody", "", "identity_refused"),
        ("sandbox:", "", "identity_refused"),
        ("sandbox:with blanks", "", "identity_refused"),
        ("sandbox:somebody", "else", "identity_refused"),
    ] {
        let answer = enter(&client, QQ, code, openid);
        assert_eq!(answer.sub_code(), fault, "{code:?} {openid:?}");
    }
    let names = (0..1000).map(|number| format!("guess_{number}"));
    for openid in names.take(20).chain(["somebody".to_owned()]) {
        let answer = enter(&client, QQ, "", &openid);
        assert_eq!(answer.sub_code(), "identity_unproven", "bound or not");
    }
}

#[test]
fn of_parallel_first_logins_one_makes_the_account() {
    let gateway = TestGateway::builder().packs(PACKS).start();
    let codes = at_once(20, |_| {
        let answer = enter(&gateway.client(), QQ, "sandbox:somebody", "");
        answer.sub_code().to_owned()
    });
    let known = |code: &String| code.is_empty() || code == "already_exists";
    assert!(codes.iter().all(known), "{codes:?}");
    let again = enter(&gateway.client(), QQ, "sandbox:somebody", "");
    assert_eq!(again.code(), 200);
    let listed = gateway
        .admin()
        .call("admin.user.list", json!({"realm": "red"}));
    assert_eq!(listed.data()["total"], 1, "the others were undone");
}

#[test]
fn an_app_that_is_trusted_vouches_for_ids() {
    let gateway = TestGateway::builder().packs(PACKS).start();
    let arguments = [
        "app",
        "create",
        "--appid",
        "partner_1",
        "--class",
        "partner",
    ];
    let arguments = [&arguments[..], &["--name", "p", "--identity-trusted"]].concat();
    let created = json_of(&run_on(&gateway, &arguments));
    let secret = created["secret"].as_str().unwrap();
    let partner = Client::new(&gateway, "partner_1", secret);
    eventually("the app may call", || {
        enter(&partner, QQ, "", "somebody").code() == 200
    });
    let refused = enter(&partner, QQ, "", "with blanks");
    assert_eq!(refused.sub_code(), "identity_refused");
    let refused = enter(&partner, QQ, "sandbox:somebody", "else");
    assert_eq!(refused.sub_code(), "identity_refused", "the code decides");
}

#[test]
fn wechat_confirms_a_code_once_and_no_more_is_kept_of_its_answer() {
    let wechat = WeChat::start();
    let gateway = gateway(&wechat);
    let client = gateway.client();
    wechat.is(Behaviour::Says(
        r#"{"access_token":"T","expires_in":7200,"refresh_token":"R","openid":"o6_bmjrPTlm6_2sgVt7hMZOPfL2M","scope":"s","unionid":"u"}"#,
    ));
    let first = enter(&client, WECHAT, "co de&1", "");
    assert_eq!(first.code(), 200, "{first:?}");
    let again = enter(&client, WECHAT, "code", OPENID);
    assert_eq!(first.data()["user_id"], again.data()["user_id"]);
    let lied = enter(&client, WECHAT, "code", "another_openid");
    assert_eq!(lied.sub_code(), "identity_refused");
    wechat.is(Behaviour::Says(
        r#"{"session_key":"K","openid":"o6_bmjrPTlm6_2sgVt7hMZOPfL2M"}"#,
    ));
    assert_eq!(enter(&client, MINI, "code", "").code(), 200);
    let seen = wechat.seen();
    let app =
        "/confirm?appid=wx1&secret=the+secret+of+the+app+at+WeChat&grant_type=authorization_code";
    assert_eq!(seen.len(), 4, "each code is sent once");
    assert!(
        seen[0].starts_with(&format!("GET {app}&code=co+de%261 ")),
        "{seen:?}"
    );
    assert!(
        seen[3].starts_with(&format!("GET {app}&js_code=code ")),
        "{seen:?}"
    );
}

#[test]
fn a_wechat_that_is_slow_fails_or_lies_changes_nothing() {
    let wechat = WeChat::start();
    let gateway = gateway(&wechat);
    let client = gateway.client();
    for (behaviour, fault) in [
        (
            Behaviour::Says(r#"{"errcode":40029,"errmsg":"invalid code"}"#),
            "identity_refused",
        ),
        (
            Behaviour::Says(r#"{"errcode":40163,"errmsg":"code been used"}"#),
            "identity_refused",
        ),
        (
            Behaviour::Says(r#"{"openid":"o6_bmjrPTlm6_2sgVt7hMZOPfL2M","is_snapshotuser":1}"#),
            "identity_refused",
        ),
        (
            Behaviour::Says(r#"{"errcode":-1,"errmsg":"busy"}"#),
            "identity_unavailable",
        ),
        (
            Behaviour::Says(r#"{"errcode":40001,"errmsg":"secret"}"#),
            "identity_unavailable",
        ),
        (
            Behaviour::Says(r#"{"openid":"<script>"}"#),
            "identity_unavailable",
        ),
        (Behaviour::Says("<html>"), "identity_unavailable"),
        (Behaviour::Fails, "identity_unavailable"),
        (Behaviour::Redirects, "identity_unavailable"),
        (Behaviour::Floods, "identity_unavailable"),
        (Behaviour::Breaks, "identity_unavailable"),
        (Behaviour::Hangs, "identity_unavailable"),
    ] {
        wechat.is(behaviour);
        let answer = enter(&client, WECHAT, "code", "");
        assert_eq!(answer.sub_code(), fault, "{answer:?}");
        assert!(!answer.body.to_string().contains("secret"), "{answer:?}");
    }
    let listed = gateway
        .admin()
        .call("admin.user.list", json!({"realm": "red"}));
    assert_eq!(listed.data()["total"], 0);

    // After several codes without an answer, further codes fail at once.
    wechat.is(Behaviour::Breaks);
    eventually("the breaker opens", || {
        let before = wechat.seen().len();
        let answer = enter(&client, WECHAT, "code", "");
        assert_eq!(answer.sub_code(), "identity_unavailable");
        wechat.seen().len() == before
    });
    wechat.is(Behaviour::Says(
        r#"{"openid":"o6_bmjrPTlm6_2sgVt7hMZOPfL2M"}"#,
    ));
    eventually("it closes by itself", || {
        enter(&client, WECHAT, "code", "").code() == 200
    });
}

#[test]
fn a_section_of_no_pack_is_one_clear_line() {
    let environment = [("GATEWAY__IDENTITY__NOBODY_WECHAT__DRIVER", "sandbox")];
    let help = ["identity.nobody_wechat", "no pack has this provider"];
    fails(&["check"], &environment, 2, &help);
    let environment = [("GATEWAY__IDENTITY__NOBODY_WECHAT__DRIVER", "on")];
    fails(
        &["check"],
        &environment,
        2,
        &["\"off\" or \"sandbox\" or \"http\""],
    );
}

#[test]
fn an_address_has_thirty_codes_a_minute() {
    let wechat = WeChat::start();
    let gateway = gateway(&wechat);
    let client = gateway.client();
    wechat.is(Behaviour::Says(
        r#"{"errcode":40029,"errmsg":"invalid code"}"#,
    ));
    let mut refusals = (0..40).map(|_| enter(&client, WECHAT, "junk", ""));
    let refused = refusals.find(|answer| answer.sub_code() != "identity_refused");
    let refused = refused.unwrap();
    assert_eq!(refused.code(), 429, "{refused:?}");
    assert!(refused.header("retry-after").is_some());
    assert!((30..=32).contains(&wechat.seen().len()), "some refill");
    let trusted = enter(&client, QQ, "sandbox:somebody", "");
    assert_eq!(trusted.code(), 200, "the sandbox has no limit");
}
