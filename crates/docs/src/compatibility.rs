//! Compares an earlier table of methods with the current one, to find changes that break callers.
//!
//! A version of a method may only gain parameters that may be left out, members of replies, classes and names. Any other change
//! needs a new version beside the old one. `msg` and the faults may change.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::Value;

use crate::fields::flatten;
use crate::texts::Texts;
use crate::{Error, Field, Rules};

/// The differences between two tables, one line each.
#[derive(Debug, Default)]
pub struct Differences {
    /// Changes that break callers of the earlier table.
    pub broken: Vec<String>,
    /// Changes that do not break callers.
    pub added: Vec<String>,
}

/// A method as `gateway methods --json` writes it.
#[derive(Deserialize)]
struct Method {
    name: String,
    aliases: Vec<String>,
    version: String,
    session: String,
    classes: Vec<String>,
    guards: Vec<String>,
    parameters: Value,
    reply: Value,
}

impl Method {
    fn names(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.name).chain(&self.aliases)
    }
}

/// Compares two exports of `gateway methods --json`.
///
/// # Errors
/// If one of them is not such an export.
pub fn differences(old: Value, new: Value) -> Result<Differences, Error> {
    let read = |export: Value| serde_json::from_value::<Vec<Method>>(export);
    let old = read(old).map_err(Error::NoTable)?;
    let new = read(new)?;
    let texts = Texts::chinese();
    let mut found = Differences::default();
    for method in &old {
        let id = format!("{} {}", method.name, method.version);
        for name in method.names() {
            if answering(&new, name, &method.version).is_none() {
                found
                    .broken
                    .push(format!("{name} {} is gone", method.version));
            }
        }
        if let Some(now) = answering(&new, &method.name, &method.version) {
            let mut pair = Pair {
                id,
                found: &mut found,
            };
            pair.callers(method, now);
            pair.parameters(
                &flatten(&method.parameters, &texts),
                &flatten(&now.parameters, &texts),
            );
            pair.reply(
                &flatten(&method.reply, &texts),
                &flatten(&now.reply, &texts),
            );
        }
    }
    for method in &new {
        for name in method.names() {
            if answering(&old, name, &method.version).is_none() {
                found
                    .added
                    .push(format!("{name} {} is new", method.version));
            }
        }
    }
    Ok(found)
}

fn answering<'a>(methods: &'a [Method], name: &str, version: &str) -> Option<&'a Method> {
    let answers =
        |method: &&Method| method.version == version && method.names().any(|own| own == name);
    methods.iter().find(answers)
}

/// The same version of a method in both tables.
struct Pair<'a> {
    id: String,
    found: &'a mut Differences,
}

impl Pair<'_> {
    fn broken(&mut self, what: impl std::fmt::Display) {
        self.found.broken.push(format!("{}: {what}", self.id));
    }

    fn added(&mut self, what: impl std::fmt::Display) {
        self.found.added.push(format!("{}: {what}", self.id));
    }

    fn callers(&mut self, old: &Method, new: &Method) {
        if new.session == "session" && old.session != "session" {
            self.broken("it needs a session now");
        }
        for class in old
            .classes
            .iter()
            .filter(|class| !new.classes.contains(class))
        {
            self.broken(format_args!(
                "apps of class {class} may not call it any more"
            ));
        }
        for class in new
            .classes
            .iter()
            .filter(|class| !old.classes.contains(class))
        {
            self.added(format_args!("apps of class {class} may call it"));
        }
        let (had, has) = (
            |guard: &str| old.guards.iter().any(|own| own == guard),
            |guard: &str| new.guards.iter().any(|own| own == guard),
        );
        for (guard, needs) in [("request_token", "a request token"), ("image", "a file")] {
            if has(guard) && !had(guard) {
                self.broken(format_args!("it needs {needs} now"));
            }
        }
        if had("once") && !has("once") {
            self.broken("a retry takes effect again now");
        }
    }

    fn parameters(&mut self, old: &[Field], new: &[Field]) {
        for field in old {
            let name = &field.name;
            match new.iter().find(|now| now.name == *name) {
                None => self.broken(format_args!("the parameter {name} is gone")),
                Some(now) => {
                    if now.required && !field.required {
                        self.broken(format_args!("the parameter {name} is required now"));
                    }
                    for what in narrowed(field, now) {
                        self.broken(format_args!("the parameter {name} {what}"));
                    }
                }
            }
        }
        for now in unknown(new, old) {
            let name = &now.name;
            // A new parameter is reported with everything inside it.
            let inside = name.rsplit_once('.').map(|(parent, _)| parent);
            let is_inside =
                inside.is_some_and(|parent| !old.iter().any(|field| field.name == parent));
            if now.required && !is_inside {
                self.broken(format_args!("the parameter {name} is new and required"));
            } else {
                self.added(format_args!("the parameter {name} is new"));
            }
        }
    }

    fn reply(&mut self, old: &[Field], new: &[Field]) {
        for field in old {
            let name = &field.name;
            let Some(now) = new.iter().find(|now| now.name == *name) else {
                self.broken(format_args!("{name} of the reply is gone"));
                continue;
            };
            for kind in beyond(&now.types, &field.types) {
                self.broken(format_args!(
                    "{name} of the reply can be of type {kind} now"
                ));
            }
            for kind in beyond(&now.item_types, &field.item_types) {
                self.broken(format_args!(
                    "items of {name} of the reply can be of type {kind} now"
                ));
            }
            if now.nullable && !field.nullable {
                self.broken(format_args!("{name} of the reply can be null now"));
            }
            if field.required && !now.required {
                self.broken(format_args!("{name} of the reply can be left out now"));
            }
        }
        for now in unknown(new, old) {
            self.added(format_args!("{} of the reply is new", now.name));
        }
    }
}

/// Returns the fields whose names are not among `others`.
fn unknown<'a>(fields: &'a [Field], others: &[Field]) -> impl Iterator<Item = &'a Field> {
    let names: HashSet<String> = others.iter().map(|field| field.name.clone()).collect();
    fields
        .iter()
        .filter(move |field| !names.contains(&field.name))
}

/// Returns the types that `others` do not cover. The type `number` covers `integer`.
fn beyond<'a>(types: &'a [String], others: &[String]) -> impl Iterator<Item = &'a String> {
    let covered = |name: &str| others.iter().any(|other| other == name);
    types.iter().filter(move |name| {
        let is_number = *name == "integer" && covered("number");
        !covered(name) && !is_number
    })
}

/// Returns the ways in which a parameter accepts less than before.
fn narrowed(old: &Field, new: &Field) -> Vec<String> {
    let mut ways: Vec<String> = beyond(&old.types, &new.types)
        .map(|kind| format!("no longer accepts the type {kind}"))
        .collect();
    let of_items = beyond(&old.item_types, &new.item_types);
    ways.extend(of_items.map(|kind| format!("no longer accepts items of type {kind}")));
    if old.nullable && !new.nullable {
        ways.push("no longer accepts null".to_owned());
    }
    ways.extend(narrowed_rules(&old.rules, &new.rules));
    let of_items = narrowed_rules(&old.item_rules, &new.item_rules);
    ways.extend(
        of_items
            .into_iter()
            .map(|way| format!("has items whose rule {way}")),
    );
    ways
}

fn narrowed_rules(old: &Rules, new: &Rules) -> Vec<String> {
    let mut ways = Vec::new();
    let bounds = [
        ("the lowest number", is_raised(old.minimum, new.minimum)),
        ("the highest number", is_lowered(old.maximum, new.maximum)),
        (
            "the least length",
            is_raised(old.min_length, new.min_length),
        ),
        (
            "the greatest length",
            is_lowered(old.max_length, new.max_length),
        ),
        (
            "the least number of items",
            is_raised(old.min_items, new.min_items),
        ),
        (
            "the greatest number of items",
            is_lowered(old.max_items, new.max_items),
        ),
    ];
    let tighter = bounds.into_iter().filter(|(_, tighter)| *tighter);
    ways.extend(tighter.map(|(bound, _)| format!("is narrower: {bound}")));
    if new.pattern.is_some() && new.pattern != old.pattern {
        ways.push("has another pattern".to_owned());
    }
    if old.values.is_empty() && !new.values.is_empty() {
        ways.push("accepts only some values now".to_owned());
    } else if !new.values.is_empty() {
        let lost = old
            .values
            .iter()
            .filter(|value| !new.values.contains(value));
        ways.extend(lost.map(|value| format!("no longer accepts {value}")));
    }
    if old.default != new.default {
        ways.push("has another default".to_owned());
    }
    ways
}

fn is_raised<T: PartialOrd>(old: Option<T>, new: Option<T>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => new > old,
        (None, new) => new.is_some(),
        (Some(_), None) => false,
    }
}

fn is_lowered<T: PartialOrd>(old: Option<T>, new: Option<T>) -> bool {
    match (old, new) {
        (Some(old), Some(new)) => new < old,
        (None, new) => new.is_some(),
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests;
