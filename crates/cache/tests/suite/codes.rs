use signet_cache::CodeCheck::{self, Dead, Held, Right, Wrong};
use signet_cache::{Cache, CodeState, CodeTries, CodeTry, Guesser, NewCode, Quota};

use crate::support::{NOW, Outcome, cache, hundredfold};

const OWNER: Guesser<'static> = Guesser {
    source: "owner",
    address: "home",
};
const STRANGER: Guesser<'static> = Guesser {
    source: "stranger",
    address: "elsewhere",
};

fn entered(mac: &str) -> CodeTry<'_> {
    CodeTry {
        mac,
        from: OWNER,
        tries: CodeTries {
            per_source: 3,
            per_address: 6,
            in_all: 10,
        },
        guesses: Quota {
            key: "guesses".to_owned(),
            max: 1000,
            expires_at: NOW + 86_400,
        },
        lifetime: 600,
        used_by: None,
    }
}

fn used(mac: &str) -> CodeTry<'_> {
    CodeTry {
        used_by: Some("call"),
        ..entered(mac)
    }
}

fn from<'a>(from: Guesser<'a>, mac: &'a str) -> CodeTry<'a> {
    CodeTry {
        from,
        ..entered(mac)
    }
}

async fn put(cache: &Cache, mac: &str) -> Outcome {
    let code = NewCode {
        mac,
        requested_by: OWNER,
        expires_at: NOW + 600,
    };
    Ok(cache.put_code(NOW, "key", code).await?)
}

async fn check(cache: &Cache, code: CodeTry<'_>) -> Outcome<CodeCheck> {
    Ok(cache.check_code(NOW, "key", &code).await?.answer)
}

#[tokio::test]
async fn a_right_code_is_used_up_once() -> Outcome {
    let cache = cache()?;
    assert_eq!(check(&cache, used("mac")).await?, Wrong, "there is none");
    put(&cache, "mac").await?;
    for _ in 0..5 {
        let looked_at = check(&cache, entered("mac")).await?;
        assert_eq!(looked_at, Right, "looking costs no try");
    }
    assert_eq!(check(&cache, used("mac")).await?, Right);
    assert_eq!(check(&cache, used("mac")).await?, Dead);
    assert_eq!(check(&cache, entered("guess")).await?, Wrong);
    Ok(())
}

#[tokio::test]
async fn a_code_that_is_given_back_can_be_used_again_unless_another_has_its_place() -> Outcome {
    let cache = cache()?;
    put(&cache, "mac").await?;
    assert_eq!(check(&cache, used("mac")).await?, Right);
    cache.give_back_code("key", "another call").await?;
    assert_eq!(check(&cache, used("mac")).await?, Dead);
    cache.give_back_code("key", "call").await?;
    assert_eq!(check(&cache, used("mac")).await?, Right);
    put(&cache, "new mac").await?;
    cache.give_back_code("key", "call").await?;
    assert_eq!(check(&cache, entered("mac")).await?, Wrong);
    assert_eq!(check(&cache, used("new mac")).await?, Right);
    cache.give_back_code("never", "call").await?;
    Ok(())
}

#[tokio::test]
async fn wrong_tries_kill_a_code_for_their_source_and_no_other() -> Outcome {
    let cache = cache()?;
    put(&cache, "mac").await?;
    for n in 1..=3 {
        let guess = format!("guess {n}");
        assert_eq!(check(&cache, from(STRANGER, &guess)).await?, Wrong);
        assert_eq!(check(&cache, entered("mac")).await?, Right, "{n}");
    }
    assert_eq!(check(&cache, from(STRANGER, "mac")).await?, Dead);
    assert_eq!(check(&cache, entered("guess")).await?, Wrong);
    assert_eq!(check(&cache, entered("mac")).await?, Right);
    for _ in 0..2 {
        assert_eq!(check(&cache, entered("guess")).await?, Wrong);
    }
    assert_eq!(check(&cache, entered("mac")).await?, Dead);
    put(&cache, "new mac").await?;
    assert_eq!(
        check(&cache, entered("new mac")).await?,
        Right,
        "a new code resets the tries of its source"
    );
    assert_eq!(
        check(&cache, from(STRANGER, "new mac")).await?,
        Dead,
        "and not for others, who would learn that there is a new one"
    );
    Ok(())
}

#[tokio::test]
async fn an_address_has_a_bound_whatever_devices_it_claims() -> Outcome {
    let cache = cache()?;
    put(&cache, "mac").await?;
    let devices: Vec<String> = (0..20).map(|n| format!("device {n}")).collect();
    let mut answers = Vec::new();
    for device in &devices {
        let claimed = Guesser {
            source: device,
            address: "elsewhere",
        };
        answers.push(check(&cache, from(claimed, "guess")).await?);
    }
    assert_eq!(answers.iter().filter(|answer| **answer == Wrong).count(), 6);
    assert_eq!(answers.iter().filter(|answer| **answer == Dead).count(), 14);
    assert_eq!(check(&cache, entered("mac")).await?, Right);
    Ok(())
}

#[tokio::test]
async fn ten_wrong_tries_in_all_kill_a_code_for_everybody() -> Outcome {
    let cache = cache()?;
    put(&cache, "mac").await?;
    for n in 0..10 {
        let place = format!("place {n}");
        let guesser = Guesser {
            source: &place,
            address: &place,
        };
        assert_eq!(check(&cache, from(guesser, "guess")).await?, Wrong);
    }
    assert_eq!(check(&cache, entered("mac")).await?, Dead);
    assert_eq!(check(&cache, entered("guess")).await?, Dead);
    Ok(())
}

#[tokio::test]
async fn an_address_that_guessed_too_often_is_held_but_for_codes_it_requested() -> Outcome {
    let cache = cache()?;
    put(&cache, "mac").await?;
    let held = |from, mac| {
        let mut entered = self::from(from, mac);
        entered.guesses.max = 2;
        entered
    };
    for key in ["other 1", "other 2"] {
        let guess = held(OWNER, "guess");
        assert_eq!(cache.check_code(NOW, key, &guess).await?.answer, Wrong);
    }
    let until = NOW + 86_400;
    assert_eq!(
        cache
            .check_code(NOW, "other 3", &held(OWNER, "guess"))
            .await?
            .answer,
        Held { until }
    );
    assert_eq!(check(&cache, held(STRANGER, "mac")).await?, Held { until });
    assert_eq!(check(&cache, held(OWNER, "mac")).await?, Right);
    let guess = held(OWNER, "guess");
    let next_day = cache.check_code(until, "other 3", &guess).await?;
    assert_eq!(next_day.answer, Wrong);
    Ok(())
}

#[tokio::test]
async fn a_key_without_a_code_answers_like_one_with_a_code() -> Outcome {
    let cache = cache()?;
    put(&cache, "mac").await?;
    let guess = from(STRANGER, "guess");
    for n in 0..5 {
        let with = cache.check_code(NOW, "key", &guess).await?.answer;
        let without = cache.check_code(NOW, "no code", &guess).await?.answer;
        assert_eq!(with, without, "{n}");
    }
    Ok(())
}

#[tokio::test]
async fn a_code_that_is_over_is_remembered_for_ten_minutes() -> Outcome {
    let cache = cache()?;
    put(&cache, "mac").await?;
    for (after, answer) in [(599, Right), (600, Dead), (1199, Dead), (1200, Wrong)] {
        let checked = cache
            .check_code(NOW + after, "key", &entered("mac"))
            .await?;
        assert_eq!(checked.answer, answer, "{after}");
    }
    put(&cache, "mac").await?;
    cache.drop_code("key").await?;
    assert_eq!(check(&cache, used("mac")).await?, Wrong);
    Ok(())
}

#[tokio::test]
async fn a_hundred_parallel_guesses_compare_no_more_than_the_tries() -> Outcome {
    let cache = cache()?;
    put(&cache, "mac").await?;
    let answers = hundredfold(|n| {
        let cache = cache.clone();
        async move { check(&cache, used(&format!("guess {n}"))).await }
    })?;
    assert_eq!(answers.iter().filter(|answer| **answer == Wrong).count(), 3);
    assert_eq!(answers.iter().filter(|answer| **answer == Dead).count(), 97);
    Ok(())
}

#[tokio::test]
async fn of_parallel_users_one_gets_the_code() -> Outcome {
    let cache = cache()?;
    put(&cache, "mac").await?;
    let answers = hundredfold(|_| {
        let cache = cache.clone();
        async move { check(&cache, used("mac")).await }
    })?;
    assert_eq!(answers.iter().filter(|answer| **answer == Right).count(), 1);
    assert_eq!(answers.iter().filter(|answer| **answer == Dead).count(), 99);
    Ok(())
}

#[tokio::test]
async fn the_state_of_a_code_is_that_before_the_try() -> Outcome {
    let cache = cache()?;
    let state = async |now, code| Outcome::Ok(cache.check_code(now, "key", &code).await?.state);
    assert_eq!(state(NOW, entered("mac")).await?, CodeState::Absent);
    put(&cache, "mac").await?;
    for _ in 0..3 {
        let guess = from(STRANGER, "guess");
        assert_eq!(state(NOW, guess).await?, CodeState::Live);
    }
    assert_eq!(state(NOW, from(STRANGER, "mac")).await?, CodeState::Guessed);
    assert_eq!(state(NOW + 600, entered("mac")).await?, CodeState::Expired);
    assert_eq!(state(NOW, used("mac")).await?, CodeState::Live);
    for code in [entered("mac"), entered("guess"), from(STRANGER, "mac")] {
        assert_eq!(state(NOW + 600, code).await?, CodeState::Used);
    }
    assert_eq!(state(NOW + 1200, entered("mac")).await?, CodeState::Absent);
    Ok(())
}
