//! The ids and the numbers of pieces that name the goods of a purchase.

use serde_json::json;
use signet_testkit::TestGateway;

use crate::BUYER;
use crate::shop::Buyer;

#[test]
fn ids_and_numbers_are_read_in_their_order() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let buyer = Buyer::new(&gateway, BUYER);
    for (text, expected) in [
        ("232|1,301|2", [("232", "1"), ("301", "2")]),
        ("301|3,232|1", [("301", "3"), ("232", "1")]),
    ] {
        let shown = buyer.step1(text).v1();
        let lines = &shown["store_cart_list"]["2"]["goods_list"];
        let seen = [0, 1].map(|line| (&lines[line]["goods_id"], &lines[line]["goods_num"]));
        let expected = expected.map(|(id, pieces)| (json!(id), json!(pieces)));
        assert_eq!(
            seen,
            expected.each_ref().map(|(id, pieces)| (id, pieces)),
            "{text}"
        );
    }
    let ids = |first: i64| {
        let pairs = (first..=1050).map(|id| format!("{id}|1"));
        pairs.collect::<Vec<_>>().join(",")
    };
    // These texts can be read, but the goods do not exist.
    for good in ["9223372036854775807|999", &ids(1001)] {
        assert_eq!(buyer.step1(good).fault(), "goods_unavailable", "{good}");
    }
    for bad in [
        "",
        "232",
        "232|",
        "|1",
        "232|0",
        "232|-1",
        "232|1000",
        "232|1e3",
        "+232|1",
        "232|+1",
        "232|1,",
        ",232|1",
        "232|1, 110|2",
        "232 |1",
        "232|1,232|2",
        "9223372036854775808|1",
        "00000000000000000232|1",
        "１|1",
        "1|1|1",
        &ids(1000),
    ] {
        assert_eq!(buyer.step1(bad).fault(), "bad_params", "{bad}");
    }
}
