use serde::Serialize;
use serde_json::Value;
use signet_call::Entry;
use signet_fault::Code;
use signet_wire::wire::{Accepts, Route};
use signet_wire::{Integers, Money};

use super::call::WireCall;
use super::parameters::{Pair, Parameters, parameters};
use super::refusals::refusal;
use super::replies::replies;
use super::{Operation, OwnWire};
use crate::examples::Examples;
use crate::texts::Texts;
use crate::{Error, Field, fields};

/// The rules of every call on the wire of a pack.
#[derive(Debug, Serialize)]
pub struct UnsignedWire {
    /// The name of the pack.
    pub pack: &'static str,
    /// The title of the pack.
    pub title: String,
    /// The URL below which the paths are.
    pub url: String,
    /// Markdown: paragraphs.
    pub text: String,
    /// The replies to the faults that any call may get.
    pub refusals: Vec<Refusal>,
}

/// A method as a route of its pack's wire.
#[derive(Debug, Serialize)]
pub struct UnsignedCall {
    /// The name of the pack.
    pub pack: &'static str,
    /// The verb.
    pub verb: &'static str,
    /// The path with the prefix of the wire. A segment in braces is a parameter.
    pub path: String,
    /// The place of the parameters that are not in the path: `json`, `form`, `multipart` or `query`.
    pub place: &'static str,
    /// The parameters. Nested parameters have dotted names.
    pub parameters: Vec<Field>,
    /// The members of the whole good reply. Nested members have dotted names.
    pub reply: Vec<Field>,
    /// The replies to the faults of the method.
    pub refusals: Vec<Refusal>,
    /// A recorded call, and its reply.
    pub example: Option<UnsignedExample>,
}

/// The reply to a fault.
#[derive(Clone, Debug, Serialize)]
pub struct Refusal {
    /// The `sub_code` of the fault, as in replies to signed calls.
    pub sub_code: &'static str,
    /// The HTTP status.
    pub http_status: u16,
    /// The text of the fault in the language of the documentation.
    pub meaning: String,
    /// The body.
    pub body: String,
}

/// A recorded call of a route, and its reply.
#[derive(Debug, Serialize)]
pub struct UnsignedExample {
    /// The parameters.
    pub parameters: Value,
    /// A command that makes the call.
    pub curl: String,
    /// The whole reply.
    pub reply: Value,
}

/// Returns the part of the model about the documented wires.
pub(crate) fn wires(wires: &[OwnWire<'_>], texts: &Texts, url: &str) -> Vec<UnsignedWire> {
    wires.iter().map(|own| own.model(texts, url)).collect()
}

/// Returns the routes of a wire that call a method.
pub(crate) fn calls(
    own: &OwnWire<'_>,
    entry: &Entry,
    texts: &Texts,
    examples: &Examples,
) -> Result<Vec<UnsignedCall>, Error> {
    let is_of = |operation: &Operation| {
        let mut entries = operation.entries.iter();
        entries.any(|known| known.name == entry.name && known.version == entry.version)
    };
    let operations = own.operations().filter(is_of);
    operations
        .map(|operation| own.call(&operation, texts, examples))
        .collect()
}

impl OwnWire<'_> {
    /// Returns the URL below which the paths of the routes are.
    pub(super) fn base(&self, url: &str) -> String {
        format!("{}{}", url.trim_end_matches('/'), self.prefix)
    }

    fn model(&self, texts: &Texts, url: &str) -> UnsignedWire {
        UnsignedWire {
            pack: self.pack.name,
            title: texts.get(self.pack.title),
            url: self.base(url),
            text: self.text(texts),
            refusals: self.common_refusals(texts),
        }
    }

    /// Returns the text about every call.
    pub(super) fn text(&self, texts: &Texts) -> String {
        let style = self.wire.style();
        let money = match style.money {
            Money::Fen => "",
            Money::Yuan => "金额是以元为单位的数字，末尾没有多余的零：35、35.5、0.05。",
            Money::YuanText => "金额是以元为单位的文本，有两位小数：\"35.50\"。",
        };
        let integers = match style.integers {
            Integers::Numbers => "",
            Integers::Texts => "返回数据中的整数是文本：\"36\"。",
        };
        let paragraphs = [
            "已发布的客户端不签名，请求该地址下的路径。接口和返回数据与签名调用相同，参数的不同之处写在各接口中。",
            self.description().text,
            money,
            integers,
            "产生改变的接口接受请求头 `Idempotency-Key`：1 至 64 个可见的 ASCII 字符。用同一个值重试只生效一次，得到第一次的回复。",
        ];
        let paragraphs = paragraphs.into_iter().filter(|text| !text.is_empty());
        let paragraphs: Vec<String> = paragraphs.map(|text| texts.get(text)).collect();
        paragraphs.join("\n\n")
    }

    pub(super) fn common_refusals(&self, texts: &Texts) -> Vec<Refusal> {
        let codes = Code::OF_UNSIGNED_CALLS.iter();
        // A wire may have no form for some faults: if calls do not name a user beside the token, there is no form for a wrong user.
        codes
            .filter(|code| self.wire.knows(**code))
            .map(|code| refusal(self.wire.as_ref(), None, *code, texts))
            .collect()
    }

    pub(super) fn refusals(&self, operation: &Operation, texts: &Texts) -> Vec<Refusal> {
        let codes = operation.entries.iter().flat_map(|entry| entry.faults);
        codes
            .map(|code| refusal(self.wire.as_ref(), Some(operation.route), *code, texts))
            .collect()
    }

    fn call(
        &self,
        operation: &Operation,
        texts: &Texts,
        examples: &Examples,
    ) -> Result<UnsignedCall, Error> {
        let route = operation.route;
        let replies = replies(self, operation);
        let reply = replies
            .iter()
            .flat_map(|reply| fields::flatten(reply, texts));
        let example = self.example(route, examples)?;
        Ok(UnsignedCall {
            pack: self.pack.name,
            verb: route.verb.name(),
            path: format!("{}{}", self.prefix, route.path),
            place: place(self.wire.accepts(route)),
            parameters: rows(&parameters(self, operation), texts),
            reply: reply.collect(),
            refusals: self.refusals(operation, texts),
            example,
        })
    }

    /// Returns the recorded call of a route, if there is one.
    pub(super) fn example(
        &self,
        route: &'static Route,
        examples: &Examples,
    ) -> Result<Option<UnsignedExample>, Error> {
        let Some(recorded) = examples.of_route(route)? else {
            return Ok(None);
        };
        let call = WireCall::new(
            self.wire.as_ref(),
            route,
            &recorded.parameters,
            recorded.token.as_deref(),
        );
        Ok(Some(UnsignedExample {
            curl: call.curl(&self.base(examples.url())),
            parameters: recorded.parameters.into(),
            reply: recorded.reply,
        }))
    }
}

/// Returns the place of the parameters that are not in the path.
fn place(accepts: &Accepts) -> &'static str {
    if accepts.json.is_some() && !accepts.multipart {
        "json"
    } else if accepts.urlencoded {
        "form"
    } else if accepts.multipart {
        "multipart"
    } else {
        "query"
    }
}

fn rows(parameters: &Parameters, texts: &Texts) -> Vec<Field> {
    let mut rows = fields::flatten(&parameters.schema, texts);
    for Pair { names, required } in &parameters.pairs {
        let [first, second] = names;
        for (own, other) in [(first, second), (second, first)] {
            for row in rows.iter_mut().filter(|row| row.name == *own) {
                let text = texts.format("与 {} 是同一个参数，传其中一个。", other);
                row.required = *required;
                row.description = match row.description.is_empty() {
                    true => text,
                    false => format!("{}\n\n{text}", row.description),
                };
            }
        }
    }
    rows
}
