//! Payments: the charges of orders at a payment provider, and their refunds.
//!
//! There are three steps, each with files of its own. **In the transaction of an order**: [`create`], [`lock`], [`close`],
//! [`refund`] and [`cancel`] write rows and connect to nothing. **After it**: [`announce()`] creates the charge at the provider,
//! [`refresh`] and [`check`] query its state, and [`send_refunds()`] requests its refunds there. A request that fails is repeated
//! by the next call, or by [`reconcile()`]. **Reports of the provider**, in a [`notification`] or an answer, are events: [`receive`]
//! applies an event in one transaction, with the [`Charges`] hooks of the pack.
//!
//! Locks: a charge is locked before its refunds, and before the rows that a hook locks. So a pack whose hooks lock rows calls
//! [`lock`] before it locks these rows; `docs/decisions/015-charges.md` has the reasons.

mod alarms;
mod announce;
mod charge;
mod detail;
mod event;
mod hooks;
mod http;
pub mod notification;
mod object;
mod operators;
mod provider;
mod reconcile;
mod sandbox;
mod send_refunds;
mod settings;

use std::sync::Arc;

use ureq::tls::TlsConfig;

pub use alarms::Alarm;
pub use announce::{announce, check, refresh};
pub use charge::{DAY, NewCharge, NewRefund, cancel, close, create, lock, refund};
pub use detail::{ChargeDetail, charge_detail};
pub use event::{Applied, Effect, Event, Report, receive};
pub use hooks::Charges;
pub use object::{RefundMetadata, RefundStatus, SeenCharge, SeenRefund};
pub use operators::{Named, Outcome, Repayment, Settlement, repay, settle};
pub use provider::ProviderError;
pub use reconcile::{JOBS, Reconciled, reconcile};
pub use send_refunds::send_refunds;
pub use settings::{DriverKind, Settings};

use alarms::Alarms;
use http::HttpDriver;
use provider::{Driver, Provider};

use crate::breaker::Breaker;
use crate::invalid::Invalid;

/// The configured provider, the rules for its reports, and the packs that take charges.
pub struct Payments {
    settings: Settings,
    provider: Provider,
    key: Option<notification::PublicKey>,
    rules: Arc<Rules>,
    alarms: Arc<Alarms>,
}

/// The counters of payments in the metrics.
#[derive(Clone, Debug)]
pub struct Meter {
    alarms: Arc<Alarms>,
    breaker: Arc<Breaker>,
}

/// Checks that the provider of the http driver answers and accepts the key; changes nothing, and blocks.
///
/// # Errors
/// [`ProviderError`].
pub fn probe(settings: &Settings, tls: TlsConfig) -> Result<(), ProviderError> {
    match HttpDriver::new(settings, tls).find("ch_that_does_not_exist") {
        Err(ProviderError::Refused { status: 404, .. }) => Ok(()),
        found => found.map(drop),
    }
}

/// The data that events are compared with, and the hooks that they call.
pub struct Rules {
    app: String,
    /// Whether money of the provider's test mode does not count.
    is_live: bool,
    hooks: Vec<&'static Charges>,
}

impl Payments {
    /// Creates the payments of packs with these hooks; reads the public key, and does not connect. `tls` has the authorities
    /// that certify the provider.
    ///
    /// # Errors
    /// [`Invalid`], in one line that says what to do.
    pub fn new(
        settings: Settings,
        tls: TlsConfig,
        hooks: impl IntoIterator<Item = &'static Charges>,
    ) -> Result<Payments, Invalid> {
        let key = match settings.public_key_file.as_str() {
            "" => None,
            file => Some(notification::PublicKey::read(file)?),
        };
        let driver = match settings.driver {
            DriverKind::Off => Driver::Off,
            DriverKind::Sandbox => Driver::Sandbox {
                app: settings.app_name().to_owned(),
            },
            DriverKind::Http => Driver::Http(HttpDriver::new(&settings, tls)),
        };
        Ok(Payments {
            rules: Arc::new(Rules {
                app: settings.app_name().to_owned(),
                is_live: settings.is_live(),
                hooks: hooks.into_iter().collect(),
            }),
            provider: Provider::new(driver),
            key,
            alarms: Arc::default(),
            settings,
        })
    }

    /// Returns whether charges may be made in a channel.
    pub fn has_channel(&self, channel: &str) -> bool {
        self.settings.channels.iter().any(|known| known == channel)
    }

    /// Returns whether the provider is the sandbox, whose reports operators make.
    pub fn is_sandbox(&self) -> bool {
        self.settings.driver == DriverKind::Sandbox
    }

    /// Returns the counters for the metrics.
    pub fn meter(&self) -> Meter {
        Meter {
            alarms: Arc::clone(&self.alarms),
            breaker: self.provider.breaker(),
        }
    }
}

impl Meter {
    /// Returns the number of alarms by kind.
    pub fn alarms(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.alarms.by_name()
    }

    /// Returns whether requests fail at once, because the provider did not answer several of them.
    pub fn is_provider_away(&self) -> bool {
        self.breaker.is_open()
    }
}

impl Rules {
    fn hooks_of(&self, realm: &str) -> Option<&'static Charges> {
        self.hooks
            .iter()
            .copied()
            .find(|hooks| hooks.realm.name() == realm)
    }
}
