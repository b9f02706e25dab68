use std::future::Future;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_wire::version::Version;

use crate::{Ctx, Violations};

/// The callers of a method, with or without a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// All callers; a token is not read.
    Open,
    /// All callers; a caller with a dead token is a guest.
    Optional,
    /// Only callers with a live session.
    Session,
}

impl Access {
    /// Returns the name in the documentation.
    pub const fn name(self) -> &'static str {
        match self {
            Access::Open => "open",
            Access::Optional => "optional",
            Access::Session => "session",
        }
    }
}

/// A method: the implementing struct is its parameters.
///
/// The doc comment of the struct is the published documentation, and its first line is the title. The doc comments of the
/// fields of parameters and reply are published too, and their first line is the label. A parameter that may be left out is
/// an `Option` with `#[deserr(default)]`; an empty string counts as left out.
pub trait Method: Deserr<Violations> + JsonSchema + Sized + 'static {
    /// The name on the wire, such as `user.login`.
    const NAME: &'static str;
    /// Other names on the wire.
    const ALIASES: &'static [&'static str] = &[];
    /// The version of this form of the method. A new version is a new file.
    const VERSION: Version = Version::FIRST;
    /// The callers of the method, with or without a session.
    const ACCESS: Access = Access::Session;
    /// The classes of apps that may call it.
    const CLASSES: &'static [AppClass] = &[
        AppClass::App,
        AppClass::H5,
        AppClass::Partner,
        AppClass::Activity,
    ];
    /// Whether a byte-identical retry gets the reply of the first call instead of a second effect. A call that fails
    /// must change nothing, because its retry runs again.
    const ONCE: bool = false;
    /// Whether its reply holds the token of a new session, or a ticket. The stored reply is then given only to the first caller's
    /// address: the signed bytes may be in the log of a proxy, and must not be enough to get the token.
    const HANDS_OUT_SESSION: bool = false;
    /// Whether it needs a `request_token` that was issued to this caller.
    const REQUEST_TOKEN: bool = false;
    /// Whether it needs the file that a form may have beside the signed data: [`Ctx::image`].
    const IMAGE: bool = false;
    /// Whether each call writes a row in the audit log; only [`Operation`](crate::Operation) sets it.
    const AUDITED: bool = false;
    /// Whether a guest gets the last good answer to the same parameters, up to a minute old, while the database is unreachable or
    /// too busy. The answer may depend on the parameters and on `platform`, but on nothing else of the caller.
    const STALE_IF_ERROR: bool = false;
    /// Whether it is answered even if `platform` or another parameter about the caller has the wrong type. That parameter
    /// is then treated as unknown, and logged.
    const ANY_CALLER: bool = false;
    /// The faults that it returns, besides the faults of every call.
    const FAULTS: &'static [Code] = &[];
    /// The `msg` of a good reply.
    const DONE: &'static str = "success";
    /// The `data` of a good reply; `()` for none.
    type Reply: Serialize + JsonSchema;

    /// Runs the method.
    fn call(self, ctx: &Ctx<'_>) -> impl Future<Output = Result<Self::Reply, Fault>>;
}
