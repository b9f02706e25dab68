use signet_cache::{End, Lookup, PlatformClass, Session, SessionKey};

use crate::support::{NOW, Outcome, cache, hundredfold};

/// Larger than a float can hold exactly: no script may decode it.
const USER: i64 = 9_007_199_254_740_993;

fn key(byte: u8) -> SessionKey {
    SessionKey::from([byte; 32])
}

fn session(class: PlatformClass) -> Session {
    Session {
        user_id: USER,
        class,
        platform: 1,
        created_at: NOW,
        renewed_at: NOW,
        expires_at: NOW + 100,
    }
}

fn app() -> Session {
    session(PlatformClass::App)
}

fn web() -> Session {
    session(PlatformClass::Web)
}

#[tokio::test]
async fn a_session_lives_until_it_expires() -> Outcome {
    let cache = cache()?;
    assert_eq!(cache.session(NOW, &key(1)).await?, Lookup::Unknown);
    cache.open_session(NOW, &key(1), &app()).await?;
    assert_eq!(cache.session(NOW + 99, &key(1)).await?, Lookup::Live(app()));
    assert_eq!(cache.session(NOW + 100, &key(1)).await?, Lookup::Unknown);
    Ok(())
}

#[tokio::test]
async fn a_newer_login_replaces_the_older_in_its_class() -> Outcome {
    let cache = cache()?;
    cache.open_session(NOW, &key(1), &app()).await?;
    cache.open_session(NOW, &key(2), &web()).await?;
    let other = Session {
        user_id: 1,
        ..app()
    };
    cache.open_session(NOW, &key(3), &other).await?;
    cache.open_session(NOW, &key(4), &app()).await?;
    assert_eq!(cache.session(NOW, &key(1)).await?, Lookup::Replaced);
    assert_eq!(
        cache.session(NOW, &key(2)).await?,
        Lookup::Live(web()),
        "the other class"
    );
    assert_eq!(
        cache.session(NOW, &key(3)).await?,
        Lookup::Live(other),
        "another user"
    );
    assert_eq!(cache.session(NOW, &key(4)).await?, Lookup::Live(app()));
    assert_eq!(
        cache.session(NOW + 100, &key(1)).await?,
        Lookup::Unknown,
        "expired, however it ended"
    );
    Ok(())
}

#[tokio::test]
async fn of_a_hundred_parallel_logins_one_session_lives() -> Outcome {
    let cache = cache()?;
    hundredfold(|n| {
        let cache = cache.clone();
        async move { Ok(cache.open_session(NOW, &key(n), &app()).await?) }
    })?;
    let mut live = 0;
    for n in 0..100 {
        match cache.session(NOW, &key(n)).await? {
            Lookup::Live(_) => live += 1,
            other => assert_eq!(other, Lookup::Replaced),
        }
    }
    assert_eq!(live, 1);
    Ok(())
}

#[tokio::test]
async fn only_a_live_session_is_renewed() -> Outcome {
    let cache = cache()?;
    assert!(
        !cache.renew_session(NOW, &key(1), NOW + 900).await?,
        "unknown"
    );
    cache.open_session(NOW, &key(1), &app()).await?;
    assert!(cache.renew_session(NOW + 50, &key(1), NOW + 150).await?);
    let renewed = Session {
        renewed_at: NOW + 50,
        expires_at: NOW + 150,
        ..app()
    };
    assert_eq!(
        cache.session(NOW + 149, &key(1)).await?,
        Lookup::Live(renewed)
    );
    assert!(
        !cache.renew_session(NOW + 150, &key(1), NOW + 900).await?,
        "expired"
    );
    assert_eq!(cache.session(NOW + 150, &key(1)).await?, Lookup::Unknown);

    cache
        .open_session(
            NOW + 149,
            &key(2),
            &Session {
                expires_at: NOW + 200,
                ..app()
            },
        )
        .await?;
    assert!(
        !cache.renew_session(NOW + 149, &key(1), NOW + 900).await?,
        "replaced"
    );
    assert_eq!(cache.session(NOW + 149, &key(1)).await?, Lookup::Replaced);
    Ok(())
}

#[tokio::test]
async fn a_renewed_session_is_still_the_current_one() -> Outcome {
    let cache = cache()?;
    cache.open_session(NOW, &key(1), &app()).await?;
    cache.renew_session(NOW, &key(1), NOW + 500).await?;
    cache
        .open_session(
            NOW + 400,
            &key(2),
            &Session {
                expires_at: NOW + 900,
                ..app()
            },
        )
        .await?;
    assert_eq!(cache.session(NOW + 400, &key(1)).await?, Lookup::Replaced);
    Ok(())
}

#[tokio::test]
async fn logging_out_forgets_only_a_live_session() -> Outcome {
    let cache = cache()?;
    cache.open_session(NOW, &key(1), &app()).await?;
    cache.open_session(NOW, &key(2), &app()).await?;
    cache.close_session(NOW, &key(1)).await?;
    cache.close_session(NOW, &key(3)).await?;
    assert_eq!(
        cache.session(NOW, &key(1)).await?,
        Lookup::Replaced,
        "a stale token changes nothing"
    );
    assert_eq!(cache.session(NOW, &key(2)).await?, Lookup::Live(app()));
    cache.close_session(NOW, &key(2)).await?;
    assert_eq!(cache.session(NOW, &key(2)).await?, Lookup::Unknown);
    cache.open_session(NOW, &key(4), &app()).await?;
    assert_eq!(
        cache.session(NOW, &key(2)).await?,
        Lookup::Unknown,
        "not revived as a replaced one"
    );
    Ok(())
}

#[tokio::test]
async fn all_sessions_of_a_user_end_but_the_spared() -> Outcome {
    let cache = cache()?;
    cache.open_session(NOW, &key(1), &app()).await?;
    cache.open_session(NOW, &key(2), &web()).await?;
    cache
        .end_sessions(NOW, USER, Some(&key(2)), End::PasswordChanged)
        .await?;
    assert_eq!(cache.session(NOW, &key(1)).await?, Lookup::PasswordChanged);
    assert_eq!(cache.session(NOW, &key(2)).await?, Lookup::Live(web()));

    cache.open_session(NOW, &key(3), &app()).await?;
    assert_eq!(
        cache.session(NOW, &key(1)).await?,
        Lookup::PasswordChanged,
        "not replaced by a later login"
    );
    cache.end_sessions(NOW, USER, None, End::Replaced).await?;
    assert_eq!(cache.session(NOW, &key(2)).await?, Lookup::Replaced);
    assert_eq!(cache.session(NOW, &key(3)).await?, Lookup::Replaced);

    cache.open_session(NOW, &key(4), &web()).await?;
    cache.end_sessions(NOW, USER, None, End::Gone).await?;
    assert_eq!(cache.session(NOW, &key(4)).await?, Lookup::Unknown);
    assert_eq!(
        cache.session(NOW, &key(3)).await?,
        Lookup::Replaced,
        "was not live"
    );
    assert_eq!(
        cache.session(NOW + 100, &key(1)).await?,
        Lookup::Unknown,
        "expired, however it ended"
    );
    Ok(())
}
