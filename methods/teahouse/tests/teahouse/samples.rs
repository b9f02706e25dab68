//! The sample that is shown: who can get it, and its pictures.

use serde_json::{Value, json};
use signet_methods_teahouse::tables::samples::{self, NewSample};
use signet_testkit::TestGateway;

use crate::books::number;
use crate::stock::{SAMPLE, execute};
use crate::wire::{get, post_as};
use crate::{LIAO, log_in};

/// Adds the only sample, of ten pieces, and returns it.
fn only_sample(gateway: &TestGateway, starts_at: i64, ends_at: i64, images: &str) -> i64 {
    execute(gateway, "UPDATE teahouse_samples SET state = 0");
    let sample = NewSample {
        name: "茶样".to_owned(),
        images: images.to_owned(),
        origin_place: String::new(),
        weight: String::new(),
        price: 0,
        freight: 0,
        limit_number: 10,
        link_goods_id: SAMPLE,
        starts_at,
        ends_at,
        added_at: 0,
    };
    gateway.write(|tx| samples::insert(tx, None, &sample))
}

#[test]
fn a_sample_is_open_in_its_window_while_pieces_are_left() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let (guest, owner) = (String::new(), log_in(&gateway, LIAO, "android"));
    let start = gateway.clock.now() + 100;
    let id = only_sample(&gateway, start, start + 100, "[]");
    gateway.clock.stop_at(start);
    let user_id = number(
        &gateway,
        &format!("(SELECT id FROM users WHERE username = '{LIAO}')"),
    );
    assert!(gateway.write(|tx| samples::take(tx, id, user_id, 1)));
    let shown = |received: i64, key: &str, now: i64| {
        let received = format!("UPDATE teahouse_samples SET received = {received} WHERE id = {id}");
        execute(&gateway, &received);
        gateway.clock.stop_at(now);
        let shown = post_as(&gateway, key, "act=goods_sample", &[]).v3();
        assert_eq!(shown["sample_id"], id.to_string());
        let state = shown["state"].as_str().unwrap().to_owned();
        assert_eq!(shown["allow"], state == "可以申领", "{shown}");
        state
    };
    assert_eq!(shown(0, &guest, start - 1), "未开始");
    assert_eq!(shown(9, &guest, start), "可以申领");
    assert_eq!(shown(9, &guest, start + 99), "可以申领");
    assert_eq!(shown(10, &guest, start + 50), "已领完");
    assert_eq!(shown(10, &owner, start + 50), "已领取");
    assert_eq!(shown(1, &owner, start + 100), "已结束");
}

#[test]
fn both_sizes_of_a_picture_are_there_even_if_one_is_stored() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let now = gateway.clock.now();
    let pairs = json!([["a", "b"], ["a", ""], ["", "b"]]).to_string();
    only_sample(&gateway, now - 1, now + 100, &pairs);
    let shown = get(&gateway, "act=goods_sample", &[]).v3();
    let sizes =
        |original: &str, middle: &str| json!({"original_pic": original, "bmiddle_pic": middle});
    let expected = [sizes("a", "b"), sizes("a", "a"), sizes("b", "b")];
    assert_eq!(shown["sample_image"], Value::from(expected.to_vec()));
}
