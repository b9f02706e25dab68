//! The examples of the API document.

use serde_json::json;
use signet_testkit::TestGateway;

use crate::wire::{post, post_as};
use crate::{LIAO, log_in};

/// A time in the window of the document's sample.
const THEN: i64 = 1_456_450_000;

#[test]
fn the_sample_of_the_document() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    gateway.clock.shift(THEN - gateway.clock.now());
    let mut reply = post(&gateway, "act=goods_sample", &[]).json();
    reply.as_object_mut().unwrap().shift_remove("request_id");
    let picture = |name: &str| {
        let name = format!("http://www.chahuitong.com/data/upload/shop/store/goods/2/{name}");
        json!({"original_pic": format!("{name}.jpg"), "bmiddle_pic": format!("{name}_360.jpg")})
    };
    let expected = json!({
        "code": 1,
        "msg": "查询正常",
        "data": {
            "sample_id": "36",
            "sample_name": "[免费茶样]婀娜公主 清香铁观音 浓香 油切黑乌龙 各一包7g*3",
            "sample_image": [picture("2_05071421284587390"), picture("2_05071421912242261")],
            "sample_origin_place": "福建",
            "sample_weight": "7",
            "sample_correlation_price": "0",
            "sample_freight": "0",
            "sample_limit_number": "10",
            "sample_add_time": "0",
            "sample_start_time": "1456416000",
            "sample_end_time": "1456502400",
            "sample_state": "1",
            "sample_received_number": "0",
            "sample_link": "101972",
            "sample_bak_price": "0",
            "sample_bak_promotion_price": "0",
            "allow": true,
            "state": "可以申领",
        }
    });
    assert_eq!(reply, expected);
}

#[test]
fn the_member_of_the_document() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let key = log_in(&gateway, LIAO, "android");
    let avatar = "http://www.chahuitong.com/data/upload/shop/common/default_user_portrait.gif";
    let summary = post_as(&gateway, &key, "act=member_index", &[]).v1();
    assert_eq!(
        summary,
        json!({"user_name": LIAO, "avator": avatar, "point": "0", "predepoit": "0.00"})
    );
    let detail = post_as(&gateway, &key, "act=member_index", &[("Version", "v3")]);
    assert_eq!(detail.json()["msg"], "获取成功");
    assert_eq!(
        detail.v3(),
        json!({"member_name": LIAO, "member_truename": "廖培坤", "member_avatar": avatar,
            "member_birthday": "1991-06-11", "member_sex": "男"})
    );
    let addresses = post_as(&gateway, &key, "act=member_address&op=address_list", &[]).v1();
    let address = &addresses["address_list"][0];
    assert_eq!(
        [
            &address["area_info"],
            &address["address"],
            &address["city_id"],
            &address["area_id"]
        ],
        ["天津 天津市 红桥区", "水游城8层", "120100", "120106"]
    );
}
