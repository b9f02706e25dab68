//! The signed calls that are measured.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::app::Call;
use crate::connection::Answer;
use crate::population::Population;

/// Parameters that an app sends with every call. With them `data` has about 350 bytes.
const UNIQUE_ID: &str = "68f66b5b72b864dd389748bffe112f4f";
const DEVICE_TOKEN: &str = "a2f4c1d09b7e4f5c8a36e1d27b90c3f4";

/// Returns a signed call with all parameters that an app sends.
pub(crate) fn call_of(population: &Population, method: &str, token: &str) -> Call {
    call_with(population, method, token, &json!({"page": 1}))
}

/// Returns a signed call with all parameters that an app sends, and with additional ones.
pub(super) fn call_with(
    population: &Population,
    method: &str,
    token: &str,
    parameters: &Value,
) -> Call {
    let mut all = json!({
        "app_v": "9.0.0", "unique_id": UNIQUE_ID, "device_token": DEVICE_TOKEN, "channel": "", "token": token,
    });
    if let (Value::Object(all), Value::Object(own)) = (&mut all, parameters) {
        all.extend(own.clone());
    }
    population.app.call("127.0.0.1", method, all)
}

/// Returns the answer if it is good.
pub(super) fn good(answer: Answer) -> Result<Answer> {
    ensure!(answer.is_good(), "{:?}", answer.envelope());
    Ok(answer)
}
