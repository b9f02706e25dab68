//! Messages (E10, E11, E12).

use serde_json::{Value, json};
use signet_testkit::TestGateway;

use crate::{get_as, log_in, long, members, operate, refuses, register, user_id};

const PHONE: &str = "18215606356";
const DEMO: &str = "18215606355";

fn list(gateway: &TestGateway, token: &str) -> Value {
    get_as(gateway, token, "homecare.message.list", json!({}))["messages"].clone()
}

fn unread(gateway: &TestGateway, token: &str) -> Value {
    get_as(gateway, token, "homecare.message.unread_count", json!({}))["count"].clone()
}

#[test]
fn an_account_sees_its_own_messages_and_those_to_all_the_newest_first() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let first = log_in(&gateway, DEMO, "123456");
    let new = register(&gateway, PHONE);
    assert_eq!(members(&list(&gateway, &first), "mid"), [3, 2, 1]);
    assert_eq!(members(&list(&gateway, &new), "mid"), [3]);
    let message = list(&gateway, &new)[0].clone();
    let keys: Vec<_> = message.as_object().unwrap().keys().collect();
    assert_eq!(
        keys,
        ["content", "create_time", "deadline", "mid", "is_read"]
    );
    assert!(
        message["deadline"].as_str().unwrap().ends_with("+08:00"),
        "{message}"
    );
    assert_eq!(
        (unread(&gateway, &first), unread(&gateway, &new)),
        (json!(3), json!(1))
    );

    // A message to all that one account has read is still unread for another account.
    for _ in 0..2 {
        let read = get_as(&gateway, &first, "homecare.message.read", json!({"mid": 3}));
        assert_eq!(read, json!({"msg": "message status change success"}));
        gateway.clock.shift(1);
    }
    assert_eq!(
        members(&list(&gateway, &first), "is_read"),
        [true, false, false]
    );
    assert_eq!(members(&list(&gateway, &new), "is_read"), [false]);
    assert_eq!(
        (unread(&gateway, &first), unread(&gateway, &new)),
        (json!(2), json!(1))
    );
}

#[test]
fn a_message_of_another_is_one_that_is_not_there() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let new = register(&gateway, PHONE);
    let read = |mid: i64| {
        let answer = gateway
            .client()
            .token(&new)
            .call("homecare.message.read", json!({"mid": mid}));
        let mut body = answer.body;
        body.as_object_mut().unwrap().remove("request_id");
        body.to_string()
    };
    assert_eq!(read(1), read(999));
    assert!(read(1).contains("message_not_found"), "{}", read(1));
}

#[test]
fn past_its_deadline_a_message_is_gone() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let operator = gateway.admin();
    let (first, new) = (log_in(&gateway, DEMO, "123456"), register(&gateway, PHONE));
    let deadline = gateway
        .gateway
        .services
        .zone
        .date_time(gateway.clock.now() + 600);
    let message = json!({"all": 1, "content": "明天停水", "deadline": deadline});
    assert_eq!(
        operate(&operator, "message.create", message),
        json!({"count": 1})
    );
    for token in [&first, &new] {
        assert_eq!(list(&gateway, token)[0]["content"], "明天停水");
    }
    let mid = list(&gateway, &new)[0]["mid"].clone();
    gateway.clock.shift(600);
    assert_eq!(members(&list(&gateway, &first), "mid"), [3, 2, 1]);
    assert_eq!(
        (
            list(&gateway, &new).as_array().unwrap().len(),
            unread(&gateway, &new)
        ),
        (1, json!(1))
    );
    let answer = gateway
        .client()
        .token(&new)
        .call("homecare.message.read", json!({"mid": mid}));
    assert_eq!(answer.fault(), (503, "message_not_found"));
}

#[test]
fn an_operator_sends_edits_and_hides_messages() {
    let gateway = TestGateway::builder().start();
    let operator = gateway.admin();
    let token = register(&gateway, PHONE);
    let userid = user_id(&gateway, PHONE);
    let deadline = "2999-01-01 00:00:00";
    let sent = operate(
        &operator,
        "message.create",
        json!({"userids": [userid, userid, user_id(&gateway, DEMO)], "content": "您好", "deadline": deadline}),
    );
    assert_eq!(sent, json!({"count": 2}));
    let message = list(&gateway, &token)[0].clone();
    assert_eq!(message["content"], "您好");
    let mid = message["mid"].clone();
    operate(
        &operator,
        "message.edit",
        json!({"mid": mid, "content": "再见", "deadline": deadline}),
    );
    assert_eq!(list(&gateway, &token)[0]["content"], "再见");
    operate(&operator, "message.hide", json!({"mid": mid}));
    assert_eq!(members(&list(&gateway, &token), "mid"), [3]);
    let listed = operate(&operator, "message.list", json!({"userid": userid}));
    assert_eq!(
        (
            members(&listed["list"], "mid"),
            members(&listed["list"], "state")
        ),
        (vec![&mid], vec![&json!(0)])
    );
    let listed = operate(&operator, "message.list", json!({"userid": 0}));
    assert_eq!(members(&listed["list"], "mid"), [3]);

    let create = |parameters: Value| operator.call("admin.homecare.message.create", parameters);
    for (parameters, parameter) in [
        (json!({"content": "a", "deadline": deadline}), "userids"),
        (
            json!({"userids": [userid], "all": 1, "content": "a", "deadline": deadline}),
            "userids",
        ),
        (
            json!({"all": 1, "content": "a", "deadline": "2020-01-01 00:00:00"}),
            "deadline",
        ),
        (
            json!({"all": 1, "content": long(1001), "deadline": deadline}),
            "content",
        ),
    ] {
        refuses(&create(parameters), parameter);
    }
    let answer = create(json!({"userids": [userid, 9999], "content": "a", "deadline": deadline}));
    assert_eq!(answer.fault(), (503, "user_not_found"));
    // A user of another product is not a user of this one.
    gateway.register("18575202691");
    let of_yaf = gateway.store().run_blocking(|connection| {
        signet_store::users::by_mobile(connection, "yaf", "18575202691")
    });
    let of_yaf = of_yaf.unwrap().unwrap().id;
    let answer = create(json!({"userids": [of_yaf], "content": "a", "deadline": deadline}));
    assert_eq!(answer.fault(), (503, "user_not_found"));
}
