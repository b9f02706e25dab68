//! Replies: `{"code":0,"msg":"","content":[…]}`, with some members of the data beside `content`; faults have the same envelope.

use serde_json::{Map, Value, json};
use signet_fault::Fault;
use signet_wire::Answer;
use signet_wire::wire::{Cookies, Rendered};

use super::{names, path, refusals};
use crate::side::TICKET_SECONDS;

/// The lifetime of the cookie of a token, in seconds. Whether the token is still valid is decided by its session.
const TOKEN_SECONDS: i64 = 400 * 86_400;

/// The members of lists that are sent beside `content`.
pub(super) const OF_LISTS: [&str; 3] = ["total", "page", "isnext"];

/// The members of other answers that are sent beside `content`.
pub(super) const BESIDE: [&str; 5] = ["token", "state", "ticket", "expires_in", "order_no"];

/// The ids that are sent in `content`.
pub(super) const IDS: [&str; 4] = ["user_id", "consultant_id", "post_id", "order_id"];

pub(super) fn answer(answer: &Answer, path: &str, cookies: &Cookies) -> Rendered {
    // The data of a method is an object or empty.
    let data: Map<String, Value> = serde_json::from_slice(&answer.data).unwrap_or_default();
    let names = names::of(path);
    let text = |name: &str| data.get(name).and_then(Value::as_str);
    let cookie = match (text("token"), text("ticket")) {
        (Some(token), _) => Some(cookies.set(names.token, token, "", TOKEN_SECONDS)),
        (None, Some(ticket)) => {
            Some(cookies.set(names.ticket, ticket, names.register, TICKET_SECONDS))
        }
        (None, None) if path.ends_with(path::LOGOUT) => Some(cookies.set(names.token, "", "", 0)),
        (None, None) => None,
    };
    let rendered = Rendered::json(200, json!(envelope(data, path)).to_string().into_bytes());
    match cookie {
        Some(cookie) => rendered.with("set-cookie", cookie),
        None => rendered,
    }
}

fn envelope(mut data: Map<String, Value>, path: &str) -> Map<String, Value> {
    let mut beside = Map::new();
    let mut msg = Value::from("");
    let content = if let Some(list) = data.shift_remove("list") {
        keep(&mut data, &mut beside, &OF_LISTS);
        list
    } else if let Some(fee) = data.get_mut("total_fee") {
        // A payment: its amount is sent as a string of digits.
        *fee = fee.to_string().into();
        if path == path::PAY_INIT {
            msg = data
                .get("credential")
                .map_or(msg, |given| given.to_string().into());
        }
        json!([data])
    } else {
        let ids = IDS.iter().filter_map(|name| data.shift_remove(*name));
        // The client gets the id of a new account with its first login.
        let ids: Vec<Value> = ids.filter(|_| !path.ends_with(path::REGISTER)).collect();
        keep(&mut data, &mut beside, &BESIDE);
        ids.into()
    };
    let mut envelope = Map::new();
    envelope.insert("code".to_owned(), 0.into());
    envelope.insert("msg".to_owned(), msg);
    envelope.insert("content".to_owned(), content);
    envelope.extend(beside);
    envelope
}

/// Moves the members with these names from the data to the envelope.
fn keep(data: &mut Map<String, Value>, beside: &mut Map<String, Value>, names: &[&str]) {
    for name in names {
        if let Some(value) = data.shift_remove(*name) {
            beside.insert((*name).to_owned(), value);
        }
    }
}

pub(super) fn refusal(fault: &Fault) -> Rendered {
    let refusal = refusals::of(fault.code()).unwrap_or(refusals::INTERNAL);
    let msg = match refusal.number == refusals::INTERNAL.number {
        true => signet_fault::Code::Internal.text(),
        false => fault.message(),
    };
    let envelope = json!({
        "code": refusal.number, "msg": msg, "content": [], "sub_code": refusal.sub_code(fault.code())
    });
    Rendered::json(refusal.http, envelope.to_string().into_bytes())
}
