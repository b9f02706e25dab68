//! Homecare on a gateway in a separate process: it is killed, an operator closes its wire, and it runs in production.

use std::fs::File;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use signet_domain::apps::{self, AppClass};
use signet_domain::sms::DriverKind;
use signet_store::Tx;
use signet_testkit::payments::{self, Behaviour, PaymentProvider};
use signet_testkit::{Client, TestGateway, eventually, unique};
use signet_wire::sign::Secret;

use crate::cli::{http_status, run_on, signal};
use crate::outputs::free_address;
use crate::sms_http::Provider;

const ALICE: &str = "18215606355";

/// The program, on the data of a gateway.
pub(crate) struct Node {
    pub(crate) child: Child,
    pub(crate) public: String,
    ops: String,
    log: PathBuf,
}

impl Node {
    /// Starts it and waits until it is ready.
    pub(crate) fn start(
        gateway: &TestGateway,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Node {
        let (public, ops) = (free_address(), free_address());
        let log = std::env::temp_dir().join(unique("signet-node.log"));
        let output = File::create(&log).unwrap();
        let settings = &gateway.settings;
        let child = Command::new(env!("CARGO_BIN_EXE_gateway"))
            .args(arguments)
            .env("GATEWAY__STORAGE__URL", &settings.storage.url)
            .env("GATEWAY__CACHE__URL", &settings.cache.url)
            .env("GATEWAY__CACHE__PREFIX", &settings.cache.prefix)
            .env(
                "GATEWAY__CACHE__TIMEOUT_MS",
                settings.cache.timeout_ms.to_string(),
            )
            .env("GATEWAY__UPLOAD__DIR", &settings.upload.dir)
            .env("GATEWAY__SERVER__LISTEN", &public)
            .env("GATEWAY__SERVER__DRAIN_SECONDS", "0")
            .env("GATEWAY__OPS__LISTEN", &ops)
            .env("GATEWAY__PAY__DRIVER", "http")
            .env("GATEWAY__PAY__URL", &settings.pay.url)
            .env("GATEWAY__PAY__APP", &settings.pay.app)
            .env("GATEWAY__PAY__KEY", &settings.pay.key)
            .env(
                "GATEWAY__PAY__PUBLIC_KEY_FILE",
                &settings.pay.public_key_file,
            )
            .envs(environment.iter().copied())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .unwrap();
        let mut node = Node {
            child,
            public,
            ops,
            log,
        };
        eventually("it is ready", || {
            let ended = node.child.try_wait().unwrap();
            assert_eq!(ended, None, "it does not start: {}", node.log());
            http_status(&node.ops, "/readyz") == Some(200)
        });
        node
    }

    /// Returns the whole log of the program.
    fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        // It has ended already unless the test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(&self.log);
    }
}

/// Posts to a route of the wire, and returns the reply; null if the connection ends without one.
fn post(address: &str, route: &str, body: &Value) -> Value {
    let mut stream = TcpStream::connect(address).unwrap();
    let body = body.to_string();
    let head = format!(
        "POST /homecare/consumer/{route} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all((head + &body).as_bytes()).unwrap();
    let mut answer = Vec::new();
    // If the process is killed, the connection may fail at any point.
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer);
    let body = answer.split_once("\r\n\r\n").map(|(_, body)| body);
    body.map_or(Value::Null, |body| serde_json::from_str(body).unwrap())
}

/// As [`post`], but the reply has to be good. Returns its body.
fn good(address: &str, route: &str, body: &Value) -> Value {
    let reply = post(address, route, body);
    assert_eq!(reply["status"], 1, "{route}: {reply}");
    reply["body"].clone()
}

fn address(gateway: &TestGateway) -> &str {
    let address = gateway.url.trim_start_matches("http://");
    address.trim_end_matches('/')
}

#[test]
fn an_order_whose_process_dies_before_it_announces_is_announced_by_another() {
    let provider = PaymentProvider::start();
    let gateway = TestGateway::builder()
        .with(|settings| provider.configure(&mut settings.pay))
        .start();
    let other = address(&gateway);
    let login = json!({"username": ALICE, "password": "123456"});
    let token = good(other, "login", &login)["private_token"].clone();
    let own = json!({"private_token": token});
    let orders = || good(other, "get_all_orders", &own)["order_list"].clone();
    let before = orders().as_array().unwrap().len();
    let patient = [("GATEWAY__PAY__TIMEOUT_MS", "10000")];
    let mut node = Node::start(&gateway, &["serve", "--demo"], &patient);
    provider.behave(Behaviour::Slow(Duration::from_secs(5)));
    let order = json!({"private_token": token, "send_type": 1, "use_coupon": false, "channel": "alipay", "address": "kb258",
        "online_pay": true, "city_number": "511000", "submit_price": "10", "goods_items": [{"sid": "1", "use_repair": false}]});
    let announced = || {
        let requests = provider.requests().into_iter();
        requests
            .filter(|request| request == "POST /v1/charges")
            .count()
    };
    std::thread::scope(|scope| {
        let public = node.public.clone();
        let reply = scope.spawn(move || post(&public, "create_pay_order", &order));
        eventually("the provider is asked", || announced() == 1);
        node.child.kill().unwrap();
        node.child.wait().unwrap();
        assert_eq!(reply.join().unwrap(), Value::Null);
    });
    provider.behave(Behaviour::Good);
    let orders = orders();
    assert_eq!(orders.as_array().unwrap().len(), before + 1);
    let number = orders[0]["order_id"].as_str().unwrap();
    assert_eq!(
        (&orders[0]["status"], &orders[0]["paid"]),
        (&json!(1), &json!(false))
    );
    let status = json!({"private_token": token, "order_id": number});
    let status = good(other, "get_charge_status", &status);
    let charge = provider.charge(number).unwrap();
    assert_eq!(status["charge_detail"]["id"], charge["id"], "{status}");
    assert_eq!(status["charge_detail"]["amount"], 1000);
    assert_eq!(status["paid"], false);
}

#[test]
fn a_suspended_app_closes_the_wire_within_a_second_and_nothing_else() {
    let gateway = TestGateway::start();
    let search = json!({"city_num": "511100"});
    let reply = || post(address(&gateway), "city_search", &search);
    let becomes = |state: &str, status: i64| {
        let output = run_on(&gateway, &["app", state, "homecare_wire"]);
        assert!(output.status.success(), "{output:?}");
        let took = eventually("the change shows", || reply()["status"] == status);
        assert!(took < Duration::from_secs(1), "{state}: {took:?}");
    };
    assert_eq!(reply()["status"], 1);
    becomes("suspend", 9);
    assert_eq!(
        reply(),
        json!({"status": 9, "body": {"msg": "permission denied"}})
    );
    let signed = gateway.call("homecare.city.search", search.clone());
    assert_eq!(signed.code(), 200, "{signed:?}");
    becomes("restore", 1);
}

const KEY: &str = "1111111111111111111111111111111111111111111111111111111111111111";
const BRIDGE: &str = "a bridge's secret";
const APP: &str = "phone_app";
const APP_SECRET: &str = "planted secret of an app";

/// A client on one of the wires of the program.
struct Phone<'a> {
    /// `None` on the wire of the product.
    signed: Option<Client<'a>>,
    public: &'a str,
    mobile: &'a str,
}

impl Phone<'_> {
    /// Makes a call that has to work, with the mobile as `phone` and as `username`. Returns its data.
    fn get(&self, route: &str, method: &str, mut body: Value) -> Value {
        body["phone"] = json!(self.mobile);
        body["username"] = json!(self.mobile);
        let Some(client) = &self.signed else {
            return good(self.public, route, &body);
        };
        let token = body.as_object_mut().unwrap().remove("private_token");
        let client = match &token {
            Some(token) => client.clone().token(token.as_str().unwrap()),
            None => client.clone(),
        };
        let answer = client.call(method, body);
        assert_eq!(answer.code(), 200, "{method}: {answer:?}");
        answer.data().clone()
    }
}

/// Returns the code in the last message to a mobile.
fn code_of(messages: &Provider, mobile: &str) -> String {
    let bodies = messages.seen().into_iter().rev().map(|seen| seen.body);
    let mut bodies = bodies.map(|body| serde_json::from_str::<Value>(&body).unwrap());
    let message = bodies.find(|message| message["mobile"] == mobile).unwrap();
    let content = message["content"].as_str().unwrap();
    let mut words = content.split(|letter: char| !letter.is_ascii_digit());
    words.find(|word| word.len() == 6).unwrap().to_owned()
}

#[test]
fn in_production_no_code_comes_back_and_no_secret_is_logged() {
    let (provider, messages) = (PaymentProvider::start(), Provider::start(&[]));
    let mut gateway = TestGateway::builder()
        .with(|settings| {
            provider.configure(&mut settings.pay);
            settings.security.key = KEY.to_owned();
            settings.sms.driver = DriverKind::Http;
            settings.sms.http.url = messages.url.clone();
            settings.sms.http.secret = BRIDGE.to_owned();
        })
        .start();
    let app = apps::unrestricted(APP, AppClass::App, gateway.clock.now());
    let (secret, vault) = (
        Secret::new(APP_SECRET).unwrap(),
        &gateway.gateway.services.vault,
    );
    let create = |tx: &mut Tx<'_>| apps::create(tx, vault, &app, &secret);
    let store = gateway.store();
    store
        .transaction_blocking(gateway.clock.now(), create)
        .unwrap();
    let node = Node::start(
        &gateway,
        &["serve"],
        &[
            ("GATEWAY__SERVER__ENV", "production"),
            ("GATEWAY__SECURITY__KEY", KEY),
            ("GATEWAY__UPLOAD__BASE_URL", "https://files.example.com"),
            ("GATEWAY__SMS__DRIVER", "http"),
            ("GATEWAY__SMS__HTTP__URL", &messages.url),
            ("GATEWAY__SMS__HTTP__SECRET", BRIDGE),
            ("GATEWAY__PACKS__ENABLED", "homecare"),
            ("GATEWAY__WIRE__HOMECARE__ENABLED", "true"),
        ],
    );
    // Signed calls go to the program.
    gateway.url = format!("http://{}/", node.public);
    let passwords = ["planted-Passw0rd", "planted-Other-1", "planted-Third-2"];
    let mut secrets: Vec<String> = passwords.map(str::to_owned).to_vec();
    secrets.extend([KEY, BRIDGE, APP_SECRET, payments::KEY].map(str::to_owned));
    let empty = json!({"verify_code": "", "success": true});
    for (mobile, is_signed) in [("18215606391", false), ("18215606392", true)] {
        let phone = Phone {
            signed: is_signed.then(|| Client::new(&gateway, APP, APP_SECRET)),
            public: &node.public,
            mobile,
        };
        assert_eq!(
            phone.get("send_verify", "homecare.sms.send", json!({})),
            empty
        );
        let code = code_of(&messages, mobile);
        let register = json!({"password": passwords[0], "verify_code": code});
        let registered = phone.get("register", "homecare.consumer.register", register);
        let token = registered["private_token"].clone();
        let edit = json!({"private_token": token, "old_password": passwords[0], "new_password": passwords[1]});
        let edited = phone.get("change_password", "homecare.consumer.pwd.edit", edit);
        let expected =
            json!({"verify_code": "", "success": true, "msg": "change password success"});
        assert_eq!(edited, expected);
        let sent = phone.get("forget_password", "homecare.consumer.pwd.forget", json!({}));
        let expected = json!({"test": empty, "msg": "verify code send success"});
        assert_eq!(sent, expected);
        let second = code_of(&messages, mobile);
        let reset = json!({"new_password": passwords[2], "verify_code": second});
        let reset = phone.get("reset_password", "homecare.consumer.pwd.reset", reset);
        let login = json!({"password": passwords[2]});
        let login = phone.get("login", "homecare.consumer.login", login);
        for replied in [&registered, &reset, &login] {
            secrets.push(replied["private_token"].as_str().unwrap().to_owned());
            for code in [&code, &second] {
                assert!(!replied.to_string().contains(code.as_str()), "{replied}");
            }
        }
        // Wrong, dead and missing secrets are faults that could be logged with them.
        for body in [
            json!({"username": mobile, "password": passwords[0]}),
            json!({"private_token": token}),
        ] {
            post(&node.public, "login", &body);
            post(&node.public, "get_coupons", &body);
        }
        secrets.extend([code, second]);
    }
    eventually("the log is written", || {
        node.log().matches("homecare.coupon.list").count() >= 4
    });
    signal(&node.child, "-TERM");
    eventually("it has ended", || {
        http_status(&node.public, "/healthz").is_none()
    });
    let log = node.log();
    for secret in &secrets {
        assert!(
            !log.contains(secret.as_str()),
            "{secret} is in the log: {log}"
        );
    }
}
