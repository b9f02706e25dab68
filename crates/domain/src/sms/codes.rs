//! Checking and using codes.

use signet_cache::{CodeCheck, CodeTries, CodeTry, Guesser, NewCode, Quota};
use signet_fault::{Code, Fault};

use crate::login_source::LoginSource;
use crate::realms::Realm;
use crate::{Services, random};

/// A code that a caller entered.
#[derive(Clone, Copy, Debug)]
pub struct Entered<'a> {
    /// The realm that it was sent in.
    pub realm: &'static Realm,
    /// The mobile that it was sent to.
    pub mobile: &'a str,
    /// The template that it was sent with.
    pub template: &'a str,
    /// The entered code.
    pub code: &'a str,
    /// The source that entered it.
    pub source: LoginSource<'a>,
}

/// Checks a code against the newest one that was sent to the mobile with the template; it stays usable.
///
/// A mobile without a code is answered like one with a code, so that a caller cannot find out which mobiles requested one.
///
/// # Errors
/// [`Code::WrongCode`]; [`Code::CodeExpired`] after too many wrong tries, or for a right code that has expired or was used;
/// [`Code::RateLimited`] if the address had too many wrong tries today.
pub async fn check(services: &Services, now: i64, entered: Entered<'_>) -> Result<(), Fault> {
    compare(services, now, entered, None).await
}

/// Runs `effect` if the code is right, and uses the code up: of several concurrent calls, one runs it.
///
/// The code is usable again if `effect` fails, so that it is not lost if the database is away.
///
/// # Errors
/// As [`check`]; the errors of `effect`.
pub async fn spend<T>(
    services: &Services,
    now: i64,
    entered: Entered<'_>,
    effect: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    let call = random::hex_128()?;
    let outcome = match compare(services, now, entered, Some(&call)).await {
        Ok(()) => effect.await,
        // The cache did not answer, but may have used the code up.
        Err(fault) if fault.code() == Code::Internal => Err(fault),
        Err(fault) => return Err(fault),
    };
    if outcome.is_err() {
        let key = key(&entered);
        if let Err(error) = services.cache.give_back_code(&key, &call).await {
            tracing::warn!(%error, "a code could not be given back after its call failed");
        }
    }
    outcome
}

async fn compare(
    services: &Services,
    now: i64,
    entered: Entered<'_>,
    used_by: Option<&str>,
) -> Result<(), Fault> {
    let source = entered.source;
    let settings = &services.settings.sms;
    let address = source.origin.to_string();
    let attempt = CodeTry {
        mac: &mac(services, &entered)?,
        from: Guesser {
            source: &source.label(&services.key, "")?,
            address: &address,
        },
        tries: CodeTries {
            per_source: settings.tries_per_source.into(),
            per_address: settings.tries_per_address.into(),
            in_all: settings.tries_in_all.into(),
        },
        guesses: Quota {
            key: format!("sms-guesses:{address}"),
            max: settings.daily_guesses_per_address.into(),
            expires_at: services.zone.tomorrow(now)?,
        },
        lifetime: settings.code_seconds.into(),
        used_by,
    };
    let key = key(&entered);
    match services.cache.check_code(now, &key, &attempt).await? {
        CodeCheck::Right => Ok(()),
        CodeCheck::Wrong => Err(Code::WrongCode.into()),
        CodeCheck::Dead => Err(Code::CodeExpired.into()),
        CodeCheck::Held { until } => {
            let wait = u32::try_from(until - now).unwrap_or(1);
            let note = "您所在网络的验证码错误次数过多,请明天再试";
            Err(Fault::with_note(Code::RateLimited, note).retry_after(wait))
        }
    }
}

/// Stores a new code; an older one of the same template becomes invalid.
pub(super) async fn put(
    services: &Services,
    now: i64,
    requested: Entered<'_>,
) -> Result<(), Fault> {
    let source = requested.source;
    let new = NewCode {
        mac: &mac(services, &requested)?,
        requested_by: Guesser {
            source: &source.label(&services.key, "")?,
            address: &source.origin.to_string(),
        },
        expires_at: now + i64::from(services.settings.sms.code_seconds),
    };
    Ok(services.cache.put_code(now, &key(&requested), new).await?)
}

/// Removes a code that was not sent.
pub(super) async fn forget(
    services: &Services,
    requested: Entered<'_>,
) -> Result<(), signet_cache::Error> {
    services.cache.drop_code(&key(&requested)).await
}

fn key(entered: &Entered<'_>) -> String {
    let Entered {
        realm,
        mobile,
        template,
        ..
    } = entered;
    format!("sms:{realm}:{template}:{mobile}")
}

fn mac(services: &Services, entered: &Entered<'_>) -> Result<String, Fault> {
    let Entered {
        realm,
        mobile,
        template,
        code,
        ..
    } = entered;
    services
        .key
        .mac(&["sms", realm.name(), mobile, template, code])
}
