//! The repetition of work on the database.

use std::hash::{BuildHasher, RandomState};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::{AsStoreError, Error};

/// The time for which work is repeated after a conflict with another transaction: less than callers wait.
const LIMIT: Duration = Duration::from_secs(5);
/// The longest pause before the first repeat; it doubles with each repeat, up to eight times as much.
const PAUSE: Duration = Duration::from_millis(8);

/// Repeats `work` on a conflict with another transaction, after pauses of random length, in which the other transactions can finish.
pub(crate) fn on_conflict<T, E: AsStoreError>(work: impl FnMut() -> Result<T, E>) -> Result<T, E> {
    until(Instant::now() + LIMIT, work)
}

fn until<T, E: AsStoreError>(
    deadline: Instant,
    mut work: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    let mut repeats: u32 = 0;
    loop {
        let result = work();
        let retryable = |error: &E| error.as_store_error().is_some_and(Error::is_retryable);
        if !result.as_ref().is_err_and(retryable) || Instant::now() >= deadline {
            return result;
        }
        repeats += 1;
        tracing::debug!(
            repeats,
            "a conflict with another transaction; this one is repeated"
        );
        let longest = PAUSE * 2_u32.pow(repeats.min(4) - 1);
        let part = RandomState::new().hash_one(repeats) % 1000;
        sleep(longest * u32::try_from(part).unwrap_or_default() / 1000);
    }
}

/// Repeats `work` once if the connection turned out to be gone.
pub(crate) fn once_more_if_gone<T, E: AsStoreError>(
    mut work: impl FnMut() -> Result<T, E>,
) -> Result<T, E> {
    match work() {
        Err(error) if error.as_store_error().is_some_and(Error::is_gone) => work(),
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_conflict_without_end_is_repeated_until_the_deadline() {
        let mut tries = 0;
        let deadline = Instant::now() + Duration::from_millis(100);
        let result: Result<(), Error> = until(deadline, || {
            tries += 1;
            Err(Error::Contended(String::new()))
        });
        assert!(matches!(result, Err(Error::Contended(_))));
        assert!(tries > 2 && Instant::now() >= deadline, "{tries}");
    }
}
