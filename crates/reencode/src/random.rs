//! Random numbers: they make two uploads of one picture different files, so that no sender can predict the re-encoded form of a file.

use signet_fault::Fault;

/// Returns `N` random bytes.
///
/// # Errors
/// [`Fault::internal`] if the operating system cannot provide random bytes.
#[expect(
    clippy::disallowed_methods,
    reason = "this crate has no context of a call, and its results differ on purpose"
)]
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Fault::internal(error.to_string()))?;
    Ok(bytes)
}
