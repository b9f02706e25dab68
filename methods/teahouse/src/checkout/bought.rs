use std::collections::BTreeSet;

use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::json_schema;
use signet_call::inline_schema;
use signet_call::params::violation;

use crate::cart::MAX_PIECES;

/// The lines of a purchase: ids and numbers of pieces, such as `232|1,110|2`. The ids are ids of lines of the cart, or ids of goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Bought(Vec<(i64, i64)>);

/// The maximum number of ids.
const MAX_IDS: usize = 50;

impl Bought {
    /// Returns the ids and the numbers of pieces, in the order of the text.
    pub(crate) fn pairs(&self) -> &[(i64, i64)] {
        &self.0
    }

    pub(crate) fn read(text: &str) -> Option<Bought> {
        let pairs: Option<Vec<(i64, i64)>> = text.split(',').map(pair).collect();
        let pairs = pairs.filter(|pairs| pairs.len() <= MAX_IDS)?;
        let ids: BTreeSet<i64> = pairs.iter().map(|(id, _)| *id).collect();
        (ids.len() == pairs.len()).then_some(Bought(pairs))
    }
}

fn pair(text: &str) -> Option<(i64, i64)> {
    let (id, pieces) = text.split_once('|')?;
    let digits = |text: &str, longest: usize| {
        let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
        let number: i64 = text.parse().ok()?;
        (is_plain && text.len() <= longest).then_some(number)
    };
    let pieces = digits(pieces, 3).filter(|pieces| (1..=MAX_PIECES).contains(pieces))?;
    Some((digits(id, 19)?, pieces))
}

impl<E: DeserializeError> Deserr<E> for Bought {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let bought = match &value {
            Value::String(text) => Bought::read(text),
            _ => None,
        };
        match bought {
            Some(bought) => Ok(bought),
            None => violation(
                "必须为编号|数量，多组用,分隔，最多50组，编号不重复，数量1~999",
                location,
            ),
        }
    }
}

inline_schema!(
    Bought; "TeahouseBought",
    json_schema!({
        "type": "string",
        "pattern": "^\\d{1,19}\\|\\d{1,3}(,\\d{1,19}\\|\\d{1,3}){0,49}$",
        "examples": ["232|1,110|2"]
    })
);
