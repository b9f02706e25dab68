//! The methods of operators for vouchers, F-codes and predeposits.

use std::collections::HashSet;
use std::thread;

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::wire::post_as;
use crate::{
    LIAO, get as get_signed, listed, log_in, operate, refuses, register, try_to_operate, with,
};

fn template(total: i64, each_limit: i64) -> Value {
    json!({"store_id": 2, "title": "满100减20", "price": 2000, "limit": 10_000, "start_time": "2020-01-01 00:00:00",
        "end_time": "2030-01-01 00:00:00", "total": total, "each_limit": each_limit})
}

/// The ids of the members of the demo: only the second one has vouchers.
fn members(gateway: &TestGateway) -> [Value; 2] {
    let granted = operate(gateway, "voucher.granted", json!({"voucher_t_id": 10}));
    let buyer = granted["list"][0]["userid"].as_i64().unwrap();
    [json!(buyer - 1), json!(buyer)]
}

#[test]
fn a_voucher_that_was_given_is_in_the_list_of_its_member() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let [liao, buyer] = members(&gateway);
    let id = operate(&gateway, "voucher.create", template(3, 1))["voucher_t_id"].clone();
    let grant = |users: Value| json!({"voucher_t_id": id, "userids": users});
    let done = operate(&gateway, "voucher.grant", grant(json!([liao, buyer, liao])));
    assert_eq!(done["count"], 2);
    let key = log_in(&gateway, LIAO, "android");
    let own = get_signed(&gateway, &key, "voucher.list", json!({}));
    assert_eq!(own["voucher_list"][0]["voucher_t_id"], id, "{own}");
    assert_eq!(listed(&gateway, "voucher", "voucher_t_id", &id)["given"], 2);
    let granted = |search: Value| operate(&gateway, "voucher.granted", search)["total"].clone();
    assert_eq!(granted(json!({"voucher_t_id": id})), 2);
    assert_eq!(granted(json!({"voucher_t_id": id, "userid": liao})), 1);
    assert_eq!(granted(json!({"userid": buyer})), 3);
    // The number of a template cannot fall below the number of vouchers that were given, and vouchers that were given do not
    // change.
    let edit = with(&template(1, 1), json!({"voucher_t_id": id}));
    refuses(&gateway, "voucher.edit", edit.clone(), "total");
    operate(
        &gateway,
        "voucher.edit",
        with(&edit, json!({"total": 2, "price": 500})),
    );
    let own = get_signed(&gateway, &key, "voucher.list", json!({}));
    assert_eq!(own["voucher_list"][0]["voucher_price"], 2000, "{own}");
    refuses(
        &gateway,
        "voucher.edit",
        with(&edit, json!({"store_id": 3, "total": 2})),
        "store_id",
    );
}

#[test]
fn vouchers_are_given_to_all_or_to_none() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let [liao, buyer] = members(&gateway);
    let id = operate(&gateway, "voucher.create", template(3, 2))["voucher_t_id"].clone();
    let grant = |users: Value, n: i64| json!({"voucher_t_id": id, "userids": users, "n": n});
    let answer = try_to_operate(&gateway, "voucher.grant", grant(json!([liao, 9999]), 0));
    assert_eq!(answer.fault(), (503, "user_not_found"));
    assert!(answer.msg().contains("9999"), "{answer:?}");
    operate(&gateway, "voucher.grant", grant(json!([liao]), 1));
    operate(&gateway, "voucher.grant", grant(json!([liao]), 2));
    refuses(
        &gateway,
        "voucher.grant",
        grant(json!([buyer, liao]), 3),
        "userids",
    );
    refuses(&gateway, "voucher.grant", grant(json!([]), 0), "userids");
    let given = || listed(&gateway, "voucher", "voucher_t_id", &id)["given"].clone();
    assert_eq!(given(), 2);
    operate(&gateway, "voucher.hide", json!({"voucher_t_id": id}));
    for parameters in [
        grant(json!([buyer]), 4),
        json!({"voucher_t_id": 999, "userids": [buyer]}),
    ] {
        let answer = try_to_operate(&gateway, "voucher.grant", parameters);
        assert_eq!(answer.fault(), (503, "record_not_found"));
    }
    assert_eq!(given(), 2);
}

#[test]
fn vouchers_that_are_given_at_once_pass_no_limit() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let [liao, buyer] = members(&gateway);
    for (total, each_limit, users, expected) in
        [(5, 5, json!([liao, buyer]), 2), (100, 2, json!([liao]), 2)]
    {
        let id = operate(&gateway, "voucher.create", template(total, each_limit))["voucher_t_id"]
            .clone();
        let grant = |n: i64| {
            let parameters = json!({"voucher_t_id": id, "userids": users, "n": n});
            try_to_operate(&gateway, "voucher.grant", parameters).code()
        };
        let grant = &grant;
        let done = thread::scope(|scope| {
            let calls: Vec<_> = (0..8).map(|n| scope.spawn(move || grant(n))).collect();
            let codes = calls.into_iter().map(|call| call.join().unwrap());
            codes.filter(|code| *code == 200).count()
        });
        assert_eq!(done, expected);
        let given =
            operate(&gateway, "voucher.granted", json!({"voucher_t_id": id}))["total"].clone();
        assert_eq!(
            given,
            listed(&gateway, "voucher", "voucher_t_id", &id)["given"]
        );
        assert_eq!(given, expected * users.as_array().unwrap().len());
    }
}

#[test]
fn codes_are_shown_once_and_stored_nowhere() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let article = operate(&gateway, "fcode.list", json!({}))["list"][0].clone();
    assert_eq!(
        [&article["used"], &article["free"]],
        [0, article["free"].as_i64().unwrap()]
    );
    let id = &article["goods_commonid"];
    let made = operate(
        &gateway,
        "fcode.create",
        json!({"goods_commonid": id, "count": 500}),
    );
    let codes = made["codes"].as_array().unwrap().iter();
    let codes: HashSet<&str> = codes.map(|code| code.as_str().unwrap()).collect();
    assert_eq!(codes.len(), 500);
    assert!(codes.iter().all(|code| code.len() == 12));
    // The codes contain no characters that look alike.
    assert!(
        codes
            .iter()
            .all(|code| !code.contains(['0', 'O', '1', 'I']))
    );
    let counted = listed(&gateway, "fcode", "goods_commonid", id);
    assert_eq!(counted["free"], article["free"].as_i64().unwrap() + 500);
    let rows = gateway.audited("admin.teahouse.fcode.*");
    assert_eq!(rows.len(), 1);
    let kept = format!("{rows:?}{}{counted}", gateway.access_log());
    assert!(codes.iter().all(|code| !kept.contains(code)));
    let plain =
        listed(&gateway, "goods", "goods_name", &json!("竹制茶荷"))["goods_commonid"].clone();
    for (parameters, parameter) in [
        (
            json!({"goods_commonid": plain, "count": 1}),
            "goods_commonid",
        ),
        (
            json!({"goods_commonid": 9999, "count": 1}),
            "goods_commonid",
        ),
        (json!({"goods_commonid": id, "count": 0}), "count"),
        (json!({"goods_commonid": id, "count": 501}), "count"),
    ] {
        refuses(&gateway, "fcode.create", parameters, parameter);
    }
}

#[test]
fn a_reference_changes_a_predeposit_once() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    let [liao, _] = members(&gateway);
    let key = log_in(&gateway, LIAO, "android");
    let balance = || {
        let page = post_as(&gateway, &key, "act=member_index", &[]);
        page.v1()["predepoit"].clone()
    };
    let add = |amount: i64, reference: &str, n: i64| {
        let parameters = json!({"userid": liao, "amount": amount, "ref": reference, "n": n});
        try_to_operate(&gateway, "predeposit.add", parameters)
    };
    let first = add(5000, "a", 0);
    assert_eq!(first.data()["balance"], 5000);
    assert_eq!(balance(), "50.00");
    add(-2000, "b", 0);
    // A repeated call returns the existing entry, with the balance of that time.
    assert_eq!(add(5000, "a", 1).data(), first.data());
    assert_eq!(balance(), "30.00");
    for (amount, reference, fault) in [
        (5001, "a", "already_exists"),
        (-5000, "a", "already_exists"),
        (2000, "b", "already_exists"),
        (-3001, "c", "predeposit_short"),
    ] {
        assert_eq!(
            add(amount, reference, 2).fault(),
            (503, fault),
            "{amount} {reference}"
        );
    }
    assert_eq!(add(-3000, "c", 3).data()["balance"], 0);
    let ledger = operate(&gateway, "predeposit.list", json!({"userid": liao}));
    let entries = ledger["list"].as_array().unwrap().iter();
    let entries: Vec<_> = entries
        .map(|entry| {
            (
                entry["ref"].as_str().unwrap(),
                entry["amount"].as_i64().unwrap(),
            )
        })
        .collect();
    assert_eq!(entries, [("c", -3000), ("b", -2000), ("a", 5000)]);
    let none = json!({"userid": 9999, "amount": 1, "ref": "a"});
    assert_eq!(
        try_to_operate(&gateway, "predeposit.add", none).fault(),
        (503, "user_not_found")
    );
    for (changed, parameter) in [
        (json!({"amount": 0}), "amount"),
        (json!({"amount": "1.5"}), "amount"),
        (json!({"amount": 100_000_000}), "amount"),
        (json!({"ref": " "}), "ref"),
        (json!({"ref": "r".repeat(65)}), "ref"),
    ] {
        let parameters = with(&json!({"userid": liao, "amount": 1, "ref": "d"}), changed);
        refuses(&gateway, "predeposit.add", parameters, parameter);
    }
}

#[test]
fn one_of_many_changes_with_a_reference_is_made() {
    let gateway = TestGateway::of(&signet_methods_teahouse::PACK).start();
    register(&gateway, "19900000377");
    let [_, buyer] = members(&gateway);
    let user = json!(buyer.as_i64().unwrap() + 1);
    let add = |n: i64| {
        let parameters = json!({"userid": user, "amount": 100, "ref": "once", "n": n});
        try_to_operate(&gateway, "predeposit.add", parameters)
    };
    let add = &add;
    let balances: Vec<Value> = thread::scope(|scope| {
        let calls: Vec<_> = (0..8)
            .map(|n| scope.spawn(move || add(n).data()["balance"].clone()))
            .collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    assert_eq!(balances, vec![json!(100); 8]);
    let ledger = operate(&gateway, "predeposit.list", json!({"userid": user}));
    assert_eq!(ledger["total"], 1);
}
