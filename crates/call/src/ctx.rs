use std::net::IpAddr;
use std::sync::Arc;

use arc_swap::Guard;
use bytes::Bytes;
use signet_cache::{PlatformClass, Session, SessionKey};
use signet_domain::Services;
use signet_domain::accounts::Login;
use signet_domain::apps::App;
use signet_domain::audit::Audit;
use signet_domain::login_source::LoginSource;
use signet_domain::pack_settings::PackSettings;
use signet_domain::platform::Platform;
use signet_domain::realms::Realm;
use signet_domain::request_tokens::Owner;
use signet_domain::snapshots::Snapshot;
use signet_fault::{Code, Fault};
use signet_store::audit_log::NewAction;
use signet_store::{Connection, Tx};

use crate::Violations;
use crate::params::DateTime;

/// The context of one call: everything that a method can use. It borrows the parts that all calls share.
pub struct Ctx<'a> {
    /// The services that all calls share.
    pub services: &'a Services,
    /// The app that signed the call.
    pub app: &'a App,
    /// The realm of the method, if it has one.
    pub realm: Option<&'static Realm>,
    /// The caller.
    pub caller: Caller,
    /// The session, if the call has a live one.
    pub session: Option<LiveSession>,
    /// The file in the form, on a method that takes a file. It is not signed.
    pub image: Option<Bytes>,
    /// Whether the `request_token` is recent, on a method that needs one. With an older token a caller gets what it created
    /// before with that token, but creates nothing new.
    pub token_is_fresh: bool,
    /// The id of this call, in its reply and in the log.
    pub request_id: &'a str,
    /// The row that the call has to write in the audit log, if any: see [`Operation`](crate::Operation).
    pub audit: Option<NewAction>,
    /// The time of the call, in unix seconds; the same for the whole call.
    pub now: i64,
}

/// The caller. Except for the address, the values are as the caller sent them.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The address, from the connection or from a trusted proxy; 0.0.0.0 if it is not known.
    pub ip: IpAddr,
    /// The origin under which quotas, limits and locks count the address.
    pub origin: signet_domain::origin::Origin,
    /// The `platform` parameter.
    pub platform: Platform,
    /// The class of the caller's sessions: the class of the platform, unless the wire has one class for all sessions.
    pub class: PlatformClass,
    /// The `app_v` parameter: the version of the app.
    pub app_v: String,
    /// The `channel` parameter: the app market, on Android.
    pub channel: String,
    /// The `unique_id` parameter: the device.
    pub unique_id: String,
}

/// A live session, and the key under which it is stored.
#[derive(Clone, Debug)]
pub struct LiveSession {
    /// The key of the stored session.
    pub key: SessionKey,
    /// The session.
    pub session: Session,
}

impl Ctx<'_> {
    /// Returns the realm of the method: the accounts that the method is about.
    ///
    /// # Errors
    /// [`Fault::internal`] in a method of a pack without realms.
    pub fn realm(&self) -> Result<&'static Realm, Fault> {
        let realm = self.realm;
        realm.ok_or_else(|| Fault::internal("the method is in no realm"))
    }

    /// Returns the id of the user who is logged in.
    ///
    /// # Errors
    /// [`Code::NotLoggedIn`] if the caller is a guest, on a method that takes guests.
    pub fn user(&self) -> Result<i64, Fault> {
        Ok(self.live_session()?.session.user_id)
    }

    /// Returns the session of the user who is logged in.
    ///
    /// # Errors
    /// [`Code::NotLoggedIn`] if the caller is a guest, on a method that takes guests.
    pub fn live_session(&self) -> Result<&LiveSession, Fault> {
        self.session
            .as_ref()
            .ok_or_else(|| Code::NotLoggedIn.into())
    }

    /// Returns the file in the form.
    ///
    /// # Errors
    /// [`Code::BadParams`] on a method that does not declare that it takes a file.
    pub fn image(&self) -> Result<Bytes, Fault> {
        let image = self.image.clone();
        image.ok_or_else(|| Violations::missing("image").into())
    }

    /// Returns the row that an operation has to write in the audit log.
    pub(crate) fn audit(&self) -> Result<Audit, Fault> {
        let row = self.audit.clone().map(Audit::of);
        row.ok_or_else(|| Fault::internal("an operation has no row for the audit log"))
    }

    /// Reads from the database.
    ///
    /// # Errors
    /// The errors of `work`; [`Code::Overloaded`] if no connection was free in time.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Connection) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        self.services.store.run(work).await
    }

    /// Writes to the database in one transaction, which a fault rolls back. `work` may run again after a deadlock.
    ///
    /// # Errors
    /// The errors of [`Ctx::run`].
    pub async fn tx<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        self.services.store.transaction(self.now, work).await
    }

    /// Returns the current value of tables that are served from memory.
    ///
    /// # Errors
    /// [`Fault::internal`] if no enabled pack lists the snapshot.
    pub fn snapshot<T: 'static>(
        &self,
        snapshot: &'static Snapshot<T>,
    ) -> Result<Guard<Arc<T>>, Fault> {
        self.services.snapshots.get(snapshot)
    }

    /// Returns the configuration keys of a pack.
    ///
    /// # Errors
    /// [`Fault::internal`] if no enabled pack lists them.
    pub fn settings<T: 'static>(&self, settings: &'static PackSettings<T>) -> Result<&T, Fault> {
        self.services.of_packs.get(settings)
    }

    /// Returns the form of unix seconds for clients: `Y-m-d H:i:s` in the configured zone.
    pub fn date_time(&self, seconds: i64) -> String {
        self.services.zone.date_time(seconds)
    }

    /// Returns the unix seconds of a date and time that a caller sent.
    pub fn seconds(&self, date_time: DateTime) -> i64 {
        self.services.zone.seconds(date_time.local())
    }

    /// Returns the source from which a password or a code is entered.
    pub fn login_source(&self) -> LoginSource<'_> {
        LoginSource {
            origin: self.caller.origin,
            device: &self.caller.unique_id,
        }
    }

    /// Returns the origin of a login, for the record of the login.
    pub fn login(&self) -> Login<'_> {
        Login {
            platform: self.caller.platform,
            class: self.caller.class,
            ip: self.caller.ip,
            source: self.login_source(),
        }
    }

    /// Returns the owner of the request tokens of this caller.
    pub fn token_owner(&self) -> Owner<'_> {
        match &self.session {
            Some(live) => Owner::User(live.session.user_id),
            None => Owner::Guest(&self.app.appid),
        }
    }
}
