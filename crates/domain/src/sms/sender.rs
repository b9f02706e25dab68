//! The delivery of messages to a provider, and its outcomes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use serde::Serialize;
use signet_fault::{Cause, Code, Fault};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::breaker::{Breaker, Change};
use crate::masked;

/// The number of deliveries at once; a provider that hangs must not take every blocking thread.
const AT_ONCE: usize = 16;

/// A message to deliver.
#[derive(Clone, Debug, Serialize)]
pub struct Message {
    /// The unique id of the message; a provider that gets it twice sends the message once.
    pub id: String,
    /// The mobile number of the receiver.
    pub mobile: String,
    /// The template's key.
    pub template: String,
    /// Its channel. A provider that cannot make calls sends a text.
    pub channel: Channel,
    /// The text, which contains the code.
    pub content: String,
}

/// A channel of messages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// As a text.
    #[default]
    Text,
    /// Read out on the phone.
    Voice,
}

/// The reason why a message was not delivered, as far as it is known.
#[derive(Debug, thiserror::Error)]
pub enum DeliveryError {
    /// The provider refused the message: it will not be sent.
    #[error("the provider refused the message with HTTP status {0}")]
    Refused(u16),
    /// The provider could not be reached: it never got the message.
    #[error("the provider cannot be reached: {0}")]
    NotSent(Box<ureq::Error>),
    /// The provider may have got the message: it did not answer in time, the connection broke, or it failed.
    #[error("it is not known whether the message was sent: {0}")]
    Unknown(String),
    /// The message could not be encoded.
    #[error("the message cannot be encoded: {0}")]
    Encoding(#[from] serde_json::Error),
}

/// Delivers messages to a provider. Runs on a blocking thread.
pub trait Driver: Send + Sync {
    /// Delivers one message at `now` (unix seconds), within a bounded time.
    ///
    /// # Errors
    /// Any [`DeliveryError`]; of several tries, the error with the least certain outcome.
    fn deliver(&self, message: &Message, now: i64) -> Result<(), DeliveryError>;
}

/// A driver, with a limit of concurrent deliveries and a breaker.
#[derive(Clone)]
pub struct Sender {
    driver: Arc<dyn Driver>,
    permits: Arc<Semaphore>,
    breaker: Arc<Breaker>,
    outcomes: Arc<Outcomes>,
}

/// The number of messages by outcome, since the start.
#[derive(Debug, Default)]
pub struct Outcomes {
    sent: AtomicU64,
    refused: AtomicU64,
    not_sent: AtomicU64,
    unknown: AtomicU64,
}

impl Outcomes {
    fn count(&self, delivered: &Result<(), DeliveryError>) {
        let counter = match delivered {
            Ok(()) => &self.sent,
            Err(DeliveryError::Refused(_)) => &self.refused,
            Err(DeliveryError::NotSent(_) | DeliveryError::Encoding(_)) => &self.not_sent,
            Err(DeliveryError::Unknown(_)) => &self.unknown,
        };
        counter.fetch_add(1, Ordering::Relaxed);
    }

    /// Returns the counts with their names in the metrics.
    pub fn by_name(&self) -> [(&'static str, u64); 4] {
        [
            ("sent", &self.sent),
            ("refused", &self.refused),
            ("not_sent", &self.not_sent),
            ("unknown", &self.unknown),
        ]
        .map(|(name, count)| (name, count.load(Ordering::Relaxed)))
    }
}

/// A permit to deliver one message.
pub(super) struct Delivery {
    sender: Sender,
    permit: OwnedSemaphorePermit,
}

impl Sender {
    /// Creates a sender that delivers through a driver.
    pub fn new(driver: impl Driver + 'static) -> Sender {
        Sender {
            driver: Arc::new(driver),
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            breaker: Arc::default(),
            outcomes: Arc::default(),
        }
    }

    /// Returns the outcomes of messages so far.
    pub fn outcomes(&self) -> &Outcomes {
        &self.outcomes
    }

    /// Returns whether the breaker is open: messages fail at once because the provider did not answer several of them.
    pub fn is_given_up(&self) -> bool {
        self.breaker.is_open()
    }

    /// Takes the permit to deliver one message, before anything is counted for it.
    ///
    /// # Errors
    /// [`Code::Overloaded`] if too many deliveries are under way; [`Code::SmsFailed`] while the provider is away.
    pub(super) fn admit(&self) -> Result<Delivery, Fault> {
        let permit = Arc::clone(&self.permits).try_acquire_owned();
        let permit = permit.map_err(|_| Fault::overloaded())?;
        if !self.breaker.lets_through(Instant::now()) {
            let fault = Fault::from(Code::SmsFailed).retry_after(1);
            let source = "the provider did not answer several messages in a row";
            return Err(fault.with_source(source).with_cause(Cause::Provider));
        }
        Ok(Delivery {
            sender: self.clone(),
            permit,
        })
    }
}

impl Delivery {
    /// Delivers a message.
    ///
    /// # Errors
    /// The errors of the driver; [`DeliveryError::Unknown`] if it panicked.
    pub(super) async fn deliver(self, message: Message, now: i64) -> Result<(), DeliveryError> {
        let Delivery { sender, permit } = self;
        let driver = Arc::clone(&sender.driver);
        let delivered = tokio::task::spawn_blocking(move || {
            let delivered = driver.deliver(&message, now);
            drop(permit);
            delivered
        });
        let delivered = delivered
            .await
            .unwrap_or_else(|panic| Err(DeliveryError::Unknown(panic.to_string())));
        sender.outcomes.count(&delivered);
        let answered = matches!(delivered, Ok(()) | Err(DeliveryError::Refused(_)));
        match sender.breaker.note(Instant::now(), answered) {
            Change::Opened => {
                tracing::error!(
                    cause = delivered.as_ref().err().map(ToString::to_string),
                    "the provider of short messages is unreachable; messages fail at once but for one trial every 2 s"
                );
            }
            Change::Closed => tracing::info!("the provider of short messages is back"),
            Change::None => {}
        }
        delivered
    }
}

/// Prints messages instead of sending them, for development.
pub struct ConsoleDriver {
    /// Whether to print the text, which contains the code. A fixed test code is known without it.
    pub show_content: bool,
    /// Prints a line. Never blocks.
    pub print: Box<dyn Fn(&str) + Send + Sync>,
}

impl Driver for ConsoleDriver {
    fn deliver(&self, message: &Message, _now: i64) -> Result<(), DeliveryError> {
        let content = if self.show_content {
            message.content.as_str()
        } else {
            "(the fixed test code)"
        };
        let mobile = masked::mobile(&message.mobile);
        (self.print)(&format!(
            "sms to {mobile} ({}): {content}",
            message.template
        ));
        Ok(())
    }
}
