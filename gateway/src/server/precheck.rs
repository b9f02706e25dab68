//! Checks of the configuration before a database is opened or anything is created.

use std::path::Path;

use anyhow::Context;
use signet_call::Pack;
use signet_domain::trust;
use signet_store::Store;

use crate::http::server as ports;
use crate::line::guard::limit::Limits;
use crate::misconfigured::Misconfigured;
use crate::packs;
use crate::settings::{Settings, UploadDriver};
use crate::stores::find_cache;
use crate::vault;
use crate::wires::Wires;

/// Refuses a configuration with which a gateway that serves these packs could not start. It creates nothing and does not connect.
///
/// # Errors
/// [`Misconfigured`].
pub fn check(settings: &Settings, packs: &[&'static Pack]) -> anyhow::Result<()> {
    let checked = parts(settings, packs);
    checked.map_err(|error| Misconfigured::error(format!("{error:#}")))?;
    wires(settings, packs, false).map(drop)
}

/// Creates the wires of packs as they are configured; `is_demo` enables those that the configuration does not mention.
///
/// # Errors
/// [`Misconfigured`].
pub(super) fn wires(
    settings: &Settings,
    packs: &[&'static Pack],
    is_demo: bool,
) -> anyhow::Result<Wires> {
    let wires = Wires::new(settings, packs, is_demo);
    wires.map_err(|error| Misconfigured::error(format!("{error:#}")))
}

fn parts(settings: &Settings, packs: &[&'static Pack]) -> anyhow::Result<()> {
    Limits::new(&settings.limit, &packs::table(packs)?)?;
    Store::check_url(&settings.storage.url)?;
    find_cache(settings)?;
    vault::check(settings)?;
    if !settings.security.ca_file.is_empty() {
        trust::authorities(&settings.security.ca_file)?;
    }
    if settings.upload.driver == UploadDriver::Local {
        check_folder(Path::new(&settings.upload.dir))
            .with_context(|| format!("upload.dir \"{}\"", settings.upload.dir))?;
    }
    Ok(())
}

/// Refuses a folder whose path is not a folder, or where it could not be created.
fn check_folder(folder: &Path) -> anyhow::Result<()> {
    let nearest = folder.ancestors().find(|path| path.exists());
    let nearest = match nearest {
        Some(path) => path,
        None => Path::new("."),
    };
    anyhow::ensure!(
        nearest.is_dir(),
        "{} is a file; name a folder",
        nearest.display()
    );
    let rights = rustix::fs::Access::WRITE_OK | rustix::fs::Access::EXEC_OK;
    rustix::fs::access(nearest, rights).with_context(|| {
        format!(
            "{} cannot be written; make it so, or name another folder",
            nearest.display()
        )
    })
}

/// Checks that both ports can be bound, before the database is opened.
///
/// # Errors
/// One line that says what to do.
pub(super) fn check_ports(settings: &Settings) -> anyhow::Result<()> {
    for (key, address) in [
        ("server.listen", &settings.server.listen),
        ("ops.listen", &settings.ops.listen),
    ] {
        let bound = ports::bind(address, settings.server.backlog);
        bound.map_err(|error| unavailable(key, address, error))?;
    }
    Ok(())
}

/// Returns why an address cannot be bound, with the cure.
pub(super) fn unavailable(key: &str, address: &str, error: std::io::Error) -> anyhow::Error {
    use std::io::ErrorKind;
    let cure = match error.kind() {
        ErrorKind::AddrInUse => format!("free the port or set {key} to another host:port"),
        ErrorKind::AddrNotAvailable => {
            format!(
                "this machine has no such address: set {key} to one that it has, or to 0.0.0.0 and the port"
            )
        }
        ErrorKind::PermissionDenied => {
            format!(
                "a port below 1024 needs a right (CAP_NET_BIND_SERVICE): give it, or set {key} to another port"
            )
        }
        _ => format!("check the host name in {key}"),
    };
    anyhow::Error::new(error).context(format!("cannot listen on {address}; {cure}"))
}
