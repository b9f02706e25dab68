//! Short messages with one-time codes.
//!
//! This file sends them; [`check`] and [`spend`] handle the codes that callers enter. A code is stored only as a keyed hash,
//! bound to its mobile and its template. [`Settings`] sets its lifetime, the number of wrong tries, and the number of messages
//! a day.
//!
//! A stranger must not be able to keep the owner of a mobile from logging in: wrong tries invalidate a code only for their own
//! source, and some of the messages of a day are reserved for sources from which the account logged in recently.

mod codes;
mod http;
mod sender;
mod settings;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use signet_cache::{Quota, Reservation};
use signet_fault::{Cause, Code, Fault};
use signet_store::sms_templates::SmsTemplate;
use signet_store::{sms_blacklist, sms_templates};

use crate::account::Account;
use crate::login_source::{KnownSources, LoginSource};
use crate::realms::Realm;
use crate::snapshots::Snapshot;
use crate::{Services, random};

pub use codes::{Entered, Refusal, Why, check, check_or, spend, spend_or};
pub use http::HttpDriver;
pub use sender::{Channel, ConsoleDriver, DeliveryError, Driver, Message, Outcomes, Sender};
pub use settings::{DriverKind, HttpSettings, Settings};

/// The topic that counts the changes of the templates.
pub const TOPIC: &str = "sms";

/// The templates of messages that may be sent.
pub static TEMPLATES: Snapshot<Vec<SmsTemplate>> = Snapshot {
    topic: TOPIC,
    read: |connection, _| sms_templates::all_live(connection),
};

/// The template of the code that a registration needs.
pub const REGISTER: &str = "USER_REGISTER_CODE";
/// The template of the code that a login needs.
pub const LOGIN: &str = "USER_LOGIN_CODE";
/// The template of the code that a password reset needs.
pub const FIND_PASSWORD: &str = "USER_FIND_PWD";
/// The template of the code that a change of mobile needs; it goes to the new mobile.
pub const CHANGE_MOBILE: &str = "USER_CHANGE_MOBILE";

/// A client's request for a message.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// The realm that the template and the code belong to.
    pub realm: &'static Realm,
    /// The mobile number of the receiver.
    pub mobile: &'a str,
    /// The template's key.
    pub template: &'a str,
    /// The class of the client's app.
    pub class: &'a str,
    /// The channel of the message. The code and the limits are the same for every channel.
    pub channel: Channel,
    /// The source of the request.
    pub source: LoginSource<'a>,
}

/// Sends a new code; an older code of the same template becomes invalid.
///
/// The count of a message for its mobile is given back only if the message was certainly not sent. A message that may still arrive
/// counts, and its code stays valid: otherwise a slow provider would send any number of messages, each with an invalid code.
///
/// # Errors
/// [`Code::SmsTemplateUnknown`], [`Code::SmsBlocked`], [`Code::SmsTooFrequent`], [`Code::SmsMobileQuota`],
/// [`Code::SmsIpQuota`]; [`Code::SmsFailed`] if the provider did not confirm that it accepted the message.
pub fn send<'a>(
    services: &'a Services,
    now: i64,
    request: Request<'a>,
) -> LocalBoxFuture<'a, Result<(), Fault>> {
    // Boxed: the body of an `async fn` is compiled in each crate that calls it.
    send_code(services, now, request).boxed_local()
}

async fn send_code(services: &Services, now: i64, request: Request<'_>) -> Result<(), Fault> {
    let text = text_of(services, &request)?;
    if is_blocked(services, request.mobile).await? {
        return Err(Code::SmsBlocked.into());
    }
    let delivery = services.sms.admit()?;
    let quotas = reserve(services, now, &request).await?;
    let code = match services.settings.sms.test_code.as_str() {
        "" => random::six_digits()?,
        test_code => test_code.to_owned(),
    };
    let message = Message {
        id: random::hex_128()?,
        mobile: request.mobile.to_owned(),
        template: request.template.to_owned(),
        channel: request.channel,
        content: text.replace("%CODE%", &code),
    };
    let requested = Entered {
        realm: request.realm,
        mobile: request.mobile,
        template: request.template,
        code: &code,
        source: request.source,
    };
    if let Err(fault) = codes::put(services, now, requested).await {
        release(services, now, &quotas).await;
        return Err(fault);
    }
    let Err(error) = delivery.deliver(message, now).await else {
        return Ok(());
    };
    let fault = match &error {
        DeliveryError::Unknown(_) => Fault::with_note(
            Code::SmsFailed,
            "短信发送超时,短信可能稍后送达;如未收到,请稍后重试",
        ),
        not_sent => {
            // A refused message cost the provider work, so it still counts for the address.
            let of_mobile = quotas.get(..OF_MOBILE).unwrap_or_default();
            let undone = match not_sent {
                DeliveryError::Refused(_) => of_mobile,
                _ => &quotas,
            };
            release(services, now, undone).await;
            if let Err(error) = codes::forget(services, requested).await {
                tracing::warn!(%error, "a code that was not sent could not be removed; it stays valid until its end");
            }
            Code::SmsFailed.into()
        }
    };
    Err(fault.with_source(error).with_cause(Cause::Provider))
}

/// Returns the text of the template, if this class of app may use it.
fn text_of(services: &Services, request: &Request<'_>) -> Result<String, Fault> {
    let templates = services.snapshots.get(&TEMPLATES)?;
    let template = templates
        .iter()
        .find(|template| {
            template.send_key == request.template && template.realm == request.realm.name()
        })
        .filter(|template| {
            let mut classes = template.classes.split(',');
            classes.any(|class| class.trim() == request.class)
        });
    Ok(template.ok_or(Code::SmsTemplateUnknown)?.body.clone())
}

async fn is_blocked(services: &Services, mobile: &str) -> Result<bool, Fault> {
    let mobile = mobile.to_owned();
    let is_blocked =
        move |connection: &mut _| Ok::<_, Fault>(sms_blacklist::contains(connection, &mobile)?);
    services.store.run(is_blocked).await
}

/// The first quotas belong to the mobile: the interval, then the daily quotas in the realm and in all realms.
const OF_MOBILE: usize = 3;
const DAILY_OF_MOBILE: usize = 1;
const DAILY_IN_ALL: usize = 2;

/// Counts a message, or refuses it.
async fn reserve(
    services: &Services,
    now: i64,
    request: &Request<'_>,
) -> Result<[Quota; 4], Fault> {
    let settings = &services.settings.sms;
    let kept = match request.realm.hides_accounts() {
        true => 0,
        false => settings.daily_kept_for_known,
    };
    let mut quotas = quotas(services, now, request, kept)?;
    let mut reserved = services.cache.reserve(now, &quotas).await?;
    // The source matters only after strangers have used up their share.
    if kept > 0
        && matches!(
            reserved,
            Reservation::Full {
                index: DAILY_OF_MOBILE | DAILY_IN_ALL,
                ..
            }
        )
        && may_use_all(services, now, request).await?
    {
        quotas = self::quotas(services, now, request, 0)?;
        reserved = services.cache.reserve(now, &quotas).await?;
    }
    match reserved {
        Reservation::Granted => Ok(quotas),
        Reservation::Full { index, until } => {
            let wait = u32::try_from(until - now).unwrap_or(1);
            Err(full(settings, index).retry_after(wait.max(1)))
        }
    }
}

fn full(settings: &Settings, index: usize) -> Fault {
    match index {
        0 => {
            let note = format!("两次发送间隔小于{}秒", settings.interval_seconds);
            Fault::with_note(Code::SmsTooFrequent, note)
        }
        DAILY_OF_MOBILE | DAILY_IN_ALL => {
            let most = match index {
                DAILY_OF_MOBILE => settings.daily_per_mobile,
                _ => settings.daily_per_mobile_in_all,
            };
            let note = format!("您的号码今天已发送超过{most}次!");
            Fault::with_note(Code::SmsMobileQuota, note)
        }
        _ => Code::SmsIpQuota.into(),
    }
}

/// Returns whether a caller may use the reserved messages: if its source is known to the account of the mobile, or if there
/// is no known source to reserve them for.
async fn may_use_all(services: &Services, now: i64, request: &Request<'_>) -> Result<bool, Fault> {
    let account = Account::of_mobile(request.realm, request.mobile);
    let Some(user) = account.find(services).await? else {
        return Ok(true);
    };
    let since = now - services.settings.user.known_seconds();
    let known = KnownSources::read(&user.login_sources);
    let label = request.source.known_as(&services.key, user.id)?;
    Ok(!known.any(since) || known.contains(label.as_deref(), since))
}

/// Returns the quotas of a message. `kept` of the daily messages of its mobile are not for this caller.
fn quotas(
    services: &Services,
    now: i64,
    request: &Request<'_>,
    kept: u32,
) -> Result<[Quota; 4], Fault> {
    let settings = &services.settings.sms;
    let midnight = services.zone.tomorrow(now)?;
    let Request {
        realm,
        mobile,
        template,
        source,
        ..
    } = request;
    Ok([
        Quota {
            key: format!("sms-interval:{realm}:{template}:{mobile}"),
            max: 1,
            expires_at: now + i64::from(settings.interval_seconds),
        },
        Quota {
            key: format!("sms-mobile:{realm}:{mobile}"),
            max: settings.daily_per_mobile.saturating_sub(kept).into(),
            expires_at: midnight,
        },
        Quota {
            key: format!("sms-mobile:{mobile}"),
            max: settings.daily_per_mobile_in_all.saturating_sub(kept).into(),
            expires_at: midnight,
        },
        Quota {
            key: format!("sms-ip:{}", source.origin),
            max: settings.daily_per_address.into(),
            expires_at: midnight,
        },
    ])
}

/// Gives back the quotas of a message that was not sent.
async fn release(services: &Services, now: i64, quotas: &[Quota]) {
    let keys: Vec<&str> = quotas.iter().map(|quota| quota.key.as_str()).collect();
    if let Err(error) = services.cache.release(now, &keys).await {
        tracing::warn!(%error, "a message that was not sent still counts against its limits");
    }
}
