use std::collections::HashMap;

use serde_json::Value;
use signet_fault::{Code, Fault, Reason};
use signet_wire::json::Object;
use signet_wire::version::Version;

use crate::{Entry, is_required, members};

/// The methods of a gateway by name and version.
pub struct Table {
    entries: Vec<&'static Entry>,
    /// The versions of a method by each of its names and aliases, the newest version first.
    by_name: HashMap<&'static str, Vec<&'static Entry>>,
}

/// The reason why a table must not be served.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// Two methods have the same name and version.
    #[error("{name} {version} is in the table twice")]
    Twice {
        /// The name.
        name: &'static str,
        /// The version.
        version: Version,
    },
    /// A method of a pack with realms is in no realm, so it would take sessions of any realm.
    #[error("{method} is in no realm of its pack: write `methods![in REALM: …]`")]
    NoRealm {
        /// The method.
        method: &'static str,
    },
    /// A method, a parameter or a part of a reply has no doc comment.
    #[error("{method}: {part} has no documentation")]
    Undocumented {
        /// The method.
        method: &'static str,
        /// The part that lacks a doc comment.
        part: String,
    },
    /// The example that the documentation shows is refused by the method itself.
    #[error("{method}: the documented example does not decode: {reason}")]
    BadExample {
        /// The method.
        method: &'static str,
        /// The reason.
        reason: String,
    },
}

impl Table {
    /// Creates the index of a table. It does not call [`Table::check`], which is for tests: that check takes long, and the code that makes
    /// all the schemas would stay in the memory of the process.
    ///
    /// # Errors
    /// [`TableError::Twice`].
    pub fn new(methods: impl IntoIterator<Item = &'static Entry>) -> Result<Table, TableError> {
        let entries: Vec<_> = methods.into_iter().collect();
        let mut by_name: HashMap<&'static str, Vec<&'static Entry>> = HashMap::new();
        for &entry in &entries {
            for &name in [entry.name].iter().chain(entry.aliases) {
                let versions = by_name.entry(name).or_default();
                if versions.iter().any(|other| other.version == entry.version) {
                    return Err(TableError::Twice {
                        name,
                        version: entry.version,
                    });
                }
                versions.push(entry);
                versions.sort_by_key(|entry| std::cmp::Reverse(entry.version));
            }
        }
        Ok(Table { entries, by_name })
    }

    /// Checks the declarations of the methods.
    ///
    /// # Errors
    /// [`TableError::Undocumented`] and [`TableError::BadExample`].
    pub fn check<'a>(methods: impl IntoIterator<Item = &'a Entry>) -> Result<(), TableError> {
        for entry in methods {
            check_documentation(entry)?;
            check_example(entry)?;
        }
        Ok(())
    }

    /// Returns every entry, in the order of the documentation.
    pub fn entries(&self) -> &[&'static Entry] {
        &self.entries
    }

    /// Returns the entry that answers a call: the newest version that is not newer than `v` and has its major number.
    ///
    /// # Errors
    /// [`Code::UnknownMethod`] if there is no such entry.
    pub fn find(&self, method: &str, v: &str) -> Result<&'static Entry, Fault> {
        let unknown = |reason| Fault::new(Code::UnknownMethod).because(reason);
        let versions = self
            .by_name
            .get(method)
            .ok_or_else(|| unknown(Reason::new("no method has this name", "没有这个 method")))?;
        let requested: Version = v.parse().map_err(|_| {
            let log = "v is not one to three numbers, such as 1.0.0";
            unknown(Reason::new(log, "v 应为一至三段数字，如 1.0.0"))
        })?;
        let entry = versions
            .iter()
            .find(|entry| entry.version.answers(requested));
        entry.copied().ok_or_else(|| {
            let known: Vec<String> = versions
                .iter()
                .map(|entry| entry.version.to_string())
                .collect();
            let known = known.join(", ");
            unknown(Reason::new(
                format!("the method has no version for v {requested}; there are {known}"),
                format!("该 method 没有适用于 v {requested} 的版本，现有 {known}"),
            ))
        })
    }
}

fn check_documentation(entry: &Entry) -> Result<(), TableError> {
    let undocumented = |part: String| TableError::Undocumented {
        method: entry.name,
        part,
    };
    let parameters = entry.parameters_schema();
    if parameters.get("description").is_none() {
        return Err(undocumented("the method".to_owned()));
    }
    for schema in [parameters, entry.reply_schema()] {
        let schema = schema.as_value();
        let parts = members(schema, "$defs").map(|(_, part)| part);
        let properties = |object| members(object, "properties");
        for (name, property) in parts.chain([schema]).flat_map(properties) {
            if property.get("description").is_none() {
                return Err(undocumented(name.clone()));
            }
        }
    }
    Ok(())
}

/// Decodes the example that the documentation shows. Every required parameter must have an example.
fn check_example(entry: &Entry) -> Result<(), TableError> {
    let bad = |reason: String| TableError::BadExample {
        method: entry.name,
        reason,
    };
    let schema = entry.parameters_schema();
    let schema = schema.as_value();
    let example = entry.example();
    let mut names = members(schema, "properties").map(|(name, _)| name);
    if let Some(name) = names.find(|name| is_required(schema, name) && !example.contains_key(*name))
    {
        return Err(bad(format!("{name} has none")));
    }
    let text = Value::Object(example).to_string();
    let object = Object::parse(&text).map_err(|error| bad(error.to_string()))?;
    match entry.decode(object) {
        Ok(_) => Ok(()),
        Err(violations) => Err(bad(Fault::from(violations).message().to_owned())),
    }
}
