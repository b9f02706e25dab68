//! Turns a request into a call: the parameters get the names and values that the methods use.

use signet_fault::Fault;
use signet_wire::Fen;
use signet_wire::json::Value;
use signet_wire::wire::{AUTHORIZATION, COOKIE_HEADERS, Incoming, Request};

use super::names::{self, Names};
use super::path;
use crate::parameters::MAX_PRICE;

/// The headers that are read.
pub(super) const HEADERS: [&str; 3] = {
    let [cookie, fetch_site] = COOKIE_HEADERS;
    [AUTHORIZATION, cookie, fetch_site]
};

pub(super) fn read<'a>(request: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
    let path = request.path();
    let names = names::of(path);
    let mut call = Incoming::unsigned(request, request.parameters()?)?.with("platform", 0_u64);
    if path::OPEN.iter().any(|end| path.ends_with(end)) {
        refuse_controls(&mut call, &["password", "password_again"]);
        if path.ends_with(path::REGISTER) {
            read_ticket(request, names, &mut call)?;
        }
        return Ok(call);
    }
    let token = match request.token(None)? {
        None => request.cookie(names.token)?,
        token => token,
    };
    call.parameters
        .set("token", token.unwrap_or_default().into());
    call.take_user_id(names.user_id);
    // On other routes these names are unknown and ignored.
    if [path::PUBLISH, path::MODIFY].contains(&path) {
        read_tags(&mut call);
    }
    if [path::PUBLISH, path::ORDER].contains(&path) {
        let rule = "必须为金额，单位元，最多两位小数，不超过100000";
        call.read_fen("price", rule, |money| price(&money.to_text()?));
    }
    if path == path::ORDER {
        refuse_controls(&mut call, &["create_time"]);
    }
    if path == path::PAY_INIT {
        refuse_controls(&mut call, &["attach", "spbill_create_ip"]);
        call.read_fen("total_fee", "必须为金额", |money| {
            total_fee(&money.to_text()?)
        });
    }
    Ok(call)
}

/// Sets the ticket from the cookie unless the parameters have one.
fn read_ticket<'a>(
    request: &'a Request<'a>,
    names: &Names,
    call: &mut Incoming<'a>,
) -> Result<(), Fault> {
    let given = call.parameters.text("ticket").unwrap_or_default();
    if given.is_empty()
        && let Some(ticket) = request.cookie(names.ticket)?
    {
        call.parameters.set("ticket", ticket.into());
    }
    Ok(())
}

/// Reads `3`, `3,7` and `[3,7]` as a list.
fn read_tags(call: &mut Incoming<'_>) {
    let Some(Value::Text(text)) = call.parameters.get("tag_id") else {
        return;
    };
    let inner = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let list = inner.unwrap_or(text);
    if inner.is_none() && !list.contains(',') {
        return;
    }
    let items = list
        .split(',')
        .map(|item| Value::Text(item.trim().to_owned().into()));
    let items = Value::List(items.collect());
    call.parameters.set("tag_id", items);
}

/// Returns an amount in yuan as fen.
fn price(text: &str) -> Option<Fen> {
    Fen::from_yuan(text).filter(|fen| fen.0 <= MAX_PRICE)
}

/// Returns the amount of a text: digits alone are fen, a number with two decimals is yuan.
fn total_fee(text: &str) -> Option<Fen> {
    match text.split_once('.') {
        Some((_, decimals)) => Fen::from_yuan(text).filter(|_| decimals.len() == 2),
        None => {
            let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse().ok().filter(|_| is_digits).map(Fen)
        }
    }
}

/// Refuses control characters in texts that the methods do not check for them.
fn refuse_controls(call: &mut Incoming<'_>, names: &[&'static str]) {
    for name in names {
        let text = call.parameters.text(name).unwrap_or_default();
        if text.contains(char::is_control) {
            call.refuse(name, "不能包含控制字符");
        }
    }
}
