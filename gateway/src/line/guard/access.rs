//! Checks that the address and the app may make the call.

use signet_call::Entry;
use signet_domain::apps::directory::Directory;
use signet_domain::apps::{App, AppClass};
use signet_domain::clock::Zone;
use signet_fault::{Code, Fault, Reason};

use crate::line::call::Peer;
use crate::wires::Mount;

/// Refuses a banned address, and an address that is not in the list of the app.
pub(crate) fn address(
    directory: &Directory,
    app: &App,
    peer: &Peer,
    zone: &Zone,
    now: i64,
) -> Result<(), Fault> {
    if let Some(until) = peer.ip.and_then(|ip| directory.banned_until(ip, now)) {
        let note = format!("您所在网络被禁止访问，解封时间：{}", zone.date_time(until));
        let reason = Reason::for_log("the address is banned");
        return Err(Fault::with_note(Code::BannedIp, note).because(reason));
    }
    // Without a list of networks, an app of class admin is refused at every address, and any other app is accepted at every address.
    let unrestricted = app.ips.is_empty() && app.class != AppClass::Admin;
    let is_listed = |ip| app.ips.iter().any(|network| network.contains(&ip));
    if !unrestricted && !peer.ip.is_some_and(is_listed) {
        let reason = match (peer.ip, app.ips.is_empty()) {
            (_, true) => Reason::new(
                "the app of class admin has no list of addresses",
                "admin 类应用没有登记 IP",
            ),
            (None, false) => Reason::new(
                "the address that a proxy named cannot be read",
                "代理给出的地址无法识别",
            ),
            (Some(_), false) => Reason::new(
                "the address is not in the app's list",
                "IP 不在应用的名单中",
            ),
        };
        return Err(Fault::new(Code::IpNotAllowed).because(reason));
    }
    Ok(())
}

/// Refuses a page whose origin the app of a wire does not list. A call without an origin does not come from a page.
pub(crate) fn origin(mount: &Mount, directory: &Directory, peer: &Peer) -> Result<(), Fault> {
    match &peer.web_origin {
        Some(origin) if mount.unsigned.is_some() && !mount.knows_origin(directory, origin) => {
            Err(Fault::new(Code::NotPermitted).because(unknown_origin()))
        }
        _ => Ok(()),
    }
}

/// Refuses a method that the wire does not route, or that the class of the app or its list of methods does not include. Refuses a
/// page of an unknown origin.
pub(crate) fn method(mount: &Mount, app: &App, entry: &Entry, peer: &Peer) -> Result<(), Fault> {
    let refuse = |reason| Err(Fault::new(Code::NotPermitted).because(reason));
    let is_routed = match &mount.unsigned {
        Some(unsigned) => unsigned.has(entry),
        None => entry.classes.contains(&app.class),
    };
    if !is_routed {
        let class = app.class.name();
        return refuse(Reason::new(
            format!("apps of class {class} may not call {}", entry.name),
            format!("{class} 类应用不能调用 {}", entry.name),
        ));
    }
    if !app.allows(entry.name) {
        return refuse(Reason::new(
            format!("the app's list of methods has no {}", entry.name),
            format!("应用的方法名单中没有 {}", entry.name),
        ));
    }
    // The secret of a page is public, but browsers send the true origin.
    if app.class == AppClass::H5 && !app.origins.is_empty() {
        return match &peer.web_origin {
            None => refuse(Reason::new("the call has no Origin", "请求头没有 Origin")),
            Some(origin) if !app.lists_origin(origin) => refuse(unknown_origin()),
            Some(_) => Ok(()),
        };
    }
    Ok(())
}

fn unknown_origin() -> Reason {
    Reason::new(
        "the Origin is not in the app's list",
        "请求头的 Origin 不在应用的名单中",
    )
}
