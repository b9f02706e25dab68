//! The place of a page in its list.

use serde_json::json;
use signet_methods_teahouse::tables::favorites;
use signet_testkit::TestGateway;

use crate::shop::Buyer;
use crate::stock;

#[test]
fn a_page_has_twenty_entries() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let member = Buyer::fresh(&gateway);
    let add = |count: usize| {
        for _ in 0..count {
            let goods_id = stock::goods(&gateway, 2, 100, 0);
            gateway.write(|tx| favorites::insert(tx, member.user_id, goods_id));
        }
    };
    let check = |page: &str, entries: usize, hasmore: bool, page_total: i64| {
        let route = "act=member_favorites&op=favorites_list";
        let reply = member.post(route, &[("page", page)]);
        let list = reply.v1()["favorites_list"].as_array().unwrap().len();
        let json = reply.json();
        assert_eq!(
            (list, &json["hasmore"], &json["page_total"]),
            (entries, &json!(hasmore), &json!(page_total)),
            "{page}"
        );
    };
    check("1", 0, false, 0);
    add(20);
    check("1", 20, false, 1);
    add(1);
    check("1", 20, true, 2);
    check("2", 1, false, 2);
    check("9", 0, false, 2);
}
