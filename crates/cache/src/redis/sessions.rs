use super::link::Kind;
use super::{Redis, keep, scripts};
use crate::{Error, Lookup, Session, SessionEntry, SessionKey, Sought, State};

/// A session is stored under `s:` and its name, encrypted. All scripts here are idempotent.
impl Redis {
    pub(crate) async fn session(&self, now: i64, sought: Sought<'_>) -> Result<Lookup, Error> {
        let mut commands = redis::pipe();
        commands.get(self.session_key(sought.key));
        let stored = match self.link.run(&commands, Kind::Read).await {
            Ok((stored,)) => stored,
            // The key has another type than a session.
            Err(Error::Reply(_)) => Some(Vec::new()),
            Err(error) => return Err(error),
        };
        self.lookup(now, sought, stored).await
    }

    /// Decrypts the stored value of a session.
    ///
    /// A value that this deployment did not encrypt is removed, so that the session in the database can replace it. A session that
    /// was stored in the meantime is lost, which is allowed: the cache may lose data at any moment.
    pub(super) async fn lookup(
        &self,
        now: i64,
        sought: Sought<'_>,
        stored: Option<Vec<u8>>,
    ) -> Result<Lookup, Error> {
        let Some(stored) = stored else {
            return Ok(Lookup::Unknown);
        };
        if let Some((state, session)) = self.opened.find(sought.key, &stored) {
            return Ok(sought.found(state, session, now));
        }
        match self.sealer.open(sought.key, stored.clone()) {
            Some((state, session)) => {
                let opened = (state, session.clone());
                self.opened.keep(sought.key, stored, opened);
                Ok(sought.found(state, session, now))
            }
            None => {
                // The future is boxed to keep the common future small, because ordinary calls do not come here.
                Box::pin(self.delete(vec![self.session_key(sought.key)])).await?;
                Ok(Lookup::Unknown)
            }
        }
    }

    pub(crate) async fn put_sessions(
        &self,
        now: i64,
        entries: &[SessionEntry],
    ) -> Result<(), Error> {
        if entries.is_empty() {
            return Ok(());
        }
        let mut script = scripts::PUT_SESSIONS.prepare_invoke();
        for SessionEntry {
            key,
            session,
            state,
        } in entries
        {
            script.key(self.session_key(key));
            script
                .arg(self.sealer.seal(key, *state, session)?)
                .arg(keep(now, session.expires_at));
        }
        self.script(&script, Kind::Write).await
    }

    pub(crate) async fn renew_session(
        &self,
        now: i64,
        key: &SessionKey,
        session: &Session,
    ) -> Result<bool, Error> {
        let mut script = scripts::RENEW_SESSION.prepare_invoke();
        script.key(self.session_key(key));
        script
            .arg(self.sealer.seal(key, State::Live, session)?)
            .arg(keep(now, session.expires_at));
        self.script(&script, Kind::Write).await
    }

    pub(super) fn session_key(&self, key: &SessionKey) -> String {
        let mut name = String::with_capacity(self.prefix.len() + 34);
        name.push_str(&self.prefix);
        name.push_str("s:");
        self.sealer.push_name(key, &mut name);
        name
    }
}
