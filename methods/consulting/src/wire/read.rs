//! Makes a call of a request: the parameters get the names and values of the methods.

use signet_fault::{Code, Fault, Reason};
use signet_wire::Fen;
use signet_wire::json::{Object, Value};
use signet_wire::wire::{Body, Incoming, NamedUser, Request, Verb};

use super::{cookies, path, side};
use crate::parameters::MAX_PRICE;
use crate::side::Side;

/// The headers that are read.
pub(super) const HEADERS: [&str; 4] = ["authorization", "content-type", "cookie", "sec-fetch-site"];

pub(super) fn read<'a>(request: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
    check_charset(request)?;
    let path = request.path();
    let side = side(path);
    let mut call = Incoming::unsigned(request, parameters(request)?)?.with("platform", 0_u64);
    if path::OPEN.iter().any(|end| path.ends_with(end)) {
        read_passwords(&mut call);
        if path.ends_with(path::REGISTER) {
            read_ticket(request, side, &mut call)?;
        }
        return Ok(call);
    }
    read_token(request, side, &mut call)?;
    read_user(side, &mut call);
    // Elsewhere these names are unknown, and ignored.
    if [path::PUBLISH, path::MODIFY].contains(&path) {
        read_tags(&mut call);
    }
    if [path::PUBLISH, path::ORDER].contains(&path) {
        let rule = "必须为金额，单位元，最多两位小数，不超过100000";
        read_money(&mut call, "price", price, rule);
    }
    if path == path::PAY_INIT {
        read_money(&mut call, "total_fee", total_fee, "必须为金额");
    }
    Ok(call)
}

/// Refuses a form that says it is not UTF-8.
fn check_charset(request: &Request<'_>) -> Result<(), Fault> {
    let content_type = request.header("content-type")?.unwrap_or_default();
    let mut parameters = content_type
        .split(';')
        .filter_map(|part| part.split_once('='));
    let is_other = parameters.any(|(name, value)| {
        let value = value.trim().trim_matches('"');
        name.trim().eq_ignore_ascii_case("charset") && !value.eq_ignore_ascii_case("utf-8")
    });
    match is_other {
        true => Err(Code::UnsupportedMediaType.into()),
        false => Ok(()),
    }
}

/// Returns the fields of the body, or those of the query where there is no body.
fn parameters<'a>(request: &'a Request<'a>) -> Result<Object<'a>, Fault> {
    match request.body {
        Body::Empty => Ok(request.query.to_object()?),
        _ if request.query.iter().next().is_some() => {
            let reason = Reason::new("there is a body and a query", "请求体与查询串不能同时使用");
            Err(Fault::new(Code::BadForm).because(reason))
        }
        _ => request.parameters(),
    }
}

/// Sets the token from the header, or from the cookie if there is no header.
fn read_token<'a>(
    request: &'a Request<'a>,
    side: Side,
    call: &mut Incoming<'a>,
) -> Result<(), Fault> {
    let header = request.header("authorization")?.and_then(bearer);
    let token = match header {
        Some(token) => Some(token),
        None => cookies::token(request, side)?
            .map(|token| not_of_another_site(request).map(|()| token))
            .transpose()?,
    };
    let token = token.map_or(Value::Null, Value::from);
    call.parameters.set("token", token);
    Ok(())
}

/// Returns the token of an `Authorization` header of the scheme `Bearer`.
fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.trim().split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// Sets the ticket from the cookie unless the parameters have one.
fn read_ticket<'a>(
    request: &'a Request<'a>,
    side: Side,
    call: &mut Incoming<'a>,
) -> Result<(), Fault> {
    let given = call.parameters.get("ticket");
    if given.is_some_and(|ticket| !ticket.is_empty()) {
        return Ok(());
    }
    if let Some(ticket) = cookies::ticket(request, side)? {
        not_of_another_site(request)?;
        call.parameters.set("ticket", ticket.into());
    }
    Ok(())
}

/// Refuses a write with a cookie if a page of another site made the request.
fn not_of_another_site(request: &Request<'_>) -> Result<(), Fault> {
    let verb = request.routed.as_ref().map(|routed| routed.route.verb);
    if verb == Some(Verb::Get) || request.header("sec-fetch-site")? != Some("cross-site") {
        return Ok(());
    }
    let reason = Reason::new(
        "the page of another site made the request",
        "请求来自其他网站",
    );
    Err(Fault::new(Code::NotPermitted).because(reason))
}

/// Reads the user that the client names beside its token.
fn read_user(side: Side, call: &mut Incoming<'_>) {
    let name = match side {
        Side::Buyer => "user_id",
        Side::Consultant => "consultant_id",
    };
    let Some(id) = call.parameters.take_given(name) else {
        return;
    };
    match id.integer() {
        Some(id) => call.user = Some(NamedUser::Id(id)),
        None => call.refuse(name, "必须为整型"),
    }
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

/// Reads a text of money as fen.
fn read_money(
    call: &mut Incoming<'_>,
    name: &'static str,
    fen: fn(&str) -> Option<Fen>,
    rule: &'static str,
) {
    let Some(money) = call.parameters.take_given(name) else {
        return;
    };
    let fen = money.to_text().and_then(|text| fen(&text));
    match fen.and_then(|fen| u64::try_from(fen.0).ok()) {
        Some(fen) => call.parameters.set(name, fen.into()),
        None => {
            call.refuse(name, rule);
            // A valid value, so that the fault names only the rule of the wire and not that of the method.
            call.parameters.set(name, 0_u64.into());
        }
    }
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

/// Refuses control characters in passwords that the methods only compare.
fn read_passwords(call: &mut Incoming<'_>) {
    for name in ["password", "password_again"] {
        let text = call.parameters.text(name).unwrap_or_default();
        if text.contains(char::is_control) {
            call.refuse(name, "不能包含控制字符");
        }
    }
}
