use std::collections::BTreeMap;
use std::mem;
use std::sync::{Mutex, PoisonError};

/// How often goods were looked at, until it is written: a page that many look at must not write a row each time. What is not written when
/// the content is loaded again is lost: it is a hint.
#[derive(Debug, Default)]
pub(crate) struct Clicks(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    by_goods: BTreeMap<i64, i64>,
    total: i64,
    /// The time of the first one, in unix seconds.
    since: i64,
}

/// The number that is written at once, and the seconds after which fewer are.
const MAX_CLICKS: i64 = 32;
const MAX_SECONDS: i64 = 10;

impl Clicks {
    /// Counts a look at goods. Returns what is to be written, if it is time for that: the goods and how often they were looked at.
    pub(crate) fn count(&self, goods_id: i64, now: i64) -> Option<BTreeMap<i64, i64>> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.total == 0 {
            counted.since = now;
        }
        counted.total += 1;
        *counted.by_goods.entry(goods_id).or_default() += 1;
        if counted.total < MAX_CLICKS && now - counted.since < MAX_SECONDS {
            return None;
        }
        counted.total = 0;
        Some(mem::take(&mut counted.by_goods))
    }
}
