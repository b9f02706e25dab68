use clap::Args;
use serde_json::{Value, json};
use signet_call::Entry;
use signet_methods_yaf::METHODS;

/// Show the table of methods
#[derive(Args)]
pub(super) struct Methods {
    /// As JSON, with documentation, schemas and faults
    #[arg(long)]
    json: bool,
}

impl Methods {
    pub(super) fn run(&self) -> anyhow::Result<()> {
        if self.json {
            let methods: Vec<Value> = METHODS.iter().map(describe).collect();
            println!("{:#}", Value::Array(methods));
            return Ok(());
        }
        println!(
            "{:<24} {:<8} {:<9} {:<28} GUARDS",
            "METHOD", "VERSION", "SESSION", "CLASSES"
        );
        for entry in METHODS {
            let version = entry.version.to_string();
            let classes = classes(entry).join(",");
            println!(
                "{:<24} {version:<8} {:<9} {classes:<28} {}",
                entry.name,
                entry.access.name(),
                guards(entry).join(",")
            );
        }
        Ok(())
    }
}

fn describe(entry: &Entry) -> Value {
    let faults: Vec<Value> = entry
        .faults
        .iter()
        .map(|code| json!({"code": code.number(), "sub_code": code.sub_code(), "msg": code.text(), "cure": code.cure()}))
        .collect();
    json!({
        "name": entry.name,
        "aliases": entry.aliases,
        "version": entry.version.to_string(),
        "session": entry.access.name(),
        "classes": classes(entry),
        "guards": guards(entry),
        "msg": entry.done,
        "parameters": entry.parameters_schema(),
        "reply": entry.reply_schema(),
        "faults": faults,
    })
}

fn classes(entry: &Entry) -> Vec<&'static str> {
    entry.classes.iter().map(|class| class.name()).collect()
}

fn guards(entry: &Entry) -> Vec<&'static str> {
    let all = [
        (entry.once, "once"),
        (entry.request_token, "request_token"),
        (entry.image, "image"),
    ];
    all.into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, name)| name)
        .collect()
}
