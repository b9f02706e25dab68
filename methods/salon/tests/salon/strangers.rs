//! Calls of strangers: no call shows whether an account exists, and no call has an effect on an account.

use std::net::TcpListener;
use std::time::Instant;

use serde_json::{Value, json};
use signet_testkit::timing::{ratios, take_the_same_time};
use signet_testkit::{TestGateway, with};

use crate::salon::{
    EMPTY, NEW, OPENID, PASSWORD, Salon, XIAOMEI, openid_grant, password_grant, refusal, refused,
    sms_grant, token_of,
};

/// The number of pairs of guesses in a round.
const PAIRS: usize = 12;

#[test]
fn a_thousand_guessed_openids_open_no_session_and_tell_nothing() {
    let salon = Salon::open();
    let replies = signet_testkit::at_once(10, |thread| {
        let guess = |number: usize| {
            let openid = match number % 100 {
                0 => OPENID.to_owned(),
                _ => format!("demo_openid_{}", thread * 100 + number),
            };
            let code = if number.is_multiple_of(2) { "" } else { "junk" };
            salon.guest("POST login/token", openid_grant(&openid, code))
        };
        (0..100).map(guess).collect::<Vec<_>>()
    });
    for reply in replies.iter().flatten() {
        refused(
            reply,
            400,
            1015,
            "Openid.Unproven",
            "微信授权无效,请重新授权",
        );
    }
}

#[test]
fn the_openid_of_another_user_is_not_bound() {
    let salon = Salon::open();
    for more in [
        json!({"openid": OPENID}),
        json!({"openid": OPENID, "openid_code": "sandbox:demo_openid_thief"}),
        json!({"openid": OPENID, "openid_code": "junk"}),
    ] {
        let reply = salon.by_sms(NEW, more);
        assert_eq!(refusal(&reply), (400, 1015));
    }
    assert!(salon.account(NEW).is_none());
    token_of(&salon.grant(openid_grant(OPENID, "sandbox:demo_openid_xiaomei")));
}

#[test]
fn registered_and_unknown_mobiles_get_the_same_answers() {
    let salon = Salon::open();
    for (first, second) in [(XIAOMEI, NEW), (EMPTY, "13900000001")] {
        let replies = [first, second].map(|mobile| {
            let sent = salon.guest("POST login/sms_code", json!({"mobile": mobile}));
            let wrong = salon.guest(
                "POST login/token",
                with(sms_grant(mobile), json!({"sms_code": "000000"})),
            );
            let password = salon.guest("POST login/token", password_grant(mobile, "zmei-2014"));
            (sent.text, refusal(&wrong), refusal(&password))
        });
        assert_eq!(replies[0], replies[1]);
    }
}

#[test]
fn the_messages_of_a_day_do_not_show_who_is_registered() {
    let salon = Salon::behind_proxy();
    salon.token(XIAOMEI, PASSWORD);
    // Noon in China, so that no midnight comes between the messages.
    let now = salon.gateway.clock.now();
    let noon = now - now % 86_400 + 86_400 + 4 * 3600;
    salon.gateway.clock.shift(noon - now);
    for count in 1..=11 {
        salon.gateway.clock.shift(61);
        let replies = [XIAOMEI, NEW].map(|mobile| {
            let body = json!({"mobile": mobile});
            salon.from("203.0.113.9", "POST login/sms_code", body).http
        });
        let expected = if count <= 10 { 200 } else { 429 };
        assert_eq!(replies, [expected; 2], "{count}");
    }
}

#[test]
fn an_unknown_mobile_and_a_wrong_password_take_as_long() {
    let gateway = TestGateway::of(&signet_methods_salon::PACK);
    let salon = Salon::of(gateway.behind_proxy().with_slow_hashes());
    let mut number = 0;
    let mut took = |mobile: &str| {
        // Every guess comes from its own address, because a locked address gets its reply sooner.
        number += 1;
        let address = format!("10.{}.{}.1", number / 250, number % 250);
        let started = Instant::now();
        let body = password_grant(mobile, "zmei-2014");
        let reply = salon.from(&address, "POST login/token", body);
        assert_eq!(refusal(&reply), (400, 1011));
        started.elapsed()
    };
    for known in [XIAOMEI, EMPTY] {
        take_the_same_time(known, |round| {
            // Twenty guesses lock an account for a while.
            salon.gateway.clock.shift(86_400);
            ratios(PAIRS, |pair, is_known| match is_known {
                true => took(known),
                false => took(&format!("1390000{round:02}{pair:02}")),
            })
        });
    }
}

#[test]
fn a_url_of_a_caller_is_never_fetched() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let port = listener.local_addr().unwrap().port();
    let salon = Salon::open();
    for (number, url) in [
        format!("http://127.0.0.1:{port}/a.png"),
        format!("https://127.0.0.1:{port}/a.png"),
        "javascript:alert(1)".to_owned(),
        "file:///etc/passwd".to_owned(),
        format!("https://wx.qlogo.cn@127.0.0.1:{port}/a"),
        "https://wx.qlogo.cn@evil/a".to_owned(),
        "https://wx.qlogo.cn.evil/a".to_owned(),
    ]
    .into_iter()
    .enumerate()
    {
        let mobile = format!("1390000000{number}");
        let token = token_of(&salon.by_sms(&mobile, json!({"avatar_url": url})));
        assert_eq!(
            salon.me(&token)["avatar"],
            json!({"src": "", "url": ""}),
            "{url}"
        );
        let edit = salon.user(&token, "PUT accounts/me", json!({"avatar": url}));
        assert_eq!(refusal(&edit), (400, 503));
    }
    let arrived = listener.accept();
    assert!(arrived.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock));
}

#[test]
fn the_history_of_another_user_is_not_shown() {
    let salon = Salon::open();
    let token = salon.sms_token(NEW);
    let victim = salon.id(XIAOMEI);
    for route in [
        "GET accounts/me/points",
        "GET accounts/me/shops",
        "GET accounts/me",
    ] {
        let own = salon.user(&token, route, Value::Null);
        let named = salon.user(
            &token,
            &format!("{route}?user_id={victim}&id={victim}"),
            Value::Null,
        );
        assert_eq!(own.text, named.text);
    }
}
