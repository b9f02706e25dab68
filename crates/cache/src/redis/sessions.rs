use super::link::Repeat;
use super::{Redis, keep, scripts};
use crate::{End, Error, Lookup, PlatformClass, Session, SessionEntry, SessionKey, State};

/// A session is one state letter and the session as JSON under `s:` and its hex. `u:` with user and class points to one
/// that is in Redis alone. All scripts here do the same when they are repeated.
impl Redis {
    pub(crate) async fn session(&self, now: i64, key: &SessionKey) -> Result<Lookup, Error> {
        let mut commands = redis::pipe();
        commands.get(self.session_key(key));
        let (value,) = self.link.run(&commands, Repeat::Safe).await?;
        lookup(now, value)
    }

    pub(crate) async fn put_sessions(
        &self,
        now: i64,
        entries: &[SessionEntry],
    ) -> Result<(), Error> {
        let mut script = scripts::PUT_SESSIONS.prepare_invoke();
        for entry in entries {
            script.key(self.session_key(&entry.key));
            script
                .arg(value(entry.state, &entry.session)?)
                .arg(keep(now, entry.session.expires_at));
        }
        self.script(&script, Repeat::Safe).await
    }

    pub(crate) async fn renew_session(
        &self,
        now: i64,
        key: &SessionKey,
        session: &Session,
    ) -> Result<bool, Error> {
        let keep = keep(now, session.expires_at);
        let mut script = scripts::RENEW_SESSION.prepare_invoke();
        script.key(self.session_key(key));
        script.arg(value(State::Live, session)?).arg(keep);
        let mut commands = redis::pipe();
        commands.invoke_script(&script);
        if session.saved_at.is_none() {
            let pointer = self.pointer(session.user_id, session.class);
            commands.expire(pointer, keep).ignore();
        }
        let (live,) = self.link.run(&commands, Repeat::Safe).await?;
        Ok(live)
    }

    pub(crate) async fn end_unsaved(
        &self,
        user_id: i64,
        classes: &[PlatformClass],
        except: Option<&SessionKey>,
        end: End,
    ) -> Result<(), Error> {
        let mut script = scripts::END_UNSAVED.prepare_invoke();
        for class in classes {
            script.key(self.pointer(user_id, *class));
        }
        script
            .arg(self.key('s', ""))
            .arg(except.map(SessionKey::as_hex).unwrap_or_default())
            .arg(State::Over(end).letter().to_string());
        self.script(&script, Repeat::Safe).await
    }

    pub(super) fn session_key(&self, key: &SessionKey) -> String {
        self.key('s', &key.as_hex())
    }

    fn pointer(&self, user_id: i64, class: PlatformClass) -> String {
        self.key('u', &format!("{user_id}:{}", class.name()))
    }
}

/// What is stored under a session key.
fn value(state: State, session: &Session) -> Result<String, Error> {
    let json = serde_json::to_string(session).map_err(|error| Error::Reply(error.to_string()))?;
    Ok(format!("{}{json}", state.letter()))
}

/// Reads what is stored under a session key.
pub(super) fn lookup(now: i64, value: Option<String>) -> Result<Lookup, Error> {
    let Some(value) = value else {
        return Ok(Lookup::Unknown);
    };
    let mut json = value.chars();
    let state = json.next().and_then(State::from_letter);
    let session = serde_json::from_str(json.as_str());
    match (state, session) {
        (Some(state), Ok(session)) => Ok(Lookup::of(state, session, now)),
        _ => Err(Error::Reply("a session that cannot be read".to_owned())),
    }
}
