use deserr::{DeserializeError, Deserr, IntoValue, Value, ValuePointerRef};
use schemars::json_schema;
use signet_call::inline_schema;
use signet_call::params::{Integer, violation};

use crate::tables::orders::state;

/// The number of a state of orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OrderState(i64);

/// The numbers.
const STATES: [i64; 5] = [
    state::CLOSED,
    state::UNPAID,
    state::TO_SHIP,
    state::SHIPPED,
    state::DONE,
];

impl OrderState {
    pub(crate) fn number(self) -> i64 {
        self.0
    }
}

impl<E: DeserializeError> Deserr<E> for OrderState {
    fn deserialize_from_value<V: IntoValue>(
        value: Value<V>,
        location: ValuePointerRef<'_>,
    ) -> Result<Self, E> {
        let number = Integer::<0, { state::DONE }>::deserialize_from_value(value, location)?;
        match STATES.contains(&number.value()) {
            true => Ok(OrderState(number.value())),
            false => violation("必须为0、10、20、30或40", location),
        }
    }
}

inline_schema!(
    OrderState; "TeahouseOrderState",
    json_schema!({"type": "integer", "enum": STATES, "examples": [state::UNPAID]})
);
