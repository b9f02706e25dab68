//! Lanes: what one kind of call may take of the connections, so that the others find some free.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::pool::Pool;

tokio::task_local! {
    static LANE: &'static str;
}

/// Runs `work`; whatever it does on a [`Store`](crate::Store) takes at most a quarter of the connections, together with all
/// other work in the lane of this name.
pub async fn in_lane<T>(name: &'static str, work: impl Future<Output = T>) -> T {
    LANE.scope(name, work).await
}

/// The lanes of a pool, each made when it is first used.
#[derive(Default)]
pub(crate) struct Lanes(Mutex<HashMap<&'static str, Arc<Semaphore>>>);

impl Lanes {
    fn get(&self, name: &'static str, places: usize) -> Arc<Semaphore> {
        let mut lanes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes
            .entry(name)
            .or_insert_with(|| Arc::new(Semaphore::new(places)));
        Arc::clone(lane)
    }
}

/// A place to work, and the share of a lane, free again when it is dropped.
pub(crate) struct Place {
    _of_lane: Option<OwnedSemaphorePermit>,
    _of_pool: Option<OwnedSemaphorePermit>,
}

/// Waits for a place: first among the calls of the own lane, then among those whose turn it is in theirs.
pub(crate) async fn place(pool: &Pool) -> Place {
    // A permit is not given only when a semaphore is closed, and nobody closes these.
    let lane = LANE.try_with(|name| pool.lanes.get(name, pool.size.div_ceil(4)));
    let of_lane = match lane {
        Ok(lane) => lane.acquire_owned().await.ok(),
        Err(_) => None,
    };
    Place {
        _of_lane: of_lane,
        _of_pool: Arc::clone(&pool.places).acquire_owned().await.ok(),
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;
    use crate::target::Target;

    #[tokio::test]
    async fn one_lane_takes_a_quarter_and_leaves_the_rest() {
        let target = Arc::new(Target::parse("sqlite://lanes.db").unwrap());
        let pool = Pool::new(&target, 8);
        let in_flooded = || in_lane("flooded", place(&pool));
        let held = [in_flooded().await, in_flooded().await];
        let mut third = Box::pin(in_flooded());
        assert!((&mut third).now_or_never().is_none(), "it waits its turn");
        let other = in_lane("other", place(&pool)).now_or_never();
        assert!(other.is_some(), "the others find a place at once");
        drop(held);
        assert!(third.now_or_never().is_some());
    }
}
