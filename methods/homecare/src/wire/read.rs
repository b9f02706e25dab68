//! Converts the parameters of a request to the names and values of the methods.

use signet_domain::platform::Platform;
use signet_fault::Fault;
use signet_wire::Fen;
use signet_wire::json::Value;
use signet_wire::wire::{Incoming, NamedUser, Request};

use super::path;

pub(super) const USER_AGENT: &str = "user-agent";

/// The words in the `User-Agent` of an iPhone.
const OF_APPLE: [&str; 4] = ["iPhone", "iPad", "CFNetwork", "Darwin"];

/// Replaces the consumer token if a guest did not send one, so that a guest without a token is refused like a guest with a
/// wrong token.
const NO_CONSUMER_TOKEN: &str = "-";

pub(super) fn read<'a>(request: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
    let mut parameters = request.parameters()?;
    // `channel` is taken out here, because it is the name of the app market in all other calls.
    let channel = parameters.take_given("channel");
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
            call.read_fen("submit_price", "必须为金额，单位元", fen);
        }
        path::GET_RECOMMAND => read_recommand(&mut call),
        path::UPLOAD_PICTURE if request.body.file().is_none_or(<[u8]>::is_empty) => {
            call.refuse("file", "不能为空");
        }
        _ => {}
    }
    Ok(call)
}

/// Sets the mobile under both of its names. If the request has a token, the mobile names the user, unless the method itself
/// compares them.
fn read_mobile(call: &mut Incoming<'_>, has_guests: bool) {
    let phone = call.parameters.take_given("phone");
    let username = call.parameters.take_given("username");
    if let (Some(phone), Some(username)) = (&phone, &username)
        && phone.to_text() != username.to_text()
    {
        call.refuse("username", "与phone不一致");
    }
    let Some(mobile) = phone.or(username) else {
        return;
    };
    if !has_guests {
        let mobile = mobile.to_text().unwrap_or_default();
        call.user = Some(NamedUser::Mobile(mobile));
    }
    call.parameters.set("phone", mobile.clone());
    call.parameters.set("username", mobile);
}

/// Sets the token under the name of its kind. On the routes that guests may call, `login` gives the kind.
fn read_token(call: &mut Incoming<'_>, has_guests: bool) {
    let token = call.parameters.take_given("private_token");
    let login = call.parameters.take_given("login");
    let is_user = match has_guests {
        true => login.as_ref().and_then(Value::flag),
        false => Some(true),
    };
    let (of_user, of_guest) = match (is_user, token) {
        (Some(true), token) => (token, None),
        (Some(false), Some(Value::Text(token))) => (None, Some(Value::Text(token))),
        (Some(false), _) => (None, Some(NO_CONSUMER_TOKEN.into())),
        (None, _) => {
            let rule = login.map_or("不能为空", |_| "必须为0或1");
            call.refuse("login", rule);
            (None, None)
        }
    };
    for (name, token) in [("token", of_user), ("consumer_token", of_guest)] {
        call.parameters.set(name, token.unwrap_or(Value::Null));
    }
}

/// Converts yuan to fen.
fn fen(yuan: &Value<'_>) -> Option<Fen> {
    match yuan {
        Value::Float(number) => Fen::from_yuan_number(*number),
        yuan => Fen::from_yuan_rounded(&yuan.to_text()?),
    }
}

/// Also reads the other name of the parameter, which the example of the document uses.
fn read_recommand(call: &mut Incoming<'_>) {
    let pid = call.parameters.take_given("pid");
    let id = call.parameters.take_given("recommand_id").or(pid);
    call.parameters
        .set("recommand_id", id.unwrap_or(Value::Null));
}

/// Returns the platform that the client seems to run on. It is only a hint; nothing depends on it.
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
