use signet_cache::{
    Cache, End, Limit, Lookup, PlatformClass, Quota, RealmName, Rejection, Reservation, Session,
    SessionEntry, SessionKey, Sought, State,
};

use crate::support::{NOW, Outcome, cache, hundredfold};

const NOW_MS: i64 = NOW * 1000;

fn limit(key: &str, burst: u32, period_ms: i64) -> Limit {
    Limit {
        key: key.to_owned(),
        per_user: false,
        burst,
        period_ms,
    }
}

fn quota(key: &str, max: i64, expires_at: i64) -> Quota {
    Quota {
        key: key.to_owned(),
        max,
        expires_at,
    }
}

#[tokio::test]
async fn a_limit_takes_a_burst_and_refills_evenly() -> Outcome {
    let cache = cache()?;
    let limits = [limit("app", 4, 1000)];
    for _ in 0..4 {
        assert_eq!(cache.admit(NOW_MS, &limits, None).await?.refused, None);
    }
    let refused = cache.admit(NOW_MS, &limits, None).await?.refused;
    assert_eq!(
        refused,
        Some(Rejection {
            index: 0,
            retry_after_ms: 250
        })
    );
    assert!(
        cache
            .admit(NOW_MS + 249, &limits, None)
            .await?
            .refused
            .is_some()
    );
    assert!(
        cache
            .admit(NOW_MS + 250, &limits, None)
            .await?
            .refused
            .is_none()
    );
    assert!(
        cache
            .admit(NOW_MS + 250, &limits, None)
            .await?
            .refused
            .is_some(),
        "one call's worth came back"
    );
    for _ in 0..4 {
        assert_eq!(
            cache.admit(NOW_MS + 1250, &limits, None).await?.refused,
            None,
            "a whole period later, all of it"
        );
    }
    assert!(
        cache
            .admit(NOW_MS + 1250, &limits, None)
            .await?
            .refused
            .is_some()
    );
    Ok(())
}

#[tokio::test]
async fn a_refused_call_is_counted_nowhere() -> Outcome {
    let cache = cache()?;
    let both = [limit("wide", 2, 1000), limit("narrow", 1, 1000)];
    assert_eq!(cache.admit(NOW_MS, &both, None).await?.refused, None);
    for _ in 0..3 {
        let refused = cache.admit(NOW_MS, &both, None).await?.refused;
        assert_eq!(
            refused,
            Some(Rejection {
                index: 1,
                retry_after_ms: 1000
            })
        );
    }
    assert_eq!(
        cache
            .admit(NOW_MS, &[limit("wide", 2, 1000)], None)
            .await?
            .refused,
        None
    );
    assert!(
        cache
            .admit(NOW_MS, &[limit("wide", 2, 1000)], None)
            .await?
            .refused
            .is_some()
    );
    Ok(())
}

#[tokio::test]
async fn a_limit_of_fewer_calls_holds_at_once() -> Outcome {
    let cache = cache()?;
    for _ in 0..4 {
        let admitted = cache.admit(NOW_MS, &[limit("app", 4, 1000)], None).await?;
        assert_eq!(admitted.refused, None);
    }
    let refused = cache
        .admit(NOW_MS, &[limit("app", 1, 1000)], None)
        .await?
        .refused;
    assert_eq!(
        refused,
        Some(Rejection {
            index: 0,
            retry_after_ms: 1000
        })
    );
    Ok(())
}

/// Counts calls with a clock that is an hour ahead, and with the right clock before and after.
#[tokio::test]
async fn a_clock_that_was_wrong_refuses_no_call() -> Outcome {
    let cache = cache()?;
    let limits = [limit("app", 4, 60_000)];
    let codes = async |now_ms: i64| {
        let mut refused = Vec::new();
        for _ in 0..5 {
            let admission = cache.admit(now_ms, &limits, None).await?;
            refused.push(admission.refused.is_some());
        }
        Outcome::Ok(refused)
    };
    let four = [false, false, false, false, true];
    for now_ms in [NOW_MS, NOW_MS + 3_600_000, NOW_MS] {
        assert_eq!(codes(now_ms).await?, four, "{now_ms}");
    }
    assert_eq!(
        codes(NOW_MS - 1).await?,
        [true; 5],
        "a clock may go back a little"
    );
    Ok(())
}

#[tokio::test]
async fn a_hundred_parallel_calls_share_one_limit() -> Outcome {
    let cache = cache()?;
    let admitted = hundredfold(|_| {
        let cache = cache.clone();
        async move {
            Ok(cache
                .admit(NOW_MS, &[limit("app", 30, 60_000)], None)
                .await?
                .refused
                .is_none())
        }
    })?;
    assert_eq!(
        admitted.into_iter().filter(|admitted| *admitted).count(),
        30
    );
    Ok(())
}

#[tokio::test]
async fn admission_brings_the_session() -> Outcome {
    let cache = cache()?;
    let key = SessionKey::from([1; 32]);
    let class = PlatformClass::Web;
    let session = Session {
        user_id: 7,
        realm: RealmName::new("yaf"),
        class,
        platform: 3,
        created_at: NOW,
        renewed_at: NOW,
        expires_at: NOW + 10,
        saved_at: NOW,
        profile: None,
    };
    let entry = SessionEntry {
        key: key.clone(),
        session: session.clone(),
        state: State::Live,
    };
    cache.put_sessions(NOW, &[entry]).await?;
    let live = Some(Lookup::Live(session));
    let limits = [limit("app", 1, 1000)];

    let first = cache
        .admit(NOW_MS, &limits, Some(Sought::from(&key)))
        .await?;
    assert_eq!((first.refused, &first.session), (None, &live));
    let second = cache
        .admit(NOW_MS, &limits, Some(Sought::from(&key)))
        .await?;
    assert!(second.refused.is_some());
    assert_eq!(second.session, live, "also with a refusal");
    assert_eq!(
        cache
            .admit(NOW_MS + 9999, &[], Some(Sought::from(&key)))
            .await?
            .session,
        live
    );
    assert_eq!(
        cache
            .admit(NOW_MS + 10_000, &[], Some(Sought::from(&key)))
            .await?
            .session,
        Some(Lookup::Over(End::Gone))
    );
    assert_eq!(cache.admit(NOW_MS, &[], None).await?, Default::default());
    Ok(())
}

#[tokio::test]
async fn counts_in_this_process_have_bounds_and_the_busy_stay() -> Outcome {
    let cache = Cache::memory();
    let busy = [limit("busy", 60, 60_000)];
    for _ in 0..60 {
        assert_eq!(cache.admit(NOW_MS, &busy, None).await?.refused, None);
    }
    for number in 0..150_000 {
        let other = [limit(&number.to_string(), 60, 60_000)];
        assert_eq!(cache.admit(NOW_MS, &other, None).await?.refused, None);
    }
    // One of the two limits refuses each call, so the call itself is never counted.
    let mut remembered = 0;
    for number in 0..150_000 {
        let limits = [limit(&number.to_string(), 1, 60_000), busy[0].clone()];
        let refused = cache.admit(NOW_MS, &limits, None).await?.refused;
        let index = refused.map(|refusal| refusal.index);
        remembered += usize::from(index == Some(0));
        assert!(index.is_some(), "the busy one is remembered");
    }
    assert!((1..=100_000).contains(&remembered), "{remembered}");
    Ok(())
}

#[tokio::test]
async fn a_user_is_counted_over_all_sessions_and_a_guest_is_not() -> Outcome {
    let cache = cache()?;
    let session = |user_id, class, expires_at| Session {
        user_id,
        realm: RealmName::new("yaf"),
        class,
        platform: 1,
        created_at: NOW,
        renewed_at: NOW,
        expires_at,
        saved_at: NOW,
        profile: None,
    };
    let entry = |key: &SessionKey, session, state| SessionEntry {
        key: key.clone(),
        session,
        state,
    };
    let [phone, web, other, over, made_up] = [1, 2, 3, 4, 5].map(|n| SessionKey::from([n; 32]));
    let on_web = session(i64::MAX, PlatformClass::Web, NOW + 10);
    let entries = [
        (&phone, session(i64::MAX, PlatformClass::App, NOW + 10)),
        (&web, on_web.clone()),
        (&other, session(8, PlatformClass::App, NOW + 10)),
        (&over, session(9, PlatformClass::App, NOW)),
    ];
    let entries = entries.map(|(key, session)| entry(key, session, State::Live));
    cache.put_sessions(NOW, &entries).await?;
    let per_user = Limit {
        per_user: true,
        ..limit("user:", 2, 60_000)
    };
    let limits = [limit("ip", 8, 60_000), per_user];
    let admit = async |key: Option<&SessionKey>| {
        let refused = cache
            .admit(NOW_MS + 1, &limits, key.map(Sought::from))
            .await?
            .refused;
        Outcome::Ok(refused.map(|refusal| refusal.index))
    };
    assert_eq!(admit(Some(&phone)).await?, None);
    assert_eq!(admit(Some(&web)).await?, None);
    assert_eq!(admit(Some(&phone)).await?, Some(1));
    assert_eq!(admit(Some(&web)).await?, Some(1));
    assert_eq!(admit(Some(&other)).await?, None, "another user");
    let closed = entry(&web, on_web, State::Over(End::Gone));
    cache.put_sessions(NOW, &[closed]).await?;
    for guest in [
        None,
        Some(&web),
        Some(&over),
        Some(&made_up),
        Some(&made_up),
    ] {
        assert_eq!(admit(guest).await?, None, "{guest:?}");
    }
    assert_eq!(admit(None).await?, Some(0), "the other limits count all");
    Ok(())
}

#[tokio::test]
async fn quotas_are_taken_all_or_none() -> Outcome {
    let cache = cache()?;
    let both = [quota("mobile", 3, NOW + 60), quota("address", 1, NOW + 90)];
    assert_eq!(cache.reserve(NOW, &both).await?, Reservation::Granted);
    let full = Reservation::Full {
        index: 1,
        until: NOW + 90,
    };
    for _ in 0..5 {
        assert_eq!(cache.reserve(NOW, &both).await?, full);
    }
    let mobile = [quota("mobile", 3, NOW + 60)];
    assert_eq!(cache.reserve(NOW, &mobile).await?, Reservation::Granted);
    assert_eq!(cache.reserve(NOW, &mobile).await?, Reservation::Granted);
    assert_eq!(
        cache.reserve(NOW, &mobile).await?,
        Reservation::Full {
            index: 0,
            until: NOW + 60
        }
    );
    assert_eq!(
        cache.reserve(NOW, &[quota("none", 0, NOW + 5)]).await?,
        Reservation::Full {
            index: 0,
            until: NOW + 5
        }
    );
    assert_eq!(cache.reserve(NOW, &[]).await?, Reservation::Granted);
    Ok(())
}

#[tokio::test]
async fn a_window_keeps_its_end_and_a_new_one_starts_empty() -> Outcome {
    let cache = cache()?;
    assert_eq!(
        cache.reserve(NOW, &[quota("key", 2, NOW + 60)]).await?,
        Reservation::Granted
    );
    assert_eq!(
        cache
            .reserve(NOW + 59, &[quota("key", 2, NOW + 119)])
            .await?,
        Reservation::Granted
    );
    let full = Reservation::Full {
        index: 0,
        until: NOW + 60,
    };
    assert_eq!(
        cache
            .reserve(NOW + 59, &[quota("key", 2, NOW + 119)])
            .await?,
        full
    );
    assert_eq!(
        cache
            .reserve(NOW + 60, &[quota("key", 1, NOW + 120)])
            .await?,
        Reservation::Granted
    );
    let full = Reservation::Full {
        index: 0,
        until: NOW + 120,
    };
    assert_eq!(
        cache
            .reserve(NOW + 119, &[quota("key", 1, NOW + 179)])
            .await?,
        full
    );
    Ok(())
}

/// A window that was started with a clock that is an hour ahead.
#[tokio::test]
async fn a_window_of_a_wrong_clock_is_ignored() -> Outcome {
    let cache = cache()?;
    let wrong = NOW + 3600;
    let full_until = |until| Reservation::Full { index: 0, until };
    let ahead = [quota("key", 1, wrong + 60)];
    assert_eq!(cache.reserve(wrong, &ahead).await?, Reservation::Granted);
    assert_eq!(cache.reserve(wrong, &ahead).await?, full_until(wrong + 60));
    let right = [quota("key", 1, NOW + 60)];
    assert_eq!(cache.reserve(NOW, &right).await?, Reservation::Granted);
    assert_eq!(cache.reserve(NOW, &right).await?, full_until(NOW + 60));
    let behind = [quota("key", 1, NOW + 50)];
    assert_eq!(
        cache.reserve(NOW - 10, &behind).await?,
        full_until(NOW + 60),
        "clocks may differ a little"
    );
    Ok(())
}

#[tokio::test]
async fn a_hundred_parallel_reservations_share_one_quota() -> Outcome {
    let cache = cache()?;
    let answers = hundredfold(|_| {
        let cache = cache.clone();
        async move { Ok(cache.reserve(NOW, &[quota("key", 10, NOW + 60)]).await?) }
    })?;
    assert_eq!(
        answers
            .into_iter()
            .filter(|answer| *answer == Reservation::Granted)
            .count(),
        10
    );
    Ok(())
}

#[tokio::test]
async fn what_is_given_back_can_be_taken_again_but_not_more() -> Outcome {
    let cache = cache()?;
    let one = [quota("key", 1, NOW + 60)];
    cache.release(NOW, &["key", "never"]).await?;
    assert_eq!(cache.reserve(NOW, &one).await?, Reservation::Granted);
    cache.release(NOW, &["key"]).await?;
    cache.release(NOW, &["key"]).await?;
    assert_eq!(cache.reserve(NOW, &one).await?, Reservation::Granted);
    assert_eq!(
        cache.reserve(NOW, &one).await?,
        Reservation::Full {
            index: 0,
            until: NOW + 60
        }
    );
    cache.release(NOW + 60, &["key"]).await?;
    assert_eq!(
        cache.reserve(NOW, &one).await?,
        Reservation::Full {
            index: 0,
            until: NOW + 60
        },
        "that window was over"
    );
    cache.clear(&["key", "never"]).await?;
    assert_eq!(cache.reserve(NOW, &one).await?, Reservation::Granted);
    cache.clear(&[]).await?;
    cache.release(NOW, &[]).await?;
    Ok(())
}
