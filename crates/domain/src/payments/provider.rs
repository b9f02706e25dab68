//! The provider: requests to it are bounded in time and number, and fail at once while it is away.

use std::sync::Arc;
use std::time::Instant;

use signet_fault::{Cause, Code, Fault};
use signet_store::charges::Charge;
use signet_store::refunds::Refund;
use tokio::sync::Semaphore;

use super::http::HttpDriver;
use super::{SeenRefund, sandbox};
use crate::breaker::{Breaker, Change};

/// The number of requests at once; a provider that hangs must not take every blocking thread.
const AT_ONCE: usize = 16;

/// The reason why a request to the provider failed.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// No provider is configured.
    #[error("pay.driver is \"off\"")]
    Off,
    /// Too many requests are under way.
    #[error("too many requests to the payment provider are under way")]
    Busy,
    /// It did not answer several requests.
    #[error("the payment provider did not answer several requests in a row")]
    GivenUp,
    /// It did not answer, or failed: it is not known whether the request took effect.
    #[error("the payment provider did not answer: {0}")]
    NoAnswer(String),
    /// It refused the request.
    #[error("the payment provider refused with HTTP status {status} {code}")]
    Refused {
        /// The status.
        status: u16,
        /// The code in its answer.
        code: String,
    },
    /// Its answer does not have the documented form.
    #[error("the answer of the payment provider cannot be read: {0}")]
    Unreadable(String),
}

impl ProviderError {
    /// Returns whether the error counts for the breaker.
    fn is_silence(&self) -> bool {
        matches!(self, ProviderError::NoAnswer(_))
    }
}

impl From<ProviderError> for Fault {
    #[track_caller]
    fn from(error: ProviderError) -> Fault {
        match error {
            ProviderError::Busy => Fault::overloaded().with_source(error),
            other => Fault::new(Code::PaymentFailed)
                .with_source(other)
                .with_cause(Cause::Provider),
        }
    }
}

/// The provider of charges and refunds.
pub(super) enum Driver {
    Off,
    Sandbox { app: String },
    Http(HttpDriver),
}

/// A driver with its limits.
pub(super) struct Provider {
    driver: Arc<Driver>,
    permits: Arc<Semaphore>,
    breaker: Arc<Breaker>,
}

impl Provider {
    pub(super) fn new(driver: Driver) -> Provider {
        Provider {
            driver: Arc::new(driver),
            permits: Arc::new(Semaphore::new(AT_ONCE)),
            breaker: Arc::default(),
        }
    }

    pub(super) fn breaker(&self) -> Arc<Breaker> {
        Arc::clone(&self.breaker)
    }

    pub(super) fn is_away(&self) -> bool {
        self.breaker.is_open()
    }

    /// Creates a charge at the provider, or finds the existing charge with its number. Returns its text.
    pub(super) async fn create(&self, charge: &Charge) -> Result<String, ProviderError> {
        let charge = charge.clone();
        self.run(move |driver| match driver {
            Driver::Off => Err(ProviderError::Off),
            Driver::Sandbox { app } => Ok(sandbox::charge(&charge, app)),
            Driver::Http(http) => http.create(&charge),
        })
        .await
    }

    /// Returns the text of a charge as it is now; `None` if the driver cannot query it.
    pub(super) async fn find(&self, charge: &Charge) -> Result<Option<String>, ProviderError> {
        let charge = charge.clone();
        self.run(move |driver| match (driver, &charge.provider_id) {
            (Driver::Http(http), Some(id)) => http.find(id).map(Some),
            _ => Ok(None),
        })
        .await
    }

    /// Sends a refund, or finds a refund that was sent before.
    pub(super) async fn refund(
        &self,
        charge: &Charge,
        refund: &Refund,
    ) -> Result<Option<SeenRefund>, ProviderError> {
        let (charge, refund) = (charge.clone(), refund.clone());
        self.run(move |driver| match driver {
            Driver::Off => Err(ProviderError::Off),
            Driver::Sandbox { .. } => Ok(Some(sandbox::refund(&charge, &refund))),
            Driver::Http(http) => http.refund(&charge, &refund),
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Driver) -> Result<T, ProviderError> + Send + 'static,
    ) -> Result<T, ProviderError> {
        if !matches!(*self.driver, Driver::Http(_)) {
            return work(&self.driver);
        }
        let permit = Arc::clone(&self.permits).try_acquire_owned();
        let permit = permit.map_err(|_| ProviderError::Busy)?;
        if !self.breaker.lets_through(Instant::now()) {
            return Err(ProviderError::GivenUp);
        }
        let driver = Arc::clone(&self.driver);
        let done = tokio::task::spawn_blocking(move || {
            let done = work(&driver);
            drop(permit);
            done
        });
        let done = done
            .await
            .unwrap_or_else(|panic| Err(ProviderError::Unreadable(panic.to_string())));
        let answered = !done.as_ref().is_err_and(ProviderError::is_silence);
        match self.breaker.note(Instant::now(), answered) {
            Change::Opened => tracing::error!(
                cause = done.as_ref().err().map(ToString::to_string),
                "the payment provider is unreachable; requests fail at once but for one trial every 2 s"
            ),
            Change::Closed => tracing::info!("the payment provider is back"),
            Change::None => {}
        }
        done
    }
}
