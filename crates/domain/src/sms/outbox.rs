//! The way of a message to its provider.

use std::sync::Arc;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use serde::Serialize;
use sha2::Sha256;
use signet_fault::{Code, Fault};
use tokio::sync::Semaphore;
use ureq::http::StatusCode;

use crate::masked;

/// Deliveries at once; a provider that hangs must not take every blocking thread.
const AT_ONCE: usize = 16;

/// A message on its way.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// Unique; a provider that sees it twice sends once.
    pub id: String,
    /// To whom.
    pub mobile: String,
    /// The template's key.
    pub template: String,
    /// The text, code included.
    pub content: String,
}

/// Why a message was not delivered.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The provider answered, but with this status.
    #[error("the provider answered with HTTP status {0}")]
    Status(u16),
    /// The provider did not answer in time or at all.
    #[error("the provider cannot be reached: {0}")]
    Unreachable(Box<ureq::Error>),
    /// The message could not be written down.
    #[error("the message cannot be encoded: {0}")]
    Encoding(#[from] serde_json::Error),
}

/// Hands messages to a provider. Runs on a blocking thread.
pub trait Driver: Send + Sync {
    /// Delivers one message at `now` (unix seconds), within a bounded time.
    ///
    /// # Errors
    /// Any [`DeliveryError`]; the message then counts as not sent.
    fn deliver(&self, message: &Message, now: i64) -> Result<(), DeliveryError>;
}

/// A driver, and how many deliveries it does at once.
#[derive(Clone)]
pub struct Outbox {
    driver: Arc<dyn Driver>,
    places: Arc<Semaphore>,
}

impl Outbox {
    /// An outbox in front of a driver.
    pub fn new(driver: impl Driver + 'static) -> Outbox {
        Outbox {
            driver: Arc::new(driver),
            places: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }

    /// Delivers a message.
    ///
    /// # Errors
    /// [`Code::SmsFailed`]; [`Code::Overloaded`] if too many deliveries are under way.
    pub async fn deliver(&self, message: Message, now: i64) -> Result<(), Fault> {
        let place = Arc::clone(&self.places).try_acquire_owned();
        let place = place.map_err(|_| Fault::overloaded())?;
        let driver = Arc::clone(&self.driver);
        let delivered = tokio::task::spawn_blocking(move || {
            let delivered = driver.deliver(&message, now);
            drop(place);
            delivered
        });
        delivered
            .await
            .map_err(Fault::internal)?
            .map_err(|error| Fault::from(Code::SmsFailed).caused_by(error))
    }
}

/// Prints messages instead of sending them, for development.
#[derive(Clone, Copy, Debug)]
pub struct ConsoleDriver {
    /// Whether to print the text; with a fixed test code there is nothing to learn from it.
    pub show_content: bool,
}

impl Driver for ConsoleDriver {
    fn deliver(&self, message: &Message, _now: i64) -> Result<(), DeliveryError> {
        let content = if self.show_content {
            message.content.as_str()
        } else {
            "(the fixed test code)"
        };
        println!(
            "sms to {} ({}): {content}",
            masked::mobile(&message.mobile),
            message.template
        );
        Ok(())
    }
}

/// How the HTTP driver reaches its provider.
#[derive(Clone, Debug)]
pub struct HttpSettings {
    /// Where messages are posted.
    pub url: String,
    /// The key of the signature; empty for none.
    pub secret: String,
    /// The limit of one try.
    pub timeout: Duration,
    /// Tries after the first one.
    pub retries: u32,
}

/// Posts messages as JSON to a URL, so that any provider can be bridged.
///
/// The body is a [`Message`]. `Idempotency-Key` carries its id, the same for every try. `X-Signet-Timestamp`
/// (unix seconds) and `X-Signet-Signature`, HMAC-SHA256 over `timestamp + "." + body` in lower-case hexadecimal
/// digits, let the receiver know the sender. Status 2xx means accepted; 5xx, 429 and network errors are tried
/// again, anything else is final.
pub struct HttpDriver {
    settings: HttpSettings,
    agent: ureq::Agent,
}

impl HttpDriver {
    /// A driver with connections of its own.
    pub fn new(settings: HttpSettings) -> HttpDriver {
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(settings.timeout))
            .http_status_as_error(false)
            .max_redirects(0)
            .build();
        HttpDriver {
            settings,
            agent: config.into(),
        }
    }

    fn post(&self, message: &Message, body: &[u8], now: i64) -> Result<(), DeliveryError> {
        let request = self
            .agent
            .post(&self.settings.url)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Idempotency-Key", &message.id)
            .header("X-Signet-Timestamp", now.to_string())
            .header("X-Signet-Signature", self.signature(body, now));
        let response = request
            .send(body)
            .map_err(|error| DeliveryError::Unreachable(Box::new(error)))?;
        match response.status() {
            status if status.is_success() => Ok(()),
            status => Err(DeliveryError::Status(status.as_u16())),
        }
    }

    fn signature(&self, body: &[u8], now: i64) -> String {
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(self.settings.secret.as_bytes()) else {
            return String::new();
        };
        let mac = mac
            .chain_update(now.to_string())
            .chain_update(b".")
            .chain_update(body);
        hex::encode(mac.finalize().into_bytes())
    }
}

impl Driver for HttpDriver {
    fn deliver(&self, message: &Message, now: i64) -> Result<(), DeliveryError> {
        let body = serde_json::to_vec(message)?;
        let mut tries_left = self.settings.retries;
        loop {
            match self.post(message, &body, now) {
                Err(error) if tries_left > 0 && error.is_passing() => tries_left -= 1,
                outcome => return outcome,
            }
        }
    }
}

impl DeliveryError {
    /// Whether another try may succeed.
    fn is_passing(&self) -> bool {
        match self {
            DeliveryError::Status(status) => {
                *status >= 500 || *status == StatusCode::TOO_MANY_REQUESTS.as_u16()
            }
            DeliveryError::Unreachable(_) => true,
            DeliveryError::Encoding(_) => false,
        }
    }
}
