//! A payment provider with the interface of Ping++. A test can make it slow, fail, repeat notifications and report wrong values.

#![expect(
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod books;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rcgen::{KeyPair, PKCS_RSA_SHA256, PublicKeyData, SigningKey};
use rustls::pki_types::PrivatePkcs8KeyDer;
use serde_json::{Value, json};
use signet_domain::payments::{DriverKind, Settings};
use signet_domain::trust::pem_block;

use crate::unique;
use books::{Books, Entry};

/// The app of every charge.
pub const APP: &str = "app_signet";
/// The secret key of the app.
pub const KEY: &str = "sk_test_signet";

/// The key that signs notifications, and the key of a stranger. Both were generated for these tests.
const OWN: &[u8] = include_bytes!("payments/provider.pk8");
const OF_A_STRANGER: &[u8] = include_bytes!("payments/stranger.pk8");

/// The behaviour of the provider.
#[derive(Clone, Debug, PartialEq)]
pub enum Behaviour {
    /// It executes requests and answers them.
    Good,
    /// It ignores requests and answers with this status.
    Fails(u16),
    /// It ignores requests and closes the connection.
    Breaks,
    /// It executes a request, and closes the connection without an answer.
    Forgets,
    /// It executes a request, and answers with this value in this field of the reply.
    Lies(&'static str, Value),
    /// It executes a request, and answers after this time.
    Slow(Duration),
}

/// The provider, with its own port and books.
#[derive(Clone)]
pub struct PaymentProvider {
    url: String,
    key_file: Arc<KeyFile>,
    books: Arc<Mutex<Books>>,
}

/// The file with the public key, which is removed with the last clone of the provider.
struct KeyFile(PathBuf);

impl Drop for KeyFile {
    fn drop(&mut self) {
        // If this fails, the file stays in the folder for temporary files, which does no harm.
        let _ = std::fs::remove_file(&self.0);
    }
}

impl PaymentProvider {
    /// Starts the provider, which runs until the test program ends.
    ///
    /// # Panics
    /// If there is no free port.
    pub fn start() -> PaymentProvider {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let key_file = std::env::temp_dir().join(format!("{}.pem", unique("signet-provider")));
        let pem = pem_block("PUBLIC KEY", &key(OWN).subject_public_key_info());
        std::fs::write(&key_file, pem).expect("a file");
        let provider = PaymentProvider {
            url: format!("http://{address}"),
            key_file: Arc::new(KeyFile(key_file)),
            books: Arc::new(Mutex::new(Books::new())),
        };
        let books = Arc::clone(&provider.books);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let books = Arc::clone(&books);
                thread::spawn(move || answer(&books, &stream));
            }
        });
        provider
    }

    /// Makes this the provider of a configuration.
    pub fn configure(&self, pay: &mut Settings) {
        pay.driver = DriverKind::Http;
        pay.url.clone_from(&self.url);
        pay.app = APP.to_owned();
        pay.key = KEY.to_owned();
        pay.public_key_file = self.key_file.0.display().to_string();
    }

    /// Returns the environment variables that make this the provider of a gateway in another process.
    pub fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("GATEWAY__PAY__DRIVER", "http".to_owned()),
            ("GATEWAY__PAY__URL", self.url.clone()),
            ("GATEWAY__PAY__APP", APP.to_owned()),
            ("GATEWAY__PAY__KEY", KEY.to_owned()),
            (
                "GATEWAY__PAY__PUBLIC_KEY_FILE",
                self.key_file.0.display().to_string(),
            ),
        ]
    }

    /// Changes the behaviour.
    pub fn behave(&self, behaviour: Behaviour) {
        self.books().behaviour = behaviour;
    }

    /// Returns the requests so far, such as `POST /v1/charges`.
    pub fn requests(&self) -> Vec<String> {
        self.books().requests.clone()
    }

    /// Returns the charge with this number.
    pub fn charge(&self, order_no: &str) -> Option<Value> {
        let books = self.books();
        books
            .entries
            .get(order_no)
            .map(|entry| entry.charge.clone())
    }

    /// Returns the refunds of the charge with this number.
    pub fn refunds(&self, order_no: &str) -> Vec<Value> {
        let books = self.books();
        let entry = books.entries.get(order_no);
        entry.map(|entry| entry.refunds.clone()).unwrap_or_default()
    }

    /// Returns the numbers of all charges.
    pub fn numbers(&self) -> Vec<String> {
        self.books().entries.keys().cloned().collect()
    }

    /// Returns the numbers of the charges with a refund that the provider has accepted and not completed.
    pub fn refunding(&self) -> Vec<String> {
        let books = self.books();
        let is_refunding = |entry: &Entry| {
            entry
                .refunds
                .iter()
                .any(|refund| refund["status"] == "pending")
        };
        let refunding = books
            .entries
            .iter()
            .filter(|(_, entry)| is_refunding(entry));
        refunding.map(|(number, _)| number.clone()).collect()
    }

    /// Returns the number of refunds that the provider refused, because the charge was not paid or too little of it was left.
    pub fn refused(&self) -> u64 {
        self.books().refused
    }

    /// Takes the money for a charge. Returns the notification about the payment.
    ///
    /// # Panics
    /// If there is no charge with this number.
    pub fn pay(&self, order_no: &str) -> String {
        let mut books = self.books();
        let entry = books.entries.get_mut(order_no).expect("a charge");
        entry.charge["paid"] = json!(true);
        entry.charge["time_paid"] = json!(1_800_000_000);
        let charge = entry.charge.clone();
        books.event("charge.succeeded", &charge)
    }

    /// Ends the accepted refunds of a charge, with success or failure. Returns a notification about each.
    ///
    /// # Panics
    /// If there is no charge with this number.
    pub fn end_refunds(&self, order_no: &str, succeeds: bool) -> Vec<String> {
        let mut books = self.books();
        let entry = books.entries.get_mut(order_no).expect("a charge");
        let (status, kind) = match succeeds {
            true => ("succeeded", "refund.succeeded"),
            false => ("failed", "refund.failed"),
        };
        let mut ended = Vec::new();
        for refund in &mut entry.refunds {
            if refund["status"] == "pending" {
                refund["status"] = json!(status);
                ended.push(refund.clone());
            }
        }
        let events = ended.iter().map(|refund| books.event(kind, refund));
        events.collect()
    }

    /// Returns the money that the provider holds: all payments less all refunds, in fen.
    pub fn balance(&self) -> i64 {
        let books = self.books();
        let amount = |value: &Value| value["amount"].as_i64().unwrap_or_default();
        let balance = |entry: &Entry| {
            let made = entry.refunds.iter();
            let made = made.filter(|refund| refund["status"] == "succeeded");
            let paid = match entry.charge["paid"] == json!(true) {
                true => amount(&entry.charge),
                false => 0,
            };
            paid - made.map(amount).sum::<i64>()
        };
        books.entries.values().map(balance).sum()
    }

    /// Returns the signature of a notification.
    pub fn sign(&self, body: &str) -> String {
        signature(OWN, body)
    }

    /// Returns the signature of a notification by the key of a stranger.
    pub fn forge(&self, body: &str) -> String {
        signature(OF_A_STRANGER, body)
    }

    fn books(&self) -> MutexGuard<'_, Books> {
        opened(&self.books)
    }
}

fn opened(books: &Mutex<Books>) -> MutexGuard<'_, Books> {
    books.lock().expect("no test panicked with it")
}

/// Answers one request. Then the connection is closed.
fn answer(books: &Mutex<Books>, mut stream: &TcpStream) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    let mut parts = line.split_whitespace();
    let (method, target) = (parts.next()?.to_owned(), parts.next()?.to_owned());
    let (mut length, mut is_known) = (0, false);
    loop {
        let mut header = String::new();
        reader.read_line(&mut header).ok()?;
        let Some((name, value)) = header.trim().split_once(':') else {
            break;
        };
        match name.to_lowercase().as_str() {
            "content-length" => length = value.trim().parse().ok()?,
            "authorization" => is_known = value.trim() == format!("Bearer {KEY}"),
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let behaviour = opened(books).behaviour.clone();
    let path = target.split('?').next().unwrap_or_default();
    let (status, reply) = match is_known {
        true => opened(books).handle(&behaviour, &method, path, &body)?,
        false => (401, json!({"error": {"code": "invalid_key"}})),
    };
    if let Behaviour::Slow(time) = behaviour {
        thread::sleep(time);
    }
    let reply = reply.to_string();
    let length = reply.len();
    let head =
        format!("HTTP/1.1 {status} x\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
    stream.write_all((head + &reply).as_bytes()).ok()
}

fn key(der: &[u8]) -> KeyPair {
    let der = PrivatePkcs8KeyDer::from(der);
    KeyPair::from_pkcs8_der_and_sign_algo(&der, &PKCS_RSA_SHA256).expect("an RSA key")
}

fn signature(der: &[u8], body: &str) -> String {
    let signed = key(der).sign(body.as_bytes()).expect("a signature");
    STANDARD.encode(signed)
}
