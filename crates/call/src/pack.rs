use futures_util::future::LocalBoxFuture;
use signet_domain::Services;
use signet_domain::identities::Provider;
use signet_domain::jobs::Job;
use signet_domain::pack_settings::AnyPackSettings;
use signet_domain::payments::Charges;
use signet_domain::realms::Realm;
use signet_domain::snapshots::AnySnapshot;
use signet_fault::{Code, Fault};
use signet_store::Migrations;

use crate::{Entry, PackWire};

/// A product as data: everything of it that the gateway serves and shows.
pub struct Pack {
    /// The name of the product in the configuration, and the name of its folder.
    pub name: &'static str,
    /// Its title in the documentation.
    pub title: &'static str,
    /// The groups of its documentation, in their order. A method belongs to the first group that its name starts with.
    pub groups: &'static [Group],
    /// The realms that it owns: sets of accounts. The methods of a pack without realms take sessions of all realms.
    pub realms: &'static [&'static Realm],
    /// Its methods, in the order of its documentation.
    pub methods: &'static [Entry],
    /// The data that it serves from memory.
    pub snapshots: &'static [&'static dyn AnySnapshot],
    /// The faults that only its methods return.
    pub faults: &'static [Code],
    /// The wire of its own apps, beside the signed wire.
    pub wire: Option<&'static PackWire>,
    /// The providers of identities that it accepts.
    pub identities: &'static [&'static Provider],
    /// Its hooks for changes of charges of its realms; empty if it takes no charges.
    pub charges: &'static [Charges],
    /// Its repeated jobs.
    pub jobs: &'static [Job],
    /// Its own keys in the configuration.
    pub settings: Option<&'static dyn AnyPackSettings>,
    /// The changes of the schema that create its tables.
    pub migrations: Migrations,
    /// Fills its empty tables with demo content.
    pub demo: Option<Demo>,
    /// Shell commands that make calls on its wire with the demo content, for its developers. `{wire}` is the URL of the wire, and
    /// `{gateway}` is the URL of signed calls. Empty if there are no such commands.
    pub walk: &'static str,
    /// TOML: the Chinese texts of its documentation, each with its English translation.
    pub english: &'static str,
    /// JSON: a recorded call of each version of each method, for its documentation.
    pub examples: &'static str,
}

impl Pack {
    /// Returns a pack without methods. A product sets the fields that it needs and takes the other fields from here: `..Pack::new(…)`.
    pub const fn new(name: &'static str, title: &'static str) -> Pack {
        Pack {
            name,
            title,
            groups: &[],
            realms: &[],
            methods: &[],
            snapshots: &[],
            faults: &[],
            wire: None,
            identities: &[],
            charges: &[],
            jobs: &[],
            settings: None,
            migrations: &[],
            demo: None,
            walk: "",
            english: "",
            examples: "{}",
        }
    }
}

/// Fills the empty tables of a pack.
pub type Demo = for<'a> fn(&'a Services) -> LocalBoxFuture<'a, Result<(), Fault>>;

/// A group of methods in the documentation.
pub struct Group {
    /// The start of the methods' names, without the last dot.
    pub prefix: &'static str,
    /// Its title.
    pub title: &'static str,
}

impl Group {
    /// Returns a group with a title.
    pub const fn new(prefix: &'static str, title: &'static str) -> Group {
        Group { prefix, title }
    }

    /// Returns whether a method belongs to the group.
    pub fn contains(&self, method: &str) -> bool {
        let rest = method.strip_prefix(self.prefix);
        rest.is_some_and(|rest| rest.starts_with('.'))
    }
}
