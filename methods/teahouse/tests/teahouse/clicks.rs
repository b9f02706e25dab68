//! How often goods were looked at.

use signet_testkit::{TestGateway, eventually};

use crate::books::number;
use crate::stock;
use crate::wire::get;

const DETAIL: &str = "act=goods&op=goods_detail";

fn look(gateway: &TestGateway, goods_id: i64) {
    let goods_id = goods_id.to_string();
    get(gateway, DETAIL, &[("goods_id", &goods_id)]).v1();
}

/// Returns the stored number of looks at goods.
fn stored(gateway: &TestGateway, goods_id: i64) -> i64 {
    let clicks = format!("(SELECT click FROM teahouse_goods WHERE id = {goods_id})");
    number(gateway, &clicks)
}

#[test]
fn looks_at_goods_are_written_together() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    stock::reload(&gateway);
    gateway.clock.stop_at(gateway.clock.now());
    let goods = [110, 232];
    for number in 0..31 {
        look(&gateway, goods[number % 2]);
    }
    assert_eq!(goods.map(|id| stored(&gateway, id)), [0, 0]);
    look(&gateway, 232);
    assert_eq!(goods.map(|id| stored(&gateway, id)), [16, 16]);
}

#[test]
fn looks_at_goods_are_written_after_ten_seconds() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    stock::reload(&gateway);
    let now = gateway.clock.now();
    for (time, written) in [(now, 0), (now + 9, 0), (now + 10, 3), (now + 10, 3)] {
        gateway.clock.stop_at(time);
        look(&gateway, 232);
        assert_eq!(stored(&gateway, 232), written, "{time}");
    }
}

#[test]
fn looks_at_goods_are_counted_after_a_while() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let click = || {
        let reply = get(&gateway, DETAIL, &[("goods_id", "232")]).v1();
        reply["goods_info"]["goods_click"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    for _ in 0..32 {
        assert_eq!(click(), "0");
    }
    eventually("the looks are counted", || click() == "32");
}
