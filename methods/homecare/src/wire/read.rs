//! What a request says, in the names and values of the methods.

use std::borrow::Cow;

use signet_domain::platform::Platform;
use signet_fault::Fault;
use signet_wire::json::{Object, Value};
use signet_wire::wire::{Incoming, NamedUser, Request};

use super::path;
use crate::order::price;

pub(super) const USER_AGENT: &str = "user-agent";

/// What the `User-Agent` of an iPhone has in it.
const OF_APPLE: [&str; 4] = ["iPhone", "iPad", "CFNetwork", "Darwin"];

/// Stands for the consumer token that a guest did not send: a guest without one is refused like a guest with a wrong one.
const NO_CONSUMER_TOKEN: &str = "-";

pub(super) fn read<'a>(request: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
    let mut parameters = request.parameters()?;
    // Everywhere else the name of the app market.
    let channel = take(&mut parameters, "channel");
    let mut call = Incoming::unsigned(request, parameters)?
        .with("platform", platform(request).0.unsigned_abs());
    let has_guests = matches!(
        request.path(),
        path::CREATE_APPOINTMENT | path::UPLOAD_PICTURE
    );
    read_mobile(&mut call, has_guests);
    read_token(&mut call, has_guests);
    match request.path() {
        path::CREATE_PAY_ORDER => {
            let channel = channel.unwrap_or(Value::Null);
            call.parameters.set("pay_channel", channel);
            read_price(&mut call);
        }
        path::GET_RECOMMAND => read_recommand(&mut call),
        _ => {}
    }
    Ok(call)
}

/// Gives the mobile both of its names. Beside a token it names the user, unless the method itself compares them.
fn read_mobile(call: &mut Incoming<'_>, has_guests: bool) {
    let phone = take(&mut call.parameters, "phone");
    let username = take(&mut call.parameters, "username");
    if let (Some(phone), Some(username)) = (&phone, &username)
        && text(phone) != text(username)
    {
        call.refuse("username", "与phone不一致");
    }
    let Some(mobile) = phone.or(username) else {
        return;
    };
    if !has_guests {
        let mobile = text(&mobile).unwrap_or_default();
        call.user = Some(NamedUser::Mobile(mobile));
    }
    call.parameters.set("phone", mobile.clone());
    call.parameters.set("username", mobile);
}

/// Gives the token the name of its kind, which `login` says where guests may call.
fn read_token(call: &mut Incoming<'_>, has_guests: bool) {
    let token = take(&mut call.parameters, "private_token");
    let login = take(&mut call.parameters, "login");
    let is_user = match login.as_ref().map(flag) {
        _ if !has_guests => Some(true),
        None => {
            call.refuse("login", "不能为空");
            None
        }
        Some(None) => {
            call.refuse("login", "必须为0或1");
            None
        }
        Some(flag) => flag,
    };
    let (of_user, of_guest) = match (is_user, token) {
        (Some(true), Some(token)) => (token, Value::Null),
        (Some(false), Some(Value::Text(token))) => (Value::Null, Value::Text(token)),
        (Some(false), _) => (Value::Null, NO_CONSUMER_TOKEN.into()),
        (Some(true), None) | (None, _) => (Value::Null, Value::Null),
    };
    call.parameters.set("token", of_user);
    call.parameters.set("consumer_token", of_guest);
}

/// Reads yuan as fen.
fn read_price(call: &mut Incoming<'_>) {
    let Some(yuan) = take(&mut call.parameters, "submit_price") else {
        return;
    };
    let fen = match &yuan {
        Value::Float(number) => price::fen_of_number(*number),
        yuan => text(yuan).and_then(|yuan| price::fen_of_text(&yuan)),
    };
    let fen = fen.and_then(|fen| u64::try_from(fen.0).ok());
    if fen.is_none() {
        call.refuse("submit_price", "必须为金额，单位元");
    }
    call.parameters
        .set("submit_price", fen.unwrap_or_default().into());
}

/// Takes the other name that the example of the document has.
fn read_recommand(call: &mut Incoming<'_>) {
    let pid = take(&mut call.parameters, "pid");
    let id = take(&mut call.parameters, "recommand_id").or(pid);
    call.parameters
        .set("recommand_id", id.unwrap_or(Value::Null));
}

/// Returns the platform that the client seems to run on; a hint, on which nothing depends.
fn platform(request: &Request<'_>) -> Platform {
    let mut headers = request.headers.iter();
    let is_apple = headers.any(|(name, value)| {
        *name == USER_AGENT && OF_APPLE.iter().any(|part| value.contains(part))
    });
    match is_apple {
        true => Platform::IOS,
        false => Platform::ANDROID,
    }
}

/// Takes a parameter out; `None` if it is left out.
fn take<'a>(parameters: &mut Object<'a>, name: &str) -> Option<Value<'a>> {
    parameters.take(name).filter(|value| !value.is_empty())
}

/// Returns a text, or an integer as one.
fn text<'a>(value: &Value<'a>) -> Option<Cow<'a, str>> {
    match value {
        Value::Text(text) => Some(text.clone()),
        Value::Unsigned(number) => Some(number.to_string().into()),
        _ => None,
    }
}

fn flag(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Bool(flag) => Some(*flag),
        Value::Unsigned(0) => Some(false),
        Value::Unsigned(1) => Some(true),
        Value::Text(text) => match text.as_ref() {
            "0" | "false" => Some(false),
            "1" | "true" => Some(true),
            _ => None,
        },
        _ => None,
    }
}
