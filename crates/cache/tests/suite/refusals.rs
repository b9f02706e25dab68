//! A Redis that answers but cannot do what calls need. Each test starts its own servers.

use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use signet_cache::{Cache, Error, Limit, Lookup, SessionEntry, SessionKey, Sought, State};
use signet_testkit::servers::Redis;
use tokio::time::{sleep, timeout};

use crate::support::{NOW, Outcome, redis, redis_within, session};

fn run(connection: &mut ::redis::Connection, command: &str) -> Outcome {
    let mut words = command.split(' ');
    let mut command = ::redis::cmd(words.next().unwrap_or_default());
    for word in words {
        command.arg(word);
    }
    Ok(command.exec(connection)?)
}

fn live() -> SessionEntry {
    SessionEntry {
        key: SessionKey::from([7; 32]),
        session: session(1),
        state: State::Live,
    }
}

fn limits() -> [Limit; 1] {
    [Limit {
        key: "key".to_owned(),
        per_user: true,
        burst: 2,
        period_ms: 60_000,
    }]
}

fn refused(outcome: Result<(), Error>) -> Option<String> {
    match outcome {
        Err(Error::Refused(reason)) => Some(reason),
        _ => None,
    }
}

/// Checks the behaviour from the first refused command on: the probe reports the reason, and writes fail at once. Sessions can still
/// be read, and this node counts on its own ([`reads_go_on`]). After the cure the next probe succeeds and everything works.
async fn is_degraded(cache: &Cache, reason: &str) -> Outcome {
    let found = refused(cache.put(NOW, "key", "value", NOW + 10).await);
    let found = found.ok_or("the first write is refused")?;
    assert!(found.contains(reason), "{found}");
    timeout(Duration::from_secs(1), cache.doubted()).await?;
    let found = refused(cache.probe().await).ok_or("the probe is refused")?;
    assert!(found.contains(reason), "{found}");
    let begun = Instant::now();
    for _ in 0..100 {
        assert!(refused(cache.put(NOW, "key", "value", NOW + 10).await).is_some());
    }
    assert!(begun.elapsed() < Duration::from_secs(5), "at once");
    Ok(())
}

async fn reads_go_on(cache: &Cache) -> Outcome {
    let key = live().key;
    assert_eq!(
        cache.session(NOW, &key).await?,
        Lookup::Live(live().session)
    );
    let mut refused = Vec::new();
    for _ in 0..3 {
        let admission = cache
            .admit(NOW * 1000, &limits(), Some(Sought::from(&key)))
            .await?;
        assert_eq!(admission.session, Some(Lookup::Live(live().session)));
        refused.push(admission.refused.is_some());
    }
    assert_eq!(refused, [false, false, true], "counted here");
    Ok(())
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_server_that_is_full_or_a_replica_is_degraded_until_a_probe_succeeds() -> Outcome {
    let own = Redis::start()?;
    let mut server = ::redis::Client::open(own.url())?.get_connection()?;
    for (fault, reason, cure) in [
        (
            "CONFIG SET maxmemory 1",
            "maxmemory",
            "CONFIG SET maxmemory 0",
        ),
        ("REPLICAOF 127.0.0.1 1", "replica", "REPLICAOF NO ONE"),
    ] {
        let cache = redis(&own.url(), "test:")?;
        cache.probe().await?;
        cache.put_sessions(NOW, &[live()]).await?;
        run(&mut server, fault)?;
        is_degraded(&cache, reason).await?;
        reads_go_on(&cache).await?;
        run(&mut server, cure)?;
        cache.probe().await?;
        cache.put(NOW, "key", "value", NOW + 10).await?;
    }
    Ok(())
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_user_without_rights_is_named_with_what_to_do() -> Outcome {
    let own = Redis::start()?;
    let mut server = ::redis::Client::open(own.url())?.get_connection()?;
    run(&mut server, "ACL SETUSER root on >secret ~* &* +@all")?;
    let mut root = ::redis::Client::open(own.url().replace("redis://", "redis://root:secret@"))?
        .get_connection()?;
    for (fault, cure) in [
        (
            "ACL SETUSER default resetkeys ~other:*",
            "ACL SETUSER default ~*",
        ),
        ("ACL SETUSER default -set", "ACL SETUSER default +set"),
        (
            "ACL SETUSER default -evalsha",
            "ACL SETUSER default +evalsha",
        ),
    ] {
        let cache = redis(&own.url(), "test:")?;
        cache.probe().await?;
        run(&mut root, fault)?;
        let found = refused(cache.probe().await).ok_or(fault)?;
        assert!(found.contains("ACL"), "{found}");
        run(&mut root, cure)?;
        cache.probe().await?;
    }
    // Without the right to publish everything works except messages.
    run(&mut root, "ACL SETUSER default resetchannels -publish")?;
    let cache = redis(&own.url(), "test:")?;
    assert!(refused(cache.publish("news").await).is_some());
    cache.probe().await?;
    cache.put(NOW, "key", "value", NOW + 10).await?;
    Ok(())
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_script_without_end_is_named_and_survived() -> Outcome {
    let own = Redis::start()?;
    let mut server = ::redis::Client::open(own.url())?.get_connection()?;
    run(&mut server, "CONFIG SET lua-time-limit 20")?;
    let cache = redis(&own.url(), "test:")?;
    cache.probe().await?;
    let url = own.url();
    let endless = thread::spawn(move || -> Outcome {
        let mut connection = ::redis::Client::open(url)?.get_connection()?;
        let _killed = ::redis::cmd("EVAL")
            .arg("while true do end")
            .arg(0)
            .exec(&mut connection);
        Ok(())
    });
    let begun = Instant::now();
    let found = loop {
        if let Some(reason) = refused(cache.probe().await) {
            break reason;
        }
        assert!(begun.elapsed() < Duration::from_secs(5));
    };
    assert!(found.contains("SCRIPT KILL"), "{found}");
    run(&mut server, "SCRIPT KILL")?;
    endless.join().map_err(|_| "the script")??;
    cache.probe().await?;
    Ok(())
}

/// A forwarder that can be switched to another server for new connections. The old connections stay open.
struct Forwarder {
    url: String,
    target: Arc<Mutex<String>>,
}

impl Forwarder {
    fn to(url: &str) -> Outcome<Forwarder> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let forwarder = Forwarder {
            url: format!("redis://{}", listener.local_addr()?),
            target: Arc::new(Mutex::new(url.replace("redis://", ""))),
        };
        let target = Arc::clone(&forwarder.target);
        thread::spawn(move || -> Outcome {
            for client in listener.incoming() {
                let target = target
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .clone();
                let (client, server) = (client?, TcpStream::connect(target)?);
                for (mut from, mut to) in
                    [(client.try_clone()?, server.try_clone()?), (server, client)]
                {
                    thread::spawn(move || {
                        let _ = std::io::copy(&mut from, &mut to);
                        let _ = to.shutdown(Shutdown::Both);
                    });
                }
            }
            Ok(())
        });
        Ok(forwarder)
    }

    fn lead_to(&self, url: &str) {
        *self.target.lock().unwrap_or_else(PoisonError::into_inner) = url.replace("redis://", "");
    }
}

/// Two calls a second are too few to open the breaker, and the old connections never break.
#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_connection_to_a_former_primary_is_left_at_its_first_refusal() -> Outcome {
    let (old, new) = (Redis::start()?, Redis::start()?);
    let forwarder = Forwarder::to(&old.url())?;
    let cache = redis(&forwarder.url, "test:")?;
    cache.put(NOW, "key", "value", NOW + 10).await?;
    run(
        &mut ::redis::Client::open(old.url())?.get_connection()?,
        "REPLICAOF 127.0.0.1 1",
    )?;
    forwarder.lead_to(&new.url());
    assert!(refused(cache.put(NOW, "key", "value", NOW + 10).await).is_some());
    cache.put(NOW, "key", "value", NOW + 10).await?;

    // The probe is the first command that is refused: the server is a replica for a while.
    let mut server = ::redis::Client::open(new.url())?.get_connection()?;
    run(&mut server, "REPLICAOF 127.0.0.1 1")?;
    assert!(refused(cache.probe().await).is_some());
    run(
        &mut ::redis::Client::open(old.url())?.get_connection()?,
        "REPLICAOF NO ONE",
    )?;
    forwarder.lead_to(&old.url());
    cache.probe().await?;
    cache.put(NOW, "key", "value", NOW + 10).await?;
    Ok(())
}

/// The connection of one thread gets no more answers, while probes over the connection of another thread succeed.
#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn good_probes_do_not_keep_a_silent_connection_of_another_thread() -> Outcome {
    let own = Redis::start()?;
    let silent = TcpListener::bind("127.0.0.1:0")?;
    let forwarder = Forwarder::to(&own.url())?;
    let cache = redis_within(Duration::from_secs(1), &forwarder.url, "test:")?;
    cache.probe().await?;
    // The next connection leads to a listener that accepts the login and then sends nothing.
    forwarder.lead_to(&silent.local_addr()?.to_string());
    let mute = thread::spawn(move || -> Outcome<TcpStream> {
        let (mut stream, _) = silent.accept()?;
        // The library sends two commands when it opens a connection.
        std::io::Write::write_all(&mut stream, b"+OK\r\n+OK\r\n")?;
        Ok(stream)
    });
    let (target, url) = (Arc::clone(&forwarder.target), own.url());
    let other = cache.clone();
    let worker = thread::spawn(move || -> Outcome<u32> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        runtime.block_on(async {
            for attempt in 0..10 {
                if other.put(NOW, "key", "value", NOW + 10).await.is_ok() {
                    return Ok(attempt);
                }
                *target.lock().unwrap_or_else(PoisonError::into_inner) =
                    url.replace("redis://", "");
            }
            Err("never".into())
        })
    });
    while !worker.is_finished() {
        cache.probe().await?;
        sleep(Duration::from_millis(20)).await;
    }
    let attempts = worker.join().map_err(|_| "a thread panicked")??;
    assert!((1..=2).contains(&attempts), "{attempts}");
    drop(mute.join());
    Ok(())
}
