use std::sync::Arc;

use minijinja::value::{Serde, Value};
use minijinja::{Environment, ErrorKind, context};
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

use crate::schemas::id;
use crate::{Error, Model};

const TEMPLATE: &str = include_str!("markdown.md.jinja");

/// Returns the documentation as a Markdown document.
///
/// # Errors
/// If a file that is part of the program is broken, which tests rule out.
pub fn markdown(model: &Model) -> Result<String, Error> {
    let texts = Arc::clone(&model.texts);
    let mut environment = Environment::new();
    environment.add_function("t", move |chinese: String| texts.get(&chinese));
    environment.add_filter("cell", cell);
    environment.add_filter("type", kind);
    environment.add_filter("notes", notes);
    environment.add_filter("pretty", pretty);
    environment.add_filter("line", line);
    environment.add_filter("anchor", anchor);
    let text = environment.render_str(TEMPLATE, context! { model => Value::from(Serde(model)) })?;
    // Parts that are left out leave several blank lines.
    let mut lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.dedup_by(|next, line| next.is_empty() && line.is_empty());
    Ok(lines.join("\n"))
}

/// Escapes a text for a cell of a table.
fn cell(text: String) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

/// Joins the texts of a cell that are not empty.
fn notes(texts: Vec<Value>) -> String {
    let texts = texts.iter().filter_map(Value::as_str);
    let texts: Vec<&str> = texts.filter(|text| !text.is_empty()).collect();
    cell(texts.join(" "))
}

/// Returns the types of a field, as the API document writes them: `String`, `Object[]`.
fn kind(field: Value) -> Result<String, minijinja::Error> {
    let items = names(&field.get_attr("item_types")?)?.join("/");
    let types = names(&field.get_attr("types")?)?;
    let written = types.into_iter().map(|name| match name.as_str() {
        "Array" if !items.is_empty() => format!("{items}[]"),
        _ => name,
    });
    Ok(written.collect::<Vec<_>>().join("/"))
}

fn names(types: &Value) -> Result<Vec<String>, minijinja::Error> {
    let capital = |name: Value| {
        let name = name.to_string();
        let mut letters = name.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect()
    };
    Ok(types.try_iter()?.map(capital).collect())
}

/// Returns JSON with four spaces, as the API document writes it.
fn pretty(value: Value) -> Result<String, minijinja::Error> {
    let broken = |error: String| minijinja::Error::new(ErrorKind::BadSerialization, error);
    let mut text = Vec::new();
    let formatter = PrettyFormatter::with_indent(b"    ");
    let mut serializer = Serializer::with_formatter(&mut text, formatter);
    let written = value.serialize(&mut serializer);
    written.map_err(|error| broken(error.to_string()))?;
    String::from_utf8(text).map_err(|error| broken(error.to_string()))
}

/// Returns JSON on one line.
fn line(value: Value) -> Result<String, minijinja::Error> {
    let line = serde_json::to_string(&value);
    line.map_err(|error| minijinja::Error::new(ErrorKind::BadSerialization, error.to_string()))
}

/// Returns the anchor of a method in the document.
fn anchor(method: Value) -> Result<String, minijinja::Error> {
    let (name, version) = (method.get_attr("name")?, method.get_attr("version")?);
    Ok(id(&name.to_string(), &version.to_string()))
}
