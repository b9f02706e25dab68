use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use reqwest::header::CONTENT_TYPE;
use serde::Serialize;
use serde::de::{DeserializeOwned, Error as _};
use serde_json::{Map, Value};
use signet_wire::sign::{Secret, SignType};
use tokio::time::sleep;

use crate::body::Body;
use crate::reply::Reply;
use crate::{Builder, Error, Lost};

/// The first pause between attempts, which is doubled each time, and the longest.
const PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Calls a gateway as one app. Clones share connections and the offset of the clock.
#[derive(Clone)]
pub struct Client {
    pub(crate) shared: Arc<Shared>,
    pub(crate) token: Option<Arc<str>>,
}

/// The state that the clones of a client share.
pub(crate) struct Shared {
    pub(crate) http: reqwest::Client,
    pub(crate) url: String,
    pub(crate) appid: String,
    pub(crate) secret: Secret,
    pub(crate) sign_type: SignType,
    pub(crate) v: String,
    pub(crate) common: Map<String, Value>,
    pub(crate) attempts: u32,
    pub(crate) timeout: Duration,
    pub(crate) clock_offset: AtomicI64,
}

impl Client {
    /// Starts a client of the app `appid` for the gateway at `url`.
    pub fn builder(url: &str, appid: &str, secret: Secret) -> Builder {
        Builder::new(url, appid, secret)
    }

    /// Returns the same client in a session.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Client {
        Client {
            shared: Arc::clone(&self.shared),
            token: Some(token.into()),
        }
    }

    /// Returns the seconds by which the gateway's clock is ahead of this machine's; 0 until a reply shows a difference.
    pub fn clock_offset(&self) -> i64 {
        self.shared.clock_offset.load(Ordering::Relaxed)
    }

    /// Signs a call, sends it until there is a reply, and reads the `data` of the reply, `null` if it has none.
    ///
    /// # Errors
    /// [`Error::Fault`] if the gateway refuses the call, [`Error::NoReply`] if there is no reply. The other errors are mistakes of the
    /// program.
    pub async fn call<R: DeserializeOwned>(
        &self,
        method: &str,
        parameters: &impl Serialize,
    ) -> Result<R, Error> {
        self.run(method, parameters, None).await
    }

    /// As [`Client::call`], with the file of a method that takes one.
    ///
    /// # Errors
    /// The errors of [`Client::call`].
    pub async fn upload<R: DeserializeOwned>(
        &self,
        method: &str,
        parameters: &impl Serialize,
        image: &[u8],
    ) -> Result<R, Error> {
        self.run(method, parameters, Some(image)).await
    }

    async fn run<R: DeserializeOwned>(
        &self,
        method: &str,
        parameters: &impl Serialize,
        image: Option<&[u8]>,
    ) -> Result<R, Error> {
        let limit = match image {
            Some(_) => 6 * self.shared.timeout,
            None => self.shared.timeout,
        };
        let mut call = self.call_of(method, parameters)?;
        let (mut reply, lost) = self.send(self.body(&mut call, image), limit).await?;
        if let Some(time) = reply.right_time() {
            self.shared
                .clock_offset
                .store(time - now(), Ordering::Relaxed);
            // If an attempt had no reply, only the same bytes are safe: that attempt may have reached the gateway in time.
            if !lost {
                (reply, _) = self.send(self.body(&mut call, image), limit).await?;
            }
        }
        serde_json::from_value(reply.into_data()?).map_err(Error::Reply)
    }

    /// Returns the members of a call without its time. Fixed members replace parameters of the same name.
    fn call_of(
        &self,
        method: &str,
        parameters: &impl Serialize,
    ) -> Result<Map<String, Value>, Error> {
        let shared = &self.shared;
        let mut call = shared.common.clone();
        if let Some(token) = &self.token {
            call.insert("token".to_owned(), Value::from(&**token));
        }
        match serde_json::to_value(parameters).map_err(Error::Parameters)? {
            Value::Object(parameters) => call.extend(parameters),
            Value::Null => {}
            _ => return Err(Error::Parameters(serde_json::Error::custom("no object"))),
        }
        for (name, value) in [
            ("method", method),
            ("v", &shared.v),
            ("appid", &shared.appid),
        ] {
            call.insert(name.to_owned(), Value::from(value));
        }
        Ok(call)
    }

    /// Signs a call with the present time.
    fn body(&self, call: &mut Map<String, Value>, image: Option<&[u8]>) -> Body {
        let time = now() + self.clock_offset();
        call.insert("timestamp".to_owned(), Value::from(time));
        let data = Value::Object(call.clone()).to_string();
        Body::new(self.shared.sign_type, &data, &self.shared.secret, image)
    }

    /// Sends the same bytes until there is a reply. Returns the reply, and whether an earlier attempt had none.
    async fn send(&self, body: Body, limit: Duration) -> Result<(Reply, bool), Error> {
        let mut lost = false;
        let mut attempt = 1;
        loop {
            let is_last = attempt >= self.shared.attempts;
            let wait = match self.attempt(&body, limit).await {
                Ok(reply) => match reply.is_busy() {
                    Some(wait) if !is_last => wait,
                    _ => return Ok((reply, lost)),
                },
                Err(Lost::Http(error)) if error.is_builder() => return Err(Error::Build(error)),
                Err(source) if is_last => {
                    let attempts = attempt;
                    return Err(Error::NoReply { attempts, source });
                }
                Err(_) => {
                    lost = true;
                    Duration::ZERO
                }
            };
            let pause = PAUSE
                .saturating_mul(1 << (attempt - 1).min(8))
                .min(LONGEST_PAUSE);
            let jitter = 0.5 + fastrand::f64() / 2.0;
            sleep(wait.min(LONGEST_PAUSE) + pause.mul_f64(jitter)).await;
            attempt += 1;
        }
    }

    async fn attempt(&self, body: &Body, limit: Duration) -> Result<Reply, Lost> {
        let request = self
            .shared
            .http
            .post(&self.shared.url)
            .header(CONTENT_TYPE, &body.content_type)
            .timeout(limit)
            .body(body.bytes.clone());
        Reply::read(request.send().await.map_err(Lost::Http)?).await
    }
}

/// Returns this machine's time, in unix seconds.
#[expect(
    clippy::disallowed_methods,
    reason = "a client has a clock of its own; the gateway reports how far it is off"
)]
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| {
        i64::try_from(since.as_secs()).unwrap_or_default()
    })
}
