//! One-time codes: one hash for each code, which the scripts maintain.

use super::link::Kind;
use super::{Redis, keep, scripts};
use crate::{CheckedCode, CodeCheck, CodeState, CodeTry, Error, NewCode};

impl Redis {
    pub(crate) async fn put_code(
        &self,
        now: i64,
        key: &str,
        code: NewCode<'_>,
    ) -> Result<(), Error> {
        let forgotten_at = code.expires_at.saturating_add(CodeCheck::REMEMBERED);
        let mut script = scripts::PUT_CODE.prepare_invoke();
        script.key(self.key('c', key));
        script.arg(now).arg(CodeCheck::REMEMBERED).arg(code.mac);
        script
            .arg(code.expires_at)
            .arg(code.requested_by.source)
            .arg(code.requested_by.address);
        script.arg(keep(now, forgotten_at));
        self.script(&script, Kind::Write).await
    }

    pub(crate) async fn check_code(
        &self,
        now: i64,
        key: &str,
        entered: &CodeTry<'_>,
    ) -> Result<CheckedCode, Error> {
        let CodeTry {
            tries,
            guesses,
            lifetime,
            ..
        } = entered;
        let never_was = now.saturating_add(*lifetime);
        let forgotten_at = never_was.saturating_add(CodeCheck::REMEMBERED);
        let mut script = scripts::CHECK_CODE.prepare_invoke();
        script
            .key(self.key('c', key))
            .key(self.key('q', &guesses.key));
        script.arg(now).arg(CodeCheck::REMEMBERED).arg(entered.mac);
        script.arg(entered.from.source).arg(entered.from.address);
        script
            .arg(tries.per_source)
            .arg(tries.per_address)
            .arg(tries.in_all);
        script
            .arg(guesses.max)
            .arg(guesses.expires_at)
            .arg(keep(now, guesses.expires_at));
        script.arg(never_was).arg(keep(now, forgotten_at));
        script.arg(entered.used_by.unwrap_or_default());
        let (answer, until, state): (String, i64, String) =
            self.script(&script, Kind::WriteOnce).await?;
        let answer = match answer.as_str() {
            "right" => CodeCheck::Right,
            "wrong" => CodeCheck::Wrong,
            "dead" => CodeCheck::Dead,
            "held" => CodeCheck::Held { until },
            _ => return Err(Error::Reply(answer)),
        };
        let state = match state.as_str() {
            "absent" => CodeState::Absent,
            "used" => CodeState::Used,
            "guessed" => CodeState::Guessed,
            "expired" => CodeState::Expired,
            "live" => CodeState::Live,
            _ => return Err(Error::Reply(state)),
        };
        Ok(CheckedCode { answer, state })
    }

    pub(crate) async fn give_back_code(&self, key: &str, used_by: &str) -> Result<(), Error> {
        let mut script = scripts::GIVE_BACK_CODE.prepare_invoke();
        script.key(self.key('c', key)).arg(used_by);
        self.script(&script, Kind::Write).await
    }

    pub(crate) async fn drop_code(&self, key: &str) -> Result<(), Error> {
        self.delete(vec![self.key('c', key)]).await
    }
}
