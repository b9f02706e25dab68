//! Services, ads and versions, as clients see them.

use serde_json::{Value, json};
use signet_methods_homecare::content::TOPIC;
use signet_methods_homecare::tables::ads::{self, NewAd};
use signet_store::{Tx, revisions};
use signet_testkit::{TestGateway, eventually};

use crate::{becomes, get, members, operate};

#[test]
fn services_belong_to_a_group_and_groups_to_a_city() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let groups = |number: &str| {
        let shown = get(
            &gateway,
            "homecare.service.groups",
            json!({"city_number": number}),
        );
        shown["parent_item_list"].clone()
    };
    let group = json!({"city_num": "511100", "item_name": "管道疏通", "type": 1, "recommand": 2, "sort_id": 7});
    let pid = operate(&operator, "service_group.create", group)["pid"].clone();
    eventually("the group is shown", || {
        groups("511100").as_array().unwrap().len() == 3
    });
    assert_eq!(
        groups("511100")[2],
        json!({"note": "", "sort_id": 7, "item_name": "管道疏通", "type": 1, "recommand": 2, "pid": pid, "icon": ""})
    );
    assert_eq!(members(&groups("511000"), "pid"), [1, 2]);
    let services = json!({"pid": pid});
    let empty = get(&gateway, "homecare.service.list", services.clone());
    assert_eq!(
        empty,
        json!({"msg": "get homeitems success", "home_items": []})
    );
    let service =
        json!({"pid": pid, "item_name": "马桶疏通", "pic_url": "https://files.example.com/a.png"});
    let hid = operate(&operator, "service.create", service)["hid"].clone();
    let shown = || get(&gateway, "homecare.service.list", services.clone())["home_items"].clone();
    eventually("the service is shown", || shown() != json!([]));
    assert_eq!(
        shown(),
        json!([{"item_name": "马桶疏通", "sort_id": null, "hid": hid, "pic_url": "https://files.example.com/a.png"}])
    );
    // An edit removes the values that it leaves out.
    operate(
        &operator,
        "service.edit",
        json!({"hid": hid, "pid": pid, "item_name": "下水疏通", "sort_id": 1}),
    );
    let edited = json!([{"item_name": "下水疏通", "sort_id": 1, "hid": hid, "pic_url": null}]);
    eventually("the service is edited", || shown() == edited);
    operate(&operator, "service.hide", json!({"hid": hid}));
    eventually("the service is hidden", || shown() == json!([]));
    operate(&operator, "service_group.hide", services.clone());
    becomes(
        &gateway,
        "homecare.service.list",
        &services,
        "homecare_service_group_unknown",
    );
}

#[test]
fn a_city_shows_its_own_ads_and_those_of_all_the_newest_first() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let ads = |number: &str| {
        let shown = get(&gateway, "homecare.ad.list", json!({"city_number": number}));
        shown["advertisment_list"].clone()
    };
    assert_eq!(ads("511000"), json!([]));
    let everywhere = json!({"title": "水龙头", "content": "当天上门", "photo": "https://files.example.com/a.png", "type": 2,
        "is_new": 0, "first_jump": 2, "second_jump": 21, "third_jump": 3});
    operate(&operator, "ad.create", everywhere);
    eventually("the ad is shown", || members(&ads("511000"), "pk") == [3]);
    assert_eq!(members(&ads("511100"), "pk"), [3, 2, 1]);
    let fields = ads("511000")[0]["fields"].clone();
    assert_eq!(
        (&fields["area"], &fields["is_new"]),
        (&json!(0), &json!(false))
    );
    let made = fields["create_time"].as_str().unwrap();
    let digits = made.replace(|c: char| c.is_ascii_digit(), "0");
    assert_eq!(digits, "0000-00-00T00:00:00.000Z", "{made}");
    let listed = operate(&operator, "ad.list", json!({}));
    assert_eq!(
        members(&listed["list"], "city_num"),
        ["", "511100", "511100"]
    );
    operate(&operator, "ad.hide", json!({"ad_id": 3}));
    eventually("the ad is hidden", || ads("511000") == json!([]));
    for number in 0..60 {
        let ad = json!({"title": format!("广告{number}"), "content": "内容", "type": 1, "is_new": 1, "first_jump": 1});
        operate(&operator, "ad.create", ad);
    }
    eventually("the newest ad is shown", || ads("511000")[0]["pk"] == 63);
    assert_eq!(ads("511100").as_array().unwrap().len(), 50);
}

#[test]
fn the_newest_version_of_a_platform_counts() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let android = || get(&gateway, "homecare.version.android", json!({}));
    operate(
        &operator,
        "version.create",
        json!({"platform": 2, "version": "2.2.0"}),
    );
    eventually("the newest is shown", || {
        android()["android_version"] == "2.2.0"
    });
    let entered = android()["update_time"].clone();
    assert!(entered.as_str().unwrap().ends_with("+08:00"), "{entered}");
    let ios = get(&gateway, "homecare.version.ios", json!({}));
    assert_eq!(ios["ios_version"], "2.1.6");
    // If the version is hidden and shown again, its time of entry does not change.
    gateway.clock.shift(60);
    let newest = operate(&operator, "version.list", json!({}))["list"][0]["version_id"].clone();
    operate(&operator, "version.hide", json!({"version_id": newest}));
    eventually("the one before is back", || {
        android()["android_version"] == "2.1.6"
    });
    operate(
        &operator,
        "version.hide",
        json!({"version_id": newest, "hidden": 0}),
    );
    eventually("the newest is back", || android()["update_time"] == entered);
    // A call in another second is another call.
    gateway.clock.shift(1);
    for id in members(
        &operate(&operator, "version.list", json!({}))["list"],
        "version_id",
    ) {
        operate(&operator, "version.hide", json!({"version_id": id}));
    }
    for method in ["homecare.version.android", "homecare.version.ios"] {
        becomes(&gateway, method, &Value::Null, "homecare_version_unknown");
    }
}

#[test]
fn an_ad_has_the_time_of_utc() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let ad = NewAd {
        area: 0,
        title: "水龙头".to_owned(),
        content: "内容".to_owned(),
        photo: String::new(),
        kind: 1,
        is_new: true,
        first_jump: 1,
        second_jump: None,
        third_jump: None,
    };
    let add = |tx: &mut Tx<'_>| {
        ads::insert(tx, &ad)?;
        revisions::bump(tx, TOPIC)
    };
    let store = gateway.store();
    store.transaction_blocking(1_427_530_118, add).unwrap();
    let number = json!({"city_number": "511000"});
    let ads = || get(&gateway, "homecare.ad.list", number.clone())["advertisment_list"].clone();
    eventually("the ad is shown", || ads() != json!([]));
    assert_eq!(
        ads()[0]["fields"]["create_time"],
        "2015-03-28T08:08:38.000Z"
    );
}
