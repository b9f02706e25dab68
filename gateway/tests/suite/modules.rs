//! The modules of the program name only modules below them, and only `http` names the HTTP library.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Folders whose files count one by one; any other folder is one module with the file beside it.
const OPEN: [&str; 3] = ["line", "line::guard", "http"];

#[test]
fn no_module_names_one_above_it() {
    let sources = sources();
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for path in sources.keys() {
        named.entry(module_of(path)).or_default();
    }
    let modules: Vec<String> = named.keys().cloned().collect();
    for (path, text) in &sources {
        let from = module_of(path);
        for name in names(path, text) {
            let within = |module: &&String| format!("{name}::").starts_with(&format!("{module}::"));
            // The longest module path is the innermost module.
            let Some(to) = modules.iter().filter(within).max_by_key(|to| to.len()) else {
                continue;
            };
            if *to != from {
                named.get_mut(&from).unwrap().insert(to.clone());
            }
        }
    }
    let edges: usize = named.values().map(BTreeSet::len).sum();
    assert!(edges > 100, "{edges} names: the sources were not read");
    // Removes the modules that name none of the remaining modules. A module that cannot be removed is on a circle, or above one.
    loop {
        let lowest = named.iter().find(|(_, names)| names.is_empty());
        let Some(lowest) = lowest.map(|(module, _)| module.clone()) else {
            break;
        };
        named.remove(&lowest);
        for names in named.values_mut() {
            names.remove(&lowest);
        }
    }
    assert!(named.is_empty(), "a circle is among {named:#?}");
}

#[test]
fn only_http_names_the_http_library() {
    for (path, text) in sources() {
        let is_http = path.split("::").next() == Some("http");
        assert!(is_http || !text.contains("actix_"), "{path} names it");
    }
}

/// The code of each file by its path in the program, without comments and tests.
fn sources() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let file = entry.unwrap().path();
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            let path = file.strip_prefix(&root).unwrap().to_str().unwrap();
            let Some(path) = path
                .strip_suffix(".rs")
                .filter(|path| !path.ends_with("tests"))
            else {
                continue;
            };
            let text = fs::read_to_string(&file).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap();
            let lines = code
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            found.insert(
                path.replace('/', "::"),
                lines.collect::<Vec<_>>().join("\n"),
            );
        }
    }
    found
}

/// The module that a path is in, such as `http::public`, `line::guard::sign` or `cli`.
fn module_of(path: &str) -> String {
    let mut module = String::new();
    for part in path.split("::") {
        if !module.is_empty() {
            module += "::";
        }
        module += part;
        if !OPEN.contains(&module.as_str()) {
            break;
        }
    }
    module
}

/// The paths of this program that a file names.
fn names(path: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (start, prefix) in text.match_indices("crate::") {
        tree(&text[start + prefix.len()..], "", &mut found);
    }
    let parents: Vec<&str> = path.split("::").collect();
    for (start, _) in text.match_indices("super::") {
        if text[..start].ends_with("super::") {
            continue;
        }
        let (mut rest, mut depth) = (&text[start..], parents.len());
        while let Some(inner) = rest.strip_prefix("super::") {
            (rest, depth) = (inner, depth - 1);
        }
        tree(rest, &parents[..depth].join("::"), &mut found);
    }
    found
}

/// Reads a use tree such as `a::{b, c::d}`, and returns what follows it.
fn tree<'a>(text: &'a str, prefix: &str, found: &mut Vec<String>) -> &'a str {
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = tree(rest.trim_start(), prefix, found).trim_start();
            match rest.strip_prefix(',') {
                Some(next) => rest = next,
                None => return rest.strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let is_name = |letter: char| letter.is_alphanumeric() || letter == '_';
    let end = text.find(|letter| !is_name(letter)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let path = match prefix {
        "" => name.to_owned(),
        prefix => format!("{prefix}::{name}"),
    };
    if let Some(rest) = rest.strip_prefix("::") {
        return tree(rest, &path, found);
    }
    found.push(path);
    // `as` gives the named item another name.
    match rest.strip_prefix(" as ") {
        Some(rest) => rest.trim_start_matches(is_name),
        None => rest,
    }
}

#[test]
fn every_path_of_a_use_tree_is_found() {
    let text = "use crate::{a, b::{c as d, e}};\nuse super::f;\ncrate::g::h(super::super::i)";
    let expected = ["a", "b::c", "b::e", "g::h", "x::y::f", "x::i"];
    assert_eq!(names("x::y::z", text), expected);
}
