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

use std::collections::BTreeMap;

use signet_call::Entry;
use signet_fault::Code;
use signet_methods_yaf::METHODS;

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

/// Where the examples post to unless told otherwise: a gateway on this machine.
pub const DEFAULT_URL: &str = "http://127.0.0.1:8080/";

/// Groups by the start of the methods' names, and their titles.
const GROUPS: &[(&str, &str)] = &[
    ("system", "系统"),
    ("user", "用户"),
    ("sms", "短信"),
    ("notice", "公告"),
    ("message", "消息"),
    ("news", "文章"),
    ("goods", "积分商城"),
    ("order", "订单"),
    ("admin.position", "管理：广告位"),
    ("admin.ad", "管理：广告"),
    ("admin.link", "管理：友情链接"),
    ("admin.category", "管理：分类"),
    ("admin.upgrade", "管理：升级"),
    ("admin.config", "管理：系统配置"),
    ("admin.template", "管理：短信模板"),
    ("admin.blacklist", "管理：短信黑名单"),
    ("admin.notice", "管理：公告"),
    ("admin.message", "管理：消息"),
    ("admin.news", "管理：文章"),
    ("admin.user", "管理：用户"),
    ("admin.goods", "管理：商品"),
    ("admin.order", "管理：订单"),
    ("admin.image", "管理：图片"),
];

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
    let mut by_group: BTreeMap<usize, Group> = BTreeMap::new();
    for entry in METHODS {
        let (place, name, title) = group_of(entry.name);
        let group = by_group.entry(place).or_insert_with(|| Group {
            name: name.to_owned(),
            title: texts.get(title),
            methods: Vec::new(),
        });
        group.methods.push(method(entry, texts, &examples)?);
    }
    Ok(Model {
        lang: texts.lang(),
        title: texts.get("Signet API 接口文档"),
        version: env!("CARGO_PKG_VERSION"),
        url: url.to_owned(),
        general: general::general(texts)?,
        groups: by_group.into_values().collect(),
    })
}

/// The place, the name and the title of the group that a method is in.
fn group_of(method: &str) -> (usize, &str, &str) {
    let in_group = |name: &str| {
        let rest = method.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with('.'))
    };
    let mut groups = GROUPS.iter().enumerate();
    groups
        .find(|(_, (name, _))| in_group(name))
        .map_or((GROUPS.len(), method, method), |(place, (name, title))| {
            (place, *name, *title)
        })
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
        keeps_copy: entry.keeps_copy,
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
        for entry in METHODS {
            let (place, _, _) = group_of(entry.name);
            assert!(place < GROUPS.len(), "{} is in none", entry.name);
        }
    }
}
