//! The documentation, made from the table of methods.
//!
//! [`model()`] is what every form is rendered from: `gateway docs` writes it as Markdown, JSON, OpenAPI, OpenRPC or a
//! Postman collection. Texts are those of the doc comments, which are Chinese; English ones come from
//! `methods/yaf/english.toml`.

mod compatibility;
mod examples;
mod fields;
mod general;
mod markdown;
mod model;
mod openapi;
mod openrpc;
mod postman;
mod schemas;
mod texts;

use signet_call::{self as call, Entry, Pack};
use signet_fault::Code;

pub use compatibility::{Differences, differences};
use examples::Examples;
pub use markdown::markdown;
pub use model::{
    Example, Field, General, Group, Lang, Method, Model, Reason, Rules, Section, Sign, Signing,
};
pub use openapi::openapi;
pub use openrpc::openrpc;
pub use postman::postman;
use texts::Texts;

use crate::packs::PACKS;

/// Where the examples post to unless told otherwise: a gateway on this machine.
pub const DEFAULT_URL: &str = "http://127.0.0.1:8080/";

/// The documentation in a language, with examples that post to a URL.
///
/// # Errors
/// If a file that is part of the program is broken, which tests rule out.
pub fn model(lang: Lang, url: &str) -> anyhow::Result<Model> {
    let texts = Texts::new(lang)?;
    build(&texts, url)
}

fn build(texts: &Texts, url: &str) -> anyhow::Result<Model> {
    let examples = Examples::load(url)?;
    let mut groups = Vec::new();
    for pack in PACKS {
        for group in pack.groups {
            groups.push(self::group(pack, group, texts, &examples)?);
        }
    }
    Ok(Model {
        lang: texts.lang(),
        title: texts.get("Signet API 接口文档"),
        version: env!("CARGO_PKG_VERSION"),
        url: url.to_owned(),
        general: general::general(texts)?,
        groups,
    })
}

/// A group with the methods of a pack that belong to it, and to no group before it.
fn group(
    pack: &Pack,
    group: &call::Group,
    texts: &Texts,
    examples: &Examples,
) -> anyhow::Result<Group> {
    let of_group = |entry: &&Entry| group_of(pack, entry.name) == Some(group.prefix);
    let methods = pack.methods.iter().filter(of_group);
    Ok(Group {
        name: group.prefix.to_owned(),
        title: texts.get(group.title),
        methods: methods
            .map(|entry| method(entry, texts, examples))
            .collect::<anyhow::Result<_>>()?,
    })
}

/// The name of the group that a method belongs to.
fn group_of(pack: &Pack, method: &str) -> Option<&'static str> {
    let mut groups = pack.groups.iter();
    let group = groups.find(|group| group.contains(method))?;
    Some(group.prefix)
}

fn method(entry: &Entry, texts: &Texts, examples: &Examples) -> anyhow::Result<Method> {
    let parameters = entry.parameters_schema();
    let (title, description) = fields::documentation(parameters.as_value(), texts);
    Ok(Method {
        name: entry.name,
        aliases: entry.aliases,
        version: entry.version.to_string(),
        title,
        description,
        session: entry.access.name(),
        classes: entry.classes.iter().map(|class| class.name()).collect(),
        once: entry.once,
        request_token: entry.request_token,
        image: entry.image,
        stale_if_error: entry.stale_if_error,
        msg: entry.done,
        msg_meaning: texts.get(entry.done),
        parameters: fields::flatten(parameters.as_value(), texts),
        reply: fields::flatten(entry.reply_schema().as_value(), texts),
        faults: entry
            .faults
            .iter()
            .map(|code| reason(*code, texts))
            .collect(),
        example: examples.of(entry)?,
    })
}

fn reason(code: Code, texts: &Texts) -> Reason {
    Reason {
        code: code.number(),
        sub_code: code.sub_code(),
        http_status: code.http_status(),
        blame: code.blame(),
        msg: code.text(),
        msg_meaning: texts.get(code.text()),
        cure: texts.get(code.cure()),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn every_text_is_in_english_and_no_other() {
        let texts = Arc::new(Texts::new(Lang::En).unwrap());
        let model = build(&texts, DEFAULT_URL).unwrap();
        markdown::render(&model, Arc::clone(&texts)).unwrap();
        let (missing, unused) = (texts.missing(), texts.unused());
        assert!(
            missing.is_empty(),
            "methods/yaf/english.toml lacks {missing:#?}"
        );
        assert!(
            unused.is_empty(),
            "nobody asks methods/yaf/english.toml for {unused:#?}"
        );
    }

    #[test]
    fn every_method_is_in_a_group() {
        for pack in PACKS {
            for entry in pack.methods {
                let group = group_of(pack, entry.name);
                assert!(group.is_some(), "{} is in no group", entry.name);
            }
        }
    }
}
