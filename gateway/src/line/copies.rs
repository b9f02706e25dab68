//! The last good answers to what guests read, for when the database is away.
//!
//! A page of news that is a minute old serves a guest better than a fault. Only methods that say so are kept
//! ([`Method::KEEPS_COPY`](signet_call::Method::KEEPS_COPY)), and only for guests: what a user reads is theirs alone.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use signet_call::{Entry, Table, members};
use signet_wire::json::{Object, Value};
use signet_wire::version::Version;

/// Seconds after which a copy is too old to be shown.
const MAX_AGE: i64 = 60;

/// Seconds for which a copy is not made anew, so that most calls copy nothing.
const FRESH: i64 = 10;

/// The most bytes of all copies together.
const MAX_BYTES: usize = 8 * 1024 * 1024;

/// The fixed parameter that an answer may depend on.
const PLATFORM: &str = "platform";

/// The copies, by what was asked for.
pub(crate) struct Copies {
    /// The parameters of each method that keeps copies: what else a caller sends tells no two questions apart. Found
    /// with its first question, so that a gateway that has just started does not hold what makes schemas.
    parameters: HashMap<(&'static str, Version), OnceLock<Vec<String>>>,
    /// Seeded at random, so that nobody can make two questions look the same.
    hashes: RandomState,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    copies: HashMap<Question, Copy>,
    bytes: usize,
    swept_at: i64,
}

struct Copy {
    made_at: i64,
    /// The reply without its end.
    body: Box<[u8]>,
}

/// What a guest asks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Question(u64);

impl Copies {
    pub(crate) fn new(table: &Table) -> Copies {
        let keeping = table.entries().iter().filter(|entry| entry.keeps_copy);
        let parameters = keeping.map(|entry| ((entry.name, entry.version), OnceLock::new()));
        Copies {
            parameters: parameters.collect(),
            hashes: RandomState::new(),
            kept: Mutex::default(),
        }
    }

    /// What a call asks for, if copies of its answers are kept.
    pub(crate) fn question(&self, entry: &Entry, object: &Object<'_>) -> Option<Question> {
        if !entry.keeps_copy {
            return None;
        }
        let parameters = self.parameters.get(&(entry.name, entry.version))?;
        let parameters = parameters.get_or_init(|| parameters_of(entry));
        let mut hasher = self.hashes.build_hasher();
        entry.name.hash(&mut hasher);
        entry.version.hash(&mut hasher);
        for name in parameters {
            match object.get(name) {
                Some(value) => hash_value(value, &mut hasher),
                None => hasher.write_u8(0xff),
            }
        }
        Some(Question(hasher.finish()))
    }

    /// Keeps a good answer, unless there is a fresh one or too much is kept.
    pub(crate) fn keep(&self, question: Question, now: i64, body: &[u8]) {
        let mut kept = self.kept();
        let known = kept.copies.get(&question);
        if known.is_some_and(|copy| (0..FRESH).contains(&(now - copy.made_at))) {
            return;
        }
        kept.remove(question);
        // A flood of questions makes no flood of sweeps.
        if kept.bytes + body.len() > MAX_BYTES && kept.swept_at != now {
            kept.drop_old(now);
        }
        if kept.bytes + body.len() <= MAX_BYTES {
            kept.bytes += body.len();
            let body = body.into();
            kept.copies.insert(question, Copy { made_at: now, body });
        }
    }

    /// The last good answer, if it is not too old.
    pub(crate) fn find(&self, question: Question, now: i64) -> Option<Vec<u8>> {
        let kept = self.kept();
        let copy = kept.copies.get(&question)?;
        (0..=MAX_AGE)
            .contains(&(now - copy.made_at))
            .then(|| copy.body.to_vec())
    }

    /// Every change under the lock is complete before anything can panic.
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
    fn remove(&mut self, question: Question) {
        if let Some(copy) = self.copies.remove(&question) {
            self.bytes -= copy.body.len();
        }
    }

    fn drop_old(&mut self, now: i64) {
        self.swept_at = now;
        self.copies
            .retain(|_, copy| (0..=MAX_AGE).contains(&(now - copy.made_at)));
        self.bytes = self.copies.values().map(|copy| copy.body.len()).sum();
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
            // Where one ends and the next begins must show.
            hasher.write_u8(0xfe);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn copies() -> (Table, Copies) {
        let table = Table::new(crate::packs::methods()).unwrap();
        let copies = Copies::new(&table);
        (table, copies)
    }

    #[test]
    fn the_same_question_of_another_guest_is_the_same() {
        let (table, copies) = copies();
        let ask = |name, data| {
            let entry = table.find(name, "1.0.0").unwrap();
            copies.question(entry, &Object::parse(data).unwrap())
        };
        let first = ask(
            "news.list",
            r#"{"page":1,"cat_id":2,"token":"","nonce":"a"}"#,
        );
        assert!(first.is_some());
        assert!(first == ask("news.list", r#"{"cat_id":2,"page":1,"unique_id":"b"}"#));
        for (name, data) in [
            ("news.list", r#"{"page":2,"cat_id":2}"#),
            ("news.list", r#"{"page":2,"cat_id":1}"#),
            ("news.list", r#"{"cat_id":2}"#),
            ("news.list", r#"{"page":1,"cat_id":2,"platform":2}"#),
            ("news.list", r#"{"page":[1],"cat_id":2}"#),
            ("goods.list", r#"{"page":1,"cat_id":2}"#),
            ("user.detail", r#"{"page":1}"#),
        ] {
            assert!(first != ask(name, data), "{data}");
        }
    }

    #[test]
    fn copies_age_and_are_bounded() {
        let (_, copies) = copies();
        let question = |number| Question(number);
        copies.keep(question(1), 0, b"old");
        copies.keep(question(1), 9, b"new");
        assert_eq!(copies.find(question(1), 60).unwrap(), b"old");
        assert_eq!(copies.find(question(1), 61), None);
        copies.keep(question(1), 10, b"new");
        assert_eq!(copies.find(question(1), 61).unwrap(), b"new");
        for number in 2..100 {
            copies.keep(question(number), 20, &vec![0; MAX_BYTES / 10]);
        }
        assert!(copies.kept().bytes <= MAX_BYTES);
        assert_eq!(copies.find(question(99), 20), None, "it had no room");
        copies.keep(question(99), 100, &vec![0; MAX_BYTES / 10]);
        assert!(
            copies.find(question(99), 100).is_some(),
            "the others were old"
        );
    }
}
