//! Checking and using codes.

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use signet_cache::{CodeCheck, CodeState, CodeTries, CodeTry, Guesser, NewCode, Quota};
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

/// A code that was not accepted. As a fault it is [`Code::WrongCode`] or [`Code::CodeExpired`], which do not show whether the
/// mobile requested a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The reason, for a pack that shows it to its callers.
    pub why: Why,
    code: Code,
}

/// The reason why a code was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The caller entered nothing.
    Missing,
    /// It is not six digits. It was not compared and costs no try.
    Malformed,
    /// No code is stored.
    Absent,
    /// The stored code is another code.
    Wrong,
    /// The code is dead after too many wrong tries, from this source or from all.
    Guessed,
    /// The code was used.
    Used,
    /// The time of the code is over.
    Expired,
}

impl From<Refusal> for Fault {
    #[track_caller]
    fn from(refusal: Refusal) -> Fault {
        refusal.code.into()
    }
}

/// Checks a code against the newest code that was sent to the mobile with the template; the code stays usable.
///
/// The answer for a mobile without a code is the same as for a mobile with a code, so that a caller cannot find out which mobiles
/// requested a code.
///
/// # Errors
/// [`Code::WrongCode`]; [`Code::CodeExpired`] after too many wrong tries, or for a right code that has expired or was used;
/// [`Code::RateLimited`] if the address had too many wrong tries today.
pub async fn check(services: &Services, now: i64, entered: Entered<'_>) -> Result<(), Fault> {
    check_or(services, now, entered, Fault::from).await
}

/// As [`check`], with the fault that `refuse` returns for a code that is not accepted.
///
/// # Errors
/// The faults of `refuse`; [`Code::RateLimited`] if the address had too many wrong tries today.
pub async fn check_or(
    services: &Services,
    now: i64,
    entered: Entered<'_>,
    refuse: impl Fn(Refusal) -> Fault,
) -> Result<(), Fault> {
    compare(services, now, entered, None).await?.map_err(refuse)
}

/// Runs `effect` if the code is right, and uses the code up: of several concurrent calls, only one runs `effect`.
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
    spend_or(services, now, entered, Fault::from, effect).await
}

/// As [`spend`], with the fault that `refuse` returns for a code that is not accepted.
///
/// # Errors
/// As [`check_or`]; the errors of `effect`.
pub async fn spend_or<T>(
    services: &Services,
    now: i64,
    entered: Entered<'_>,
    refuse: impl Fn(Refusal) -> Fault,
    effect: impl Future<Output = Result<T, Fault>>,
) -> Result<T, Fault> {
    let call = random::hex_128()?;
    let outcome = match compare(services, now, entered, Some(&call)).await {
        Ok(Ok(())) => effect.await,
        Ok(Err(refusal)) => return Err(refuse(refusal)),
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

/// Returns the refusal of a code that cannot be right because of its form.
fn malformed(code: &str) -> Option<Refusal> {
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let why = match code {
        "" => Why::Missing,
        _ if is_code => return None,
        _ => Why::Malformed,
    };
    let code = Code::WrongCode;
    Some(Refusal { why, code })
}

fn compare<'a>(
    services: &'a Services,
    now: i64,
    entered: Entered<'a>,
    used_by: Option<&'a str>,
) -> LocalBoxFuture<'a, Result<Result<(), Refusal>, Fault>> {
    // Boxed: the body of an `async fn` is compiled in each crate that calls it.
    compare_code(services, now, entered, used_by).boxed_local()
}

async fn compare_code(
    services: &Services,
    now: i64,
    entered: Entered<'_>,
    used_by: Option<&str>,
) -> Result<Result<(), Refusal>, Fault> {
    if let Some(refusal) = malformed(entered.code) {
        return Ok(Err(refusal));
    }
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
    let checked = services.cache.check_code(now, &key, &attempt).await?;
    let code = match checked.answer {
        CodeCheck::Right => return Ok(Ok(())),
        CodeCheck::Wrong => Code::WrongCode,
        CodeCheck::Dead => Code::CodeExpired,
        CodeCheck::Held { until } => {
            let wait = u32::try_from(until - now).unwrap_or(1);
            let note = "您所在网络的验证码错误次数过多,请明天再试";
            return Err(Fault::with_note(Code::RateLimited, note).retry_after(wait));
        }
    };
    let why = match checked.state {
        CodeState::Absent => Why::Absent,
        CodeState::Used => Why::Used,
        CodeState::Guessed => Why::Guessed,
        CodeState::Expired => Why::Expired,
        CodeState::Live => Why::Wrong,
    };
    Ok(Err(Refusal { why, code }))
}

/// Stores a new code; an older code of the same template becomes invalid.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_six_digits_is_refused_without_a_try() {
        let why = |code| malformed(code).map(|refusal| refusal.why);
        assert_eq!(why("123456"), None);
        assert_eq!(why(""), Some(Why::Missing));
        for code in ["12345", "1234567", "12345a", " 12345", "１２３４５６"] {
            assert_eq!(why(code), Some(Why::Malformed), "{code}");
            let fault = Fault::from(malformed(code).unwrap());
            assert_eq!(fault.code(), Code::WrongCode);
        }
    }
}
