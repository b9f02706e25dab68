//! Random values that no row may have twice, such as the number of an order.

use signet_fault::Fault;
use signet_store::Error;

/// The number of times that a value which is taken is replaced by another value.
const TRIES: usize = 4;

/// Makes a value and passes it to `insert`. While the value is taken, makes another value, at most four times. Returns the value
/// that was inserted, and the result of `insert`.
///
/// # Errors
/// The errors of `make` and `insert`.
pub fn insert<V, T>(
    mut make: impl FnMut() -> Result<V, Fault>,
    mut insert: impl FnMut(&V) -> Result<T, Error>,
) -> Result<(V, T), Fault> {
    let mut tries = TRIES;
    loop {
        let value = make()?;
        match insert(&value) {
            Err(Error::Duplicate) if tries > 0 => tries -= 1,
            inserted => return Ok((value, inserted?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use signet_store::Error;

    use crate::random;

    #[test]
    fn a_value_that_is_taken_is_replaced_four_times() {
        for (taken, inserts) in [(0, Some(1)), (2, Some(3)), (4, Some(5)), (5, None)] {
            let mut seen = Vec::new();
            let inserted = super::insert(random::six_digits, |value| {
                seen.push(value.clone());
                match seen.len() <= taken {
                    true => Err(Error::Duplicate),
                    false => Ok(seen.len()),
                }
            });
            match inserts {
                None => assert!(inserted.is_err() && seen.len() == 5),
                Some(count) => {
                    assert_eq!(inserted.unwrap(), (seen.last().unwrap().clone(), count));
                    assert_eq!(seen.len(), count, "it is inserted once");
                }
            }
        }
    }
}
