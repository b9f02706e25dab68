//! The calls of the tests.

use serde_json::{Value, json};
use signet_store::apps::{self, App};
use signet_store::revisions;
use signet_store::users::{self, User};
use signet_testkit::{Answer, Builder, Reply, SMS_CODE, TestGateway, with};

/// The accounts of the demo; the first two have these passwords.
pub(crate) const XIAOMEI: &str = "13333333333";
pub(crate) const PASSWORD: &str = "zmei-2015";
pub(crate) const WEAK: &str = "13333333334";
pub(crate) const EMPTY: &str = "13333333335";
pub(crate) const LOCKED: &str = "13333333336";
/// A mobile without an account.
pub(crate) const NEW: &str = "13333333337";

/// The openid of the first account, and the code with which the sandbox confirms it.
pub(crate) const OPENID: &str = "demo_openid_xiaomei";
pub(crate) const OPENID_CODE: &str = "sandbox:demo_openid_xiaomei";

/// Android, iOS and the client in WeChat.
pub(crate) const ANDROID: i64 = 41;
pub(crate) const IOS: i64 = 42;
pub(crate) const WECHAT: i64 = 44;

/// The content type of bodies.
pub(crate) const JSON: (&str, &str) = ("Content-Type", "application/json");

/// A gateway with the demo content.
pub(crate) struct Salon {
    pub(crate) gateway: TestGateway,
}

impl Salon {
    pub(crate) fn open() -> Salon {
        Salon::of(TestGateway::of(&signet_methods_salon::PACK))
    }

    /// Opens a gateway that also serves the other products.
    pub(crate) fn beside_others() -> Salon {
        Salon::of(TestGateway::builder())
    }

    pub(crate) fn of(builder: Builder) -> Salon {
        Salon {
            gateway: builder.start(),
        }
    }

    /// Returns a gateway behind a proxy, so that a caller chooses its address by a header.
    pub(crate) fn behind_proxy() -> Salon {
        Salon::of(TestGateway::of(&signet_methods_salon::PACK).behind_proxy())
    }

    /// Calls a route, such as `GET accounts/me`, with some headers. If the body is null, the request has no body.
    pub(crate) fn send(&self, route: &str, headers: &[(&str, &str)], body: &Value) -> Reply {
        let (verb, path) = route.split_once(' ').unwrap();
        let target = format!("{verb} /salon/v1/{path}");
        let headers = [&[JSON], headers].concat();
        match body {
            Value::Null => self.gateway.send(&target, &headers[1..], b""),
            body => {
                let body = body.to_string();
                self.gateway.send(&target, &headers, body.as_bytes())
            }
        }
    }

    /// Calls a route without a token.
    pub(crate) fn guest(&self, route: &str, body: Value) -> Reply {
        self.send(route, &[], &body)
    }

    /// Calls a route with a token.
    pub(crate) fn user(&self, token: &str, route: &str, body: Value) -> Reply {
        let bearer = format!("Bearer {token}");
        self.send(route, &[("Authorization", &bearer)], &body)
    }

    /// Calls a route from another address, behind the proxy.
    pub(crate) fn from(&self, address: &str, route: &str, body: Value) -> Reply {
        self.send(route, &[("X-Forwarded-For", address)], &body)
    }

    /// Makes a signed call, with a token unless it is empty.
    pub(crate) fn signed(&self, token: &str, method: &str, parameters: Value) -> Answer {
        let client = self.gateway.client();
        let client = match token {
            "" => client,
            token => client.token(token),
        };
        client.call(&format!("salon.{method}"), parameters)
    }

    /// Makes a call of an operator, which must succeed. Returns its data.
    pub(crate) fn operate(&self, method: &str, parameters: Value) -> Value {
        let method = format!("admin.salon.{method}");
        self.gateway.admin().call(&method, parameters).good()
    }

    /// Returns the number of messages that were sent.
    pub(crate) fn sent(&self) -> u64 {
        let outcomes = self.gateway.gateway.services.sms.outcomes().by_name();
        let mut sent = outcomes.into_iter().filter(|(name, _)| *name == "sent");
        sent.next().unwrap().1
    }

    /// Changes the row of the wire's app.
    pub(crate) fn change_app(&self, edit: impl Fn(&mut App)) {
        self.gateway.write(|tx| {
            let mut app = apps::find(tx, "salon_wire")?.unwrap();
            edit(&mut app);
            apps::replace(tx, &app)?;
            revisions::bump(tx, "apps")
        });
    }

    /// Sends a code to a mobile.
    pub(crate) fn send_code(&self, mobile: &str) {
        let sent = self.guest("POST login/sms_code", json!({"mobile": mobile}));
        assert_eq!((sent.http, sent.text.as_str()), (200, "{}"), "{sent:?}");
    }

    /// Sends a code to a mobile and uses it, with more parameters.
    pub(crate) fn by_sms(&self, mobile: &str, more: Value) -> Reply {
        self.send_code(mobile);
        self.grant(with(sms_grant(mobile), more))
    }

    /// Requests a token, after the interval between two messages.
    pub(crate) fn grant(&self, body: Value) -> Reply {
        let reply = self.guest("POST login/token", body);
        self.gateway.clock.shift(61);
        reply
    }

    /// Logs in by SMS on Android, and returns the token.
    pub(crate) fn sms_token(&self, mobile: &str) -> String {
        token_of(&self.by_sms(mobile, json!({})))
    }

    /// Logs in by a password on Android, and returns the token.
    pub(crate) fn token(&self, mobile: &str, password: &str) -> String {
        let body = password_grant(mobile, password);
        token_of(&self.guest("POST login/token", body))
    }

    /// Returns the account of a token.
    pub(crate) fn me(&self, token: &str) -> Value {
        good(&self.user(token, "GET accounts/me", Value::Null))
    }

    /// Returns the account of a mobile as it is stored.
    pub(crate) fn account(&self, mobile: &str) -> Option<User> {
        let find = |connection: &mut _| users::by_mobile(connection, "salon", mobile);
        self.gateway.read(find)
    }

    /// Returns the id of the account of a mobile.
    pub(crate) fn id(&self, mobile: &str) -> i64 {
        self.account(mobile).unwrap().id
    }

    /// Returns the status of a token's account: 200 or the code of the refusal.
    pub(crate) fn state(&self, token: &str) -> i64 {
        let reply = self.user(token, "GET accounts/me", Value::Null);
        match reply.http {
            200 => 200,
            _ => refusal(&reply).1,
        }
    }
}

pub(crate) fn sms_grant(mobile: &str) -> Value {
    json!({"grant_type": "sms_code", "client_id": ANDROID, "mobile": mobile, "sms_code": SMS_CODE})
}

pub(crate) fn password_grant(mobile: &str, password: &str) -> Value {
    json!({"grant_type": "password", "client_id": ANDROID, "mobile": mobile, "password": password})
}

pub(crate) fn openid_grant(openid: &str, code: &str) -> Value {
    json!({"grant_type": "openid", "client_id": ANDROID, "openid": openid, "openid_code": code})
}

/// Returns the body of a good reply.
pub(crate) fn good(reply: &Reply) -> Value {
    assert_eq!(reply.http, 200, "{reply:?}");
    reply.json()
}

/// Returns the token in a good reply.
pub(crate) fn token_of(reply: &Reply) -> String {
    let granted = good(reply);
    assert_eq!(granted["expires_in"], 2_592_000, "{reply:?}");
    assert_eq!(granted["token_type"], "Bearer");
    granted["access_token"].as_str().unwrap().to_owned()
}

/// Returns the HTTP status and the code of a refusal. Checks that it has exactly its four members.
pub(crate) fn refusal(reply: &Reply) -> (u16, i64) {
    let body = reply.json();
    let names: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        ["code", "error", "message", "request_id"],
        "{reply:?}"
    );
    assert_eq!(body["request_id"].as_str(), reply.header("x-request-id"));
    (reply.http, body["code"].as_i64().unwrap())
}

/// Checks all members of a refusal except the id of the call.
pub(crate) fn refused(reply: &Reply, http: u16, code: i64, error: &str, message: &str) {
    let seen = refusal(reply);
    let body = reply.json();
    let texts = (
        body["error"].as_str().unwrap(),
        body["message"].as_str().unwrap(),
    );
    assert_eq!((seen, texts), ((http, code), (error, message)), "{reply:?}");
    let is_challenged = reply.header("www-authenticate").is_some();
    assert_eq!(is_challenged, http == 401, "{reply:?}");
}
