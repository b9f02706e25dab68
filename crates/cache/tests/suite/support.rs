use std::error::Error;
use std::future::Future;
use std::thread;
use std::time::Duration;

use futures_util::future::join_all;
use signet_cache::{Address, Cache, Keys, PlatformClass, RealmName, Server, Session};

pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// The time at which the tests begin, in Unix seconds.
pub(crate) const NOW: i64 = 1_800_000_000;

/// The time limit of an operation: so long that a busy machine does not reach it.
pub(crate) const LIMIT: Duration = Duration::from_secs(5);

/// Returns the URL of the Redis server to test on.
pub(crate) fn redis_url() -> Outcome<String> {
    Ok(std::env::var("SIGNET_TEST_CACHE_URL")?)
}

/// Returns a prefix that no other test uses.
pub(crate) fn prefix() -> Outcome<String> {
    Ok(format!("test-{:016x}:", getrandom::u64()?))
}

/// The part of the keys of these tests after their prefix.
pub(crate) const DEPLOYMENT: &str = "010101010101:";

/// Returns the secrets of a deployment.
pub(crate) fn keys(byte: u8) -> Keys {
    Keys {
        deployment: [byte; 6],
        names: [byte; 32],
        sessions: [byte; 32],
    }
}

pub(crate) fn server(url: &str) -> Outcome<Server> {
    match Address::parse(url)? {
        Address::Redis(server) => Ok(server),
        Address::Memory => Err("not a Redis server".into()),
    }
}

/// Returns a cache on Redis.
pub(crate) fn redis(url: &str, prefix: &str) -> Outcome<Cache> {
    redis_within(LIMIT, url, prefix)
}

/// Returns a cache on Redis whose operations take at most `limit`.
pub(crate) fn redis_within(limit: Duration, url: &str, prefix: &str) -> Outcome<Cache> {
    Ok(Cache::redis(server(url)?, limit, prefix, &keys(1)))
}

/// Returns an empty cache of the backend under test, which counts limits by the time of the caller.
pub(crate) fn cache() -> Outcome<Cache> {
    let cache = match redis_url() {
        Ok(url) => redis(&url, &prefix()?)?,
        Err(_) => Cache::memory(),
    };
    cache.count_by_callers_clock();
    Ok(cache)
}

/// Runs `work` 100 times, with the numbers 0 to 99, on 4 threads. Each thread has its own runtime, like the workers of the gateway.
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

/// Returns a session on a phone that lives for a hundred seconds.
pub(crate) fn session(user_id: i64) -> Session {
    Session {
        user_id,
        realm: RealmName::new("yaf"),
        class: PlatformClass::App,
        platform: 1,
        created_at: NOW,
        renewed_at: NOW,
        expires_at: NOW + 100,
        saved_at: NOW,
        profile: None,
    }
}
