//! The examples of the documentation: the calls of a pack's `examples.txt`, which are made on gateways, and their replies.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

mod shape;
mod wire;

use std::collections::HashMap;
use std::fs;

use serde_json::{Map, Value, json};
use signet_call::{Entry, Pack};
use signet_docs::route_key;
use signet_gateway::packs;
use signet_wire::wire::Verb;

use self::shape::shape;
use self::wire::Caller;
use crate::{Client, TestGateway};

/// The file that is sent with a call that takes one.
pub(crate) const PICTURE: &[u8] = include_bytes!("examples.png");

/// The names that the token has in the replies of methods that open a session.
const TOKENS: [&str; 4] = ["token", "private_token", "access_token", "key"];

/// The line after which a script continues on a new gateway.
const RESTART: &str = "restart";

/// The base URL of the pictures in the examples.
const FILES_URL: &str = "https://files.example.com";

/// Makes the calls of a pack's script on new gateways. All calls must succeed. Returns the first call of each method by its name and
/// version, with its `data` and the reply, and the first call of each route of the pack's wire by its verb and path.
///
/// If a call differs from the recorded one in `examples.json` only in ids, times and tokens, the recorded one is returned. The format of a
/// script is at the top of `methods/yaf/examples.txt`.
///
/// # Panics
/// If a line cannot be read or a call fails.
pub fn record(pack: &Pack) -> Map<String, Value> {
    let script = format!(
        "{}/../../methods/{}/examples.txt",
        env!("CARGO_MANIFEST_DIR"),
        pack.name
    );
    let script = fs::read_to_string(&script).unwrap_or_else(|error| panic!("{script}: {error}"));
    let mut recorded = Map::new();
    for lines in joined(&script).split(|line| line == RESTART) {
        for (key, call) in played(pack, lines) {
            recorded.entry(key).or_insert(call);
        }
    }
    let earlier = serde_json::from_str(pack.examples).expect("examples are JSON");
    in_order_of(pack, merged(&earlier, recorded))
}

/// Makes the calls of a script on a gateway with demo content. Returns the first call of each method and of each route.
fn played(pack: &Pack, lines: &[String]) -> Map<String, Value> {
    let gateway = TestGateway::builder()
        .with(|settings| settings.upload.base_url = FILES_URL.to_owned())
        .start();
    let mut player = Player {
        gateway: &gateway,
        wire: Caller::of(pack),
        guest: gateway.client(),
        operator: gateway.admin(),
        token: String::new(),
        replies: HashMap::new(),
        recorded: Map::new(),
    };
    for line in lines {
        let _shown = ShownOnPanic {
            pack: pack.name,
            line,
        };
        player.play(line);
    }
    player.recorded
}

/// Returns new recordings. If the shape of a call has not changed, its earlier recording is kept.
fn merged(earlier: &Map<String, Value>, new: Map<String, Value>) -> Map<String, Value> {
    let keep = |(key, new): (String, Value)| {
        let same = earlier
            .get(&key)
            .filter(|earlier| shape(earlier) == shape(&new));
        let value = same.cloned().unwrap_or(new);
        (key, value)
    };
    new.into_iter().map(keep).collect()
}

/// Returns recordings in the order of a pack's methods and routes.
fn in_order_of(pack: &Pack, mut recorded: Map<String, Value>) -> Map<String, Value> {
    let methods = pack.methods.iter();
    let methods = methods.map(|entry| format!("{} {}", entry.name, entry.version));
    let routes = Caller::of(pack).map_or(&[][..], |wire| wire.routes());
    let keys = methods.chain(routes.iter().map(route_key));
    keys.filter_map(|key| recorded.remove_entry(&key)).collect()
}

/// Returns the lines of a script, each joined with the lines that continue it. Comments and blank lines are left out.
fn joined(script: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in script.lines().filter(|line| !line.starts_with('#')) {
        match lines.last_mut() {
            Some(last) if line.starts_with(' ') => last.push_str(line),
            _ if line.is_empty() => {}
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// Prints a line of a script if its call panics.
struct ShownOnPanic<'a> {
    pack: &'a str,
    line: &'a str,
}

impl Drop for ShownOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("methods/{}/examples.txt: {}", self.pack, self.line);
        }
    }
}

/// The callers of a script, and the replies so far.
struct Player<'a> {
    gateway: &'a TestGateway,
    /// The wire of the pack.
    wire: Option<Caller>,
    guest: Client<'a>,
    operator: Client<'a>,
    /// The token of the last session.
    token: String,
    /// The `data` of the last reply of each method, or the whole reply if the method was called on the pack's wire.
    replies: HashMap<String, Value>,
    recorded: Map<String, Value>,
}

impl Player<'_> {
    fn play(&mut self, line: &str) {
        let parts: Vec<&str> = line.splitn(3, ' ').collect();
        let [caller, method, parameters] = *parts else {
            panic!("a line has a caller, a method and parameters: {line}");
        };
        if let Some(verb) = Verb::parse(method) {
            let (path, parameters) = parameters.split_once(' ').expect("a path and parameters");
            return self.play_on_wire(caller, verb, path, parameters);
        }
        let entry = packs::methods().find(|entry| entry.name == method);
        let entry = entry.unwrap_or_else(|| panic!("there is no method {method}"));
        let parameters = serde_json::from_str(parameters).expect("parameters are JSON");
        let parameters = self.resolved(parameters);
        let (client, parameters) = match caller {
            "guest" => (self.guest.clone(), of_phone(parameters)),
            "user" => (self.guest.clone().token(&self.token), of_phone(parameters)),
            "operator" => (self.operator.clone(), parameters),
            _ => panic!("a caller is guest, user or operator: {line}"),
        };
        self.call(entry, &client, parameters);
    }

    fn call(&mut self, entry: &Entry, client: &Client<'_>, parameters: Value) {
        let data = client.data(entry.name, parameters);
        let sign = client.sign(&data);
        let answer = match entry.image {
            false => client.post_data(&data),
            true => client.post_parts(&[
                ("data", data.as_bytes()),
                ("sign", sign.as_bytes()),
                ("image", PICTURE),
            ]),
        };
        assert_eq!(answer.code(), 200, "{}: {answer:?}", entry.name);
        self.learn_token(entry, answer.data());
        let reply = answer.data().clone();
        self.replies.insert(entry.name.to_owned(), reply);
        let data: Value = serde_json::from_str(&data).expect("data is JSON");
        let key = format!("{} {}", entry.name, entry.version);
        let recorded = self.recorded.entry(key);
        recorded.or_insert_with(|| json!({"data": data, "reply": answer.body}));
    }

    fn play_on_wire(&mut self, caller: &str, verb: Verb, path: &str, parameters: &str) {
        let wire = self.wire.as_ref().expect("the pack has a wire");
        let route = wire.route(verb, path);
        let mut entries = packs::methods();
        let entry =
            entries.find(|entry| Some(entry.name) == route.methods.first().map(|id| id.name));
        let entry = entry.expect("a route has a method");
        let parameters = serde_json::from_str(parameters).expect("parameters are JSON");
        let Value::Object(parameters) = self.resolved(parameters) else {
            panic!("the parameters of {path} are no object");
        };
        let token = match caller {
            "guest" => None,
            "user" => Some(self.token.as_str()),
            _ => panic!("a caller of {path} is guest or user"),
        };
        let call = wire.call(self.gateway, route, parameters, token);
        let reply = call.get("reply").cloned().unwrap_or_default();
        self.learn_token(entry, &reply);
        self.replies.insert(entry.name.to_owned(), reply);
        self.recorded.entry(route_key(route)).or_insert(call);
    }

    fn learn_token(&mut self, entry: &Entry, reply: &Value) {
        // Methods whose reply has a ticket are also marked with `hands_out_session`, but their reply has no token.
        if entry.hands_out_session
            && let Some(token) = token_in(reply)
        {
            token.clone_into(&mut self.token);
        }
    }

    /// Returns a value in which references are replaced by parts of earlier replies.
    fn resolved(&self, value: Value) -> Value {
        match value {
            Value::Object(members) => {
                let resolved = |(key, value)| (key, self.resolved(value));
                Value::Object(members.into_iter().map(resolved).collect())
            }
            Value::Array(items) => items.into_iter().map(|item| self.resolved(item)).collect(),
            Value::String(text) if text.starts_with('$') => {
                let found = self.part(&text);
                found
                    .unwrap_or_else(|| panic!("{text}: no reply has it"))
                    .clone()
            }
            other => other,
        }
    }

    fn part(&self, reference: &str) -> Option<&Value> {
        let mut steps = reference.trim_start_matches('$').split('/');
        let reply = self.replies.get(steps.next()?)?;
        steps.try_fold(reply, |value, step| match (value, step) {
            (Value::Object(members), "*") => members.values().next(),
            (Value::Array(items), _) => items.get(step.parse::<usize>().ok()?),
            _ => value.get(step),
        })
    }
}

/// Returns the token in a reply, at any depth.
fn token_in(reply: &Value) -> Option<&str> {
    let mut own = TOKENS.iter().filter_map(|name| reply.get(name));
    let own = own.next().and_then(Value::as_str);
    own.or_else(|| reply.as_object()?.values().find_map(token_in))
}

/// Adds the fixed parameters of an app on a phone.
fn of_phone(parameters: Value) -> Value {
    let mut all = json!({"platform": 1, "app_v": "1.0.0"});
    if let (Some(all), Value::Object(own)) = (all.as_object_mut(), parameters) {
        all.extend(own);
    }
    all
}
