use super::link::Repeat;
use super::{Redis, keep, scripts};
use crate::{End, Error, Lookup, PlatformClass, Session, SessionKey, State};

/// A session is one state letter and the session as JSON under `s:` and its hex; `u:` with user and class points to
/// the live one. All scripts here do the same when they are repeated.
impl Redis {
    pub(crate) async fn session(&self, now: i64, key: &SessionKey) -> Result<Lookup, Error> {
        let mut commands = redis::pipe();
        commands.get(self.session_key(key));
        let (value,) = self.link.run(&commands, Repeat::Safe).await?;
        lookup(now, value)
    }

    pub(crate) async fn open_session(
        &self,
        now: i64,
        key: &SessionKey,
        session: &Session,
    ) -> Result<(), Error> {
        let json =
            serde_json::to_string(session).map_err(|error| Error::Reply(error.to_string()))?;
        let mut script = scripts::OPEN_SESSION.prepare_invoke();
        script
            .key(self.session_key(key))
            .key(self.pointer(session.user_id, session.class));
        script.arg(self.key('s', "")).arg(key.as_hex());
        script
            .arg(format!("{}{json}", State::Live.letter()))
            .arg(keep(now, session.expires_at));
        self.script(&script, Repeat::Safe).await
    }

    pub(crate) async fn renew_session(
        &self,
        now: i64,
        key: &SessionKey,
        expires_at: i64,
    ) -> Result<bool, Error> {
        let mut script = scripts::RENEW_SESSION.prepare_invoke();
        script.key(self.session_key(key));
        script
            .arg(self.key('u', ""))
            .arg(now)
            .arg(expires_at)
            .arg(keep(now, expires_at));
        self.script(&script, Repeat::Safe).await
    }

    pub(crate) async fn close_session(&self, key: &SessionKey) -> Result<(), Error> {
        let mut script = scripts::CLOSE_SESSION.prepare_invoke();
        script.key(self.session_key(key));
        script.arg(self.key('u', "")).arg(key.as_hex());
        self.script(&script, Repeat::Safe).await
    }

    pub(crate) async fn end_sessions(
        &self,
        user_id: i64,
        except: Option<&SessionKey>,
        end: End,
    ) -> Result<(), Error> {
        let mut script = scripts::END_SESSIONS.prepare_invoke();
        for class in PlatformClass::ALL {
            script.key(self.pointer(user_id, class));
        }
        script
            .arg(self.key('s', ""))
            .arg(except.map(SessionKey::as_hex).unwrap_or_default());
        script.arg(
            end.state()
                .map(|state| state.letter().to_string())
                .unwrap_or_default(),
        );
        self.script(&script, Repeat::Safe).await
    }

    pub(super) fn session_key(&self, key: &SessionKey) -> String {
        self.key('s', &key.as_hex())
    }

    fn pointer(&self, user_id: i64, class: PlatformClass) -> String {
        self.key('u', &format!("{user_id}:{}", class.name()))
    }
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
