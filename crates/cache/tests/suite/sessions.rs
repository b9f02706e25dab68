use signet_cache::{
    End, Limit, Lookup, Profile, RealmName, Session, SessionEntry, SessionKey, Sought, State,
};

use crate::support::{NOW, Outcome, cache, hundredfold, session};

/// The id of a user that is larger than a float can hold exactly, so no script may decode it.
const USER: i64 = 9_007_199_254_740_993;

fn key(byte: u8) -> SessionKey {
    SessionKey::from([byte; 32])
}

fn entry(byte: u8, state: State) -> SessionEntry {
    SessionEntry {
        key: key(byte),
        session: session(USER),
        state,
    }
}

fn live(byte: u8) -> SessionEntry {
    entry(byte, State::Live)
}

fn over(byte: u8, end: End) -> SessionEntry {
    entry(byte, State::Over(end))
}

#[tokio::test]
async fn a_session_lives_until_it_expires() -> Outcome {
    let cache = cache()?;
    assert_eq!(cache.session(NOW, &key(1)).await?, Lookup::Unknown);
    cache.put_sessions(NOW, &[live(1)]).await?;
    assert_eq!(
        cache.session(NOW + 99, &key(1)).await?,
        Lookup::Live(session(USER))
    );
    assert_eq!(
        cache.session(NOW + 100, &key(1)).await?,
        Lookup::Over(End::Gone),
        "distinguished from one that was never there"
    );
    Ok(())
}

#[tokio::test]
async fn what_is_over_stays_over() -> Outcome {
    let cache = cache()?;
    cache.put_sessions(NOW, &[live(1)]).await?;
    let changes = [over(1, End::Replaced), live(2), over(3, End::Gone)];
    cache.put_sessions(NOW, &changes).await?;
    cache.put_sessions(NOW, &[live(1), live(3)]).await?;
    for (byte, state) in [
        (1, Lookup::Over(End::Replaced)),
        (2, Lookup::Live(session(USER))),
        (3, Lookup::Over(End::Gone)),
    ] {
        assert_eq!(cache.session(NOW, &key(byte)).await?, state, "{byte}");
    }
    cache
        .put_sessions(NOW, &[over(2, End::PasswordChanged)])
        .await?;
    assert_eq!(
        cache.session(NOW, &key(2)).await?,
        Lookup::Over(End::PasswordChanged)
    );
    cache.put_sessions(NOW, &[]).await?;
    Ok(())
}

#[tokio::test]
async fn the_order_of_changes_does_not_matter() -> Outcome {
    // Three logins, each of which replaced the login before it.
    let logins = [
        vec![live(1)],
        vec![over(1, End::Replaced), live(2)],
        vec![over(2, End::Replaced), live(3)],
    ];
    for order in [
        [0, 1, 2],
        [0, 2, 1],
        [1, 0, 2],
        [1, 2, 0],
        [2, 0, 1],
        [2, 1, 0],
    ] {
        let cache = cache()?;
        for entries in order.iter().filter_map(|login: &usize| logins.get(*login)) {
            cache.put_sessions(NOW, entries).await?;
        }
        for byte in [1, 2] {
            let replaced = Lookup::Over(End::Replaced);
            assert_eq!(cache.session(NOW, &key(byte)).await?, replaced, "{order:?}");
        }
        assert_eq!(
            cache.session(NOW, &key(3)).await?,
            Lookup::Live(session(USER)),
            "{order:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn of_a_hundred_that_put_it_back_none_revives_it() -> Outcome {
    let cache = cache()?;
    hundredfold(|n| {
        let cache = cache.clone();
        async move {
            let entry = if n == 50 { over(1, End::Gone) } else { live(1) };
            Ok(cache.put_sessions(NOW, &[entry]).await?)
        }
    })?;
    assert_eq!(cache.session(NOW, &key(1)).await?, Lookup::Over(End::Gone));
    Ok(())
}

#[tokio::test]
async fn only_a_live_session_is_renewed() -> Outcome {
    let cache = cache()?;
    let renewed = Session {
        renewed_at: NOW + 50,
        expires_at: NOW + 150,
        ..session(USER)
    };
    let renew = async |byte| cache.renew_session(NOW + 50, &key(byte), &renewed).await;
    assert!(!renew(1).await?, "unknown");
    assert_eq!(cache.session(NOW, &key(1)).await?, Lookup::Unknown);
    cache
        .put_sessions(NOW, &[live(1), over(2, End::Replaced)])
        .await?;
    assert!(renew(1).await?);
    assert!(!renew(2).await?, "replaced");
    assert_eq!(
        cache.session(NOW + 149, &key(1)).await?,
        Lookup::Live(renewed.clone())
    );
    assert_eq!(
        cache.session(NOW + 150, &key(1)).await?,
        Lookup::Over(End::Gone)
    );
    assert_eq!(
        cache.session(NOW, &key(2)).await?,
        Lookup::Over(End::Replaced)
    );
    Ok(())
}

#[tokio::test]
async fn a_session_of_another_realm_is_gone_whatever_its_state() -> Outcome {
    let cache = cache()?;
    let replaced = over(2, End::Replaced);
    cache.put_sessions(NOW, &[live(1), replaced]).await?;
    let per_user = [Limit {
        key: "user:".to_owned(),
        per_user: true,
        burst: 1,
        period_ms: 60_000,
    }];
    let admit = async |byte, realm: &'static str| {
        let key = key(byte);
        let realm = Some(RealmName::new(realm));
        let sought = Sought { key: &key, realm };
        Outcome::Ok(cache.admit(NOW * 1000, &per_user, Some(sought)).await?)
    };
    for byte in [1, 2, 1] {
        let admission = admit(byte, "salon").await?;
        assert_eq!(admission.session, Some(Lookup::Over(End::Gone)), "{byte}");
        assert!(admission.refused.is_none(), "it counts for nobody");
    }
    let admission = admit(2, "yaf").await?;
    assert_eq!(admission.session, Some(Lookup::Over(End::Replaced)));
    let admission = admit(1, "yaf").await?;
    assert_eq!(admission.session, Some(Lookup::Live(session(USER))));
    assert!(admission.refused.is_none(), "the first one that counts");
    assert!(admit(1, "yaf").await?.refused.is_some());
    Ok(())
}

#[tokio::test]
async fn a_profile_is_kept_byte_for_byte() -> Outcome {
    let cache = cache()?;
    let with_profile = |data: &[u8]| Session {
        profile: Some(Profile::new(data, NOW)),
        ..session(USER)
    };
    cache.put_sessions(NOW, &[live(1)]).await?;
    for data in [&b"[\"a\"]"[..], b"", b"\n\n", &[0, 255, b'\n', 7]] {
        let session = with_profile(data);
        assert!(cache.renew_session(NOW, &key(1), &session).await?);
        let found = cache.session(NOW, &key(1)).await?;
        assert_eq!(found, Lookup::Live(session));
    }
    Ok(())
}
