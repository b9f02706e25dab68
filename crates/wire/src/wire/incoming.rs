use std::borrow::Cow;

use signet_fault::{Code, Fault, Reason};

use super::{MethodId, Request};
use crate::Fen;
use crate::json::{Object, Value};

/// The parameters that the line reads itself. The body of an unsigned call never sets them, but its wire may.
pub const RESERVED: &[&str] = &[
    "method",
    "v",
    "appid",
    "timestamp",
    "sign",
    "sign_type",
    "token",
    "request_token",
    "platform",
    "app_v",
    "channel",
    "unique_id",
];

/// The header in which a client names a call, so that a retry of the call has no second effect.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// The maximum length of an idempotency key, in visible ASCII characters.
const MAX_KEY: usize = 64;

/// A call as it arrived, before any check.
#[derive(Debug)]
#[non_exhaustive]
pub struct Incoming<'a> {
    /// The name of the method.
    pub method: Cow<'a, str>,
    /// The version that the client was written for.
    pub v: Cow<'a, str>,
    /// The parameters of the method, and the parameters that the line reads: `token`, `platform`, `app_v`, `channel`, `unique_id` and
    /// `request_token`.
    pub parameters: Object<'a>,
    /// The proof of the app that calls.
    pub proof: Proof<'a>,
    /// The user that the client names beside its token. The session of another user is refused.
    pub user: Option<NamedUser<'a>>,
    /// The parameters that the wire reads itself and that break a rule, each with the rule in the language of the clients.
    pub broken: Vec<(&'static str, &'static str)>,
}

/// The user that a client names beside a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NamedUser<'a> {
    /// By its id.
    Id(i64),
    /// By the mobile of its account.
    Mobile(Cow<'a, str>),
}

/// The proof of the app that calls.
#[derive(Clone, Debug)]
pub enum Proof<'a> {
    /// The app signed the call.
    Signed(SignedProof<'a>),
    /// There is no proof: the configuration names the app of the wire.
    Configured {
        /// The key by which a retry is recognised, if the client sends one.
        idempotency: Option<&'a str>,
    },
}

/// The bytes that an app signed, and the signature.
#[derive(Clone, Debug, Default)]
pub struct SignedProof<'a> {
    /// The app that the call names.
    pub appid: Cow<'a, str>,
    /// The signed text.
    pub data: &'a str,
    /// The signature; empty if there is none.
    pub sign: &'a str,
    /// The name of the kind of signature; empty means MD5.
    pub sign_type: &'a str,
    /// The time of signing, in unix seconds; `None` if the timestamp is not ten digits.
    pub timestamp: Option<i64>,
}

impl<'a> Incoming<'a> {
    /// Returns an unsigned call of the first method of its route. Parameters in [`RESERVED`] are dropped from `parameters`, and the
    /// parameters of the path are added.
    ///
    /// # Errors
    /// [`Code::BadParams`] if the idempotency key is not 1 to 64 visible ASCII characters, or is sent twice. The errors of
    /// [`Request::method`].
    pub fn unsigned(
        request: &'a Request<'a>,
        mut parameters: Object<'a>,
    ) -> Result<Incoming<'a>, Fault> {
        parameters.retain(|name| !RESERVED.contains(&name));
        for (name, value) in request.routed.iter().flat_map(|routed| &routed.parameters) {
            parameters.set(name, Value::Text(value.as_str().into()));
        }
        let MethodId { name, version } = request.method()?;
        let idempotency = idempotency_key(request)?;
        Ok(Incoming {
            method: name.into(),
            v: version.to_string().into(),
            parameters,
            proof: Proof::Configured { idempotency },
            user: None,
            broken: Vec::new(),
        })
    }

    /// Sets a parameter, which may be one in [`RESERVED`].
    #[must_use]
    pub fn with(mut self, name: &'a str, value: impl Into<Value<'a>>) -> Incoming<'a> {
        self.parameters.set(name, value.into());
        self
    }

    /// Refuses the call for a parameter that the wire reads itself, together with the parameters that the method refuses.
    pub fn refuse(&mut self, name: &'static str, rule: &'static str) {
        self.broken.push((name, rule));
    }

    /// Takes the parameter with the id of the user that the client names beside its token.
    pub fn take_user_id(&mut self, name: &'static str) {
        let Some(id) = self.parameters.take_given(name) else {
            return;
        };
        match id.integer() {
            Some(id) => self.user = Some(NamedUser::Id(id)),
            None => self.refuse(name, "必须为整型"),
        }
    }

    /// Replaces an amount of money in the form of the wire with whole fen. `rule` describes the form that `fen` accepts.
    pub fn read_fen(
        &mut self,
        name: &'static str,
        rule: &'static str,
        fen: impl FnOnce(&Value<'a>) -> Option<Fen>,
    ) {
        let Some(money) = self.parameters.take_given(name) else {
            return;
        };
        let fen = fen(&money).and_then(|fen| u64::try_from(fen.0).ok());
        if fen.is_none() {
            self.refuse(name, rule);
        }
        // A refused amount is replaced with a valid one, so that the fault names only the rule of the wire and not the rule of the method.
        self.parameters.set(name, fen.unwrap_or_default().into());
    }

    /// Returns the same call of another method of the same wire.
    #[must_use]
    pub fn calling(self, method: MethodId) -> Incoming<'a> {
        Incoming {
            method: method.name.into(),
            v: method.version.to_string().into(),
            ..self
        }
    }
}

fn idempotency_key<'a>(request: &'a Request<'a>) -> Result<Option<&'a str>, Fault> {
    let refuse = |log: &'static str| {
        let note = format!(
            "{}：Idempotency-Key 应为 1 至 {MAX_KEY} 个可见 ASCII 字符，只传一次",
            Code::BadParams.text()
        );
        Fault::with_note(Code::BadParams, note).because(Reason::for_log(log))
    };
    let key = request.header(IDEMPOTENCY_KEY);
    let key = key.map_err(|_| refuse("there are two Idempotency-Keys"))?;
    let is_key = |key: &str| {
        (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic())
    };
    match key {
        Some(key) if !is_key(key) => Err(refuse("the Idempotency-Key breaks its rules")),
        key => Ok(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::version::Version;
    use crate::wire::{Body, Route, Routed, Verb};

    const ROUTE: &Route = &Route {
        verb: Verb::Post,
        path: "/goods/{goods_id}",
        methods: &[MethodId {
            name: "shop.goods",
            version: Version::FIRST,
        }],
    };

    fn request<'a>(body: &'a str, headers: Vec<(&'a str, &'a str)>) -> Request<'a> {
        let parameters = vec![("goods_id", "7".to_owned())];
        Request {
            routed: Some(Routed {
                route: ROUTE,
                parameters,
            }),
            headers,
            body: Body::Json(body),
            ..Request::default()
        }
    }

    #[test]
    fn reserved_names_come_from_the_wire_alone_and_the_path_wins() {
        let all = RESERVED.iter().map(|name| format!("\"{name}\":1,"));
        let body = format!(
            "{{{}\"goods_id\":8,\"text\":\"a\"}}",
            all.collect::<String>()
        );
        let request = request(&body, Vec::new());
        let incoming = Incoming::unsigned(&request, request.parameters().unwrap()).unwrap();
        let incoming = incoming.with("platform", 2u64);
        let members: Vec<_> = incoming.parameters.iter().collect();
        assert_eq!(
            members,
            [
                ("goods_id", &Value::from("7")),
                ("text", &Value::from("a")),
                ("platform", &Value::from(2u64)),
            ]
        );
        assert_eq!((&*incoming.method, &*incoming.v), ("shop.goods", "1.0.0"));
    }

    fn with_parameters(body: &str, read: impl FnOnce(&mut Incoming<'_>)) -> String {
        let request = request(body, Vec::new());
        let mut incoming = Incoming::unsigned(&request, request.parameters().unwrap()).unwrap();
        read(&mut incoming);
        let Incoming {
            user,
            broken,
            parameters,
            ..
        } = &incoming;
        format!("{user:?} {broken:?} {:?}", parameters.get("price"))
    }

    #[test]
    fn money_becomes_fen_and_an_amount_that_is_refused_names_one_rule() {
        let read = |body| {
            with_parameters(body, |incoming| {
                let yuan = |money: &Value<'_>| Fen::from_yuan(&money.to_text()?);
                incoming.read_fen("price", "yuan", yuan);
            })
        };
        for (body, expected) in [
            (r#"{"price":"1.5"}"#, "None [] Some(Unsigned(150))"),
            (r#"{"price":2}"#, "None [] Some(Unsigned(200))"),
            (r#"{"price":""}"#, "None [] Some(Null)"),
            ("{}", "None [] None"),
            (
                r#"{"price":"x"}"#,
                r#"None [("price", "yuan")] Some(Unsigned(0))"#,
            ),
        ] {
            assert_eq!(read(body), expected, "{body}");
        }
    }

    #[test]
    fn the_user_beside_a_token_is_an_integer() {
        let read = |body| with_parameters(body, |incoming| incoming.take_user_id("user_id"));
        for (body, expected) in [
            (r#"{"user_id":7}"#, "Some(Id(7)) [] None"),
            (r#"{"user_id":"7"}"#, "Some(Id(7)) [] None"),
            (r#"{"user_id":""}"#, "None [] None"),
            (
                r#"{"user_id":"x"}"#,
                r#"None [("user_id", "必须为整型")] None"#,
            ),
        ] {
            assert_eq!(read(body), expected, "{body}");
        }
    }

    #[test]
    fn an_idempotency_key_is_there_once_and_visible() {
        let longest = "k".repeat(64);
        let key = |headers: Vec<(&'static str, &str)>| {
            let request = request("{}", headers);
            match Incoming::unsigned(&request, Object::default()) {
                Ok(incoming) => match incoming.proof {
                    Proof::Configured { idempotency } => Ok(idempotency.map(str::to_owned)),
                    Proof::Signed(_) => panic!("nothing is signed"),
                },
                Err(fault) => Err(fault.code()),
            }
        };
        assert_eq!(key(vec![]), Ok(None));
        for good in ["k", "~!:/", &longest] {
            assert_eq!(
                key(vec![(IDEMPOTENCY_KEY, good)]),
                Ok(Some(good.to_owned()))
            );
        }
        let longer = format!("{longest}k");
        for bad in ["", " ", "a b", "\u{7f}", "键", &longer] {
            assert_eq!(
                key(vec![(IDEMPOTENCY_KEY, bad)]),
                Err(Code::BadParams),
                "{bad}"
            );
        }
        let twice = vec![(IDEMPOTENCY_KEY, "k"); 2];
        assert_eq!(key(twice), Err(Code::BadParams));
    }
}
