use serde_json::Value;
use signet_call::Entry;

use super::{Operation, OwnWire, style};

/// Returns the JSON schema of the usual good reply of each method of a route, as the wire writes it, in the language of the doc comments.
pub(super) fn replies(own: &OwnWire<'_>, operation: &Operation) -> Vec<Value> {
    let entries = operation.entries.iter();
    let forms = entries.map(|entry| forms(own, operation, entry));
    forms.filter_map(|forms| forms.into_iter().next()).collect()
}

/// Returns the JSON schema of the good reply of a method in each of its forms, the usual form first.
pub(super) fn forms(own: &OwnWire<'_>, operation: &Operation, entry: &Entry) -> Vec<Value> {
    let mut data: Value = entry.reply_schema().into();
    style::written(&mut data, own.wire.style());
    let mut definitions = None;
    if let Some(data) = data.as_object_mut() {
        // The doc comment of the type is written for authors of methods, not for callers.
        for key in ["$schema", "description"] {
            data.shift_remove(key);
        }
        definitions = data.shift_remove_entry("$defs");
    }
    let description = own.description();
    let others = (description.other_replies)(operation.route, data.clone());
    let mut forms = vec![(description.reply)(operation.route, data)];
    forms.extend(others);
    for form in forms.iter_mut().filter_map(Value::as_object_mut) {
        form.extend(definitions.clone());
    }
    forms
}
