//! Random numbers: two uploads of one picture are different files, so that no file can be made whose re-encoded form is known.

use signet_fault::Fault;

/// So many random bytes.
///
/// # Errors
/// [`Fault::internal`] if the operating system has none to give.
#[expect(
    clippy::disallowed_methods,
    reason = "this crate has no context of a call, and its results differ on purpose"
)]
pub(crate) fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Fault::internal(error.to_string()))?;
    Ok(bytes)
}
