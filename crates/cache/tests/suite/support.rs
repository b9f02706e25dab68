use std::error::Error;
use std::future::Future;
use std::thread;

use futures_util::future::join_all;
use signet_cache::Cache;

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// The moment at which the tests begin, in Unix seconds.
pub(crate) const NOW: i64 = 1_800_000_000;

/// The Redis server to test on, if any.
pub(crate) fn redis_url() -> Option<String> {
    std::env::var("SIGNET_TEST_CACHE_URL").ok()
}

/// A prefix that no other test uses.
pub(crate) fn prefix() -> Outcome<String> {
    Ok(format!("test-{:016x}:", getrandom::u64()?))
}

/// An empty cache in the home under test.
pub(crate) fn cache() -> Outcome<Cache> {
    match redis_url() {
        Some(url) => Ok(Cache::redis(&url, &prefix()?)?),
        None => Ok(Cache::memory()),
    }
}

/// Runs 100 of the same, numbered, on 4 threads with a runtime each, as the gateway's workers are.
pub(crate) fn hundredfold<T, F>(work: impl Fn(u8) -> F + Sync) -> Outcome<Vec<T>>
where
    T: Send,
    F: Future<Output = Outcome<T>>,
{
    let share = |thread: u8| -> Outcome<Vec<T>> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime
            .block_on(join_all((0..25).map(|n| work(thread * 25 + n))))
            .into_iter()
            .collect()
    };
    let share = &share;
    let shares: Vec<Outcome<Vec<T>>> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|thread| scope.spawn(move || share(thread)))
            .collect();
        threads
            .into_iter()
            .map(|thread| {
                thread
                    .join()
                    .unwrap_or_else(|_| Err("a thread panicked".into()))
            })
            .collect()
    });
    Ok(shares
        .into_iter()
        .collect::<Outcome<Vec<_>>>()?
        .into_iter()
        .flatten()
        .collect())
}
