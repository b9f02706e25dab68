mod rounded;
#[cfg(feature = "schema")]
mod schema;

use serde::ser::Error;
use serde::{Serialize, Serializer};

/// The `format` of money in a JSON schema, by which the documentation recognises money.
pub const FEN: &str = "fen";

/// An amount of money in fen; a fen is a hundredth of a yuan. The [`Style`](crate::Style) of a wire defines how it is written.
///
/// It serializes as a 128-bit integer, and nothing else in a reply may be a 128-bit integer. So a style recognises money, and a
/// serializer without styles writes an integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fen(pub i64);

/// An amount that is not below zero, and whose yuan are written without zeros at the end: 9.9 and not 9.90.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FenShort(pub Fen);

impl Fen {
    /// Reads yuan: digits with zero, one or two decimals, such as `0`, `35.5` and `35.05`. Returns `None` for anything else,
    /// such as a sign, a space, a leading zero, an exponent, or more than 64 bits.
    pub fn from_yuan(text: &str) -> Option<Fen> {
        let (units, cents) = text.split_once('.').unwrap_or((text, "0"));
        let is_plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_plain(units) || !is_plain(cents) || (units.starts_with('0') && units != "0") {
            return None;
        }
        let cents: i64 = match cents.len() {
            1 => cents.parse::<i64>().ok()? * 10,
            2 => cents.parse().ok()?,
            _ => return None,
        };
        let units: i64 = units.parse().ok()?;
        units.checked_mul(100)?.checked_add(cents).map(Fen)
    }
}

impl Serialize for Fen {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i128(self.0.into())
    }
}

impl Serialize for FenShort {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let fen = u128::try_from(self.0.0);
        serializer.serialize_u128(fen.map_err(|_| S::Error::custom("an amount is below zero"))?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_digits_with_two_decimals_at_most() {
        for (text, fen) in [
            ("0", 0),
            ("0.05", 5),
            ("10", 1000),
            ("10.0", 1000),
            ("10.00", 1000),
            ("35.5", 3550),
            ("92233720368547758.07", i64::MAX),
        ] {
            assert_eq!(Fen::from_yuan(text), Some(Fen(fen)), "{text}");
        }
        for bad in [
            "",
            ".",
            ".5",
            "5.",
            "10.001",
            "1e1",
            "-10",
            "+1",
            " 10",
            "10 ",
            "１０",
            "1,000",
            "01",
            "00",
            "0x10",
            "1.-5",
            "1.+5",
            "1.2.3",
            "92233720368547758.08",
            "99999999999999999999",
        ] {
            assert_eq!(Fen::from_yuan(bad), None, "{bad}");
        }
    }
}
