//! The caller, read from the fixed parameters.

use std::net::{IpAddr, Ipv4Addr};

use signet_cache::PlatformClass;
use signet_call::{Caller, Violations};
use signet_domain::app_version;
use signet_domain::platform::Platform;
use signet_wire::json::{Object, Value};
use signet_wire::wire::Sessions;

use crate::line::call::Peer;
use crate::wires::Mount;

/// The most characters that are kept of a fixed parameter; real values are shorter.
const MAX_LENGTH: usize = 64;

/// Reads the fixed parameters by the common rules: an integer may be a text of digits, a text may be an integer,
/// and only `null` and an empty text count as absent. Also returns the violations of parameters of the wrong
/// type, which are treated as unknown in the caller.
pub(crate) fn read(
    object: &Object<'_>,
    mount: &Mount,
    peer: &Peer,
) -> (Caller, Option<Violations>) {
    let mut broken: Option<Violations> = None;
    let mut refuse = |name: &str, rule: &'static str| {
        let violation = Violations::one(name, rule);
        broken = Some(match broken.take() {
            Some(others) => others.and(violation),
            None => violation,
        });
    };
    let platform = match object.get("platform").filter(|value| !value.is_empty()) {
        None => 0,
        Some(value) => value.integer().unwrap_or_else(|| {
            refuse("platform", "必须为整型");
            0
        }),
    };
    let mut text = |name: &str| match object.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::Text(text)) => shortened(text),
        Some(Value::Unsigned(number)) => number.to_string(),
        Some(Value::Negative(number)) => number.to_string(),
        Some(_) => {
            refuse(name, "必须为字符串");
            String::new()
        }
    };
    let caller = Caller {
        ip: peer.ip.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)),
        origin: peer.origin,
        platform: Platform(platform),
        class: match mount.wire.sessions() {
            Sessions::OfPlatform => Platform(platform).class(),
            Sessions::OfApps => PlatformClass::App,
            Sessions::OfPages => PlatformClass::Web,
        },
        app_v: text("app_v"),
        channel: text("channel"),
        unique_id: text("unique_id"),
    };
    (caller, broken)
}

/// Returns a note for the log if some information about the caller could not be used.
pub(crate) fn oddity(caller: &Caller, broken: &Option<Violations>) -> Option<&'static str> {
    if broken.is_some() {
        Some("platform, app_v, channel or unique_id is of another type")
    } else if !caller.app_v.is_empty() && !app_version::has_number(&caller.app_v) {
        // Its users never get a request to upgrade.
        Some("app_v has no number")
    } else {
        None
    }
}

fn shortened(text: &str) -> String {
    if text.len() <= MAX_LENGTH {
        text.to_owned()
    } else {
        text.chars().take(MAX_LENGTH).collect()
    }
}
