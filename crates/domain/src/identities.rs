//! Identities at third parties, such as the WeChat account of a user.
//!
//! An id of a third party is no proof: a caller may name any id. [`prove`] returns a [`Proven`] identity only if the provider
//! confirmed a one-time code of the caller, or if the app is trusted to have verified the id. Logins and bindings
//! (`accounts`) accept only [`Proven`] identities. A pack names its providers as constants; the configuration names the driver
//! of each provider.

mod http;
mod settings;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;

use signet_cache::Limit;
use signet_fault::{Cause, Code, Fault, Reason};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;
use ureq::tls::TlsConfig;

pub use self::settings::{DriverKind, Settings, SettingsByName};

use self::http::{HttpDriver, NotConfirmed};
use crate::Services;
use crate::breaker::{Breaker, Change};
use crate::invalid::Invalid;
use crate::origin::Origin;

/// The number of codes that are confirmed at once; a provider that hangs must not take every blocking thread.
const AT_ONCE: usize = 16;

/// The number of codes of one address that are sent to providers in a minute.
const PER_MINUTE: u32 = 30;

/// The start of a code that the sandbox confirms; the id follows.
const SANDBOX: &str = "sandbox:";

/// The longest id, in bytes.
const MAX_SUBJECT: usize = 128;

/// A provider of identities, as data of the pack that uses it.
#[derive(Debug)]
pub struct Provider {
    name: &'static str,
    shape: Option<Shape>,
}

/// The interface of a provider for its driver `http`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// WeChat's `sns/oauth2/access_token`: codes of phone apps and web pages.
    AccessToken,
    /// WeChat's `sns/jscode2session`: codes of mini programs.
    JsCode,
}

impl Provider {
    /// Returns a provider without an interface for the driver `http`: it can be off, or the sandbox. The name is the name of its
    /// section `[identity.<name>]`, unique over all packs and stable: identities are stored under it.
    pub const fn new(name: &'static str) -> Provider {
        Provider { name, shape: None }
    }

    /// Returns WeChat for phone apps and web pages.
    pub const fn wechat(name: &'static str) -> Provider {
        let shape = Some(Shape::AccessToken);
        Provider { name, shape }
    }

    /// Returns WeChat for mini programs.
    pub const fn wechat_mini(name: &'static str) -> Provider {
        let shape = Some(Shape::JsCode);
        Provider { name, shape }
    }

    /// Returns the name.
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

/// The identity that a caller claims.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    /// The provider.
    pub provider: &'static Provider,
    /// The one-time code that the provider gave the caller; empty for none.
    pub code: &'a str,
    /// The id that the caller names; empty for none.
    pub subject: &'a str,
    /// Whether the app is trusted to have verified the id: `ctx.app.identity_trusted`.
    pub is_trusted: bool,
    /// The origin of the caller.
    pub origin: Origin,
}

/// An identity that was proven. Only [`prove`] makes one.
#[derive(Clone, PartialEq, Eq)]
pub struct Proven {
    provider: &'static str,
    subject: String,
}

impl Proven {
    /// Returns the name of the provider.
    pub fn provider(&self) -> &'static str {
        self.provider
    }

    /// Returns the id at the provider.
    pub fn subject(&self) -> &str {
        &self.subject
    }
}

/// Leaves out the id, which is personal.
impl fmt::Debug for Proven {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Proven")
            .field("provider", &self.provider)
            .finish_non_exhaustive()
    }
}

/// The drivers of the providers of the enabled packs.
#[derive(Default)]
pub struct Identities {
    by_name: HashMap<&'static str, Driver>,
}

enum Driver {
    Sandbox,
    Http(Arc<Http>),
}

struct Http {
    driver: HttpDriver,
    permits: Arc<Semaphore>,
    breaker: Breaker,
}

impl Identities {
    /// Creates the drivers of providers; does not connect. `tls` returns the trust for the URL of a provider.
    ///
    /// # Errors
    /// [`Invalid`] for a key of a provider; the errors of `tls`.
    pub fn new<E: From<Invalid>>(
        providers: impl IntoIterator<Item = &'static Provider>,
        settings: &SettingsByName,
        tls: impl Fn(&str) -> Result<TlsConfig, E>,
    ) -> Result<Identities, E> {
        let mut by_name = HashMap::new();
        for provider in providers {
            let settings = settings.of(provider);
            settings.check(provider)?;
            let driver = match (settings.driver, provider.shape) {
                (DriverKind::Sandbox, _) => Driver::Sandbox,
                (DriverKind::Http, Some(shape)) => {
                    let tls = tls(settings.url_of(shape))?;
                    Driver::Http(Arc::new(Http {
                        driver: HttpDriver::new(shape, &settings, tls),
                        permits: Arc::new(Semaphore::new(AT_ONCE)),
                        breaker: Breaker::default(),
                    }))
                }
                (DriverKind::Off | DriverKind::Http, _) => continue,
            };
            by_name.insert(provider.name, driver);
        }
        Ok(Identities { by_name })
    }
}

/// Refuses a claim that comes without a proof, before anything else is done for it.
///
/// # Errors
/// [`Code::IdentityUnproven`] if there is no code and no id from a trusted app, or if there is a code and the provider is off.
pub fn check(services: &Services, claim: &Claim<'_>) -> Result<(), Fault> {
    let is_provable = match (claim.code, claim.subject) {
        ("", "") => false,
        ("", _) => claim.is_trusted,
        _ => services
            .identities
            .by_name
            .contains_key(claim.provider.name),
    };
    match is_provable {
        true => Ok(()),
        false => Err(Code::IdentityUnproven.into()),
    }
}

/// Proves an identity.
///
/// # Errors
/// As [`check`]; [`Code::IdentityRefused`] if the provider does not confirm the code, or confirms another id than the caller names;
/// [`Code::IdentityUnavailable`] if the provider does not answer as it should; [`Code::RateLimited`] if too many codes come from the
/// address of the caller, [`Code::Overloaded`] if too many come at once.
pub async fn prove(services: &Services, claim: Claim<'_>) -> Result<Proven, Fault> {
    check(services, &claim)?;
    let provider = claim.provider.name;
    let subject = match (claim.code, services.identities.by_name.get(provider)) {
        ("", _) => claim.subject.to_owned(),
        (_, None) => return Err(Code::IdentityUnproven.into()),
        (code, Some(driver)) => {
            let confirmed = match driver {
                Driver::Sandbox => of_sandbox(code)?,
                Driver::Http(http) => {
                    // While the provider is away, codes are not sent.
                    if !http.breaker.is_open() {
                        count(services, claim.origin).await?;
                    }
                    confirm(http, code.to_owned()).await?
                }
            };
            if !claim.subject.is_empty() && claim.subject != confirmed {
                return Err(Code::IdentityRefused.into());
            }
            confirmed
        }
    };
    let is_id = (1..=MAX_SUBJECT).contains(&subject.len())
        && subject.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_id {
        return Err(Code::IdentityRefused.into());
    }
    Ok(Proven { provider, subject })
}

/// Returns the id in a code of the sandbox.
fn of_sandbox(code: &str) -> Result<String, Fault> {
    let subject = code.strip_prefix(SANDBOX);
    Ok(subject.ok_or(Code::IdentityRefused)?.to_owned())
}

/// Counts a code of an address, or refuses it: a flood of invented codes must not reach the provider.
async fn count(services: &Services, origin: Origin) -> Result<(), Fault> {
    let limit = Limit {
        key: format!("identity-codes:{origin}"),
        per_user: false,
        burst: PER_MINUTE,
        period_ms: 60_000,
    };
    let now = services.clock.now_millis();
    let admission = services.cache.admit(now, &[limit], None).await?;
    let Some(refused) = admission.refused else {
        return Ok(());
    };
    let seconds = u32::try_from(refused.retry_after_ms.div_euclid(1000) + 1).unwrap_or(u32::MAX);
    let reason = Reason::for_log("too many codes of identities from one address");
    Err(Fault::new(Code::RateLimited)
        .retry_after(seconds)
        .because(reason))
}

/// Requests the id of a code. The code is sent only once, because the provider accepts it only once.
async fn confirm(http: &Arc<Http>, code: String) -> Result<String, Fault> {
    let permit = Arc::clone(&http.permits).try_acquire_owned();
    let permit = permit.map_err(|_| Fault::overloaded())?;
    if !http.breaker.lets_through(Instant::now()) {
        return Err(unavailable("it did not answer several codes in a row").retry_after(1));
    }
    let requested = Arc::clone(http);
    let confirmed = spawn_blocking(move || {
        let confirmed = requested.driver.confirm(&code);
        drop(permit);
        confirmed
    });
    let confirmed = confirmed.await.map_err(Fault::panicked)?;
    let answered = !matches!(confirmed, Err(NotConfirmed::NoAnswer(_)));
    match http.breaker.note(Instant::now(), answered) {
        Change::Opened => tracing::error!("a provider of identities is unreachable"),
        Change::Closed => tracing::info!("a provider of identities is back"),
        Change::None => {}
    }
    confirmed.map_err(|error| match error {
        NotConfirmed::Refused => Code::IdentityRefused.into(),
        NotConfirmed::NoAnswer(reason) => unavailable(reason),
        NotConfirmed::NotAsDocumented(reason) => unavailable(&reason),
    })
}

fn unavailable(reason: &str) -> Fault {
    let source = format!("the provider of identities: {reason}");
    let fault = Fault::from(Code::IdentityUnavailable);
    fault.with_source(source).with_cause(Cause::Provider)
}
