//! The wires that the gateway serves, and their paths: the signed wire at `/`, and the wires of packs below their prefixes.

use std::collections::HashSet;

use anyhow::{Context, bail, ensure};
use signet_call::{Entry, Pack, PackWire, WireConfig};
use signet_docs::Product;
use signet_domain::apps::directory::Directory;
use signet_wire::Signed;
use signet_wire::wire::{MethodId, Wire};

use crate::packs::PACKS;
use crate::settings::{Env, Settings};

/// The paths of the public port that no wire of a pack may take.
const OF_THE_PLATFORM: [&str; 5] = ["/", "/healthz", "/files", "/docs", "/notify"];

/// All wires.
pub(crate) struct Wires {
    signed: Mount,
    of_packs: Vec<Mount>,
}

/// The place of a wire in [`Wires`]. The default is the place of the signed wire.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place(Option<usize>);

/// A wire and its paths.
pub(crate) struct Mount {
    pub(crate) wire: Box<dyn Wire>,
    /// The properties of its unsigned calls; `None` if its calls are signed.
    pub(crate) unsigned: Option<Unsigned>,
    prefix: String,
    /// The paths that the wire owns, with everything below them.
    areas: Vec<String>,
}

/// The properties of the calls of a wire that are not signed.
pub(crate) struct Unsigned {
    /// The name of the pack.
    pub(crate) pack: &'static str,
    /// The app that calls.
    pub(crate) appid: String,
    config: WireConfig,
    methods: HashSet<MethodId>,
}

impl Wires {
    /// Creates the wires of packs by the configuration. `is_demo` enables the wires that the configuration does not mention.
    ///
    /// # Errors
    /// One line of text that names the wrong key.
    pub(crate) fn new(
        settings: &Settings,
        packs: &[&'static Pack],
        is_demo: bool,
    ) -> anyhow::Result<Wires> {
        check_names(settings, packs)?;
        let mut of_packs: Vec<Mount> = Vec::new();
        for pack in packs {
            let Some(wire) = pack.wire else { continue };
            let mount = Mount::of_pack(settings, pack, wire, is_demo);
            let mount = mount.with_context(|| format!("wire.{}", pack.name))?;
            if let Some(mount) = mount {
                mount.check_paths(&of_packs)?;
                of_packs.push(mount);
            }
        }
        Ok(Wires {
            signed: Mount {
                wire: Box::new(Signed),
                unsigned: None,
                prefix: String::new(),
                areas: Vec::new(),
            },
            of_packs,
        })
    }

    /// Returns the place of the wire that owns a path, or of the signed wire if no wire of a pack owns it.
    pub(crate) fn find(&self, path: &str) -> Place {
        // The usual path is checked before the others are compared.
        if path == "/" {
            return Place::default();
        }
        Place(self.of_packs.iter().position(|mount| mount.owns(path)))
    }

    /// Returns the wire at a place.
    pub(crate) fn at(&self, place: Place) -> &Mount {
        let of_pack = place.0.and_then(|place| self.of_packs.get(place));
        of_pack.unwrap_or(&self.signed)
    }

    /// Returns packs for the documentation, each with the configuration of its wire if the wire is served.
    pub(crate) fn products(&self, packs: &[&'static Pack]) -> Vec<Product<'static>> {
        let config = |pack: &Pack| {
            let mut unsigned = self.of_packs.iter().flat_map(|mount| &mount.unsigned);
            let own = unsigned.find(|unsigned| unsigned.pack == pack.name)?;
            Some(own.config.clone())
        };
        let product = |pack: &&'static Pack| Product {
            pack,
            wire: config(pack),
        };
        packs.iter().map(product).collect()
    }

    /// Returns the wires of packs.
    pub(crate) fn of_packs(&self) -> &[Mount] {
        &self.of_packs
    }
}

/// Refuses keys of a pack that does not exist or has no wire, and keys that its wire does not have. Keys of a pack that is not
/// enabled are allowed.
fn check_names(settings: &Settings, packs: &[&'static Pack]) -> anyhow::Result<()> {
    for name in settings.wire.names() {
        let mut known = PACKS.iter().chain(packs);
        let Some(pack) = known.find(|pack| pack.name == name) else {
            bail!(
                "wire.{name}: there is no pack \"{name}\"; `packs.enabled` takes those there are"
            );
        };
        let Some(wire) = pack.wire else {
            bail!("wire.{name}: the pack {name} has no wire of its own; remove the key");
        };
        settings.wire.check_keys(name, wire.keys)?;
    }
    Ok(())
}

impl Mount {
    /// Creates the wire of a pack; `None` if it is not enabled.
    fn of_pack(
        settings: &Settings,
        pack: &'static Pack,
        wire: &PackWire,
        is_demo: bool,
    ) -> anyhow::Result<Option<Mount>> {
        let configured = settings.wire.of(pack.name);
        if !configured.enabled()?.unwrap_or(is_demo) {
            return Ok(None);
        }
        let defaults = wire.defaults();
        let prefix = configured.get("prefix").unwrap_or(wire.prefix).to_owned();
        check_prefix(&prefix)?;
        let appid = match configured.get("app") {
            None => format!("{}_wire", pack.name),
            Some("") => bail!("app is empty; remove the key, or name an app of class wire"),
            Some(appid) => appid.to_owned(),
        };
        let own = defaults.keys.into_iter().map(|(key, default)| {
            let value = configured.get(key).map(str::to_owned);
            (key, value.unwrap_or(default))
        });
        let config = WireConfig {
            prefix: prefix.clone(),
            is_development: settings.server.env == Env::Development,
            keys: own.collect(),
        };
        let wire = (wire.open)(&config).map_err(anyhow::Error::msg)?;
        let methods = wire.routes().iter().flat_map(|route| route.methods);
        Ok(Some(Mount {
            unsigned: Some(Unsigned {
                pack: pack.name,
                appid,
                config,
                methods: methods.copied().collect(),
            }),
            areas: match prefix.as_str() {
                "" => first_segments(wire.as_ref()),
                prefix => vec![prefix.to_owned()],
            },
            prefix,
            wire,
        }))
    }

    /// Refuses the wire if it shares a path with another wire, or with the platform.
    fn check_paths(&self, others: &[Mount]) -> anyhow::Result<()> {
        let name = self.name().unwrap_or_default();
        for area in &self.areas {
            let shared = |other: &str| is_within(area, other) || is_within(other, area);
            if let Some(own) = OF_THE_PLATFORM.into_iter().find(|own| match *own {
                "/" => area == "/",
                own => shared(own),
            }) {
                bail!(
                    "wire.{name}.prefix: the wire would take {area}, and {own} is the gateway's own; set another prefix"
                );
            }
            let other = others
                .iter()
                .find(|other| other.areas.iter().any(|other| shared(other)));
            if let Some(other) = other.and_then(Mount::name) {
                bail!(
                    "wire.{name}.prefix: the wires of {name} and {other} would share {area}; set another prefix for one of them"
                );
            }
        }
        Ok(())
    }

    /// Returns the name of the wire's pack; `None` if the calls of the wire are signed.
    pub(crate) fn name(&self) -> Option<&'static str> {
        self.unsigned.as_ref().map(|unsigned| unsigned.pack)
    }

    /// Returns the prefix of its paths.
    pub(crate) fn prefix(&self) -> &str {
        &self.prefix
    }

    /// Returns a path of the port without the prefix.
    pub(crate) fn below_prefix<'a>(&self, path: &'a str) -> &'a str {
        path.strip_prefix(self.prefix.as_str()).unwrap_or(path)
    }

    /// Returns whether the app of the wire lists a web origin. For the signed wire: whether any live app lists it.
    pub(crate) fn knows_origin(&self, directory: &Directory, origin: &str) -> bool {
        match &self.unsigned {
            None => directory.knows_origin(origin),
            Some(unsigned) => {
                let app = directory.live(&unsigned.appid);
                app.is_some_and(|app| app.lists_origin(origin))
            }
        }
    }

    fn owns(&self, path: &str) -> bool {
        self.areas.iter().any(|area| is_within(path, area))
    }
}

impl Unsigned {
    /// Whether a route of the wire leads to a method.
    pub(crate) fn has(&self, entry: &Entry) -> bool {
        let (name, version) = (entry.name, entry.version);
        self.methods.contains(&MethodId { name, version })
    }
}

/// Returns whether a path is equal to `area` or below it.
fn is_within(path: &str, area: &str) -> bool {
    let rest = path.strip_prefix(area);
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Returns the paths that a wire without a prefix owns.
fn first_segments(wire: &dyn Wire) -> Vec<String> {
    let mut segments = wire.areas();
    segments.sort_unstable();
    segments.dedup();
    segments.into_iter().map(str::to_owned).collect()
}

fn check_prefix(prefix: &str) -> anyhow::Result<()> {
    if prefix.is_empty() {
        return Ok(());
    }
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    let is_segment =
        |segment: &str| !matches!(segment, "" | "." | "..") && segment.bytes().all(is_plain);
    let segments = prefix.strip_prefix('/').map(|rest| rest.split('/'));
    ensure!(
        segments.is_some_and(|mut segments| segments.all(is_segment)),
        "prefix is none; write a path such as /salon/v1, without a slash at its end, or \"\" for none"
    );
    Ok(())
}
