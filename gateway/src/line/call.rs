//! A call on its way through the line: the facts about it, and its record for the log.

use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;

use bytes::Bytes;
use signet_call::Entry;
use signet_domain::apps::App;
use signet_domain::origin::Origin;
use signet_store::audit_log::NewAction;
use signet_wire::json::Object;
use signet_wire::sign::SignType;
use signet_wire::wire::{NamedUser, Proof};

use crate::wires::Mount;

/// The other end of the connection.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    /// The address, from the connection or from a trusted proxy; `None` if it is not known.
    pub(crate) ip: Option<IpAddr>,
    /// The origin under which limits, quotas and bans count the address.
    pub(crate) origin: Origin,
    /// The web origin of the calling page, if a browser names one.
    pub(crate) web_origin: Option<String>,
}

impl Peer {
    /// Returns the address as text; `unknown` if there is none.
    fn address(&self) -> String {
        let ip = self.ip.map(|ip| ip.to_string());
        ip.unwrap_or_else(|| self.origin.to_string())
    }
}

/// A call that passed every check which needs neither the database nor the cache.
pub(crate) struct Call<'a> {
    /// The wire on which it arrived.
    pub(crate) mount: &'a Mount,
    /// The signed bytes, or the key by which a retry is recognised.
    pub(crate) proof: Proof<'a>,
    /// The file in the form.
    pub(crate) image: Option<Bytes>,
    pub(crate) peer: &'a Peer,
    /// The time of the call in unix seconds.
    pub(crate) now: i64,
    /// The same time in milliseconds.
    pub(crate) now_millis: i64,
    /// The app that makes the call.
    pub(crate) app: Arc<App>,
    /// The kind of its signature; the default if it is not signed.
    pub(crate) sign_type: SignType,
    /// The method that answers it.
    pub(crate) entry: &'static Entry,
    /// The parameters of the call, until they are decoded.
    pub(crate) parameters: Object<'a>,
    /// The parameters that its wire refuses, each with the rule that it breaks.
    pub(crate) broken: Vec<(&'static str, &'static str)>,
    /// The user whom the client names beside its token.
    pub(crate) user: Option<NamedUser<'a>>,
}

impl Call<'_> {
    /// Returns the request token, if the method needs one; empty if the call has none.
    pub(crate) fn request_token(&self) -> Option<String> {
        let token = || self.parameters.text("request_token").unwrap_or_default();
        self.entry.request_token.then(|| token().to_owned())
    }

    /// Returns the row for the audit log, if the method needs one.
    pub(crate) fn audit(&self, request_id: &str) -> Option<NewAction> {
        if !self.entry.audited {
            return None;
        }
        Some(NewAction {
            created_at: self.now,
            actor: format!("app:{}", self.app.appid),
            source: self.peer.address(),
            action: self.entry.name.to_owned(),
            detail: self.entry.detail(&self.parameters),
            request_id: request_id.to_owned(),
        })
    }
}

/// The facts about a call that the log and the metrics need.
#[derive(Default)]
pub(crate) struct CallRecord<'a> {
    /// The id of the call in the log.
    pub(crate) request_id: String,
    /// The pack of the wire on which the call arrived; `None` if that is the signed wire.
    pub(crate) wire: Option<&'static str>,
    /// The app, once the call is verified: texts of a caller that is not verified are not logged.
    app: Option<Arc<App>>,
    /// The method that the app names, and its version.
    named: (Cow<'a, str>, Cow<'a, str>),
    /// The method that answers it.
    pub(crate) entry: Option<&'static Entry>,
    /// The user who is logged in.
    pub(crate) user: Option<i64>,
    /// A note about an irregular call that was not refused.
    pub(crate) note: Option<&'static str>,
    /// The id of the first of several identical calls, if its stored answer is the answer of this one.
    pub(crate) first_id: Option<String>,
}

impl<'a> CallRecord<'a> {
    /// Creates the record of a new call on a wire.
    pub(crate) fn new(request_id: String, mount: &Mount) -> CallRecord<'a> {
        CallRecord {
            request_id,
            wire: mount.name(),
            ..CallRecord::default()
        }
    }

    /// Records the app of a verified call, and the method and the version that it names.
    pub(crate) fn verified(&mut self, app: &Arc<App>, method: Cow<'a, str>, v: Cow<'a, str>) {
        self.app = Some(Arc::clone(app));
        self.named = (method, v);
    }

    /// Whether the app is a sandbox app.
    pub(crate) fn is_sandbox(&self) -> bool {
        self.app.as_ref().is_some_and(|app| app.sandbox)
    }

    /// Returns the id in the reply. A replay is the stored reply, with the id of the first call.
    pub(crate) fn reply_id(&self) -> &str {
        self.first_id.as_deref().unwrap_or(&self.request_id)
    }

    /// Returns the appid of the verified app; empty if no app is verified yet.
    pub(crate) fn appid(&self) -> &str {
        self.app.as_ref().map_or("", |app| &app.appid)
    }

    /// Returns the method that answers the call, or else the method that the app names.
    pub(crate) fn method(&self) -> &str {
        self.entry.map_or(self.named(), |entry| entry.name)
    }

    /// Returns the method that the app names.
    pub(crate) fn named(&self) -> &str {
        &self.named.0
    }

    /// Returns the version that the app names.
    pub(crate) fn v(&self) -> &str {
        &self.named.1
    }
}
