use std::time::Duration;

use signet_cache::{Cache, Claim, Guesser, NewCode};
use tokio::time::{sleep, timeout};

use crate::support::{NOW, Outcome, cache, hundredfold};

/// A lease that is longer than any test.
const LEASE: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_value_is_kept_until_its_end() -> Outcome {
    let cache = cache()?;
    assert_eq!(cache.get(NOW, "key").await?, None);
    cache.put(NOW, "key", "a b\n中", NOW + 10).await?;
    assert_eq!(cache.get(NOW + 9, "key").await?.as_deref(), Some("a b\n中"));
    assert_eq!(cache.get(NOW + 10, "key").await?, None);
    cache.put(NOW, "key", "", NOW + 20).await?;
    assert_eq!(cache.get(NOW + 19, "key").await?.as_deref(), Some(""));
    cache.put(NOW, "key", "over", NOW - 1).await?;
    assert_eq!(cache.get(NOW, "key").await?, None);
    Ok(())
}

#[tokio::test]
async fn kinds_of_keys_do_not_collide() -> Outcome {
    let cache = cache()?;
    cache.put(NOW, "key", "value", NOW + 10).await?;
    let requested_by = Guesser {
        source: "source",
        address: "address",
    };
    let code = NewCode {
        mac: "mac",
        requested_by,
        expires_at: NOW + 10,
    };
    cache.put_code(NOW, "key", code).await?;
    cache.store_reply(NOW, "key", b"reply", NOW + 10).await?;
    assert_eq!(cache.get(NOW, "key").await?.as_deref(), Some("value"));
    assert_eq!(
        cache.claim_reply(NOW, "key", "owner", LEASE).await?,
        Claim::Stored(b"reply".to_vec())
    );
    Ok(())
}

#[tokio::test]
async fn a_reply_is_claimed_once_and_then_given() -> Outcome {
    let cache = cache()?;
    assert_eq!(
        cache.claim_reply(NOW, "key", "owner", LEASE).await?,
        Claim::First
    );
    assert_eq!(
        cache.claim_reply(NOW + 4, "key", "owner", LEASE).await?,
        Claim::Pending
    );
    for reply in [b"7 \0\xff{\"code\":200}\n".as_slice(), b" ", b""] {
        cache.store_reply(NOW, "key", reply, NOW + 100).await?;
        assert_eq!(
            cache.claim_reply(NOW + 99, "key", "owner", LEASE).await?,
            Claim::Stored(reply.to_vec())
        );
    }
    cache.abandon_reply("key", "owner").await?;
    assert_eq!(
        cache.claim_reply(NOW + 99, "key", "owner", LEASE).await?,
        Claim::Stored(Vec::new()),
        "it stays"
    );
    assert_eq!(
        cache.claim_reply(NOW + 100, "key", "owner", LEASE).await?,
        Claim::First,
        "its time is over"
    );
    Ok(())
}

#[tokio::test]
async fn a_claim_that_is_over_or_given_back_is_free() -> Outcome {
    let cache = cache()?;
    let short = Duration::from_millis(50);
    assert_eq!(
        cache.claim_reply(NOW, "key", "lost", short).await?,
        Claim::First
    );
    sleep(2 * short).await;
    assert_eq!(
        cache.claim_reply(NOW, "key", "owner", LEASE).await?,
        Claim::First,
        "over"
    );
    for other in ["lost", "own"] {
        cache.abandon_reply("key", other).await?;
        cache.renew_claim(NOW, "key", other, Duration::ZERO).await?;
        assert_eq!(
            cache.claim_reply(NOW, "key", other, LEASE).await?,
            Claim::Pending,
            "it is another's"
        );
    }
    cache.abandon_reply("key", "owner").await?;
    cache.abandon_reply("never", "owner").await?;
    assert_eq!(
        cache.claim_reply(NOW, "key", "next", LEASE).await?,
        Claim::First,
        "given back"
    );
    Ok(())
}

#[tokio::test]
async fn a_claim_that_is_renewed_lasts() -> Outcome {
    let cache = cache()?;
    let short = Duration::from_millis(200);
    cache.claim_reply(NOW, "key", "owner", short).await?;
    for _ in 0..6 {
        sleep(short / 4).await;
        cache.renew_claim(NOW, "key", "owner", short).await?;
    }
    assert_eq!(
        cache.claim_reply(NOW, "key", "other", LEASE).await?,
        Claim::Pending
    );
    cache.abandon_reply("key", "owner").await?;
    cache.renew_claim(NOW, "key", "owner", LEASE).await?;
    assert_eq!(
        cache.claim_reply(NOW, "key", "other", LEASE).await?,
        Claim::Pending,
        "one that the store lost is there again"
    );
    cache.store_reply(NOW, "key", b"reply", NOW + 10).await?;
    cache.renew_claim(NOW, "key", "owner", LEASE).await?;
    assert_eq!(
        cache.claim_reply(NOW, "key", "other", LEASE).await?,
        Claim::Stored(b"reply".to_vec()),
        "what is stored stays"
    );
    Ok(())
}

#[tokio::test]
async fn of_a_hundred_parallel_claims_one_is_first() -> Outcome {
    let cache = cache()?;
    let claims = hundredfold(|_| {
        let cache = cache.clone();
        async move { Ok(cache.claim_reply(NOW, "key", "owner", LEASE).await?) }
    })?;
    assert_eq!(
        claims
            .iter()
            .filter(|claim| **claim == Claim::First)
            .count(),
        1
    );
    assert_eq!(
        claims
            .iter()
            .filter(|claim| **claim == Claim::Pending)
            .count(),
        99
    );
    Ok(())
}

#[tokio::test]
async fn news_reach_every_listener() -> Outcome {
    let cache = cache()?;
    let listeners = [cache.listen("apps"), cache.clone().listen("apps")];
    let other = cache.listen("other");
    // On Redis the first notification is for the new connection, so several are needed to show that messages arrive.
    for listener in &listeners {
        for _ in 0..3 {
            publish_until(&cache, listener).await?;
        }
    }
    // This is at most the notification for the new connection.
    let _ = timeout(Duration::from_millis(200), other.notified()).await;
    cache.publish("apps").await?;
    assert!(
        timeout(Duration::from_millis(200), other.notified())
            .await
            .is_err(),
        "another topic"
    );
    Ok(())
}

/// Publishes until the listener is notified, because the subscription takes a moment.
async fn publish_until(cache: &Cache, listener: &tokio::sync::Notify) -> Outcome {
    for _ in 0..50 {
        cache.publish("apps").await?;
        if timeout(Duration::from_millis(100), listener.notified())
            .await
            .is_ok()
        {
            return Ok(());
        }
    }
    Err("the message never came".into())
}

#[tokio::test]
async fn it_answers() -> Outcome {
    Ok(cache()?.probe().await?)
}

#[test]
fn a_bad_address_fails_at_once() {
    assert!(matches!(
        signet_cache::Address::parse("http://localhost"),
        Err(signet_cache::Error::BadUrl(_))
    ));
}

#[test]
fn a_cache_may_be_shared_between_threads() {
    fn shared<T: Clone + Send + Sync + 'static>() {}
    shared::<Cache>();
}
