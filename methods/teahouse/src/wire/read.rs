//! Makes a call from a request: the token, the method if the route has two methods, and the parameters.

use signet_call::method_id;
use signet_fault::Fault;
use signet_wire::json::{Object, Value};
use signet_wire::wire::{Incoming, Request};

use super::version::{self, Named, Version};
use crate::user::detail::Detail;
use crate::user::identity_login::IdentityLogin;

/// The route of registrations and of logins with a third party.
pub(super) const REGISTER: &str = "/index.php?act=login&op=register_api";

/// The route of the two descriptions of a member.
pub(super) const MEMBER: &str = "/index.php?act=member_index";

/// The parameters that only a login with a third party has, and the parameters that only a registration has.
const OF_THIRD_PARTIES: [&str; 3] = ["op", "code", "openid"];
const OF_REGISTRATIONS: [&str; 2] = ["mobile", "verificode"];

/// The methods that open a session. Signed calls of these methods may omit `client`; then `platform` decides.
const OF_LOGINS: [&str; 3] = [
    "teahouse.user.login",
    "teahouse.user.register",
    "teahouse.user.identity.login",
];

pub(super) fn read<'a>(request: &'a Request<'a>) -> Result<Incoming<'a>, Fault> {
    let named = version::named(request)?;
    let mut parameters = request.parameters()?;
    for name in version::NAMES {
        parameters.take(name);
    }
    let key = parameters.take_given("key");
    let mut call = Incoming::unsigned(request, parameters)?;
    if named == Named::Unknown {
        call.refuse("version", version::RULE);
    }
    // A token in an address would be written to logs, and the `key` of a registration is not a token.
    if request.body.form().is_some() && request.path() != REGISTER {
        call.parameters.set("token", key.unwrap_or(Value::Null));
    }
    match request.path() {
        REGISTER => call = read_registration(call),
        MEMBER if named == Named::Read(Some(Version::V3)) => {
            call = call.calling(method_id::<Detail>());
        }
        _ => {}
    }
    if OF_LOGINS.contains(&call.method.as_ref()) && !is_given(&call.parameters, "client") {
        call.refuse("client", "不能为空");
    }
    Ok(call)
}

/// Chooses between a registration and a login with a third party. A request that could be both is refused.
fn read_registration(mut call: Incoming<'_>) -> Incoming<'_> {
    let has = |names: &[&'static str]| {
        let mut names = names.iter().copied();
        names.find(|name| is_given(&call.parameters, name))
    };
    let of_registration = has(&OF_REGISTRATIONS);
    if has(&OF_THIRD_PARTIES).is_none() {
        return call;
    }
    if let Some(name) = of_registration {
        call.refuse(name, "不能与op、code、openid同时使用");
    }
    call.calling(method_id::<IdentityLogin>())
}

fn is_given(parameters: &Object<'_>, name: &str) -> bool {
    parameters.get(name).is_some_and(|value| !value.is_empty())
}
