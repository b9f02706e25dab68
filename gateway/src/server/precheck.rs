//! Checks of the configuration before a database is opened or anything is created.

use std::path::Path;

use anyhow::Context;
use signet_cache::Address;
use signet_call::{Pack, Table};
use signet_domain::identities::Provider;
use signet_domain::pack_settings::SettingsOfPacks;
use signet_domain::trust::Trust;
use signet_domain::uploads::DriverKind;
use signet_store::Store;

use crate::http::server as ports;
use crate::line::guard::limit::Limits;
use crate::misconfigured::Misconfigured;
use crate::packs;
use crate::settings::{Env, Settings};
use crate::stores::find_cache;
use crate::vault;
use crate::wires::Wires;

/// A configuration that passed all checks that need no connection, and the values that these checks read from it.
pub struct Checked {
    /// The configuration.
    pub settings: Settings,
    /// The packs that are served.
    pub packs: Vec<&'static Pack>,
    pub(crate) address: Address,
    pub(crate) trust: Trust,
    pub(super) table: Table,
    pub(super) limits: Limits,
    pub(super) wires: Wires,
    pub(super) of_packs: SettingsOfPacks,
    /// Whether an empty database is filled with demo content, and the wires that the configuration does not name are enabled.
    pub(super) demo: bool,
}

impl Checked {
    /// Checks a configuration. Creates nothing and does not connect.
    ///
    /// # Errors
    /// [`Misconfigured`].
    pub fn new(settings: Settings, packs: &[&'static Pack], demo: bool) -> anyhow::Result<Checked> {
        let checked = Checked::read(settings, packs, demo);
        checked.map_err(|error| Misconfigured::error(format!("{error:#}")))
    }

    fn read(
        mut settings: Settings,
        packs: &[&'static Pack],
        demo: bool,
    ) -> anyhow::Result<Checked> {
        let table = packs::table(packs)?;
        let limits = Limits::new(&settings.limit, &table)?;
        Store::check_url(&settings.storage.url)?;
        let trust = Trust::new(&settings.security.ca_file);
        let address = find_cache(&settings, &trust)?;
        vault::check(&settings)?;
        let takes_charges = packs::charges(packs).next().is_some();
        // The demo has no real orders, and `serve` refuses the demo in production.
        if takes_charges && !demo && settings.server.env == Env::Production {
            settings.pay.check_production()?;
        }
        if !settings.security.ca_file.is_empty() {
            trust.authorities()?;
        }
        if settings.upload.driver == DriverKind::Local {
            check_folder(Path::new(&settings.upload.dir))
                .with_context(|| format!("upload.dir \"{}\"", settings.upload.dir))?;
        }
        check_identities(&mut settings, packs, demo)?;
        let wires = Wires::new(&settings, packs, demo)?;
        let of_packs = settings.of_packs.read(packs)?;
        Ok(Checked {
            packs: packs.to_vec(),
            wires,
            of_packs,
            demo,
            address,
            trust,
            table,
            limits,
            settings,
        })
    }
}

/// Refuses a section of `[identity]` if no pack has its provider, and mistakes in the sections of enabled packs. With the demo,
/// a provider without a section is the sandbox, but in production it is off.
fn check_identities(
    settings: &mut Settings,
    packs: &[&'static Pack],
    demo: bool,
) -> anyhow::Result<()> {
    for name in settings.identity.names() {
        let mut known = packs::identities(packs::PACKS).chain(packs::identities(packs));
        if !known.any(|provider| provider.name() == name) {
            let known = packs::identities(packs::PACKS).map(Provider::name);
            let known = known.collect::<Vec<_>>().join(", ");
            anyhow::bail!("identity.{name}: no pack has this provider; there are {known}");
        }
    }
    for provider in packs::identities(packs) {
        if demo && settings.server.env != Env::Production {
            settings.identity.set_sandbox(provider);
        }
        let of_provider = settings.identity.of(provider);
        of_provider.check(provider)?;
        if settings.server.env == Env::Production {
            of_provider.check_production(provider)?;
        }
    }
    Ok(())
}

/// Refuses a path that is not a folder, or at which no folder can be created.
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

/// Returns the reason why an address cannot be bound, and what to do about it.
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
