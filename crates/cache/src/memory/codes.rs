//! One-time codes.

use super::{Memory, Window, lock};
use crate::{CheckedCode, CodeCheck, CodeState, CodeTries, CodeTry, NewCode, Quota};

/// A code, or the wrong tries at a key that has no code.
pub(super) struct Code {
    /// The MAC of the code; empty if there is no code.
    mac: String,
    /// The source that requested the code; empty if there is no code.
    requested_by: String,
    /// The id of the call that used the code.
    used_by: Option<String>,
    expires_at: i64,
    wrong: i64,
    /// The wrong tries by source and by address; a new code does not reset them.
    wrong_from: Vec<(From, i64)>,
}

#[derive(PartialEq)]
enum From {
    Source(String),
    Address(String),
}

impl Code {
    /// Returns the placeholder for a code that was never stored.
    fn none(expires_at: i64) -> Code {
        Code {
            mac: String::new(),
            requested_by: String::new(),
            used_by: None,
            expires_at,
            wrong: 0,
            wrong_from: Vec::new(),
        }
    }

    fn wrong_from(&self, from: &From) -> i64 {
        let mut counts = self.wrong_from.iter();
        counts
            .find(|(known, _)| known == from)
            .map_or(0, |(_, count)| *count)
    }

    /// Returns whether there were too many wrong tries for a source at an address.
    fn is_guessed(&self, tries: &CodeTries, source: &From, address: &From) -> bool {
        self.wrong >= tries.in_all
            || self.wrong_from(source) >= tries.per_source
            || self.wrong_from(address) >= tries.per_address
    }

    fn state(&self, now: i64, is_guessed: bool) -> CodeState {
        match self {
            Code { mac, .. } if mac.is_empty() => CodeState::Absent,
            Code {
                used_by: Some(_), ..
            } => CodeState::Used,
            _ if is_guessed => CodeState::Guessed,
            code if code.expires_at <= now => CodeState::Expired,
            _ => CodeState::Live,
        }
    }

    fn count(&mut self, from: From) {
        match self.wrong_from.iter_mut().find(|(known, _)| *known == from) {
            Some((_, count)) => *count += 1,
            None => self.wrong_from.push((from, 1)),
        }
    }
}

impl Memory {
    pub(crate) fn put_code(&self, now: i64, key: &str, code: NewCode<'_>) {
        let mut table = lock(&self.codes);
        let asker = [
            From::Source(code.requested_by.source.to_owned()),
            From::Address(code.requested_by.address.to_owned()),
        ];
        let before = table.get_mut(now, key);
        let mut wrong_from = before.map_or(Vec::new(), |code| std::mem::take(&mut code.wrong_from));
        wrong_from.retain(|(from, _)| !asker.contains(from));
        let stored = Code {
            mac: code.mac.to_owned(),
            requested_by: code.requested_by.source.to_owned(),
            wrong_from,
            ..Code::none(code.expires_at)
        };
        let forgotten_at = code.expires_at.saturating_add(CodeCheck::REMEMBERED);
        table.insert(now, key.to_owned(), forgotten_at, stored);
    }

    pub(crate) fn check_code(&self, now: i64, key: &str, entered: &CodeTry<'_>) -> CheckedCode {
        let mut table = lock(&self.codes);
        let nothing = Code::none(now.saturating_add(entered.lifetime));
        // A code that ends later than a code that is stored now was written with a wrong clock.
        let latest = nothing.expires_at.saturating_add(Quota::SKEW);
        let code = table.get(now, key).filter(|code| code.expires_at <= latest);
        let code = code.unwrap_or(&nothing);
        let source = From::Source(entered.from.source.to_owned());
        let address = From::Address(entered.from.address.to_owned());
        let is_guessed = code.is_guessed(&entered.tries, &source, &address);
        let state = code.state(now, is_guessed);
        let checked = |answer| CheckedCode { answer, state };
        if code.requested_by != entered.from.source
            && let Some(until) = self.held_until(now, &entered.guesses)
        {
            return checked(CodeCheck::Held { until });
        }
        if is_guessed {
            return checked(CodeCheck::Dead);
        }
        if code.mac != entered.mac {
            self.count_guess(now, &entered.guesses);
            if table
                .get(now, key)
                .is_none_or(|code| code.expires_at > latest)
            {
                let forgotten_at = nothing.expires_at.saturating_add(CodeCheck::REMEMBERED);
                table.insert(now, key.to_owned(), forgotten_at, nothing);
            }
            if let Some(code) = table.get_mut(now, key) {
                code.wrong += 1;
                code.count(source);
                code.count(address);
            }
            return checked(CodeCheck::Wrong);
        }
        if state != CodeState::Live {
            return checked(CodeCheck::Dead);
        }
        if let (Some(used_by), Some(code)) = (entered.used_by, table.get_mut(now, key)) {
            code.used_by = Some(used_by.to_owned());
        }
        checked(CodeCheck::Right)
    }

    pub(crate) fn give_back_code(&self, key: &str, used_by: &str) {
        // `i64::MIN` finds the code even if it has expired.
        if let Some(code) = lock(&self.codes).get_mut(i64::MIN, key)
            && code.used_by.as_deref() == Some(used_by)
        {
            code.used_by = None;
        }
    }

    pub(crate) fn drop_code(&self, key: &str) {
        lock(&self.codes).remove(key);
    }

    /// Returns the end of the window of a quota if the quota is full.
    fn held_until(&self, now: i64, quota: &Quota) -> Option<i64> {
        let table = lock(&self.quotas);
        let window = table.get(now, &quota.key)?;
        (window.count >= quota.max && quota.can_end(window.until)).then_some(window.until)
    }

    fn count_guess(&self, now: i64, quota: &Quota) {
        let mut table = lock(&self.quotas);
        let window = table.get_mut(now, &quota.key);
        if let Some(window) = window.filter(|window| quota.can_end(window.until)) {
            window.count += 1;
            return;
        }
        let until = quota.expires_at;
        table.insert(now, quota.key.clone(), until, Window { count: 1, until });
    }
}
