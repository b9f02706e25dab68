//! The HTTP driver against a provider that is slow, fails and recovers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use signet_gateway::settings::SmsDriver;
use signet_testkit::{Answer, SMS_CODE, TestGateway, unique};

const MOBILE: &str = "18575202691";
const SECRET: &str = "a bridge's secret";

/// How the provider behaves.
#[derive(Clone, Copy)]
enum Mood {
    Well,
    Fails(u16),
    Hangs,
}

#[derive(Clone)]
struct Seen {
    headers: Vec<(String, String)>,
    body: String,
}

/// A provider on a port of its own.
struct Provider {
    url: String,
    moods: Arc<Mutex<Vec<Mood>>>,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Provider {
    /// Behaves in these ways, one request after the other, and then well.
    fn start(moods: &[Mood]) -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/send", listener.local_addr().unwrap());
        let moods = Arc::new(Mutex::new(moods.iter().rev().copied().collect::<Vec<_>>()));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let provider = Provider {
            url,
            moods: Arc::clone(&moods),
            seen: Arc::clone(&seen),
        };
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (moods, seen) = (Arc::clone(&moods), Arc::clone(&seen));
                thread::spawn(move || while answer(&stream, &moods, &seen).is_some() {});
            }
        });
        provider
    }

    fn gateway(&self) -> TestGateway {
        let url = self.url.clone();
        let with = move |settings: &mut signet_gateway::settings::Settings| {
            settings.sms.driver = SmsDriver::Http;
            settings.sms.http.url = url;
            settings.sms.http.secret = SECRET.to_owned();
            settings.sms.http.timeout_ms = 300;
        };
        TestGateway::builder().with(with).start()
    }

    fn seen(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }
}

fn answer(stream: &TcpStream, moods: &Mutex<Vec<Mood>>, seen: &Mutex<Vec<Seen>>) -> Option<()> {
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
    let mood = moods.lock().unwrap().pop().unwrap_or(Mood::Well);
    let status = match mood {
        Mood::Well => 204,
        Mood::Fails(status) => status,
        Mood::Hangs => {
            thread::sleep(Duration::from_secs(5));
            return None;
        }
    };
    let mut stream = stream;
    stream
        .write_all(format!("HTTP/1.1 {status} X\r\nContent-Length: 0\r\n\r\n").as_bytes())
        .ok()
}

fn send(gateway: &TestGateway) -> Answer {
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
    let provider = Provider::start(&[Mood::Fails(500), Mood::Hangs]);
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
fn a_message_that_was_not_taken_does_not_count() {
    let provider = Provider::start(&[Mood::Fails(500), Mood::Fails(503), Mood::Fails(429)]);
    let gateway = provider.gateway();
    let answer = send(&gateway);
    assert_eq!(
        (answer.fault(), answer.msg()),
        ((503, "sms_failed"), "短信发送失败")
    );
    let login = json!({"mobile": MOBILE, "login_type": 1, "code": SMS_CODE});
    assert_eq!(
        gateway.call("user.login", login).code(),
        700,
        "a code that was not sent is no code"
    );
    assert_eq!(
        send(&gateway).code(),
        200,
        "the provider recovered, and the minute was not used up"
    );
    assert_eq!(provider.seen().len(), 4);
}

#[test]
fn a_refusal_is_final() {
    let provider = Provider::start(&[Mood::Fails(400)]);
    let gateway = provider.gateway();
    assert_eq!(send(&gateway).sub_code(), "sms_failed");
    assert_eq!(provider.seen().len(), 1);
}

#[test]
fn a_provider_that_is_not_there_is_a_clean_failure() {
    let provider = Provider {
        url: "http://127.0.0.1:9/".to_owned(),
        moods: Arc::default(),
        seen: Arc::default(),
    };
    assert!(provider.moods.lock().unwrap().is_empty());
    assert_eq!(send(&provider.gateway()).sub_code(), "sms_failed");
}
