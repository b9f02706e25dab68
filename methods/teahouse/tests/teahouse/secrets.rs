//! No line of the access log, no row of the audit log and no refusal contains a secret of a member.

use serde_json::json;
use signet_testkit::{TestGateway, eventually};

use crate::shop::{Buyer, SHENZHEN};
use crate::wire::{FORM, get, post, post_as, send};
use crate::{BUYER, operate, signed};

/// The code in every message.
const CODE: &str = "864209";

/// A mark that is sent as a password, a code, a text and a key, and must not be in a log.
const PLANTED: &str = "planted-Passw0rd";
const OTHER: &str = "planted-0ther-1";
const OPENID: &str = "planted_openid_1";
const NAME: &str = "潜伏的收货人";
const PHONE: &str = "19900000761";

#[test]
fn no_secret_is_in_a_log() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK)
        .with(|settings| settings.sms.test_code = CODE.to_owned())
        .start();
    post(&gateway, "act=login&op=send_sms", &[("mobile", PHONE)]).v3();
    let register = [
        ("mobile", PHONE),
        ("password", PLANTED),
        ("verificode", CODE),
        ("client", "android"),
    ];
    let session = post(&gateway, "act=login&op=register_api", &register).v3();
    let key = session["key"].as_str().unwrap();
    let change = [("oldpwd", PLANTED), ("newpwd", OTHER)];
    post_as(
        &gateway,
        key,
        "act=member_index&op=update_member_pwd",
        &change,
    )
    .v3();
    let code = format!("sandbox:{OPENID}");
    let third = [
        ("op", "qq"),
        ("client", "ios"),
        ("code", &code),
        ("openid", OPENID),
    ];
    post(&gateway, "act=login&op=register_api", &third).v3();
    let address = [
        ("true_name", NAME),
        ("city_id", SHENZHEN.0),
        ("area_id", SHENZHEN.1),
        ("area_info", NAME),
        ("address", NAME),
        ("mob_phone", PHONE),
    ];
    post_as(&gateway, key, "act=member_address&op=address_add", &address).v1();
    let buyer = Buyer::new(&gateway, BUYER);
    let step2 = buyer.prepare("232|1", SHENZHEN);
    let hashes = ["vat_hash", "offpay_hash", "offpay_hash_batch"].map(|name| step2.get(name));
    let with_code = step2.with("pd_pay", "1").with("password", PLANTED);
    assert_eq!(buyer.step2(&with_code).fault(), "wrong_pay_password");
    assert_eq!(
        buyer.step2(&step2.with("fcode", PLANTED)).fault(),
        "fcode_invalid"
    );
    let set = json!({"verificode": "000000", "paypwd": PLANTED});
    assert_ne!(signed(&gateway, key, "paypwd.set", set).code(), 200);
    operate(&gateway, "fcode.list", json!({}));
    eventually("the last call is logged", || {
        gateway.access_log().contains("admin.teahouse.fcode.list")
    });
    let planted = [PLANTED, OTHER, OPENID, NAME, PHONE, CODE, key, &buyer.key];
    let log = gateway.access_log();
    for secret in planted.into_iter().chain(hashes) {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
    assert!(log.contains("teahouse.order.create"));
    for action in gateway.audited("*") {
        for secret in planted {
            assert!(!action.detail.contains(secret), "{}", action.action);
        }
    }
}

#[test]
fn no_hostile_call_leaves_a_secret_in_the_log_or_gets_it_back() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let planted = [("password", PLANTED), ("key", OTHER), ("openid", OPENID)];
    let both = [&planted[..], &planted[..]].concat();
    let json = format!(r#"{{"password":"{PLANTED}","key":"{OTHER}"}}"#);
    let target = format!("POST /teahouse/index.php?act=login&password={PLANTED}&key={OTHER}");
    let replies = [
        post(&gateway, "act=login", &planted),
        post(&gateway, "act=login", &both),
        post(&gateway, "act=login&op=register_api", &planted),
        post(&gateway, "act=member_index", &planted),
        post(&gateway, &format!("act=login&op={PLANTED}"), &planted),
        post(&gateway, &format!("act={PLANTED}"), &planted),
        get(&gateway, "act=goods_sample", &planted),
        get(&gateway, "act=goods&op=goods_body", &planted),
        send(&gateway, &target, &[FORM], b"username=a&client=wap"),
        send(
            &gateway,
            &target,
            &[("Content-Type", "application/json")],
            json.as_bytes(),
        ),
        send(
            &gateway,
            &target,
            &[FORM, ("Content-Encoding", "gzip")],
            json.as_bytes(),
        ),
        send(
            &gateway,
            &target,
            &[FORM],
            format!("password={PLANTED}&%zz={OTHER}").as_bytes(),
        ),
        send(&gateway, &format!("GET /teahouse/{PLANTED}"), &[], b""),
    ];
    for reply in replies {
        for secret in [PLANTED, OTHER, OPENID] {
            assert!(!reply.text.contains(secret), "{reply:?}");
        }
    }
    get(&gateway, "act=tasters_recommends", &[]).v3();
    eventually("the last call is logged", || {
        gateway.access_log().contains("teahouse.taster.list")
    });
    let log = gateway.access_log();
    for secret in [PLANTED, OTHER, OPENID] {
        assert!(!log.contains(secret), "{secret} is in the log");
    }
}
