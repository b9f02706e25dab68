//! Checks that the app of an unsigned call, which the configuration names, is live.

use std::sync::Arc;

use signet_domain::apps::directory::Directory;
use signet_domain::apps::{App, AppClass};
use signet_fault::{Code, Fault, Reason};

use crate::wires::Mount;

/// Returns the app of the wire.
pub(crate) fn check<'a>(directory: &'a Directory, mount: &Mount) -> Result<&'a Arc<App>, Fault> {
    let closed = |reason| Fault::new(Code::WireClosed).because(Reason::for_log(reason));
    let Some(unsigned) = &mount.unsigned else {
        return Err(Fault::internal("a signed wire has an unsigned call"));
    };
    match directory.live(&unsigned.appid) {
        Some(app) if app.class == AppClass::Wire => Ok(app),
        Some(_) => Err(closed("the app of the wire is not of class wire")),
        None => Err(closed(
            "the app of the wire is suspended, revoked or missing",
        )),
    }
}
