//! The last good answers to guests, for the time when the database is away (`stale-if-error`, RFC 5861).
//!
//! A page of news that is a minute old serves a guest better than a fault. Only the answers of methods with
//! [`Method::STALE_IF_ERROR`](signet_call::Method::STALE_IF_ERROR) are kept, and only answers to guests: answers to users are
//! private.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use signet_call::{Entry, Table, members};
use signet_wire::Answer;
use signet_wire::json::{Object, Value};
use signet_wire::version::Version;

/// Seconds after which a kept answer is too old to be given.
const MAX_AGE: i64 = 60;

/// Seconds for which a kept answer is not replaced, so that most calls copy nothing.
const FRESH: i64 = 10;

/// The most bytes of all kept answers together.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// The fixed parameter that an answer may depend on.
const PLATFORM: &str = "platform";

/// The kept answers.
pub(crate) struct StaleReplies {
    /// The parameters that the answers of each method depend on. They are read from its schema at the first call, so that a gateway
    /// that has just started does not hold the memory that is needed to create schemas.
    parameters: HashMap<(&'static str, Version), OnceLock<Vec<String>>>,
    /// Seeded at random, so that a caller cannot construct two calls with the same key.
    hashes: RandomState,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    replies: HashMap<CacheKey, Stale>,
    bytes: usize,
    swept_at: i64,
}

struct Stale {
    made_at: i64,
    answer: Answer,
}

/// The wire, the method and the parameters that an answer depends on.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct CacheKey(u64);

impl StaleReplies {
    pub(crate) fn new(table: &Table) -> StaleReplies {
        let keeping = table.entries().iter().filter(|entry| entry.stale_if_error);
        let parameters = keeping.map(|entry| ((entry.name, entry.version), OnceLock::new()));
        StaleReplies {
            parameters: parameters.collect(),
            hashes: RandomState::new(),
            kept: Mutex::default(),
        }
    }

    /// Returns the key of a call on the wire of a pack or on the signed wire, if answers of its method are kept.
    pub(crate) fn key(
        &self,
        wire: Option<&str>,
        entry: &Entry,
        object: &Object<'_>,
    ) -> Option<CacheKey> {
        if !entry.stale_if_error {
            return None;
        }
        let parameters = self.parameters.get(&(entry.name, entry.version))?;
        let parameters = parameters.get_or_init(|| parameters_of(entry));
        let mut hasher = self.hashes.build_hasher();
        // Answers are kept in the style of their wire.
        wire.hash(&mut hasher);
        entry.name.hash(&mut hasher);
        entry.version.hash(&mut hasher);
        for name in parameters {
            match object.get(name) {
                Some(value) => hash_value(value, &mut hasher),
                None => hasher.write_u8(0xff),
            }
        }
        Some(CacheKey(hasher.finish()))
    }

    /// Keeps a good answer, unless a fresh answer or too much is kept already.
    pub(crate) fn keep(&self, key: CacheKey, now: i64, answer: &Answer) {
        let mut kept = self.kept();
        let known = kept.replies.get(&key);
        if known.is_some_and(|stale| (0..FRESH).contains(&(now - stale.made_at))) {
            return;
        }
        kept.remove(key);
        let length = answer.data.len();
        // At most once a second, so that a flood of calls does not become a flood of sweeps.
        if kept.bytes + length > MAX_BYTES && kept.swept_at != now {
            kept.drop_old(now);
        }
        if kept.bytes + length <= MAX_BYTES {
            kept.bytes += length;
            let (made_at, answer) = (now, answer.clone());
            kept.replies.insert(key, Stale { made_at, answer });
        }
    }

    /// Returns the last good answer, if it is not too old.
    pub(crate) fn find(&self, key: CacheKey, now: i64) -> Option<Answer> {
        let kept = self.kept();
        let stale = kept.replies.get(&key)?;
        let is_young = (0..=MAX_AGE).contains(&(now - stale.made_at));
        is_young.then(|| stale.answer.clone())
    }

    /// Locks the kept answers. A poisoned lock is safe: every change is complete before anything can panic.
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn parameters_of(entry: &Entry) -> Vec<String> {
    let schema = entry.parameters_schema();
    let names = members(schema.as_value(), "properties").map(|(name, _)| name.clone());
    names.chain([PLATFORM.to_owned()]).collect()
}

impl Kept {
    fn remove(&mut self, key: CacheKey) {
        if let Some(stale) = self.replies.remove(&key) {
            self.bytes -= stale.answer.data.len();
        }
    }

    fn drop_old(&mut self, now: i64) {
        self.swept_at = now;
        self.replies
            .retain(|_, stale| (0..=MAX_AGE).contains(&(now - stale.made_at)));
        let lengths = self.replies.values().map(|stale| stale.answer.data.len());
        self.bytes = lengths.sum();
    }
}

fn hash_value(value: &Value<'_>, hasher: &mut impl Hasher) {
    std::mem::discriminant(value).hash(hasher);
    match value {
        Value::Null => {}
        Value::Bool(value) => value.hash(hasher),
        Value::Unsigned(number) => number.hash(hasher),
        Value::Negative(number) => number.hash(hasher),
        Value::Float(number) => number.to_bits().hash(hasher),
        Value::Text(text) => text.hash(hasher),
        Value::List(values) => {
            values.len().hash(hasher);
            values.iter().for_each(|value| hash_value(value, hasher));
        }
        Value::Object(object) => {
            for (key, value) in object.iter() {
                key.hash(hasher);
                hash_value(value, hasher);
            }
            // Marks the end of the object.
            hasher.write_u8(0xfe);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stale_replies() -> (Table, StaleReplies) {
        let table = Table::new(crate::packs::methods()).unwrap();
        let stale_replies = StaleReplies::new(&table);
        (table, stale_replies)
    }

    #[test]
    fn the_key_has_what_the_answer_depends_on() {
        let (table, stale_replies) = stale_replies();
        let key = |name, data| {
            let entry = table.find(name, "1.0.0").unwrap();
            stale_replies.key(None, entry, &Object::parse(data).unwrap())
        };
        let first = key(
            "news.list",
            r#"{"page":1,"cat_id":2,"token":"","nonce":"a"}"#,
        );
        assert!(first.is_some());
        assert!(first == key("news.list", r#"{"cat_id":2,"page":1,"unique_id":"b"}"#));
        for (name, data) in [
            ("news.list", r#"{"page":2,"cat_id":2}"#),
            ("news.list", r#"{"page":2,"cat_id":1}"#),
            ("news.list", r#"{"cat_id":2}"#),
            ("news.list", r#"{"page":1,"cat_id":2,"platform":2}"#),
            ("news.list", r#"{"page":[1],"cat_id":2}"#),
            ("goods.list", r#"{"page":1,"cat_id":2}"#),
            ("user.detail", r#"{"page":1}"#),
        ] {
            assert!(first != key(name, data), "{data}");
        }
    }

    #[test]
    fn stale_replies_age_and_are_bounded() {
        let (_, stale) = stale_replies();
        let answer = |data: &[u8]| Answer {
            done: "success",
            data: data.into(),
        };
        let data = |number, now| {
            let found = stale.find(CacheKey(number), now);
            found.map(|answer| answer.data)
        };
        stale.keep(CacheKey(1), 0, &answer(b"old"));
        stale.keep(CacheKey(1), 9, &answer(b"new"));
        assert_eq!(data(1, 60).unwrap(), b"old");
        assert_eq!(data(1, 61), None);
        stale.keep(CacheKey(1), 10, &answer(b"new"));
        assert_eq!(data(1, 61).unwrap(), b"new");
        let large = answer(&vec![0; MAX_BYTES / 10]);
        for number in 2..100 {
            stale.keep(CacheKey(number), 20, &large);
        }
        assert!(stale.kept().bytes <= MAX_BYTES);
        assert_eq!(data(99, 20), None, "there was no memory for it");
        stale.keep(CacheKey(99), 100, &large);
        assert!(data(99, 100).is_some(), "the others were old");
    }
}
