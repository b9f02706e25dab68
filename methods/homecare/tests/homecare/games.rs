//! The game (E31, E32).

use serde_json::{Value, json};
use signet_testkit::{Client, TestGateway, calls_at_once};

use crate::people::accounts;
use crate::{get_as, members, operate, refuses, register};

const PHONE: &str = "18215606356";

/// Changes the game of the demo.
fn edit(operator: &Client<'_>, total: i64, plays: i64) {
    let game = json!({"game_id": 1, "title": "摇一摇", "start_time": "2020-01-01 00:00:00", "end_time": "2999-01-01 00:00:00",
        "total": total, "plays": plays, "min_value": 100, "max_value": 900, "days": 365});
    operate(operator, "game.edit", game);
}

fn check(gateway: &TestGateway, token: &str) -> bool {
    let reply = get_as(gateway, token, "homecare.game.check", json!({}));
    assert_eq!(reply["msg"], "game status get success");
    reply["have_game"].as_bool().unwrap()
}

#[test]
fn a_play_wins_a_coupon_of_whole_yuan_as_often_as_the_game_allows() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let token = register(&gateway, PHONE);
    for _ in 0..3 {
        assert!(check(&gateway, &token));
        gateway.clock.shift(1);
        let won = get_as(&gateway, &token, "homecare.game.play", json!({}));
        let keys: Vec<_> = won.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["msg", "deadline", "value", "cou_id"]);
        let value = won["value"].as_i64().unwrap();
        assert!(value % 100 == 0 && (100..=900).contains(&value), "{won}");
        let coupons =
            get_as(&gateway, &token, "homecare.coupon.list", json!({}))["coupons"].clone();
        let last = coupons.as_array().unwrap().last().unwrap();
        // The game and the list return the same values.
        for key in ["deadline", "value", "cou_id"] {
            assert_eq!(last[key], won[key], "{key}");
        }
        assert_eq!(last["type"], 3);
    }
    assert!(!check(&gateway, &token));
    gateway.clock.shift(1);
    let answer = gateway
        .client()
        .token(&token)
        .call("homecare.game.play", json!({}));
    assert_eq!(answer.fault(), (503, "homecare_no_game"));
}

#[test]
fn a_retry_of_a_play_is_the_same_play() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let client = gateway.client().token(&register(&gateway, PHONE));
    let data = client.data("homecare.game.play", json!({}));
    let won = client.post_data(&data);
    assert_eq!(won.code(), 200, "{won:?}");
    assert_eq!(client.post_data(&data).data(), won.data());
}

#[test]
fn without_a_game_there_is_none_to_play() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let token = register(&gateway, PHONE);
    let play = || {
        gateway.clock.shift(1);
        let answer = gateway
            .client()
            .token(&token)
            .call("homecare.game.play", json!({}));
        let (code, sub_code) = answer.fault();
        (code, sub_code.to_owned())
    };
    operate(&operator, "game.hide", json!({"game_id": 1}));
    assert!(!check(&gateway, &token));
    assert_eq!(play(), (503, "homecare_no_game".to_owned()));
    operate(&operator, "game.hide", json!({"game_id": 1, "hidden": 0}));
    edit(&operator, 1, 3);
    assert_eq!(play(), (200, String::new()));
    assert!(!check(&gateway, &token), "a play would win nothing");
    assert_eq!(play(), (503, "homecare_coupons_gone".to_owned()));
    // Plays that won nothing were not counted.
    gateway.clock.shift(1);
    edit(&operator, 3, 3);
    assert_eq!(play(), (200, String::new()));
    assert_eq!(play(), (200, String::new()));
    assert_eq!(play(), (503, "homecare_no_game".to_owned()));
}

#[test]
fn one_game_runs_at_a_time() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let game = |start: &str, end: &str| {
        json!({"title": "转盘", "start_time": start, "end_time": end, "total": 10, "plays": 1, "min_value": 100, "max_value": 100,
            "days": 1})
    };
    let create = |game: Value| operator.call("admin.homecare.game.create", game);
    let overlapping = create(game("2020-01-01 00:00:00", "2999-01-01 00:00:00"));
    assert_eq!(overlapping.fault(), (503, "already_exists"));
    let later = game("2998-01-01 00:00:00", "2999-01-01 00:00:00");
    let id = operate(&operator, "game.create", later.clone())["game_id"].clone();
    let mut edited = later.clone();
    edited["game_id"] = id.clone();
    edited["start_time"] = json!("2020-01-01 00:00:00");
    let answer = operator.call("admin.homecare.game.edit", edited.clone());
    assert_eq!(answer.fault(), (503, "already_exists"));
    // A hidden game may overlap, but then it cannot be shown.
    operate(&operator, "game.hide", json!({"game_id": id}));
    operate(&operator, "game.edit", edited);
    let answer = operator.call(
        "admin.homecare.game.hide",
        json!({"game_id": id, "hidden": 0}),
    );
    assert_eq!(answer.fault(), (503, "already_exists"));
    for (key, bad) in [
        ("end_time", json!("2998-01-01 00:00:00")),
        ("min_value", json!(150)),
        ("max_value", json!(250)),
        ("max_value", json!(0)),
        ("total", json!(0)),
        ("plays", json!(0)),
        ("days", json!(0)),
    ] {
        let mut wrong = later.clone();
        wrong[key] = bad;
        refuses(&create(wrong), key);
    }
    let listed = operate(&operator, "game.list", json!({}));
    assert_eq!(members(&listed["list"], "sent"), [0, 0]);
}

#[test]
fn the_total_is_never_below_what_was_sent() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    edit(&operator, 1000, 3);
    let token = register(&gateway, PHONE);
    for _ in 0..2 {
        gateway.clock.shift(1);
        get_as(&gateway, &token, "homecare.game.play", json!({}));
    }
    let game = json!({"game_id": 1, "title": "摇一摇", "start_time": "2020-01-01 00:00:00", "end_time": "2999-01-01 00:00:00",
        "total": 1, "plays": 3, "min_value": 100, "max_value": 900, "days": 365});
    refuses(&operator.call("admin.homecare.game.edit", game), "total");
}

#[test]
fn of_200_players_at_once_20_win_and_none_of_the_others_loses_a_play() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    edit(&operator, 20, 1);
    let tokens = accounts(&gateway, 200, "");
    let answers = calls_at_once(tokens.len(), |number| {
        gateway
            .client()
            .token(&tokens[number])
            .call("homecare.game.play", json!({}))
    });
    let count = |code| {
        answers
            .iter()
            .filter(|answer| answer.fault() == code)
            .count()
    };
    assert_eq!(
        (count((200, "")), count((503, "homecare_coupons_gone"))),
        (20, 180),
        "{:?}",
        answers.iter().find(|answer| answer.code() == 500)
    );
    let game = operate(&operator, "game.list", json!({}))["list"][0].clone();
    assert_eq!(game["sent"], 20);
    // When there are more coupons, each of the other accounts wins one.
    gateway.clock.shift(1);
    edit(&operator, 200, 1);
    gateway.clock.shift(1);
    let answers = calls_at_once(tokens.len(), |number| {
        gateway
            .client()
            .token(&tokens[number])
            .call("homecare.game.play", json!({}))
    });
    let count = |code| {
        answers
            .iter()
            .filter(|answer| answer.fault() == code)
            .count()
    };
    assert_eq!(
        (count((200, "")), count((503, "homecare_no_game"))),
        (180, 20)
    );
}

#[test]
fn one_player_plays_once_however_often_at_once() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    edit(&operator, 1000, 1);
    let token = accounts(&gateway, 1, "").remove(0);
    let answers = calls_at_once(30, |number| {
        gateway
            .client()
            .token(&token)
            .call("homecare.game.play", json!({"n": number}))
    });
    let count = |code| {
        answers
            .iter()
            .filter(|answer| answer.fault() == code)
            .count()
    };
    assert_eq!(
        (count((200, "")), count((503, "homecare_no_game"))),
        (1, 29)
    );
    let coupons = get_as(&gateway, &token, "homecare.coupon.list", json!({}))["coupons"].clone();
    assert_eq!(members(&coupons, "type"), [3]);
}
