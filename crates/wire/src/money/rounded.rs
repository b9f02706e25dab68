use super::Fen;

/// The maximum number of digits before the point.
const MAX_YUAN_DIGITS: usize = 8;

/// The maximum number of digits after the point: the shortest form of a floating-point number has at most this many.
const MAX_DECIMALS: usize = 17;

impl Fen {
    /// Reads yuan with more decimals than money has, and rounds half up. Returns `None` unless the text is 1 to 8 digits, optionally
    /// followed by a point and 1 to 17 digits.
    pub fn from_yuan_rounded(text: &str) -> Option<Fen> {
        let (yuan, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let are_digits = |digits: &str, most: usize| {
            (1..=most).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !are_digits(yuan, MAX_YUAN_DIGITS) || !are_digits(decimals, MAX_DECIMALS) {
            return None;
        }
        let digit = |place: usize| decimals.as_bytes().get(place).map_or(0, |byte| byte - b'0');
        let fen = i64::from(digit(0)) * 10 + i64::from(digit(1)) + i64::from(digit(2) >= 5);
        let yuan: i64 = yuan.parse().ok()?;
        Some(Fen(yuan * 100 + fen))
    }

    /// Reads the shortest decimal form of a number of yuan, as [`Fen::from_yuan_rounded`] does.
    pub fn from_yuan_number(yuan: f64) -> Option<Fen> {
        Fen::from_yuan_rounded(&yuan.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_of_yuan_are_rounded_half_up_to_fen() {
        for (text, fen) in [
            ("0", 0),
            ("35", 3500),
            ("35.0", 3500),
            ("35.00000000000000000", 3500),
            ("0035", 3500),
            ("30.15", 3015),
            ("30.1", 3010),
            ("30.154", 3015),
            ("30.155", 3016),
            ("30.1549999999999999", 3015),
            ("30.14999961853027", 3015),
            ("0.005", 1),
            ("0.004", 0),
            ("0.995", 100),
            ("99999999.99", 9_999_999_999),
            ("99999999.995", 10_000_000_000),
        ] {
            assert_eq!(Fen::from_yuan_rounded(text), Some(Fen(fen)), "{text}");
        }
    }

    #[test]
    fn numbers_of_yuan_are_read_in_their_shortest_decimal_form() {
        for (number, fen) in [
            (35.0, 3500),
            (30.15, 3015),
            (30.150_000_000_000_002, 3015),
            (30.149_999_618_530_273, 3015),
            (10.05 + 10.05 + 10.05, 3015),
            (0.1 + 0.2, 30),
            (1e2, 10_000),
        ] {
            assert_eq!(Fen::from_yuan_number(number), Some(Fen(fen)), "{number}");
        }
        for refused in [-1.0, -0.0, 1e8, 1e300, f64::NAN, f64::INFINITY, 5e-324] {
            assert_eq!(Fen::from_yuan_number(refused), None, "{refused}");
        }
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            ".",
            "35.",
            ".5",
            "1e2",
            "NaN",
            "inf",
            "-1",
            "+1",
            " 35",
            "35 ",
            "35.0.0",
            "３５",
            "123456789",
            "35.000000000000000000",
            "0x23",
            "35,00",
        ] {
            assert_eq!(Fen::from_yuan_rounded(text), None, "{text}");
        }
    }
}
