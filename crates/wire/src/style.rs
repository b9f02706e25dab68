use std::fmt::{self, Display};
use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

/// The form of integers and money in the data of an answer. The default is the style of the signed wire.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// The form of integers that are not money.
    pub integers: Integers,
    /// The form of [`Fen`](crate::Fen) and [`FenShort`](crate::FenShort).
    pub money: Money,
}

/// The form of integers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Integers {
    /// As numbers: `36`
    #[default]
    Numbers,
    /// As texts: `"36"`
    Texts,
}

/// The form of money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Money {
    /// As an integer of fen: `3550`
    #[default]
    Fen,
    /// As a number of yuan without zeros at the end: `35.5`
    Yuan,
    /// As a text of yuan with two decimals, `"35.50"`; an amount without zeros at the end is `"35.5"`.
    YuanText,
}

impl Style {
    /// Writes a value as JSON.
    ///
    /// # Errors
    /// If the value cannot be serialized, such as a map whose keys are not texts.
    pub fn write<T: Serialize>(
        self,
        value: &T,
        into: &mut Vec<u8>,
    ) -> Result<(), serde_json::Error> {
        let (style, is_key) = (self, false);
        let formatter = Styled { style, is_key };
        value.serialize(&mut serde_json::Serializer::with_formatter(into, formatter))
    }
}

/// A formatter for compact JSON that writes numbers in a style. Every style is written by the same formatter, so that the code which
/// serializes a reply is compiled once.
struct Styled {
    style: Style,
    /// Whether a key is being written. The quotes of a key are written separately.
    is_key: bool,
}

// Not inlined: few replies need these functions.
impl Styled {
    #[inline(never)]
    fn write_text<W: ?Sized + io::Write>(
        &self,
        writer: &mut W,
        text: impl Display,
    ) -> io::Result<()> {
        match self.is_key {
            true => write!(writer, "{text}"),
            false => write!(writer, "\"{text}\""),
        }
    }

    #[inline(never)]
    fn write_money<W: ?Sized + io::Write>(&self, writer: &mut W, yuan: Yuan) -> io::Result<()> {
        match (self.style.money, self.style.integers) {
            (Money::Fen, Integers::Numbers) => CompactFormatter.write_i128(writer, yuan.fen),
            (Money::Fen, Integers::Texts) => self.write_text(writer, yuan.fen),
            (Money::Yuan, _) => {
                let is_short = true;
                write!(writer, "{}", Yuan { is_short, ..yuan })
            }
            (Money::YuanText, _) => self.write_text(writer, yuan),
        }
    }
}

/// Defines the functions of `Styled` for integers that are not money.
macro_rules! integers {
    ($($name:ident $integer:ty;)+) => {
        $(fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: $integer) -> io::Result<()> {
            match self.style.integers {
                Integers::Numbers => CompactFormatter.$name(writer, value),
                Integers::Texts => self.write_text(writer, value),
            }
        })+
    };
}

impl Formatter for Styled {
    integers! {
        write_i8 i8; write_i16 i16; write_i32 i32; write_i64 i64;
        write_u8 u8; write_u16 u16; write_u32 u32; write_u64 u64;
    }

    /// Writes a [`Fen`](crate::Fen).
    fn write_i128<W: ?Sized + io::Write>(&mut self, writer: &mut W, fen: i128) -> io::Result<()> {
        let is_short = false;
        self.write_money(writer, Yuan { fen, is_short })
    }

    /// Writes a [`FenShort`](crate::FenShort).
    fn write_u128<W: ?Sized + io::Write>(&mut self, writer: &mut W, fen: u128) -> io::Result<()> {
        let fen = i128::try_from(fen).map_err(io::Error::other)?;
        let is_short = true;
        self.write_money(writer, Yuan { fen, is_short })
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        is_first: bool,
    ) -> io::Result<()> {
        self.is_key = true;
        CompactFormatter.begin_object_key(writer, is_first)
    }

    fn end_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.is_key = false;
        CompactFormatter.end_object_key(writer)
    }
}

/// An amount to show in yuan.
struct Yuan {
    fen: i128,
    /// Whether zeros at the end are left out.
    is_short: bool,
}

impl Display for Yuan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.fen < 0 { "-" } else { "" };
        let (units, cents) = (self.fen.unsigned_abs() / 100, self.fen.unsigned_abs() % 100);
        match (self.is_short, cents % 10) {
            (true, _) if cents == 0 => write!(f, "{sign}{units}"),
            (true, 0) => write!(f, "{sign}{units}.{}", cents / 10),
            _ => write!(f, "{sign}{units}.{cents:02}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{Fen, FenShort};

    #[derive(Serialize)]
    struct Goods {
        id: i64,
        count: u8,
        price: Fen,
        sample: FenShort,
        refund: Option<Fen>,
        on_sale: bool,
        name: &'static str,
        left: BTreeMap<u32, (i16, f64)>,
        sums: BTreeMap<Fen, ()>,
    }

    fn goods(style: Style) -> String {
        let goods = Goods {
            id: 36,
            count: 2,
            price: Fen(14730),
            sample: FenShort(Fen(990)),
            refund: Some(Fen(-5)),
            on_sale: true,
            name: "12",
            left: BTreeMap::from([(7, (-1, 0.5))]),
            sums: BTreeMap::from([(Fen(3500), ())]),
        };
        let mut written = Vec::new();
        style.write(&goods, &mut written).unwrap();
        String::from_utf8(written).unwrap()
    }

    #[test]
    fn the_default_style_is_that_of_serde_json() {
        assert_eq!(
            goods(Style::default()),
            r#"{"id":36,"count":2,"price":14730,"sample":990,"refund":-5,"on_sale":true,"name":"12","left":{"7":[-1,0.5]},"sums":{"3500":null}}"#
        );
    }

    #[test]
    fn integers_are_texts_and_money_is_a_text_of_yuan() {
        let style = Style {
            integers: Integers::Texts,
            money: Money::YuanText,
        };
        assert_eq!(
            goods(style),
            r#"{"id":"36","count":"2","price":"147.30","sample":"9.9","refund":"-0.05","on_sale":true,"name":"12","left":{"7":["-1",0.5]},"sums":{"35.00":null}}"#
        );
    }

    #[test]
    fn money_is_a_number_of_yuan() {
        let style = Style {
            money: Money::Yuan,
            ..Style::default()
        };
        assert_eq!(
            goods(style),
            r#"{"id":36,"count":2,"price":147.3,"sample":9.9,"refund":-0.05,"on_sale":true,"name":"12","left":{"7":[-1,0.5]},"sums":{"35":null}}"#
        );
        let yuan = |fen| {
            let mut written = Vec::new();
            style.write(&Fen(fen), &mut written).unwrap();
            String::from_utf8(written).unwrap()
        };
        let fen = [0, 5, 3500, 3550, 3505, 99_999_999_900, i64::MIN];
        assert_eq!(
            fen.map(yuan),
            [
                "0",
                "0.05",
                "35",
                "35.5",
                "35.05",
                "999999999",
                "-92233720368547758.08"
            ]
        );
    }

    #[test]
    fn fen_are_texts_where_integers_are() {
        let style = Style {
            integers: Integers::Texts,
            ..Style::default()
        };
        let mut written = Vec::new();
        style.write(&(Fen(3550), 7u64), &mut written).unwrap();
        assert_eq!(written, br#"["3550","7"]"#);
    }

    #[test]
    fn an_amount_below_zero_has_no_short_form() {
        let style = Style {
            money: Money::YuanText,
            ..Style::default()
        };
        assert!(style.write(&FenShort(Fen(-1)), &mut Vec::new()).is_err());
    }
}
