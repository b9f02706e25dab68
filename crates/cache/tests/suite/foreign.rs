//! Foreign data on the same Redis: from another deployment, and values that the gateway never writes.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use signet_cache::{
    Cache, Claim, CodeCheck, CodeTries, CodeTry, End, Guesser, Limit, Lookup, NewCode, Quota,
    Reservation, SessionEntry, SessionKey, Sought, State,
};
use tokio::time::timeout;

use crate::support::{LIMIT, NOW, Outcome, keys, prefix, redis_url, server, session};

const NOW_MS: i64 = NOW * 1000;
const LEASE: Duration = Duration::from_secs(60);

fn key() -> SessionKey {
    SessionKey::from([7; 32])
}

fn live(user_id: i64) -> SessionEntry {
    SessionEntry {
        key: key(),
        session: session(user_id),
        state: State::Live,
    }
}

fn limit(per_user: bool) -> [Limit; 1] {
    [Limit {
        key: "key".to_owned(),
        per_user,
        burst: 1,
        period_ms: 60_000,
    }]
}

fn quota() -> [Quota; 1] {
    [Quota {
        key: "key".to_owned(),
        max: 1,
        expires_at: NOW + 60,
    }]
}

async fn connection(url: &str) -> Outcome<MultiplexedConnection> {
    Ok(redis::Client::open(url)?
        .get_multiplexed_async_connection()
        .await?)
}

/// Returns the keys of a kind.
async fn stored(
    server: &mut MultiplexedConnection,
    prefix: &str,
    kind: char,
) -> Outcome<Vec<String>> {
    let mut command = redis::cmd("KEYS");
    Ok(command
        .arg(format!("{prefix}*:{kind}:*"))
        .query_async(server)
        .await?)
}

/// Two deployments with the same server, database and prefix.
#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn deployments_never_meet() -> Outcome {
    let url = redis_url()?;
    let prefix = prefix()?;
    let [ours, theirs] =
        [1, 2].map(|byte| Ok(Cache::redis(server(&url)?, LIMIT, &prefix, &keys(byte))));
    let (ours, theirs): (Outcome<Cache>, Outcome<Cache>) = (ours, theirs);
    let (ours, theirs) = (ours?, theirs?);
    let listener = ours.listen("news");
    timeout(Duration::from_secs(5), listener.notified()).await?;
    for (cache, user) in [(&theirs, 1), (&ours, 2)] {
        assert_eq!(cache.session(NOW, &key()).await?, Lookup::Unknown);
        cache.put_sessions(NOW, &[live(user)]).await?;
        assert_eq!(
            cache.session(NOW, &key()).await?,
            Lookup::Live(session(user))
        );
        assert_eq!(
            cache.admit(NOW_MS, &limit(false), None).await?.refused,
            None
        );
        assert_eq!(cache.reserve(NOW, &quota()).await?, Reservation::Granted);
        assert_eq!(cache.get(NOW, "key").await?, None);
        cache.put(NOW, "key", "value", NOW + 10).await?;
        let claim = cache.claim_reply(NOW, "key", "owner", LEASE).await?;
        assert_eq!(claim, Claim::First);
    }
    theirs.publish("news").await?;
    assert!(
        timeout(Duration::from_millis(50), listener.notified())
            .await
            .is_err()
    );
    ours.publish("news").await?;
    timeout(Duration::from_secs(5), listener.notified()).await?;
    Ok(())
}

/// A session that another deployment encrypted, or that was forged, under the name of a session of this deployment.
#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_session_of_others_is_unknown_and_gives_way() -> Outcome {
    let url = redis_url()?;
    let prefix = prefix()?;
    let mut connection = connection(&url).await?;
    let theirs = Cache::redis(server(&url)?, LIMIT, &prefix, &keys(2));
    theirs.put_sessions(NOW, &[live(1)]).await?;
    let [sealed_by_others] = &stored(&mut connection, &prefix, 's').await?[..] else {
        return Err("one session".into());
    };
    let ours = Cache::redis(server(&url)?, LIMIT, &prefix, &keys(1));
    ours.put_sessions(NOW, &[live(2)]).await?;
    let all = stored(&mut connection, &prefix, 's').await?;
    let name = all
        .iter()
        .find(|name| *name != sealed_by_others)
        .ok_or("ours")?;
    let json = format!(
        r#"L{{"user_id":1,"class":"app","platform":1,"created_at":1,"renewed_at":{NOW},"expires_at":4100000000}}"#
    );
    for made_up in [
        None,
        Some(json.as_str()),
        Some("L1 4100000000 xxxxxxxxxxxx{}xxxxxxxxxxxxxxxx"),
    ] {
        let mut write = redis::pipe();
        match made_up {
            None => write
                .cmd("COPY")
                .arg(sealed_by_others)
                .arg(name)
                .arg("REPLACE"),
            Some(text) => write.set(name, text),
        };
        for limits in [&[][..], &limit(true)[..]] {
            write.exec_async(&mut connection).await?;
            let found = ours
                .admit(NOW_MS, limits, Some(Sought::from(&key())))
                .await?
                .session;
            assert_eq!(found, Some(Lookup::Unknown), "{made_up:?}");
            ours.put_sessions(NOW, &[live(2)]).await?;
            assert_eq!(ours.session(NOW, &key()).await?, Lookup::Live(session(2)));
        }
        write.exec_async(&mut connection).await?;
        let over = SessionEntry {
            state: State::Over(End::Gone),
            ..live(2)
        };
        ours.put_sessions(NOW, &[over]).await?;
        assert_eq!(ours.session(NOW, &key()).await?, Lookup::Over(End::Gone));
    }
    Ok(())
}

/// Returns commands that write every kind of value that a key can hold and that the gateway never writes.
fn garbage(name: &str) -> Vec<redis::Pipeline> {
    let texts = [
        "",
        "garbage",
        "L{\"user_id\":1,\"cla",
        "{",
        "P",
        "Pstranger",
        "S",
        "Sx",
        "-1",
        "1e400",
        "nan",
        "99999999999999999999999999",
        "99999999999999999999 99999999999999999999",
        "1 1 1 1",
        "\u{0}\u{ff}",
    ];
    let mut all: Vec<_> = texts
        .map(|text| {
            let mut set = redis::pipe();
            set.set(name, text).ignore();
            set
        })
        .into();
    all.push({
        let mut list = redis::pipe();
        list.del(name).ignore().lpush(name, "x").ignore();
        list
    });
    all.push({
        let mut hash = redis::pipe();
        hash.del(name).ignore().hset(name, "x", "y").ignore();
        hash
    });
    all.push({
        let mut set = redis::pipe();
        set.set(name, &[0xff, 0xfe, b' ', 0x80][..]).ignore();
        set
    });
    all
}

/// Runs an operation, replaces the stored value with each kind of garbage, and runs the operation again. It must behave as if the
/// key were absent, and normally afterwards.
async fn survives(kind: char, works: impl AsyncFn(&Cache) -> Outcome) -> Outcome {
    let url = redis_url()?;
    let prefix = prefix()?;
    let cache = Cache::redis(server(&url)?, LIMIT, &prefix, &keys(1));
    let mut connection = connection(&url).await?;
    works(&cache).await?;
    let names = stored(&mut connection, &prefix, kind).await?;
    let [name] = &names[..] else {
        return Err(format!("{kind}: {names:?}").into());
    };
    for (number, write) in garbage(name).into_iter().enumerate() {
        write.exec_async(&mut connection).await?;
        works(&cache)
            .await
            .map_err(|error| format!("{kind}, garbage {number}: {error}"))?;
    }
    Ok(())
}

fn expect(holds: bool, what: &str) -> Outcome {
    if holds { Ok(()) } else { Err(what.into()) }
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn garbage_instead_of_a_session_is_nothing() -> Outcome {
    survives('s', async |cache| {
        expect(
            cache.session(NOW, &key()).await? == Lookup::Unknown,
            "unknown",
        )?;
        expect(
            !cache.renew_session(NOW, &key(), &session(1)).await?,
            "not renewed",
        )?;
        cache.put_sessions(NOW, &[live(1)]).await?;
        expect(
            cache.session(NOW, &key()).await? == Lookup::Live(session(1)),
            "live",
        )
    })
    .await?;
    survives('s', async |cache| {
        let admission = cache
            .admit(NOW_MS, &limit(true), Some(Sought::from(&key())))
            .await?;
        expect(
            admission.session == Some(Lookup::Unknown) && admission.refused.is_none(),
            "unknown",
        )?;
        cache
            .put_sessions(NOW, &[live(1)])
            .await
            .map_err(Into::into)
    })
    .await
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn garbage_instead_of_a_limit_is_nothing() -> Outcome {
    survives('l', async |cache| {
        let refused = async || Outcome::Ok(cache.admit(NOW_MS, &limit(false), None).await?.refused);
        expect(refused().await?.is_none(), "taken")?;
        expect(refused().await?.is_some(), "counted")
    })
    .await
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn garbage_instead_of_a_value_is_nothing() -> Outcome {
    survives('v', async |cache| {
        expect(cache.get(NOW, "key").await?.is_none(), "nothing")?;
        cache.put(NOW, "key", "value", NOW + 10).await?;
        expect(
            cache.get(NOW, "key").await?.as_deref() == Some("value"),
            "a value",
        )
    })
    .await
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn garbage_instead_of_a_reply_is_nothing() -> Outcome {
    survives('r', async |cache| {
        cache.abandon_reply("key", "nobody").await?;
        expect(
            cache.claim_reply(NOW, "key", "me", LEASE).await? == Claim::First,
            "claimed",
        )?;
        expect(
            cache.claim_reply(NOW, "key", "you", LEASE).await? == Claim::Pending,
            "pending",
        )?;
        cache.renew_claim(NOW, "key", "me", LEASE).await?;
        cache.store_reply(NOW, "key", b"reply", NOW + 10).await?;
        let stored = cache.claim_reply(NOW, "key", "you", LEASE).await?;
        expect(stored == Claim::Stored(b"reply".to_vec()), "stored")
    })
    .await
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn garbage_instead_of_a_quota_is_nothing() -> Outcome {
    survives('q', async |cache| {
        cache.release(NOW, &["key"]).await?;
        expect(
            cache.reserve(NOW, &quota()).await? == Reservation::Granted,
            "taken",
        )?;
        expect(
            cache.reserve(NOW, &quota()).await? != Reservation::Granted,
            "counted",
        )
    })
    .await
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn garbage_instead_of_a_code_is_nothing() -> Outcome {
    let from = Guesser {
        source: "source",
        address: "address",
    };
    let check = async |cache: &Cache| {
        let entered = CodeTry {
            mac: "mac",
            from,
            tries: CodeTries {
                per_source: 3,
                per_address: 3,
                in_all: 3,
            },
            guesses: Quota {
                key: "guesses".to_owned(),
                max: 100,
                expires_at: NOW + 600,
            },
            lifetime: 600,
            used_by: None,
        };
        let checked = cache.check_code(NOW, "key", &entered).await?;
        Outcome::Ok(checked.answer)
    };
    survives('c', async |cache| {
        expect(check(cache).await? == CodeCheck::Wrong, "none")?;
        let code = NewCode {
            mac: "mac",
            expires_at: NOW + 600,
            requested_by: from,
        };
        cache.put_code(NOW, "key", code).await?;
        expect(check(cache).await? == CodeCheck::Right, "right")
    })
    .await
}
