use std::sync::Arc;

use serde::Serialize;
use serde_json::Value;
use signet_call::Entry;
use signet_fault::Blame;

use crate::texts::{Texts, Translations};
use crate::wires::{UnsignedCall, UnsignedWire};

/// A language of the documentation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, the language of the clients.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// Every language.
    pub const ALL: [Lang; 2] = [Lang::Zh, Lang::En];

    /// Returns the code of the language in ISO 639-1.
    pub fn name(self) -> &'static str {
        match self {
            Lang::Zh => "zh",
            Lang::En => "en",
        }
    }
}

/// The whole documentation. Pages and generators read its JSON, so keys are added but not changed.
#[derive(Serialize)]
pub struct Model {
    /// The language of the texts.
    pub lang: Lang,
    /// The title.
    pub title: String,
    /// The version of the gateway.
    pub version: &'static str,
    /// The URL of the examples.
    pub url: String,
    /// The part that is about every call.
    pub general: General,
    /// The rules of every call on the wires of packs, on which calls are not signed.
    pub wires: Vec<UnsignedWire>,
    /// The methods.
    pub groups: Vec<Group>,
    /// The table of methods from which it is made.
    #[serde(skip)]
    pub(crate) entries: Vec<&'static Entry>,
    /// The texts of the language.
    #[serde(skip)]
    pub(crate) texts: Arc<Texts>,
}

impl Model {
    /// Returns every method, in the order of the groups.
    pub fn methods(&self) -> impl Iterator<Item = &Method> {
        self.groups.iter().flat_map(|group| &group.methods)
    }

    /// Returns the differences between the English texts and the texts that were rendered so far.
    pub fn translations(&self) -> Translations {
        self.texts.translations()
    }
}

/// The part that is about every call.
#[derive(Debug, Serialize)]
pub struct General {
    /// The text, in parts. The parts `form`, `fixed`, `reply`, `sign` and `codes` go before the facts below.
    pub sections: Vec<Section>,
    /// The fields of the form that is posted.
    pub form: Vec<Field>,
    /// The parameters in `data` that every call has.
    pub fixed: Vec<Field>,
    /// The members of good and bad replies.
    pub envelope: Vec<Field>,
    /// Signing by example.
    pub signing: Signing,
    /// Every code.
    pub faults: Vec<Reason>,
}

/// A part of the text.
#[derive(Debug, Serialize)]
pub struct Section {
    /// A name that does not change and is the same in every language.
    pub id: String,
    /// The heading.
    pub title: String,
    /// Markdown: paragraphs, lists, code; no headings or tables.
    pub text: String,
}

/// Signing by example.
#[derive(Debug, Serialize)]
pub struct Signing {
    /// The app that calls.
    pub appid: &'static str,
    /// Its secret.
    pub secret: &'static str,
    /// The parameters, in readable form.
    pub parameters: Value,
    /// The exact text of `data`.
    pub data: String,
    /// The signature of every type.
    pub signs: Vec<Sign>,
}

/// A signature.
#[derive(Debug, Serialize)]
pub struct Sign {
    /// The value of `sign_type`.
    pub sign_type: &'static str,
    /// The formula of the signature.
    pub formula: &'static str,
    /// The seconds by which the timestamp may differ from the server's time.
    pub window: i64,
    /// The signature of the example.
    pub sign: String,
}

/// Methods that belong together.
#[derive(Debug, Serialize)]
pub struct Group {
    /// The start of the methods' names.
    pub name: String,
    /// The title.
    pub title: String,
    /// The methods, in the order of the table.
    pub methods: Vec<Method>,
}

/// A method.
#[derive(Debug, Serialize)]
pub struct Method {
    /// The name on the wire.
    pub name: &'static str,
    /// Its other names on the wire.
    pub aliases: &'static [&'static str],
    /// The version.
    pub version: String,
    /// A short title.
    pub title: String,
    /// Its purpose; may be empty.
    pub description: String,
    /// `open`: a token is not read; `optional`: a caller with a dead token is a guest; `session`: a live token is needed.
    pub session: &'static str,
    /// The classes of apps that may call it.
    pub classes: Vec<&'static str>,
    /// Whether a byte-identical retry gets the stored reply.
    pub once: bool,
    /// Whether it needs a one-time token, which is among its parameters.
    pub request_token: bool,
    /// Whether it needs the file `image` in the form.
    pub image: bool,
    /// Whether guests may get a copy of the reply that is up to a minute old while the database is unreachable.
    pub stale_if_error: bool,
    /// The `msg` of a good reply.
    pub msg: &'static str,
    /// The same in the language of the documentation.
    pub msg_meaning: String,
    /// The parameters besides the fixed ones. Nested parameters have dotted names.
    pub parameters: Vec<Field>,
    /// The members of `data` in a good reply. Nested members have dotted names. Empty if there is no `data`.
    pub reply: Vec<Field>,
    /// The faults that it returns, besides the faults of every call.
    pub faults: Vec<Reason>,
    /// A recorded call, and its reply.
    pub example: Option<Example>,
    /// The method as routes of its pack's wire.
    pub unsigned: Vec<UnsignedCall>,
}

/// A parameter, or a part of a reply.
#[derive(Debug, Default, Serialize)]
pub struct Field {
    /// The dotted name from the top. `list.title` is in each item of the array `list`; `*` is a key that is data.
    pub name: String,
    /// A short title.
    pub label: String,
    /// A description; may be empty.
    pub description: String,
    /// For a parameter: whether the call needs it. For a part of a reply: whether it is always there.
    pub required: bool,
    /// Whether it may be null.
    pub nullable: bool,
    /// The JSON types without `null`; mostly one type.
    pub types: Vec<String>,
    /// The JSON types of the items of an array.
    pub item_types: Vec<String>,
    /// The rules of its value.
    pub rules: Rules,
    /// The rules of each item of an array of strings or numbers.
    pub item_rules: Rules,
    /// The rules in words; may be empty.
    pub rule: String,
    /// A valid value, for parameters.
    pub example: Option<Value>,
}

/// The rules of a value, as in JSON schema. For an array, the rules of the array itself.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Rules {
    /// The lowest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minimum: Option<i64>,
    /// The highest number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub maximum: Option<i64>,
    /// The minimum number of characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_length: Option<u64>,
    /// The maximum number of characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<u64>,
    /// The minimum number of items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_items: Option<u64>,
    /// The maximum number of items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_items: Option<u64>,
    /// A regular expression.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// All allowed values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Value>,
    /// The default.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// Whether it is a secret that no log or page should show.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
}

/// The reason why a call failed.
#[derive(Debug, Serialize)]
pub struct Reason {
    /// `code` of the reply.
    pub code: u16,
    /// `sub_code` of the reply.
    pub sub_code: &'static str,
    /// The HTTP status.
    pub http_status: u16,
    /// `caller`: the same call would fail again; `gateway`: it may work later.
    pub blame: Blame,
    /// `msg` of the reply, unless the `msg` has details of the call.
    pub msg: &'static str,
    /// The same in the language of the documentation.
    pub msg_meaning: String,
    /// The cure.
    pub cure: String,
}

/// A recorded call, and its reply.
#[derive(Debug, Serialize)]
pub struct Example {
    /// The app that called.
    pub appid: String,
    /// Its secret.
    pub secret: &'static str,
    /// `data` as an object.
    pub parameters: Value,
    /// The exact text of `data`.
    pub data: String,
    /// The kind of signature, such as `MD5`.
    pub sign_type: &'static str,
    /// The signature of `data`.
    pub sign: String,
    /// A command that makes the call. Its timestamp is too old, so it needs a new timestamp and a new signature.
    pub curl: String,
    /// The whole reply.
    pub reply: Value,
}
