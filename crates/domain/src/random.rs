//! Random numbers, all from the operating system.

use signet_fault::Fault;

/// Returns that many random bytes.
///
/// # Errors
/// [`Fault::internal`] if the operating system has no random bytes.
#[expect(
    clippy::disallowed_methods,
    reason = "the one place of the domain that reads random bytes from the operating system"
)]
pub fn bytes<const N: usize>() -> Result<[u8; N], Fault> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| Fault::internal(error.to_string()))?;
    Ok(bytes)
}

/// Returns 128 random bits as 32 lower-case hexadecimal digits: for tokens, open ids and secrets.
///
/// # Errors
/// As [`bytes`](fn@bytes).
pub fn hex_128() -> Result<String, Fault> {
    Ok(hex::encode(bytes::<16>()?))
}

/// Returns six random decimal digits; each of the million values is equally likely.
///
/// # Errors
/// As [`bytes`](fn@bytes).
pub fn six_digits() -> Result<String, Fault> {
    digits(6)
}

/// Returns ten random decimal digits; each of the ten thousand million values is equally likely.
///
/// # Errors
/// As [`bytes`](fn@bytes).
pub fn ten_digits() -> Result<String, Fault> {
    digits(10)
}

/// Returns `length` random decimal digits, at most 19; each value is equally likely. An order number is a date and random
/// digits, so that it does not show how much is sold.
///
/// # Errors
/// As [`bytes`](fn@bytes); [`Fault::internal`] for more digits.
pub fn digits(length: u32) -> Result<String, Fault> {
    let limit = 10_u64.checked_pow(length);
    let limit = limit.ok_or_else(|| Fault::internal("too many random digits at once"))?;
    let width = usize::try_from(length).map_err(Fault::internal)?;
    Ok(format!("{:0width$}", below(limit)?))
}

/// Returns a random number below a limit; each number is equally likely. The limit 0 counts as 1.
///
/// # Errors
/// As [`bytes`](fn@bytes).
pub fn below(limit: u64) -> Result<u64, Fault> {
    let limit = limit.max(1);
    // Numbers from the last, incomplete part of the 64-bit range would make some results more likely.
    let even = u64::MAX - u64::MAX % limit;
    loop {
        let number = u64::from_le_bytes(bytes::<8>()?);
        if number < even {
            return Ok(number % limit);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_digits() {
        for _ in 0..1000 {
            for (digits, length) in [(six_digits().unwrap(), 6), (ten_digits().unwrap(), 10)] {
                assert!(
                    digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit()),
                    "{digits}"
                );
            }
        }
    }

    #[test]
    fn numbers_are_below_their_limit_and_all_of_them_come() {
        for limit in [0, 1, 2, 3, 10] {
            let mut counts = vec![0; usize::try_from(limit.max(1)).unwrap()];
            for _ in 0..1000 {
                counts[usize::try_from(below(limit).unwrap()).unwrap()] += 1;
            }
            assert!(counts.iter().all(|count| *count > 0), "{limit}: {counts:?}");
        }
        assert!(below(u64::MAX).is_ok());
        for length in [0, 1, 8, 19] {
            let digits = digits(length).unwrap();
            assert_eq!(digits.len(), usize::try_from(length.max(1)).unwrap());
        }
        assert!(digits(20).is_err());
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
