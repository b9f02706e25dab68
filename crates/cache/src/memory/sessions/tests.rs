use std::collections::HashMap;
use std::sync::Mutex as StdMutex;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

use futures_util::FutureExt;
use futures_util::future::BoxFuture;

use super::*;
use crate::{BoxError, Cache};

type Outcome = Result<(), BoxError>;

const NOW: i64 = 1_800_000_000;

/// A journal that can be told to fail.
#[derive(Default)]
struct Book {
    entries: StdMutex<HashMap<SessionKey, SessionEntry>>,
    broken: AtomicBool,
}

impl SessionJournal for Book {
    fn load(&self, _now: i64) -> BoxFuture<'_, Result<Vec<SessionEntry>, BoxError>> {
        async {
            if self.broken.load(Relaxed) {
                return Err("the disk is full".into());
            }
            Ok(lock(&self.entries).values().cloned().collect())
        }
        .boxed()
    }

    fn save(&self, changed: Vec<SessionEntry>, removed: Vec<SessionKey>) -> BoxFuture<'_, Outcome> {
        async move {
            tokio::task::yield_now().await;
            if self.broken.load(Relaxed) {
                return Err("the disk is full".into());
            }
            let mut entries = lock(&self.entries);
            entries.extend(changed.into_iter().map(|entry| (entry.key.clone(), entry)));
            entries.retain(|key, _| !removed.contains(key));
            Ok(())
        }
        .boxed()
    }
}

fn lock<T>(mutex: &StdMutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn key(byte: u8) -> SessionKey {
    SessionKey::from([byte; 32])
}

fn session(created_at: i64) -> Session {
    let class = PlatformClass::App;
    Session {
        user_id: 7,
        class,
        platform: 1,
        created_at,
        renewed_at: created_at,
        expires_at: NOW + 100,
    }
}

#[tokio::test]
async fn a_restart_logs_nobody_out() -> Outcome {
    let book = Arc::new(Book::default());
    let before = Cache::memory(Some(book.clone()));
    before.open_session(NOW, &key(1), &session(NOW)).await?;
    before.open_session(NOW, &key(2), &session(NOW)).await?;
    before.renew_session(NOW + 1, &key(2), NOW + 200).await?;
    let other = Session {
        user_id: 8,
        ..session(NOW)
    };
    before.open_session(NOW, &key(3), &other).await?;
    before.close_session(NOW, &key(3)).await?;
    before.open_session(NOW, &key(4), &other).await?;
    before
        .end_sessions(NOW, 8, None, End::PasswordChanged)
        .await?;

    let after = Cache::memory(Some(book.clone()));
    assert_eq!(after.restore(NOW).await?, 3);
    assert_eq!(after.session(NOW, &key(1)).await?, Lookup::Replaced);
    let renewed = Session {
        renewed_at: NOW + 1,
        expires_at: NOW + 200,
        ..session(NOW)
    };
    assert_eq!(after.session(NOW, &key(2)).await?, Lookup::Live(renewed));
    assert_eq!(after.session(NOW, &key(3)).await?, Lookup::Unknown);
    assert_eq!(after.session(NOW, &key(4)).await?, Lookup::PasswordChanged);
    after.open_session(NOW, &key(5), &session(NOW)).await?;
    assert_eq!(
        after.session(NOW, &key(2)).await?,
        Lookup::Replaced,
        "the pointer was restored too"
    );
    assert_eq!(
        Cache::memory(Some(book)).restore(NOW + 100).await?,
        1,
        "the others have expired"
    );
    Ok(())
}

#[tokio::test]
async fn of_two_live_sessions_in_the_journal_the_newer_wins() -> Outcome {
    let book = Arc::new(Book::default());
    for (byte, created_at) in [(1, NOW), (2, NOW + 2), (3, NOW + 1)] {
        let entry = SessionEntry {
            key: key(byte),
            session: session(created_at),
            state: State::Live,
        };
        lock(&book.entries).insert(key(byte), entry);
    }
    let cache = Cache::memory(Some(book));
    cache.restore(NOW).await?;
    assert_eq!(cache.session(NOW, &key(1)).await?, Lookup::Replaced);
    assert_eq!(
        cache.session(NOW, &key(2)).await?,
        Lookup::Live(session(NOW + 2))
    );
    assert_eq!(cache.session(NOW, &key(3)).await?, Lookup::Replaced);
    Ok(())
}

#[tokio::test]
async fn when_the_journal_fails_nothing_changes() -> Outcome {
    let book = Arc::new(Book::default());
    let cache = Cache::memory(Some(book.clone()));
    cache.open_session(NOW, &key(1), &session(NOW)).await?;
    book.broken.store(true, Relaxed);

    assert!(matches!(
        cache.open_session(NOW, &key(2), &session(NOW)).await,
        Err(Error::Journal(_))
    ));
    assert!(matches!(
        cache.renew_session(NOW, &key(1), NOW + 900).await,
        Err(Error::Journal(_))
    ));
    assert!(matches!(
        cache.close_session(NOW, &key(1)).await,
        Err(Error::Journal(_))
    ));
    assert!(matches!(
        cache.end_sessions(NOW, 7, None, End::Gone).await,
        Err(Error::Journal(_))
    ));
    assert!(matches!(cache.restore(NOW).await, Err(Error::Journal(_))));
    assert_eq!(
        cache.session(NOW, &key(1)).await?,
        Lookup::Live(session(NOW))
    );
    assert_eq!(cache.session(NOW, &key(2)).await?, Lookup::Unknown);

    book.broken.store(false, Relaxed);
    cache.open_session(NOW, &key(2), &session(NOW)).await?;
    assert_eq!(cache.session(NOW, &key(1)).await?, Lookup::Replaced);
    Ok(())
}

#[tokio::test]
async fn a_caller_that_goes_away_leaves_journal_and_memory_alike() -> Outcome {
    let book = Arc::new(Book::default());
    let cache = Cache::memory(Some(book.clone()));
    // Polled once and dropped, while the journal is at work.
    assert!(
        cache
            .open_session(NOW, &key(1), &session(NOW))
            .now_or_never()
            .is_none()
    );
    cache.open_session(NOW, &key(2), &session(NOW)).await?;
    assert_eq!(cache.session(NOW, &key(1)).await?, Lookup::Replaced);
    assert_eq!(
        lock(&book.entries).get(&key(1)).map(|entry| entry.state),
        Some(State::Replaced)
    );
    Ok(())
}
