//! Random numbers, all from the operating system.

use signet_fault::Fault;

/// So many random bytes.
///
/// # Errors
/// [`Fault::internal`] if the operating system has none to give.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place that asks the operating system for random bytes"
)]
pub fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Fault::internal(error.to_string()))?;
    Ok(bytes)
}

/// 128 random bits as 32 lower-case hexadecimal digits: tokens, open ids, secrets.
///
/// # Errors
/// As [`bytes`].
pub fn hex_128() -> Result<String, Fault> {
    Ok(hex::encode(bytes::<16>()?))
}

/// Six random decimal digits, each of the million equally likely.
///
/// # Errors
/// As [`bytes`].
pub fn six_digits() -> Result<String, Fault> {
    // Numbers from the last, incomplete million of the 32-bit range would make some codes likelier.
    const LIMIT: u32 = u32::MAX - u32::MAX % 1_000_000;
    loop {
        let number = u32::from_le_bytes(bytes::<4>()?);
        if number < LIMIT {
            return Ok(format!("{:06}", number % 1_000_000));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_digits() {
        for _ in 0..1000 {
            let code = six_digits().unwrap();
            assert!(
                code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit()),
                "{code}"
            );
        }
    }

    #[test]
    fn ids_are_32_lower_case_hex_digits_and_differ() {
        let (one, other) = (hex_128().unwrap(), hex_128().unwrap());
        assert_ne!(one, other);
        assert!(
            one.len() == 32
                && one
                    .bytes()
                    .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        );
    }
}
