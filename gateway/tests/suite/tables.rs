//! The table of methods of every pack.

use std::path::Path;

use serde_json::Value;
use signet_call::{Entry, Pack, Table, is_required, members};
use signet_gateway::packs::{self, PACKS};
use signet_wire::json::Object;

/// Whether a method takes its documented example without one of the parameters.
fn decodes_without(entry: &Entry, left_out: &str) -> bool {
    let mut example = entry.example();
    example.shift_remove(left_out);
    let text = Value::Object(example).to_string();
    entry.decode(Object::parse(&text).unwrap()).is_ok()
}

#[test]
fn what_is_documented_as_required_is_required() {
    for entry in packs::methods() {
        let schema = entry.parameters_schema();
        let schema = schema.as_value();
        for (name, _) in members(schema, "properties") {
            assert_eq!(
                decodes_without(entry, name),
                !is_required(schema, name),
                "{} without {name}",
                entry.name
            );
        }
    }
}

#[test]
fn the_table_can_be_served() {
    if let Err(error) = Table::check(packs::methods()).and_then(|()| packs::table(PACKS)) {
        panic!("{error}");
    }
}

#[test]
fn a_method_its_file_and_its_struct_have_the_same_name() {
    let of_packs = |pack: &&'static Pack| pack.methods.iter().map(|entry| (pack.name, entry));
    for (pack, entry) in PACKS.iter().flat_map(of_packs) {
        // In the folder of its pack, a method is named without the name of the pack.
        let name = match entry.name.strip_prefix("admin.") {
            Some(name) => format!("admin.{}", without(pack, name)),
            None => without(pack, entry.name).to_owned(),
        };
        let (domain, verb) = name.split_once('.').unwrap();
        let file = match domain {
            "admin" => verb.split_once('.').unwrap().0.to_owned(),
            _ => verb.replace('.', "_"),
        };
        let path = format!("../methods/{pack}/src/{domain}/{file}.rs");
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let source = std::fs::read_to_string(root.join(&path));
        let mut source = source.unwrap_or_else(|error| panic!("{}: {path}: {error}", entry.name));
        if domain == "admin" {
            // A long file has parts in a folder of the same name.
            let below = format!("../methods/{pack}/src/admin/{}.rs", verb.replace('.', "/"));
            source += &std::fs::read_to_string(root.join(below)).unwrap_or_default();
        }
        let words = verb
            .split(['.', '_'])
            .map(|word| word[..1].to_uppercase() + &word[1..]);
        let expected = format!("pub(crate) struct {} ", words.collect::<String>());
        assert!(
            source.contains(&expected),
            "{}: {path} has no `{expected}`",
            entry.name
        );
    }
}

fn without<'a>(pack: &str, name: &'a str) -> &'a str {
    let rest = name
        .strip_prefix(pack)
        .and_then(|rest| rest.strip_prefix('.'));
    rest.unwrap_or(name)
}
