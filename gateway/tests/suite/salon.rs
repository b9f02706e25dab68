//! Salon on a gateway in a separate process that is killed in the middle of registrations.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use signet_methods_salon::tables::{point_events, profiles};
use signet_store::{Connection, Error, PageRequest, identities, points_ledger, sessions, users};
use signet_testkit::payments::PaymentProvider;
use signet_testkit::{SMS_CODE, TestGateway};

use crate::homecare::Node;

/// The number of kills of the process, and the number of registrations that run at each kill.
const ROUNDS: u32 = 20;
const AT_ONCE: u32 = 5;

/// Checks that an account exists with all its parts, or not at all. Returns whether it exists.
fn check(connection: &mut Connection, mobile: &str) -> Result<bool, Error> {
    let openid = identities::find(connection, "salon", "salon_wechat_app", &openid(mobile))?;
    let Some(user) = users::by_mobile(connection, "salon", mobile)? else {
        assert!(
            openid.is_none(),
            "{mobile}: an identity without its account"
        );
        return Ok(false);
    };
    assert_eq!(
        openid.map(|openid| openid.user_id),
        Some(user.id),
        "{mobile}"
    );
    assert!(
        profiles::find(connection, user.id)?.is_some(),
        "{mobile}: no profile"
    );
    assert!(
        !user.nickname.is_empty() && !user.password_hash.is_empty(),
        "{mobile}"
    );
    let page = PageRequest {
        offset: 0,
        limit: 9,
    };
    let ledger = points_ledger::of_user(connection, user.id, page)?.rows;
    let ids: Vec<i64> = ledger.iter().map(|entry| entry.id).collect();
    let events = point_events::of_ledger(connection, &ids)?;
    assert_eq!(
        (user.points, ledger.len(), events.len()),
        (100, 1, 1),
        "{mobile}"
    );
    assert_eq!(sessions::of_user(connection, user.id)?.len(), 1, "{mobile}");
    Ok(true)
}

fn openid(mobile: &str) -> String {
    format!("openid_of_{mobile}")
}

/// Posts to a route of the wire. Returns the reply, or an empty text if the connection ends without one.
fn post(address: &str, route: &str, body: &Value) -> String {
    let mut answer = Vec::new();
    let body = body.to_string();
    let head = format!(
        "POST /salon/v1/login/{route} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    // If the process is killed, the connection may fail at any point.
    if let Ok(mut stream) = TcpStream::connect(address) {
        let _ = stream.write_all((head + &body).as_bytes());
        let _ = stream.read_to_end(&mut answer);
    }
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn a_registration_is_whole_or_not_there() {
    let provider = PaymentProvider::start();
    let gateway = TestGateway::of(&signet_methods_salon::PACK)
        .with(|settings| provider.configure(&mut settings.pay))
        .start();
    let environment = [
        ("GATEWAY__PACKS__ENABLED", "salon"),
        ("GATEWAY__SMS__TEST_CODE", SMS_CODE),
        ("GATEWAY__SMS__DAILY_PER_ADDRESS", "10000"),
    ];
    let mut registered = 0;
    let mut whole = Duration::ZERO;
    for round in 0..=ROUNDS {
        let mut node = Node::start(&gateway, &["serve", "--demo"], &environment);
        let mobiles: Vec<String> = (0..AT_ONCE)
            .map(|number| format!("139{:08}", round * AT_ONCE + number))
            .collect();
        for mobile in &mobiles {
            let sent = post(&node.public, "sms_code", &json!({"mobile": mobile}));
            assert!(sent.starts_with("HTTP/1.1 200"), "{sent}");
        }
        let started = Instant::now();
        thread::scope(|scope| {
            let call = |mobile: &String| {
                let public = &node.public;
                let grant = json!({
                    "grant_type": "sms_code", "client_id": 41, "mobile": mobile, "sms_code": SMS_CODE, "nickname": "小北",
                    "password": "zmei-2020", "openid_code": format!("sandbox:{}", openid(mobile)),
                });
                scope.spawn(move || post(public, "token", &grant))
            };
            let calls: Vec<_> = mobiles.iter().map(call).collect();
            if round == 0 {
                calls
                    .into_iter()
                    .for_each(|call| assert!(call.join().unwrap().starts_with("HTTP/1.1 200")));
                whole = started.elapsed();
            } else {
                // The kills are spread over the time that the registrations of the first round took.
                thread::sleep(whole * round / ROUNDS);
            }
            node.child.kill().unwrap();
            node.child.wait().unwrap();
        });
        for mobile in &mobiles {
            let is_there = |connection: &mut Connection| check(connection, mobile);
            let is_there = gateway.store().run_blocking::<_, Error>(is_there);
            registered += usize::from(is_there.unwrap() && round > 0);
        }
    }
    assert!(registered > 0, "every process was killed too early");
}
