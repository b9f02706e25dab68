//! Invite codes: eight characters that are not easily confused, one for each account.

use signet_domain::random;
use signet_fault::Fault;

/// The characters of a code. Codes are compared without case.
const CHARACTERS: &[u8] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";

/// The length of a code.
const LENGTH: usize = 8;

/// Returns a new code. It may already be taken.
///
/// # Errors
/// The errors of [`random`].
pub(crate) fn new() -> Result<String, Fault> {
    let count = u64::try_from(CHARACTERS.len()).map_err(Fault::internal)?;
    let mut code = String::with_capacity(LENGTH);
    while code.len() < LENGTH {
        let place = usize::try_from(random::below(count)?).map_err(Fault::internal)?;
        let character = CHARACTERS.get(place).copied();
        code.extend(character.map(char::from));
    }
    Ok(code)
}
