//! Where the call comes from, and whether its app may make it.

use signet_call::{App, AppClass, Entry};
use signet_domain::clock::Zone;
use signet_fault::{Code, Fault};

use crate::directory::Directory;
use crate::pipeline::Peer;

/// The address is not banned, and is in the app's list if it has one.
pub(crate) fn address(
    directory: &Directory,
    app: &App,
    peer: &Peer,
    zone: &Zone,
    now: i64,
) -> Result<(), Fault> {
    if let Some(until) = directory.banned_until(peer, now) {
        let note = format!("您所在网络被禁止访问，解封时间：{}", zone.date_time(until));
        return Err(Fault::with_note(Code::BannedIp, note));
    }
    // An operator's tool without a list of networks works from nowhere, not from everywhere.
    let unrestricted = app.ips.is_empty() && app.class != AppClass::Admin;
    if !unrestricted
        && !peer
            .ip
            .is_some_and(|ip| app.ips.iter().any(|network| network.contains(&ip)))
    {
        return Err(Code::IpNotAllowed.into());
    }
    Ok(())
}

/// The class of the app may call the method, the app is not narrowed to others, and a page comes from a known origin.
pub(crate) fn method(app: &App, entry: &Entry, peer: &Peer) -> Result<(), Fault> {
    if !entry.classes.contains(&app.class) || !app.allows(entry.name) {
        return Err(Code::NotPermitted.into());
    }
    // The secret of a page is public: what remains is that browsers tell the truth about the origin.
    let known = |origin: &String| app.origins.contains(origin);
    if app.class == AppClass::H5
        && !app.origins.is_empty()
        && !peer.web_origin.as_ref().is_some_and(known)
    {
        return Err(Code::NotPermitted.into());
    }
    Ok(())
}
