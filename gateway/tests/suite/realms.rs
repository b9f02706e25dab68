//! Accounts, sessions, codes, locks and files belong to one realm.

use serde_json::{Value, json};
use signet_call::{Pack, TableError};
use signet_gateway::packs;
use signet_pictures as pictures;
use signet_store::{Error, Tx, sessions, users};
use signet_testkit::{Answer, SMS_CODE, TestGateway, at_once, unique};

use crate::colours::PACKS;

const MOBILE: &str = "18575202691";
const PASSWORD: &str = "secret_1";

fn gateway() -> TestGateway {
    TestGateway::builder().packs(PACKS).start()
}

/// Makes a call that is not a retry of another call.
fn call(gateway: &TestGateway, method: &str, mut parameters: Value) -> Answer {
    parameters["n"] = json!(unique("n"));
    gateway.call(method, parameters)
}

/// Registers the mobile in a realm. Returns the token.
fn register(gateway: &TestGateway, realm: &str) -> String {
    let parameters = json!({"mobile": MOBILE, "password": PASSWORD, "platform": 1});
    let answer = call(gateway, &format!("{realm}.register"), parameters);
    answer.data()["token"].as_str().unwrap().to_owned()
}

/// Returns the answer to a call with a token, without the id of the call.
fn who(gateway: &TestGateway, realm: &str, token: &str) -> Value {
    let method = format!("{realm}.who");
    let mut body = gateway.client().token(token).call(&method, json!({})).body;
    body.as_object_mut().unwrap().remove("request_id");
    body
}

#[test]
fn a_token_of_another_realm_is_answered_as_an_unknown_one() {
    let gateway = gateway();
    let unknown = who(&gateway, "blue", &"0".repeat(32));
    assert_eq!(unknown["code"], 601);
    let first = register(&gateway, "red");
    assert_eq!(who(&gateway, "blue", &first), unknown, "live");
    let login = json!({"name": MOBILE, "password": PASSWORD, "platform": 1});
    let second = call(&gateway, "red.login", login).data()["token"].clone();
    let second = second.as_str().unwrap();
    assert_eq!(who(&gateway, "red", &first)["code"], 603);
    assert_eq!(who(&gateway, "blue", &first), unknown, "replaced");
    assert_eq!(who(&gateway, "red", second)["data"]["mobile"], MOBILE);

    // The same if the cache has lost the session: the database stores the realm too.
    let gateway = gateway.restart();
    assert_eq!(who(&gateway, "blue", second), unknown);
    assert_eq!(who(&gateway, "red", second)["code"], 200);
    let of_yaf = gateway
        .client()
        .token(second)
        .call("user.detail", json!({}));
    assert_eq!(of_yaf.fault(), (601, "session_expired"));
    let profile = |connection: &mut _| sessions::of_user(connection, 1);
    let rows = gateway.store().run_blocking::<_, Error>(profile).unwrap();
    assert!(rows.iter().all(|row| row.realm == "red"), "{rows:?}");
}

#[test]
fn a_method_without_a_realm_takes_sessions_of_all() {
    let gateway = gateway();
    for realm in ["red", "blue"] {
        let token = register(&gateway, realm);
        let user = gateway.client().token(&token);
        let answer = user.call("system.request.token", json!({"number": 1}));
        assert_eq!(answer.code(), 200, "{answer:?}");
    }
}

#[test]
fn one_mobile_has_an_account_in_each_realm() {
    let gateway = gateway();
    let tokens = ["red", "blue"].map(|realm| register(&gateway, realm));
    let ids = [("red", 0), ("blue", 1)]
        .map(|(realm, number)| who(&gateway, realm, &tokens[number])["data"]["user_id"].clone());
    assert_ne!(ids[0], ids[1]);
    let again = json!({"mobile": MOBILE, "password": PASSWORD});
    let again = call(&gateway, "blue.register", again);
    assert_eq!(again.sub_code(), "already_registered");
}

#[test]
fn a_lock_of_one_realm_leaves_the_other_open() {
    let gateway = gateway();
    register(&gateway, "red");
    register(&gateway, "blue");
    let log_in = |realm: &str, password: &str| {
        let parameters = json!({"name": MOBILE, "password": password});
        let answer = call(&gateway, &format!("{realm}.login"), parameters);
        answer.sub_code().to_owned()
    };
    for _ in 0..5 {
        assert_eq!(log_in("red", "wrong"), "wrong_password");
    }
    assert_eq!(log_in("red", PASSWORD), "login_locked");
    assert_eq!(log_in("blue", PASSWORD), "");
}

#[test]
fn a_code_is_of_its_realm_and_a_mobile_has_limits_in_each_and_in_all() {
    let gateway = TestGateway::builder()
        .packs(PACKS)
        .with(|settings| {
            settings.sms.daily_per_mobile = 3;
            settings.sms.daily_kept_for_known = 0;
            settings.sms.daily_per_mobile_in_all = 4;
        })
        .start();
    gateway.stay_in_one_day();
    let send = |realm: &str| {
        let answer = call(
            &gateway,
            &format!("{realm}.send"),
            json!({"mobile": MOBILE}),
        );
        answer.sub_code().to_owned()
    };
    let why = |realm: &str, code: &str| {
        let parameters = json!({"mobile": MOBILE, "code": code});
        let answer = call(&gateway, &format!("{realm}.check"), parameters);
        answer.data()["why"].as_str().unwrap().to_owned()
    };
    assert_eq!(send("red"), "");
    assert_eq!(
        (why("red", SMS_CODE), why("blue", SMS_CODE)),
        (String::new(), "Absent".to_owned())
    );
    assert_eq!(send("red"), "sms_too_frequent");
    assert_eq!(send("blue"), "", "another realm, another minute");
    for _ in 0..2 {
        gateway.clock.shift(61);
        assert_eq!(send("red"), "");
    }
    gateway.clock.shift(61);
    assert_eq!(send("red"), "sms_mobile_quota", "three in the realm");
    assert_eq!(send("blue"), "sms_mobile_quota", "four in all");
}

#[test]
fn a_pack_learns_why_a_code_is_refused() {
    let gateway = gateway();
    let why = |code: &str| {
        let parameters = json!({"mobile": MOBILE, "code": code});
        let answer = call(&gateway, "red.check", parameters);
        answer.data()["why"].as_str().unwrap().to_owned()
    };
    for (code, reason) in [
        ("", "Missing"),
        ("12345", "Malformed"),
        ("12345a", "Malformed"),
    ] {
        for _ in 0..5 {
            assert_eq!(why(code), reason, "it costs no try");
        }
    }
    let voice = json!({"mobile": MOBILE, "voice": 1});
    assert_eq!(call(&gateway, "red.send", voice).code(), 200);
    for _ in 0..3 {
        assert_eq!(why("000000"), "Wrong");
    }
    assert_eq!(why(SMS_CODE), "Guessed");
    gateway.clock.shift(61);
    let again = json!({"mobile": MOBILE});
    assert_eq!(call(&gateway, "red.send", again).code(), 200);
    assert_eq!(why(SMS_CODE), "");
    gateway.clock.shift(600);
    assert_eq!(why(SMS_CODE), "Expired");
    gateway.clock.shift(600);
    assert_eq!(why(SMS_CODE), "Absent");
}

#[test]
fn an_account_needs_neither_mobile_nor_password_and_its_names_share_one_lock() {
    let gateway = gateway();
    let both = json!({"mobile": MOBILE, "username": "lin", "password": PASSWORD});
    assert_eq!(call(&gateway, "red.register", both).code(), 200);
    let taken = json!({"username": "lin"});
    let answer = call(&gateway, "red.register", taken);
    assert_eq!(answer.sub_code(), "username_taken");
    let nothing = call(&gateway, "red.register", json!({"platform": 1}));
    let token = nothing.data()["token"].as_str().unwrap();
    let shown = who(&gateway, "red", token)["data"].clone();
    assert_eq!(
        (&shown["mobile"], &shown["username"]),
        (&json!(""), &json!(""))
    );
    let named = json!({"username": "13800138000x"});
    assert_eq!(call(&gateway, "red.register", named).code(), 200);

    let log_in = |name: &str, password: &str| {
        let parameters = json!({"name": name, "password": password});
        call(&gateway, "red.login", parameters)
            .sub_code()
            .to_owned()
    };
    assert_eq!(
        (log_in("lin", PASSWORD), log_in(MOBILE, PASSWORD)),
        Default::default()
    );
    assert_eq!(
        log_in("13800138000x", "none"),
        "wrong_password",
        "it has none"
    );
    assert_eq!(log_in("nobody", PASSWORD), "wrong_password");
    for name in ["lin", MOBILE, "lin", MOBILE, "lin"] {
        assert_eq!(log_in(name, "wrong"), "wrong_password");
    }
    for name in ["lin", MOBILE] {
        assert_eq!(log_in(name, PASSWORD), "login_locked", "{name}");
    }
}

#[test]
fn a_registration_is_undone_with_what_the_pack_adds() {
    let gateway = gateway();
    let fails = json!({"mobile": MOBILE, "fails": 1});
    let answer = call(&gateway, "red.register", fails);
    assert_eq!(answer.sub_code(), "already_exists");
    let find = |tx: &mut Tx<'_>| users::by_mobile(tx, "red", MOBILE);
    let found = gateway.store().transaction_blocking::<_, Error>(0, find);
    assert_eq!(found.unwrap(), None);
    register(&gateway, "red");
}

#[test]
fn of_parallel_registrations_of_a_name_one_succeeds() {
    let gateway = gateway();
    let codes = at_once(20, |_| {
        let answer = call(&gateway, "red.register", json!({"username": "lin"}));
        answer.sub_code().to_owned()
    });
    assert_eq!(codes.iter().filter(|code| code.is_empty()).count(), 1);
    let taken = codes.iter().filter(|code| *code == "username_taken");
    assert_eq!(taken.count(), 19, "{codes:?}");
}

#[test]
fn a_guest_has_files_and_a_quota_of_its_own() {
    let gateway = gateway();
    let upload = |realm: &str, guest: &str, fails: i64| {
        let parameters = json!({"guest": guest, "fails": fails, "n": unique("n")});
        let method = format!("{realm}.picture");
        let answer = gateway
            .client()
            .upload(&method, parameters, &pictures::png(20, 20));
        answer.sub_code().to_owned()
    };
    for _ in 0..3 {
        let failed = upload("red", MOBILE, 1);
        assert_eq!(failed, "already_exists", "what is undone does not count");
    }
    assert_eq!(
        [upload("red", MOBILE, 0), upload("red", MOBILE, 0)],
        ["", ""]
    );
    assert_eq!(upload("red", MOBILE, 0), "upload_quota");
    assert_eq!(upload("red", "13800138000", 0), "", "another guest");
    assert_eq!(upload("blue", MOBILE, 0), "", "another realm");
    gateway.clock.shift(86_400);
    assert_eq!(upload("red", MOBILE, 0), "");
}

#[test]
fn operators_act_in_the_realm_that_they_name() {
    let gateway = gateway();
    let token = register(&gateway, "blue");
    let id = who(&gateway, "blue", &token)["data"]["user_id"].clone();
    let admin = gateway.admin();
    let lock = |realm: Value| {
        let parameters = json!({"realm": realm, "userid": id, "n": unique("n")});
        admin.call("admin.user.kick", parameters)
    };
    assert_eq!(lock(json!("red")).sub_code(), "user_not_found");
    assert_eq!(lock(Value::Null).sub_code(), "user_not_found", "yaf");
    assert_eq!(lock(json!("green")).sub_code(), "bad_params");
    assert_eq!(who(&gateway, "blue", &token)["code"], 200);
    assert_eq!(lock(json!("blue")).code(), 200);
    assert_eq!(who(&gateway, "blue", &token)["code"], 601);
    let listed = admin.call("admin.user.list", json!({"realm": "blue"}));
    assert_eq!(listed.data()["list"][0]["userid"], id);

    let template = |realm: &str| json!({"realm": realm, "send_key": "CODE", "title": "t", "body": "%CODE%", "classes": ["wire"], "n": unique("n")});
    assert_eq!(
        admin.call("admin.template.edit", template("red")).code(),
        200
    );
    let listed = admin.call("admin.template.list", json!({"realm": "blue"}));
    assert_eq!(listed.data()["list"][0]["classes"], json!(["app"]));
    let made = admin.call("admin.template.create", template("red"));
    assert_eq!(made.sub_code(), "already_exists");
}

#[test]
fn a_method_of_a_pack_with_realms_names_one() {
    static FORGETFUL: Pack = Pack {
        realms: &[&crate::colours::RED],
        methods: signet_methods_operate::PACK.methods,
        ..Pack::new("forgetful", "健忘")
    };
    let refused = packs::table(&[&FORGETFUL]).map(|_| ()).unwrap_err();
    assert!(matches!(refused, TableError::NoRealm { .. }), "{refused}");
}
