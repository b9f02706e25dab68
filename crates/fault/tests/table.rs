//! The table of codes against the rest of the project.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use signet_fault::Code;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs")
            && !path.ends_with("fault/src/code.rs")
        {
            found.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

#[test]
fn every_code_is_used() {
    let mut code = String::new();
    for folder in ["crates", "gateway/src", "methods"] {
        sources(&root().join(folder), &mut code);
    }
    let unused: Vec<&Code> = Code::ALL
        .iter()
        .filter(|used| !code.contains(&format!("Code::{used:?}")))
        .collect();
    assert!(
        unused.is_empty(),
        "in the table, but nothing gives them: {unused:?}"
    );
}
