//! The table of methods for programs: `gateway methods --json` prints it and `gateway methods --check` reads it.

use serde_json::{Value, json};
use signet_call::{Entry, Pack};
use signet_fault::Code;

/// Returns every method with its documentation, schemas and faults.
pub fn table(packs: &[&Pack]) -> Value {
    let entries = packs.iter().flat_map(|pack| pack.methods);
    entries.map(describe).collect()
}

fn describe(entry: &Entry) -> Value {
    let fault = |code: &Code| json!({"code": code.number(), "sub_code": code.sub_code(), "msg": code.text(), "cure": code.cure()});
    json!({
        "name": entry.name,
        "aliases": entry.aliases,
        "version": entry.version.to_string(),
        "session": entry.access.name(),
        "classes": class_names(entry),
        "guards": guard_names(entry),
        "msg": entry.done,
        "parameters": entry.parameters_schema(),
        "reply": entry.reply_schema(),
        "faults": entry.faults.iter().map(fault).collect::<Vec<_>>(),
    })
}

/// Returns the names of the classes of apps that may call a method.
pub fn class_names(entry: &Entry) -> Vec<&'static str> {
    entry.classes.iter().map(|class| class.name()).collect()
}

/// Returns the names of the guards of a method, besides the guards of every call.
pub fn guard_names(entry: &Entry) -> Vec<&'static str> {
    let all = [
        (entry.once, "once"),
        (entry.request_token, "request_token"),
        (entry.image, "image"),
    ];
    let own = all.into_iter().filter(|(on, _)| *on);
    own.map(|(_, name)| name).collect()
}

/// Returns the faults of the core and of packs, in the order of the documentation.
pub(crate) fn faults(packs: &[&Pack]) -> impl Iterator<Item = Code> {
    let of_packs = packs.iter().flat_map(|pack| pack.faults);
    Code::CORE.iter().chain(of_packs).copied()
}

/// Returns the codes of the core and of packs as a Markdown table with one line for each code.
pub fn codes(packs: &[&Pack]) -> String {
    let mut text = "| code | sub_code | msg | what to do |\n| --- | --- | --- | --- |\n".to_owned();
    for code in faults(packs) {
        let (number, sub_code) = (code.number(), code.sub_code());
        text += &format!(
            "| {number} | `{sub_code}` | {} | {} |\n",
            code.text(),
            code.cure()
        );
    }
    text
}
