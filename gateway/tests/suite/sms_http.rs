//! The HTTP driver against a provider that is slow, fails and recovers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use signet_domain::sms::DriverKind;
use signet_gateway::settings::Settings;
use signet_store::{Error, Tx, users};
use signet_testkit::{Answer, SMS_CODE, TestGateway, eventually, unique};

use crate::usual;

const MOBILE: &str = "18575202691";
const SECRET: &str = "a bridge's secret";

/// The behaviour of the provider.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Behaviour {
    Well,
    Fails(u16),
    Hangs,
    Breaks,
}

#[derive(Clone)]
pub(crate) struct Seen {
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

/// A provider on its own port.
pub(crate) struct Provider {
    pub(crate) url: String,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Provider {
    /// Starts a provider that behaves in these ways, one for each request, and after that well.
    pub(crate) fn start(behaviours: &[Behaviour]) -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/send", listener.local_addr().unwrap());
        let behaviours = Arc::new(Mutex::new(
            behaviours.iter().rev().copied().collect::<Vec<_>>(),
        ));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let provider = Provider {
            url,
            seen: Arc::clone(&seen),
        };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (behaviours, seen) = (Arc::clone(&behaviours), Arc::clone(&seen));
                thread::spawn(move || while answer(&stream, &behaviours, &seen).is_some() {});
            }
        });
        provider
    }

    pub(crate) fn gateway(&self) -> TestGateway {
        gateway_on(&self.url)
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

fn gateway_on(url: &str) -> TestGateway {
    let with = |settings: &mut Settings| {
        settings.sms.driver = DriverKind::Http;
        settings.sms.http.url = url.to_owned();
        settings.sms.http.secret = SECRET.to_owned();
        settings.sms.http.timeout_ms = 300;
    };
    usual().with(with).start()
}

fn answer(
    stream: &TcpStream,
    behaviours: &Mutex<Vec<Behaviour>>,
    seen: &Mutex<Vec<Seen>>,
) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut headers = Vec::new();
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 2 {
        if let Some((name, value)) = line.split_once(':') {
            headers.push((name.to_lowercase(), value.trim().to_owned()));
        }
        line.clear();
    }
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")?
        .1
        .parse()
        .ok()?;
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    seen.lock().unwrap().push(Seen {
        headers,
        body: String::from_utf8(body).unwrap(),
    });
    let behaviour = behaviours.lock().unwrap().pop().unwrap_or(Behaviour::Well);
    let status = match behaviour {
        Behaviour::Well => 204,
        Behaviour::Fails(status) => status,
        Behaviour::Breaks => return None,
        Behaviour::Hangs => {
            thread::sleep(Duration::from_secs(5));
            return None;
        }
    };
    let mut stream = stream;
    stream
        .write_all(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n").as_bytes())
        .ok()
}

/// An account that was registered without a message.
fn insert_user(gateway: &TestGateway) {
    let user = users::NewUser {
        realm: "yaf".to_owned(),
        username: String::new(),
        mobile: MOBILE.to_owned(),
        password_hash: String::new(),
        weak_password: false,
        open_id: "0".repeat(32),
        nickname: String::new(),
        platform: 1,
        channel: String::new(),
        points: 0,
        register_ip: String::new(),
        created_at: 0,
    };
    let insert = move |tx: &mut Tx<'_>| users::insert(tx, &user);
    let store = gateway.store();
    store.transaction_blocking::<_, Error>(0, insert).unwrap();
}

pub(crate) fn send(gateway: &TestGateway) -> Answer {
    gateway.call(
        "sms.send",
        json!({"mobile": MOBILE, "key": "USER_LOGIN_CODE", "n": unique("n")}),
    )
}

#[test]
fn a_message_is_posted_signed() {
    let provider = Provider::start(&[]);
    let gateway = provider.gateway();
    assert_eq!(send(&gateway).code(), 200);
    let seen = provider.seen();
    let [request] = seen.as_slice() else {
        panic!("{} requests", seen.len())
    };
    let header = |name: &str| {
        request
            .headers
            .iter()
            .find(|(header, _)| header == name)
            .map(|(_, value)| value.as_str())
            .unwrap()
    };
    let body: Value = serde_json::from_str(&request.body).unwrap();
    assert_eq!(
        (&body["mobile"], &body["template"]),
        (&json!(MOBILE), &json!("USER_LOGIN_CODE"))
    );
    assert!(body["content"].as_str().unwrap().contains(SMS_CODE));
    assert_eq!(header("idempotency-key"), body["id"].as_str().unwrap());
    assert_eq!(header("content-type"), "application/json; charset=utf-8");
    let signed = format!("{}.{}", header("x-signet-timestamp"), request.body);
    let mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())
        .unwrap()
        .chain_update(signed)
        .finalize();
    assert_eq!(header("x-signet-signature"), hex::encode(mac.into_bytes()));
}

#[test]
fn a_provider_that_fails_or_hangs_is_tried_again_with_the_same_id() {
    let provider = Provider::start(&[Behaviour::Fails(500), Behaviour::Hangs]);
    let gateway = provider.gateway();
    assert_eq!(send(&gateway).code(), 200);
    let seen = provider.seen();
    let ids: Vec<&str> = seen
        .iter()
        .flat_map(|seen| &seen.headers)
        .filter(|(name, _)| name == "idempotency-key")
        .map(|(_, id)| id.as_str())
        .collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| *id == ids[0]));
}

#[test]
fn a_message_that_the_provider_refuses_counts_for_the_address_alone() {
    let provider = Provider::start(&[Behaviour::Fails(400); 50]);
    let gateway = provider.gateway();
    for _ in 0..50 {
        let answer = send(&gateway);
        assert_eq!(
            (answer.fault(), answer.msg()),
            ((503, "sms_failed"), "短信发送失败"),
            "neither the minute nor the day of the mobile is used up"
        );
    }
    assert_eq!(provider.seen().len(), 50, "a refusal is final");
    let login = json!({"mobile": MOBILE, "login_type": 1, "code": SMS_CODE});
    assert_eq!(
        gateway.call("user.login", login).code(),
        700,
        "a code that was not sent is no code"
    );
    assert_eq!(send(&gateway).sub_code(), "sms_ip_quota");
    let metrics = gateway.ops("/metrics").1;
    assert!(
        metrics.contains("gateway_sms_messages_total{outcome=\"refused\"} 50"),
        "{metrics}"
    );
}

#[test]
fn a_message_that_may_have_been_sent_counts_and_its_code_lives() {
    let outcomes = [
        [
            Behaviour::Fails(500),
            Behaviour::Fails(503),
            Behaviour::Fails(429),
        ],
        [
            Behaviour::Fails(408),
            Behaviour::Fails(408),
            Behaviour::Fails(408),
        ],
        [Behaviour::Hangs, Behaviour::Hangs, Behaviour::Hangs],
        [Behaviour::Breaks, Behaviour::Breaks, Behaviour::Breaks],
        [Behaviour::Hangs, Behaviour::Fails(400), Behaviour::Well],
    ];
    thread::scope(|scope| {
        for behaviours in &outcomes {
            scope.spawn(move || {
                let provider = Provider::start(behaviours);
                let gateway = provider.gateway();
                insert_user(&gateway);
                let answer = send(&gateway);
                assert_eq!(answer.fault(), (503, "sms_failed"), "{behaviours:?}");
                assert!(answer.msg().contains("可能稍后送达"), "{}", answer.msg());
                assert_eq!(
                    send(&gateway).sub_code(),
                    "sms_too_frequent",
                    "{behaviours:?}"
                );
                let login = json!({"mobile": MOBILE, "login_type": 1, "code": SMS_CODE});
                assert_eq!(
                    gateway.call("user.login", login).code(),
                    200,
                    "{behaviours:?}"
                );
            });
        }
    });
}

#[test]
fn a_provider_that_is_away_is_left_alone_and_found_again() {
    let provider = Provider::start(&[Behaviour::Breaks; 5 * 3]);
    let gateway = provider.gateway();
    let to = |number: usize| {
        let mobile = format!("139000000{number:02}");
        gateway.call(
            "sms.send",
            json!({"mobile": mobile, "key": "USER_LOGIN_CODE"}),
        )
    };
    for number in 0..5 {
        assert_eq!(to(number).sub_code(), "sms_failed");
    }
    let seen = provider.seen().len();
    assert_eq!(to(5).sub_code(), "sms_failed");
    assert_eq!(provider.seen().len(), seen, "nothing was posted");
    let away = |is_away: u8| {
        let line = format!("gateway_sms_provider_away {is_away}\n");
        gateway.ops("/metrics").1.contains(&line)
    };
    assert!(away(1));
    eventually("a trial goes out, and nothing was counted before", || {
        to(5).code() == 200
    });
    assert!(away(0));
    assert_eq!(to(6).code(), 200);
}

#[test]
fn a_provider_that_is_not_there_is_a_clean_failure() {
    let gateway = gateway_on("http://127.0.0.1:9/");
    for _ in 0..4 {
        let answer = send(&gateway);
        assert_eq!(
            (answer.sub_code(), answer.msg()),
            ("sms_failed", "短信发送失败")
        );
    }
    let login = json!({"mobile": MOBILE, "login_type": 1, "code": SMS_CODE});
    assert_eq!(
        gateway.call("user.login", login).code(),
        700,
        "nothing was sent"
    );
}
