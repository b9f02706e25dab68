//! Failures that only the backend on Redis can have. Most of these tests need a server.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use signet_cache::{Claim, Error, Limit};
use tokio::time::{sleep, timeout};

use crate::support::{DEPLOYMENT, NOW, Outcome, prefix, redis, redis_url, redis_within};

#[tokio::test]
async fn a_missing_server_is_reported_fast_and_then_at_once() -> Outcome {
    // The port was bound, and is not listened on any more: nothing else gets this port soon.
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let cache = redis(&format!("redis://{address}/"), "")?;
    for _ in 0..5 {
        let begun = Instant::now();
        assert!(matches!(cache.get(NOW, "key").await, Err(Error::Away(_))));
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
    let begun = Instant::now();
    for _ in 0..100 {
        assert!(matches!(cache.get(NOW, "key").await, Err(Error::Away(_))));
    }
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "the breaker is open"
    );
    Ok(())
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn forgotten_scripts_are_taught_again() -> Outcome {
    let url = redis_url()?;
    let cache = redis(&url, &prefix()?)?;
    let mut server = ::redis::Client::open(url)?
        .get_multiplexed_async_connection()
        .await?;
    let limits = [Limit {
        key: "app".to_owned(),
        per_user: false,
        burst: 2,
        period_ms: 60_000,
    }];
    for refused in [false, false, true] {
        ::redis::cmd("SCRIPT")
            .arg("FLUSH")
            .exec_async(&mut server)
            .await?;
        assert_eq!(
            cache
                .admit(NOW * 1000, &limits, None)
                .await?
                .refused
                .is_some(),
            refused
        );
    }
    ::redis::cmd("SCRIPT")
        .arg("FLUSH")
        .exec_async(&mut server)
        .await?;
    assert_eq!(
        cache
            .claim_reply(NOW, "key", "owner", Duration::from_secs(60))
            .await?,
        Claim::First
    );
    Ok(())
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn the_first_command_after_a_drop_is_repeated() -> Outcome {
    let url = redis_url()?;
    let wire = Wire::to(&url)?;
    let cache = redis(&wire.url(), &prefix()?)?;
    cache.put(NOW, "key", "value", NOW + 10).await?;
    for _ in 0..3 {
        wire.cut();
        sleep(Duration::from_millis(20)).await;
        assert_eq!(cache.get(NOW, "key").await?.as_deref(), Some("value"));
    }
    Ok(())
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_silent_connection_is_given_up_and_replaced() -> Outcome {
    let url = redis_url()?;
    let wire = Wire::to(&url)?;
    let cache = redis_within(Duration::from_millis(400), &wire.url(), &prefix()?)?;
    cache.put(NOW, "key", "value", NOW + 10).await?;
    wire.silent.store(true, Relaxed);
    for _ in 0..5 {
        let begun = Instant::now();
        assert!(matches!(cache.get(NOW, "key").await, Err(Error::Away(_))));
        assert!(begun.elapsed() < Duration::from_secs(5));
    }
    // Without the breaker, each call would wait for its limit.
    let begun = Instant::now();
    for _ in 0..100 {
        assert!(matches!(cache.get(NOW, "key").await, Err(Error::Away(_))));
    }
    assert!(
        begun.elapsed() < Duration::from_secs(5),
        "the breaker is open"
    );

    wire.silent.store(false, Relaxed);
    let begun = Instant::now();
    while cache.get(NOW, "key").await.is_err() {
        assert!(begun.elapsed() < Duration::from_secs(10));
        sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_listener_is_notified_after_a_reconnect() -> Outcome {
    let url = redis_url()?;
    let wire = Wire::to(&url)?;
    let cache = redis(&wire.url(), &prefix()?)?;
    let listener = cache.listen("apps");
    for _ in 0..2 {
        timeout(Duration::from_secs(3), listener.notified()).await?;
        wire.cut();
    }
    Ok(())
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_subscription_ends_with_its_listener_and_with_its_cache() -> Outcome {
    let url = redis_url()?;
    let prefix = prefix()?;
    let cache = redis(&url, &prefix)?;
    let mut server = ::redis::Client::open(url)?
        .get_multiplexed_async_connection()
        .await?;
    let first = cache.listen("first");
    let second = cache.listen("second");
    first.notified().await;
    second.notified().await;
    drop(first);
    until_no_listener_is_left(&mut server, &format!("{prefix}{DEPLOYMENT}n:first")).await?;
    drop(cache);
    until_no_listener_is_left(&mut server, &format!("{prefix}{DEPLOYMENT}n:second")).await
}

async fn until_no_listener_is_left(
    server: &mut ::redis::aio::MultiplexedConnection,
    channel: &str,
) -> Outcome {
    for _ in 0..60 {
        let mut command = ::redis::cmd("PUBSUB");
        let (_, listeners): (String, u32) = command
            .arg("NUMSUB")
            .arg(channel)
            .query_async(server)
            .await?;
        if listeners == 0 {
            return Ok(());
        }
        sleep(Duration::from_millis(100)).await;
    }
    Err("a listener is left".into())
}

/// The runtime of a test ends with the test. A cache can outlive it, and is then used in a later runtime on the same thread.
#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn a_cache_outlives_the_runtime_of_its_thread() -> Outcome {
    let url = redis_url()?;
    let cache = redis(&url, &prefix()?)?;
    for _ in 0..3 {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(cache.release(NOW, &["key"]))?;
    }
    Ok(())
}

/// A forwarder to the server whose connections can be cut, and that can become silent. Connections on which bytes arrive while it is
/// silent stay dead, and neither end notices.
struct Wire {
    address: SocketAddr,
    ends: Arc<Mutex<Vec<TcpStream>>>,
    silent: Arc<AtomicBool>,
}

impl Wire {
    fn to(url: &str) -> Outcome<Wire> {
        let server = url
            .trim_start_matches("redis://")
            .trim_end_matches('/')
            .to_owned();
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let wire = Wire {
            address: listener.local_addr()?,
            ends: Arc::default(),
            silent: Arc::default(),
        };
        let (ends, silent) = (Arc::clone(&wire.ends), Arc::clone(&wire.silent));
        thread::spawn(move || -> Outcome {
            for client in listener.incoming() {
                let (client, server) = (client?, TcpStream::connect(&server)?);
                pump(
                    client.try_clone()?,
                    server.try_clone()?,
                    Arc::clone(&silent),
                );
                pump(
                    server.try_clone()?,
                    client.try_clone()?,
                    Arc::clone(&silent),
                );
                ends.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .extend([client, server]);
            }
            Ok(())
        });
        Ok(wire)
    }

    fn url(&self) -> String {
        format!("redis://{}/", self.address)
    }

    fn cut(&self) {
        for end in self
            .ends
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .drain(..)
        {
            let _ = end.shutdown(Shutdown::Both);
        }
    }
}

/// Copies the bytes of one direction. Bytes that arrive while the wire is silent, and all bytes after them, are lost.
fn pump(mut from: TcpStream, mut to: TcpStream, silent: Arc<AtomicBool>) {
    thread::spawn(move || -> Outcome {
        let mut buffer = [0; 4096];
        let mut dead = false;
        loop {
            let length = from.read(&mut buffer)?;
            dead |= silent.load(Relaxed);
            match buffer.get(..length) {
                None | Some([]) => return Ok(to.shutdown(Shutdown::Both)?),
                Some(bytes) if !dead => to.write_all(bytes)?,
                Some(_) => {}
            }
        }
    });
}
