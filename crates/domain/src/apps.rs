//! The apps: registered programs that sign calls.
//!
//! An [`App`] has a class, a state and secrets, and lists that restrict which methods it may call and from where. [`directory`]
//! is the snapshot of all apps in memory. [`bans`] are the networks whose calls are refused, whatever app they name. [`create`],
//! [`edit`] and the other changes run in a transaction of their caller, which also writes the audit row. [`sandbox`] apps end by
//! themselves.

pub mod bans;
mod changes;
pub mod directory;
pub mod lists;
mod rows;
pub mod sandbox;
pub mod secrets;

use std::fmt;
use std::str::FromStr;

use ipnet::IpNet;
use signet_wire::sign::{Secret, SignType};

pub use changes::{Edit, create, described, edit, rotate, set_state, unrestricted};

/// The topic whose revision counts the changes of apps and bans.
pub const TOPIC: &str = "apps";

/// An app: how its calls are signed, which methods they may call, and from where.
#[derive(Clone, Debug)]
pub struct App {
    /// Its name on the wire.
    pub appid: String,
    /// The kind of client.
    pub class: AppClass,
    /// Whether it may call at all.
    pub state: AppState,
    /// Patterns of the methods that it may call, such as `order.*`; empty for no restriction.
    pub allow: Vec<String>,
    /// The networks it may call from; empty for any.
    pub ips: Vec<IpNet>,
    /// The web origins it may call from; for the classes `h5` and `wire`.
    pub origins: Vec<String>,
    /// The weakest signature it may use.
    pub min_sign_type: SignType,
    /// Whether it is a sandbox: its faults have hints.
    pub sandbox: bool,
    /// Calls a minute it may make; `None` for the configured number.
    pub calls_per_minute: Option<u32>,
    /// Whether the app is trusted to have checked the third-party ids that it names; never in class `app`, `h5` or `activity`.
    pub identity_trusted: bool,
    /// Its secrets, two of them during a change.
    pub secrets: Vec<AppSecret>,
}

/// A secret of an app and the time in which it is valid.
#[derive(Clone, Debug)]
pub struct AppSecret {
    /// Its row number in the table.
    pub id: i64,
    /// The secret.
    pub secret: Secret,
    /// The start of its validity, in unix seconds.
    pub valid_from: i64,
    /// The end of its validity, exclusive, in unix seconds; `None` for ever.
    pub valid_until: Option<i64>,
}

impl AppSecret {
    /// Returns whether the secret is valid at a time.
    pub fn is_valid(&self, now: i64) -> bool {
        self.valid_from <= now && self.valid_until.is_none_or(|until| now < until)
    }
}

impl App {
    /// Returns whether the app's patterns allow a method.
    pub fn allows(&self, method: &str) -> bool {
        let any = |pattern: &String| matches(pattern, method);
        self.allow.is_empty() || self.allow.iter().any(any)
    }

    /// Returns whether pages of a web origin may call.
    pub fn lists_origin(&self, origin: &str) -> bool {
        self.origins.iter().any(|known| known == origin)
    }
}

/// Returns whether a pattern matches the name of a method: `order.*` matches every name that starts with `order.`.
pub fn matches(pattern: &str, method: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(prefix) => method.starts_with(prefix),
        None => method == pattern,
    }
}

impl AppClass {
    /// Returns whether an app of this class can be trusted to have checked third-party ids. The secret of a phone app or of a
    /// page is public, so that its calls prove nothing about their user.
    pub fn may_be_identity_trusted(self) -> bool {
        matches!(self, AppClass::Partner | AppClass::Admin)
    }
}

/// A name that is not one of the known names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownName {
    name: String,
    known: &'static [&'static str],
}

impl fmt::Display for UnknownName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "\"{}\" is not one of {}",
            self.name,
            self.known.join(", ")
        )
    }
}

impl std::error::Error for UnknownName {}

/// Defines an enum whose values have names, with conversions from name to value and back.
macro_rules! named {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $name:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $type { $($(#[$variant_doc])* $variant,)+ }

        impl $type {
            /// Returns the name in the database, on the command line and in the documentation.
            pub const fn name(self) -> &'static str {
                match self { $($type::$variant => $name,)+ }
            }
        }

        impl FromStr for $type {
            type Err = UnknownName;

            fn from_str(name: &str) -> Result<Self, UnknownName> {
                match name {
                    $($name => Ok($type::$variant),)+
                    _ => Err(UnknownName { name: name.to_owned(), known: &[$($name),+] }),
                }
            }
        }
    };
}

named! {
    /// The kind of client that an app is; a method lists the classes that may call it.
    AppClass {
        /// A phone app.
        App = "app",
        /// A page in a browser, whose secret is public.
        H5 = "h5",
        /// The back end of another company.
        Partner = "partner",
        /// A page for one campaign.
        Activity = "activity",
        /// An operator's tool.
        Admin = "admin",
        /// The apps of a pack that use the pack's own wire and sign nothing. An app of this class has no secret, and may call the
        /// methods that the wire routes.
        Wire = "wire",
    }
}

named! {
    /// Whether an app may call.
    AppState {
        /// It may call.
        Live = "live",
        /// It may not call now.
        Suspended = "suspended",
        /// It may never call again.
        Revoked = "revoked",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn app(allow: &[&str]) -> App {
        App {
            appid: "a".to_owned(),
            class: AppClass::App,
            state: AppState::Live,
            allow: allow.iter().map(|&pattern| pattern.to_owned()).collect(),
            ips: Vec::new(),
            origins: Vec::new(),
            min_sign_type: SignType::Md5,
            sandbox: false,
            calls_per_minute: None,
            identity_trusted: false,
            secrets: Vec::new(),
        }
    }

    #[test]
    fn patterns_narrow_an_app() {
        assert!(app(&[]).allows("user.login"));
        assert!(app(&["order.*", "system.init"]).allows("order.list"));
        assert!(app(&["order.*", "system.init"]).allows("system.init"));
        assert!(!app(&["order.*", "system.init"]).allows("orders.list"));
        assert!(!app(&["order.*"]).allows("order"));
        assert!(!app(&["system.init"]).allows("system.initial"));
    }

    #[test]
    fn names_go_both_ways() {
        assert_eq!("h5".parse(), Ok(AppClass::H5));
        assert_eq!(AppClass::H5.name(), "h5");
        let unknown = "H5".parse::<AppClass>().unwrap_err();
        assert_eq!(
            unknown.to_string(),
            "\"H5\" is not one of app, h5, partner, activity, admin, wire"
        );
    }
}
