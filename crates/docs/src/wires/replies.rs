use serde_json::Value;
use signet_call::Entry;

use super::{Operation, OwnWire, style};

/// Returns the JSON schema of the good reply of each method of a route, as the wire writes it, in the language of the doc comments.
pub(super) fn replies(own: &OwnWire<'_>, operation: &Operation) -> Vec<Value> {
    let entries = operation.entries.iter();
    entries.map(|entry| reply(own, operation, entry)).collect()
}

fn reply(own: &OwnWire<'_>, operation: &Operation, entry: &Entry) -> Value {
    let mut data: Value = entry.reply_schema().into();
    style::written(&mut data, own.wire.style());
    let mut definitions = None;
    if let Some(data) = data.as_object_mut() {
        // The doc comment of the type is written for authors of methods, not for callers.
        for key in ["$schema", "title", "description"] {
            data.shift_remove(key);
        }
        definitions = data.shift_remove_entry("$defs");
    }
    let mut reply = (own.description().reply)(operation.route, data);
    if let Some(reply) = reply.as_object_mut() {
        reply.extend(definitions);
    }
    reply
}
