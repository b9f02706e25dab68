//! Concurrent calls: one succeeds, and the others leave nothing behind.

use serde_json::{Value, json};
use signet_store::{Connection, PageRequest, identities, points_ledger, sessions};
use signet_testkit::{Reply, at_once, calls_at_once, unique, with};

use crate::salon::{
    ANDROID, EMPTY, NEW, PASSWORD, Salon, WEAK, XIAOMEI, good, password_grant, refusal, sms_grant,
    token_of,
};

/// Returns how many replies have each HTTP status and code; the code of a good reply is 0.
fn counts(replies: &[Reply]) -> Vec<((u16, i64), usize)> {
    let mut counts: Vec<((u16, i64), usize)> = Vec::new();
    for reply in replies {
        let told = match reply.http {
            200 => (200, 0),
            _ => refusal(reply),
        };
        match counts.iter_mut().find(|(known, _)| *known == told) {
            Some((_, count)) => *count += 1,
            None => counts.push((told, 1)),
        }
    }
    counts.sort();
    counts
}

/// Returns the number of live sessions of an account, and of the rows of its ledger.
fn rows(salon: &Salon, user_id: i64) -> (usize, i64) {
    salon.gateway.read(|connection: &mut Connection| {
        let live = sessions::of_user(connection, user_id)?.into_iter();
        let live = live.filter(|session| session.state == "L").count();
        let page = PageRequest {
            offset: 0,
            limit: 1,
        };
        Ok((
            live,
            points_ledger::of_user(connection, user_id, page)?.total,
        ))
    })
}

#[test]
fn one_code_registers_one_account() {
    let salon = Salon::open();
    salon.send_code(NEW);
    let replies = calls_at_once(20, |_| salon.guest("POST login/token", sms_grant(NEW)));
    assert_eq!(counts(&replies), [((200, 0), 1), ((400, 1003), 19)]);
    assert_eq!(rows(&salon, salon.id(NEW)), (1, 1));
    assert_eq!(salon.operate("user.list", json!({}))["total"], 5);
}

#[test]
fn two_accounts_bind_one_openid() {
    let salon = Salon::open();
    let mobiles = [NEW, "13333333338"];
    for mobile in mobiles {
        salon.send_code(mobile);
    }
    let more = json!({"openid_code": "sandbox:demo_openid_race", "password": "zmei-2020"});
    let replies = calls_at_once(2, |number| {
        salon.guest(
            "POST login/token",
            with(sms_grant(mobiles[number]), more.clone()),
        )
    });
    assert_eq!(counts(&replies), [((200, 0), 1), ((409, 1016), 1)]);
    let (winner, loser) = match replies[0].http {
        200 => (mobiles[0], mobiles[1]),
        _ => (mobiles[1], mobiles[0]),
    };
    assert!(salon.account(winner).is_some() && salon.account(loser).is_none());
    token_of(&salon.guest("POST login/token", sms_grant(loser)));
}

#[test]
fn two_old_accounts_bind_one_openid_and_the_loser_keeps_its_password() {
    let salon = Salon::open();
    let mobiles = [EMPTY, WEAK];
    for mobile in mobiles {
        salon.send_code(mobile);
    }
    let more = json!({"openid_code": "sandbox:demo_openid_race", "password": "zmei-2020"});
    let replies = calls_at_once(2, |number| {
        salon.guest(
            "POST login/token",
            with(sms_grant(mobiles[number]), more.clone()),
        )
    });
    assert_eq!(counts(&replies), [((200, 0), 1), ((409, 1016), 1)]);
    let loser = match replies[0].http {
        200 => WEAK,
        _ => EMPTY,
    };
    let by_new = salon.guest("POST login/token", password_grant(loser, "zmei-2020"));
    assert_eq!(refusal(&by_new), (400, 1011));
}

#[test]
fn one_account_binds_two_openids() {
    let salon = Salon::open();
    token_of(&salon.by_sms(NEW, json!({})));
    salon.send_code(NEW);
    let replies = calls_at_once(2, |number| {
        let code = format!("sandbox:demo_openid_{number}");
        salon.guest(
            "POST login/token",
            with(sms_grant(NEW), json!({"openid_code": code})),
        )
    });
    let statuses = counts(&replies);
    assert_eq!(statuses[0], ((200, 0), 1), "{statuses:?}");
    let bound = salon
        .gateway
        .read(|connection| identities::of_user(connection, salon.account(NEW).unwrap().id));
    assert_eq!(bound.len(), 1);
}

#[test]
fn two_repairs_of_one_password() {
    let salon = Salon::open();
    let token = salon.token(WEAK, "123456");
    let replies = calls_at_once(2, |number| {
        let body = json!({"proof_state": "password_is_ok", "value": format!("zmei-202{number}")});
        salon.user(&token, "PUT accounts/me/password", body)
    });
    assert_eq!(counts(&replies), [((200, 0), 1), ((409, 1012), 1)]);
    let winner = replies.iter().position(|reply| reply.http == 200).unwrap();
    token_of(&salon.guest(
        "POST login/token",
        password_grant(WEAK, &format!("zmei-202{winner}")),
    ));
}

#[test]
fn two_changes_by_the_old_password() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    let replies = calls_at_once(2, |number| {
        let body = json!({"proof_state": "password", "password": PASSWORD, "value": format!("zmei-202{number}")});
        salon.user(&token, "PUT accounts/me/password", body)
    });
    let statuses = counts(&replies);
    assert_eq!(statuses[0], ((200, 0), 1), "{statuses:?}");
    // The second call compared the old password before the change or after it.
    assert!(
        [((409, 1012), 1), ((400, 1011), 1)].contains(&statuses[1]),
        "{statuses:?}"
    );
}

#[test]
fn twenty_logins_leave_one_token() {
    let salon = Salon::open();
    let replies = calls_at_once(20, |_| {
        salon.guest("POST login/token", password_grant(XIAOMEI, PASSWORD))
    });
    let tokens: Vec<String> = replies
        .iter()
        .filter(|reply| reply.http == 200)
        .map(token_of)
        .collect();
    assert!(!tokens.is_empty());
    let live = tokens.iter().filter(|token| salon.state(token) == 200);
    assert_eq!(live.count(), 1);
    assert_eq!(rows(&salon, salon.id(XIAOMEI)).0, 1);
}

#[test]
fn two_changes_of_different_fields_both_stay() {
    let salon = Salon::open();
    let token = salon.token(XIAOMEI, PASSWORD);
    for round in 0..5 {
        let nickname = format!("小美{round}");
        let changes = [
            json!({"nickname": nickname}),
            json!({"gender": round % 3}),
            json!({"city_id": if round % 2 == 0 { 330_100 } else { 440_300 }}),
        ];
        let replies = calls_at_once(3, |number| {
            salon.user(&token, "PUT accounts/me", changes[number].clone())
        });
        assert_eq!(counts(&replies), [((200, 0), 3)]);
        let me = salon.me(&token);
        assert_eq!(
            (&me["nickname"], &me["gender"]),
            (&json!(nickname), &json!(round % 3))
        );
        assert_eq!(me["location"]["city"]["id"], changes[2]["city_id"]);
    }
}

#[test]
fn an_event_gives_points_once() {
    let salon = Salon::open();
    let userid = salon.id(EMPTY);
    let admin = salon.gateway.admin();
    let answers = calls_at_once(20, |_| {
        let gift = json!({"userid": userid, "event_type": "TRIAL", "event_id": 7, "point": 50, "reason": "试用", "n": unique("n")});
        admin.call("admin.salon.points.give", gift)
    });
    let good = answers.iter().filter(|answer| answer.code() == 200).count();
    let taken = answers
        .iter()
        .filter(|answer| answer.sub_code() == "already_exists")
        .count();
    assert_eq!((good, taken), (1, 19), "{answers:?}");
    assert_eq!(salon.account(EMPTY).unwrap().points, 150);
    assert_eq!(rows(&salon, userid).1, 2);
}

#[test]
fn fifty_requests_send_one_message() {
    let salon = Salon::open();
    let replies = calls_at_once(50, |_| {
        salon.guest("POST login/sms_code", json!({"mobile": NEW}))
    });
    let told = counts(&replies);
    assert_eq!(told[0], ((200, 0), 1), "{told:?}");
    assert_eq!(told[1..], [((429, 1006), 49)]);
    assert_eq!(salon.sent(), 1);
}

#[test]
fn a_login_that_races_a_reset_leaves_no_session_of_the_old_password() {
    let salon = Salon::open();
    let userid = salon.id(XIAOMEI);
    let mut old = PASSWORD.to_owned();
    for round in 0..5 {
        let new = format!("zmei-30{round}0");
        let replies = at_once(4, |number| match number {
            0 => {
                salon.operate("user.reset", json!({"userid": userid, "password": new}));
                None
            }
            number => {
                let client_id = [ANDROID, 44, ANDROID][number - 1];
                let grant = with(
                    password_grant(XIAOMEI, &old),
                    json!({"client_id": client_id}),
                );
                Some(salon.guest("POST login/token", grant))
            }
        });
        for reply in replies
            .into_iter()
            .flatten()
            .filter(|reply| reply.http == 200)
        {
            assert_ne!(salon.state(&token_of(&reply)), 200);
        }
        // The wrong passwords of this round would lock the account in the next one.
        salon.operate("user.unlock", json!({"userid": userid, "n": round}));
        old = new;
    }
    let me: Value = good(&salon.user(&salon.token(XIAOMEI, &old), "GET accounts/me", Value::Null));
    assert_eq!(me["id"], userid);
}
