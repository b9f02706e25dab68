use signet_cache::CodeCheck::{Absent, Dead, Right, Wrong};

use crate::support::{NOW, Outcome, cache, hundredfold};

#[tokio::test]
async fn a_right_code_is_consumed_once() -> Outcome {
    let cache = cache()?;
    assert_eq!(cache.check_code(NOW, "key", "mac", true).await?, Absent);
    cache.put_code(NOW, "key", "mac", 3, NOW + 600).await?;
    for _ in 0..5 {
        assert_eq!(
            cache.check_code(NOW, "key", "mac", false).await?,
            Right,
            "looking costs no try"
        );
    }
    assert_eq!(cache.check_code(NOW, "key", "mac", true).await?, Right);
    assert_eq!(cache.check_code(NOW, "key", "mac", true).await?, Dead);
    assert_eq!(cache.check_code(NOW, "key", "", true).await?, Dead);
    Ok(())
}

#[tokio::test]
async fn a_code_dies_after_its_wrong_tries() -> Outcome {
    let cache = cache()?;
    cache.put_code(NOW, "key", "mac", 3, NOW + 600).await?;
    assert_eq!(cache.check_code(NOW, "key", "guess 1", true).await?, Wrong);
    assert_eq!(cache.check_code(NOW, "key", "guess 2", true).await?, Wrong);
    assert_eq!(
        cache.check_code(NOW, "key", "mac", false).await?,
        Right,
        "gives no try back either"
    );
    assert_eq!(cache.check_code(NOW, "key", "guess 3", false).await?, Wrong);
    assert_eq!(cache.check_code(NOW, "key", "mac", true).await?, Dead);
    cache.put_code(NOW, "key", "new mac", 3, NOW + 600).await?;
    assert_eq!(
        cache.check_code(NOW, "key", "new mac", true).await?,
        Right,
        "a new code starts anew"
    );
    Ok(())
}

#[tokio::test]
async fn a_dead_code_is_remembered_for_ten_minutes() -> Outcome {
    let cache = cache()?;
    cache.put_code(NOW, "key", "mac", 3, NOW + 600).await?;
    assert_eq!(
        cache.check_code(NOW + 599, "key", "mac", false).await?,
        Right
    );
    assert_eq!(cache.check_code(NOW + 600, "key", "mac", true).await?, Dead);
    assert_eq!(
        cache.check_code(NOW + 1199, "key", "mac", true).await?,
        Dead
    );
    assert_eq!(
        cache.check_code(NOW + 1200, "key", "mac", true).await?,
        Absent
    );
    cache.put_code(NOW, "key", "mac", 3, NOW + 600).await?;
    cache.drop_code("key").await?;
    assert_eq!(cache.check_code(NOW, "key", "mac", true).await?, Absent);
    Ok(())
}

#[tokio::test]
async fn a_hundred_parallel_guesses_compare_no_more_than_the_tries() -> Outcome {
    let cache = cache()?;
    cache.put_code(NOW, "key", "mac", 3, NOW + 600).await?;
    let answers = hundredfold(|n| {
        let cache = cache.clone();
        async move {
            Ok(cache
                .check_code(NOW, "key", &format!("guess {n}"), true)
                .await?)
        }
    })?;
    assert_eq!(answers.iter().filter(|answer| **answer == Wrong).count(), 3);
    assert_eq!(answers.iter().filter(|answer| **answer == Dead).count(), 97);
    Ok(())
}

#[tokio::test]
async fn of_parallel_consumers_one_gets_the_code() -> Outcome {
    let cache = cache()?;
    cache.put_code(NOW, "key", "mac", 3, NOW + 600).await?;
    let answers = hundredfold(|_| {
        let cache = cache.clone();
        async move { Ok(cache.check_code(NOW, "key", "mac", true).await?) }
    })?;
    assert_eq!(answers.iter().filter(|answer| **answer == Right).count(), 1);
    assert_eq!(answers.iter().filter(|answer| **answer == Dead).count(), 99);
    Ok(())
}
