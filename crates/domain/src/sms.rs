//! Short messages with one-time codes.
//!
//! A code lives ten minutes, allows three wrong tries and is consumed once. It is stored only as a keyed hash,
//! bound to its mobile and its template.

mod outbox;

use std::net::IpAddr;

use signet_cache::{CodeCheck, Quota, Reserved};
use signet_fault::{Code, Fault};
use signet_store::sms_blacklist;

use crate::{Shared, random};

pub use outbox::{ConsoleDriver, DeliveryError, Driver, HttpDriver, HttpSettings, Message, Outbox};

/// The template of the code that a registration needs.
pub const REGISTER: &str = "USER_REGISTER_CODE";
/// The template of the code that a login needs.
pub const LOGIN: &str = "USER_LOGIN_CODE";
/// The template of the code that a password reset needs.
pub const FIND_PASSWORD: &str = "USER_FIND_PWD";
/// The template of the code that a change of mobile needs; it goes to the new one.
pub const CHANGE_MOBILE: &str = "USER_CHANGE_MOBILE";

/// Seconds between two messages of one template to one mobile.
const INTERVAL: i64 = 60;
/// Messages a day to one mobile.
const DAILY_PER_MOBILE: i64 = 10;
/// Messages a day from one address.
const DAILY_PER_IP: i64 = 50;
/// Seconds that a code lives.
const LIFETIME: i64 = 600;
/// Wrong tries that kill a code.
const TRIES: u32 = 3;

/// A message that a client asks for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// To whom.
    pub mobile: &'a str,
    /// The template's key.
    pub template: &'a str,
    /// The class of the app that asks.
    pub class: &'a str,
    /// The caller's address.
    pub ip: IpAddr,
}

/// Sends a new code; an older one of the same template dies.
///
/// # Errors
/// [`Code::SmsTemplateUnknown`], [`Code::SmsBlocked`], [`Code::SmsTooFrequent`], [`Code::SmsMobileQuota`],
/// [`Code::SmsIpQuota`]; [`Code::SmsFailed`] if the provider did not take it, and then it was not counted.
pub async fn send(shared: &Shared, now: i64, request: Request<'_>) -> Result<(), Fault> {
    let content = shared.content.load();
    let template = content
        .sms_templates
        .iter()
        .find(|template| template.send_key == request.template)
        .filter(|template| {
            template
                .classes
                .split(',')
                .any(|class| class.trim() == request.class)
        })
        .ok_or(Code::SmsTemplateUnknown)?;
    let mobile = request.mobile.to_owned();
    if shared
        .store
        .run(move |connection| Ok::<_, Fault>(sms_blacklist::contains(connection, &mobile)?))
        .await?
    {
        return Err(Code::SmsBlocked.into());
    }
    let quotas = quotas(shared, now, &request)?;
    if let Reserved::Full { index, .. } = shared.cache.reserve(now, &quotas).await? {
        let full = [Code::SmsTooFrequent, Code::SmsMobileQuota, Code::SmsIpQuota];
        return Err(full
            .get(index)
            .copied()
            .unwrap_or(Code::SmsTooFrequent)
            .into());
    }
    let code = match &shared.settings.sms_test_code {
        Some(code) => code.clone(),
        None => random::six_digits()?,
    };
    let key = key(request.mobile, request.template);
    let mac = mac(shared, request.mobile, request.template, &code)?;
    shared
        .cache
        .put_code(now, &key, &mac, TRIES, now + LIFETIME)
        .await?;
    let message = Message {
        id: random::hex_128()?,
        mobile: request.mobile.to_owned(),
        template: request.template.to_owned(),
        content: template.body.replace("%CODE%", &code),
    };
    let delivered = shared.sms.deliver(message, now).await;
    if delivered.is_err() {
        let keys: Vec<&str> = quotas.iter().map(|quota| quota.key.as_str()).collect();
        for undone in [
            shared.cache.drop_code(&key).await,
            shared.cache.release(now, &keys).await,
        ] {
            if let Err(error) = undone {
                tracing::warn!(%error, "a message that was not sent still counts");
            }
        }
    }
    delivered
}

fn quotas(shared: &Shared, now: i64, request: &Request<'_>) -> Result<[Quota; 3], Fault> {
    let midnight = shared.zone.tomorrow(now)?;
    let Request {
        mobile,
        template,
        ip,
        ..
    } = request;
    Ok([
        Quota {
            key: format!("sms-interval:{template}:{mobile}"),
            max: 1,
            expires_at: now + INTERVAL,
        },
        Quota {
            key: format!("sms-mobile:{mobile}"),
            max: DAILY_PER_MOBILE,
            expires_at: midnight,
        },
        Quota {
            key: format!("sms-ip:{ip}"),
            max: DAILY_PER_IP,
            expires_at: midnight,
        },
    ])
}

/// What becomes of a code that turns out to be right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// It can be used again.
    Keep,
    /// It is used up; of several calls at once, one succeeds.
    Consume,
}

/// Checks a code against the newest one that was sent to the mobile with the template.
///
/// # Errors
/// [`Code::WrongCode`]; [`Code::CodeExpired`] if it is too old, used, or was guessed at three times.
pub async fn check(
    shared: &Shared,
    now: i64,
    mobile: &str,
    template: &str,
    code: &str,
    used: Use,
) -> Result<(), Fault> {
    let mac = mac(shared, mobile, template, code)?;
    match shared
        .cache
        .check_code(now, &key(mobile, template), &mac, used == Use::Consume)
        .await?
    {
        CodeCheck::Right => Ok(()),
        CodeCheck::Wrong | CodeCheck::Absent => Err(Code::WrongCode.into()),
        CodeCheck::Dead => Err(Code::CodeExpired.into()),
    }
}

fn key(mobile: &str, template: &str) -> String {
    format!("sms-code:{template}:{mobile}")
}

fn mac(shared: &Shared, mobile: &str, template: &str, code: &str) -> Result<String, Fault> {
    shared.key.mac(&["sms", mobile, template, code])
}
