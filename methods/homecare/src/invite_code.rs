//! Invite codes: eight characters that are not easily confused, one for each account.

use signet_domain::random;
use signet_fault::Fault;
use signet_store::Error;

/// The characters of a code. Codes are compared without case.
const CHARACTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// The length of a code.
const LENGTH: usize = 8;

/// The number of times that a code which is taken is replaced by another.
const TRIES: usize = 4;

/// Passes a new code to `insert`, another one while a code is taken, and returns the one that was inserted.
///
/// # Errors
/// Those of `insert`.
pub(crate) fn with_new(mut insert: impl FnMut(&str) -> Result<(), Error>) -> Result<String, Fault> {
    let mut tries = TRIES;
    loop {
        let code = new()?;
        match insert(&code) {
            Err(Error::Duplicate) if tries > 0 => tries -= 1,
            inserted => {
                inserted?;
                return Ok(code);
            }
        }
    }
}

fn new() -> Result<String, Fault> {
    let count = u64::try_from(CHARACTERS.len()).map_err(Fault::internal)?;
    let mut code = String::with_capacity(LENGTH);
    while code.len() < LENGTH {
        let place = usize::try_from(random::below(count)?).map_err(Fault::internal)?;
        let character = CHARACTERS.get(place).copied();
        code.extend(character.map(char::from));
    }
    Ok(code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_is_taken_is_replaced() {
        let mut seen = Vec::new();
        let code = with_new(|code| {
            seen.push(code.to_owned());
            match seen.len() {
                1 | 2 => Err(Error::Duplicate),
                _ => Ok(()),
            }
        })
        .unwrap();
        assert_eq!(seen.last(), Some(&code));
        assert_eq!(seen.len(), 3);
        for code in seen {
            assert!(
                code.len() == 8 && code.bytes().all(|byte| CHARACTERS.contains(&byte)),
                "{code}"
            );
        }
    }
}
