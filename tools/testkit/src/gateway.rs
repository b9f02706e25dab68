#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

mod data;

use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex, OnceLock, mpsc};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use signet_cache::Cache;
use signet_call::Pack;
use signet_docs::apps::{CONSOLE, DEMO};
use signet_domain::apps::{self, AppClass};
use signet_domain::clock::Clock;
use signet_domain::passwords::Cost;
use signet_gateway::Gateway;
use signet_gateway::output::{Output, Outputs, Style};
use signet_gateway::packs::{self, PACKS};
use signet_gateway::server::{self, Checked, Start};
use signet_gateway::settings::Settings;
use signet_store::Store;
use signet_wire::sign::Secret;
use tokio::sync::oneshot;

use self::data::Data;
use crate::{Answer, Client, unique};

/// The demo app.
pub const APPID: &str = DEMO.appid;
/// The secret of the demo app.
pub const SECRET: &str = DEMO.secret;
/// The code that every short message carries.
pub const SMS_CODE: &str = "123456";

/// The URL of the in-process fast store.
const IN_PROCESS: &str = "memory://";

/// The appid and the secret of the operators' app.
const ADMIN: &str = CONSOLE.appid;
const ADMIN_SECRET: &str = CONSOLE.secret;

/// A gateway with its own ports and data, the demo app and the demo content. When this is dropped, the gateway stops and its data is
/// removed.
pub struct TestGateway {
    /// The URL for calls.
    pub url: String,
    /// The URL of the ops listener.
    pub ops_url: String,
    /// The clock of the gateway, which tests may move.
    pub clock: Clock,
    /// The configuration of the gateway, for command lines on the same data.
    pub settings: Settings,
    /// The gateway itself.
    pub gateway: Arc<Gateway>,
    packs: &'static [&'static Pack],
    /// Set once the gateway has loaded the operators' app.
    has_admin: OnceLock<()>,
    log: SharedBuffer,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
    data: Arc<Data>,
}

/// A builder of gateways that differ from the usual one.
pub struct Builder {
    settings: Settings,
    packs: &'static [&'static Pack],
    /// The fast store of another node, if it is the in-process one.
    cache: Option<Cache>,
    data: Arc<Data>,
    /// Whether the database is filled before the start.
    is_filled: bool,
}

impl TestGateway {
    /// Starts a gateway with all products and the usual settings.
    pub fn start() -> TestGateway {
        TestGateway::builder().start()
    }

    /// Starts building a gateway that serves one product and the pack that is always enabled. With fewer tables, a test is much faster on a
    /// database server.
    pub fn of(product: &'static Pack) -> Builder {
        let names = [product.name.to_owned()];
        let packs = packs::enabled(&names).expect("the gateway has this pack");
        Builder {
            packs: packs.leak(),
            ..TestGateway::builder()
        }
    }

    /// Starts building a gateway. It serves all products, unless the builder changes that.
    pub fn builder() -> Builder {
        let data = Arc::new(Data::new());
        let mut settings = defaults();
        settings.server.listen = "127.0.0.1:0".to_owned();
        settings.server.drain_seconds = 0;
        settings.ops.listen = "127.0.0.1:0".to_owned();
        settings.storage.url = data.storage_url.clone();
        settings.cache.url =
            std::env::var("SIGNET_TEST_CACHE_URL").unwrap_or_else(|_| IN_PROCESS.to_owned());
        settings.cache.prefix = format!("{}:", unique("test"));
        // These limits are so long that a busy machine does not reach them.
        settings.cache.timeout_ms = 5000;
        settings.storage.read_timeout_ms = 10_000;
        settings.server.waits.hash = Duration::from_secs(20);
        settings.server.hash_cost = Cost::OF_TESTS;
        settings.sms.test_code = SMS_CODE.to_owned();
        settings.upload.dir = data.folder.join("uploads").display().to_string();
        Builder {
            settings,
            packs: PACKS,
            cache: None,
            data,
            is_filled: true,
        }
    }

    /// Starts another node on the same database and the same fast store, with the same methods.
    pub fn second_node(&self) -> TestGateway {
        let is_in_process = self.settings.cache.url == IN_PROCESS;
        let cache = is_in_process.then(|| self.gateway.services.cache.clone());
        self.again(cache).start()
    }

    /// Stops the gateway and starts it again on the same data. An in-process fast store is then empty.
    pub fn restart(mut self) -> TestGateway {
        self.halt();
        self.again(None).start()
    }

    fn again(&self, cache: Option<Cache>) -> Builder {
        Builder {
            settings: self.settings.clone(),
            packs: self.packs,
            cache,
            data: Arc::clone(&self.data),
            is_filled: false,
        }
    }

    /// As [`TestGateway::restart`], with other settings.
    pub fn restart_with(mut self, change: impl FnOnce(&mut Settings)) -> TestGateway {
        change(&mut self.settings);
        self.restart()
    }

    /// Returns a client of the demo app.
    pub fn client(&self) -> Client<'_> {
        Client::new(self, APPID, SECRET)
    }

    /// Returns a client of the operators' app, of class `admin`, which may call from this machine.
    pub fn admin(&self) -> Client<'_> {
        let client = Client::new(self, ADMIN, ADMIN_SECRET);
        self.has_admin.get_or_init(|| {
            let now = self.clock.now();
            let mut app = apps::unrestricted(ADMIN, AppClass::Admin, now);
            app.ips = "127.0.0.1/32".to_owned();
            let secret = Secret::new(ADMIN_SECRET).expect("it is long enough");
            let vault = &self.gateway.services.vault;
            // The app may already exist if another node on the same database created it.
            self.store()
                .transaction_blocking(now, |tx| apps::create(tx, vault, &app, &secret))
                .expect("an app is made");
            crate::eventually("the operator's tool is known", || {
                client.call("system.upgrade", json!({})).sub_code() != "bad_signature"
            });
        });
        client
    }

    /// Makes a call of the demo app.
    pub fn call(&self, method: &str, parameters: Value) -> Answer {
        self.client().call(method, parameters)
    }

    /// Registers a user with the password `secret_1` and returns the token.
    pub fn register(&self, mobile: &str) -> String {
        self.send_code(mobile, "USER_REGISTER_CODE");
        let parameters =
            json!({"mobile": mobile, "password": "secret_1", "code": SMS_CODE, "platform": 1});
        let answer = self.call("user.register", parameters);
        assert_eq!(answer.code(), 200, "{answer:?}");
        answer.data()["token"].as_str().expect("a token").to_owned()
    }

    /// Makes the gateway send a code to a mobile.
    pub fn send_code(&self, mobile: &str, template: &str) {
        let answer = self.call("sms.send", json!({"mobile": mobile, "key": template}));
        assert_eq!(answer.code(), 200, "{answer:?}");
    }

    /// Moves the clock to the next day if the current one ends within an hour, for tests of limits that count by the day.
    pub fn stay_in_one_day(&self) {
        let now = self.clock.now();
        let tomorrow = self.gateway.services.zone.tomorrow(now);
        let left = tomorrow.expect("the calendar has a next day") - now;
        if left < 3600 {
            self.clock.shift(left);
        }
    }

    /// Returns the database of the gateway.
    pub fn store(&self) -> &Store {
        &self.gateway.services.store
    }

    /// Returns the access log so far.
    pub fn access_log(&self) -> String {
        String::from_utf8_lossy(&self.log.0.lock().expect("no writer panicked")).into_owned()
    }

    /// Gets a path of the ops listener. Returns the HTTP status and the text.
    pub fn ops(&self, path: &str) -> (u16, String) {
        let agent = crate::client::agent();
        let response = agent
            .get(format!("{}{path}", self.ops_url))
            .call()
            .expect("the ops port answers");
        let status = response.status().as_u16();
        (status, response.into_body().read_to_string().expect("text"))
    }

    fn halt(&mut self) {
        if let Some(stop) = self.stop.take() {
            // The thread may already have ended.
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            eprintln!("the gateway's thread panicked");
        }
    }
}

impl Drop for TestGateway {
    fn drop(&mut self) {
        self.halt();
    }
}

impl Builder {
    /// Changes the settings.
    #[must_use]
    pub fn with(mut self, change: impl FnOnce(&mut Settings)) -> Builder {
        change(&mut self.settings);
        self
    }

    /// Makes the gateway trust the header `X-Forwarded-For`, so that a test can call from many addresses.
    #[must_use]
    pub fn behind_proxy(mut self) -> Builder {
        let loopback = "127.0.0.0/8".parse().expect("a network");
        self.settings.server.trusted_proxies = vec![loopback];
        self
    }

    /// Makes the gateway serve only these packs, and have only their tables.
    #[must_use]
    pub fn packs(mut self, packs: &'static [&'static Pack]) -> Builder {
        self.packs = packs;
        self
    }

    /// Makes the gateway hash passwords as in production, including those of the demo content, for tests of the time of a hash.
    #[must_use]
    pub fn with_slow_hashes(mut self) -> Builder {
        self.settings.server.hash_cost = Cost::default();
        self.on_empty_database()
    }

    /// Makes the gateway start on an empty database and create its own keys. Otherwise all gateways of this process have the same keys.
    #[must_use]
    pub fn on_empty_database(mut self) -> Builder {
        self.is_filled = false;
        self
    }

    /// Makes the gateway serve all packs except one, without the tables of that pack.
    #[must_use]
    pub fn without(self, name: &str) -> Builder {
        let others: Vec<&Pack> = PACKS
            .iter()
            .copied()
            .filter(|pack| pack.name != name)
            .collect();
        self.packs(others.leak())
    }

    /// Starts the gateway and waits until it listens.
    pub fn start(self) -> TestGateway {
        if self.is_filled && self.settings.storage.url == self.data.storage_url {
            self.data.fill(self.packs);
        }
        let (settings, packs, cache) = (self.settings.clone(), self.packs, self.cache);
        let (clock, log) = (Clock::default(), SharedBuffer::default());
        let (started, running) = mpsc::channel();
        let (stop, stopped) = oneshot::channel();
        let (thread_clock, thread_log) = (clock.clone(), log.clone());
        let thread = thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let (_open, outputs) = outputs(thread_log);
                let start = Start {
                    cache,
                    clock: thread_clock,
                    outputs,
                };
                let gateway = match Checked::new(settings, packs, true) {
                    Ok(checked) => server::start(checked, start).await,
                    Err(error) => Err(error),
                };
                let gateway =
                    gateway.unwrap_or_else(|error| panic!("the gateway does not start: {error:#}"));
                let listening = (gateway.public, gateway.ops, Arc::clone(&gateway.gateway));
                started.send(listening).expect("the test waits");
                // An error means that the test has ended. Then the gateway also stops.
                let _ = stopped.await;
                gateway.abort().await;
            });
        });
        let (public, ops, gateway) = running.recv().expect("the gateway starts");
        TestGateway {
            url: format!("http://{public}/"),
            ops_url: format!("http://{ops}"),
            clock,
            settings: self.settings,
            gateway,
            packs,
            has_admin: OnceLock::new(),
            log,
            stop: Some(stop),
            thread: Some(thread),
            data: self.data,
        }
    }
}

/// Returns the default settings. They are read only once, because that took a sixtieth of the time of all tests.
fn defaults() -> Settings {
    static DEFAULTS: LazyLock<Settings> =
        LazyLock::new(|| Settings::load(None).expect("the defaults are valid"));
    DEFAULTS.clone()
}

/// Starts outputs. Only the access log is kept, in `log`. The outputs end when the first value of the pair is dropped.
fn outputs(log: SharedBuffer) -> ([Output; 2], Outputs) {
    let notice = Style::Json.notice();
    let calls = Output::start("calls", log, notice).expect("a thread");
    let rest = Output::start("rest", io::sink(), notice).expect("a thread");
    let outputs = Outputs {
        calls: calls.printer(),
        style: Style::Json,
        people: rest.printer(),
        log: rest.printer(),
    };
    ([calls, rest], outputs)
}

/// Waits until a condition holds, for half a minute at most. This is much longer than any test needs, because the machine may be busy.
///
/// # Panics
/// If the condition does not hold in time.
pub fn eventually(what: &str, mut condition: impl FnMut() -> bool) -> Duration {
    let started = Instant::now();
    while !condition() {
        assert!(started.elapsed() < Duration::from_secs(30), "never: {what}");
        thread::sleep(Duration::from_millis(10));
    }
    started.elapsed()
}

#[derive(Clone, Default)]
struct SharedBuffer(Arc<Mutex<Vec<u8>>>);

impl Write for SharedBuffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no reader panicked").write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
