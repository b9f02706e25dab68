use std::collections::BTreeMap;
use std::mem;
use std::sync::{Mutex, PoisonError};

/// The numbers of views of goods that are not written yet. They are collected, so that a page with many views does not write a row for each
/// view. If the content is loaded again before they are written, they are lost: they are only a hint.
#[derive(Debug, Default)]
pub(crate) struct Clicks(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    by_goods: BTreeMap<i64, i64>,
    total: i64,
    /// The time of the first of these views, in unix seconds.
    since: i64,
}

/// The number of views after which they are written, and the number of seconds after which fewer views are written.
const MAX_CLICKS: i64 = 32;
const MAX_SECONDS: i64 = 10;

impl Clicks {
    /// Counts a view of goods. If it is time to write the views, returns their numbers by goods.
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
