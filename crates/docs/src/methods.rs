//! The part of the model about methods.

use signet_call::{self as call, Entry, Pack};
use signet_fault::Code;

use crate::examples::Examples;
use crate::texts::Texts;
use crate::wires::{self, OwnWire};
use crate::{Error, Group, Method, Product, Reason, fields};

/// Returns the groups of packs, in their order. `wires` are the wires that are documented.
pub(crate) fn groups(
    products: &[Product<'_>],
    wires: &[OwnWire<'_>],
    texts: &Texts,
    url: &str,
) -> Result<Vec<Group>, Error> {
    let mut groups = Vec::new();
    for product in products {
        let pack = product.pack;
        let examples = Examples::load(pack, url)?;
        let own = wires.iter().find(|own| own.is_of(pack));
        for group in pack.groups {
            let methods = methods_of(pack, group).map(|entry| {
                let unsigned = own.map(|own| wires::calls(own, entry, texts, &examples));
                Ok(Method {
                    unsigned: unsigned.transpose()?.unwrap_or_default(),
                    ..method(entry, texts, &examples)?
                })
            });
            groups.push(Group {
                name: group.prefix.to_owned(),
                title: texts.get(group.title),
                methods: methods.collect::<Result<_, Error>>()?,
            });
        }
    }
    Ok(groups)
}

/// Returns the methods that belong to a group and to no group before it.
fn methods_of<'a>(
    pack: &'a Pack,
    group: &'a call::Group,
) -> impl Iterator<Item = &'static Entry> + use<'a> {
    pack.methods.iter().filter(|entry| {
        let first = pack.groups.iter().find(|group| group.contains(entry.name));
        first.is_some_and(|first| first.prefix == group.prefix)
    })
}

fn method(entry: &Entry, texts: &Texts, examples: &Examples) -> Result<Method, Error> {
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
        unsigned: Vec::new(),
    })
}

/// Returns what the documentation says about a code.
pub(crate) fn reason(code: Code, texts: &Texts) -> Reason {
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
