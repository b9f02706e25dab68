//! Modules do not depend on each other in a cycle, and only `http` names the HTTP library.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of the gateway whose files are modules of the root; any other folder is one module with the file beside it.
const OPEN: [&str; 3] = ["line", "line::guard", "http"];

#[test]
fn no_modules_of_a_crate_name_each_other_in_a_cycle() {
    let mut edges = 0;
    for root in crates() {
        let sources = sources(&root);
        let open: &[&str] = if root.starts_with(own()) { &OPEN } else { &[] };
        edges += check(&root, &sources, "", open);
        for path in sources.keys() {
            // A module with a folder: the modules in it must have no cycle either.
            let folder = format!("{path}::");
            if sources.keys().any(|other| other.starts_with(&folder)) {
                edges += check(&root, &sources, &folder, &[]);
            }
        }
    }
    assert!(edges > 1000, "{edges} names: the sources were not read");
}

/// Checks the modules of a folder. Returns the number of pairs in which one names the other.
fn check(root: &Path, sources: &BTreeMap<String, String>, folder: &str, open: &[&str]) -> usize {
    let mut named: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let inside = || sources.iter().filter(|(path, _)| path.starts_with(folder));
    for (path, _) in inside() {
        named.entry(module_of(path, folder, open)).or_default();
    }
    let modules: Vec<String> = named.keys().cloned().collect();
    for (path, text) in inside() {
        let from = module_of(path, folder, open);
        for name in names(path, text) {
            let within = |module: &&String| format!("{name}::").starts_with(&format!("{module}::"));
            // The longest is the innermost.
            let Some(to) = modules.iter().filter(within).max_by_key(|to| to.len()) else {
                continue;
            };
            if *to != from {
                named.get_mut(&from).unwrap().insert(to.clone());
            }
        }
    }
    let edges = named.values().map(BTreeSet::len).sum();
    // Removes the modules that name no module that is left. The remaining ones are on a cycle, or name one that is.
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
    assert!(
        named.is_empty(),
        "{}: a cycle is among {named:#?}",
        root.display()
    );
    edges
}

/// Returns the folder of the gateway's crate.
fn own() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the source folders of all crates of the workspace.
fn crates() -> Vec<PathBuf> {
    let workspace = own().parent().unwrap();
    let mut folders: Vec<PathBuf> = ["gateway", "xtask", "sdk/rust"]
        .iter()
        .map(|name| workspace.join(name))
        .collect();
    for group in ["crates", "methods", "tools"] {
        let entries = fs::read_dir(workspace.join(group)).unwrap();
        folders.extend(entries.map(|entry| entry.unwrap().path()));
    }
    let sources = folders.into_iter().map(|folder| folder.join("src"));
    sources.filter(|source| source.is_dir()).collect()
}

#[test]
fn only_http_names_the_http_library() {
    for (path, text) in sources(&own().join("src")) {
        let is_http = path.split("::").next() == Some("http");
        assert!(is_http || !text.contains("actix_"), "{path} names it");
    }
}

/// The code of each file by its path in the program, without comments and tests.
fn sources(root: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let file = entry.unwrap().path();
            if file.is_dir() {
                folders.push(file);
                continue;
            }
            let path = file.strip_prefix(root).unwrap().to_str().unwrap();
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

/// Returns the module of a folder that a path is in: in the root `cli` for `cli::app`, in `cli::` `cli::app`.
fn module_of(path: &str, folder: &str, open: &[&str]) -> String {
    let mut module = folder.to_owned();
    for part in path[folder.len()..].split("::") {
        if module.len() > folder.len() {
            module += "::";
        }
        module += part;
        if !open.contains(&module.as_str()) {
            break;
        }
    }
    module
}

/// Returns the paths of its crate that a file names.
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
