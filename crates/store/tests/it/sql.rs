//! Only the functions of tables write SQL.

use std::fs;
use std::path::{Path, PathBuf};

/// Collects the source files under a folder.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn diesel_is_for_tables_alone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["crates", "gateway", "methods", "tools"] {
        sources(&root.join(folder), &mut files);
    }
    let mut tables = 0;
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        if !text.contains("diesel::") && !text.contains("signet_store::sql") {
            continue;
        }
        let path = file.strip_prefix(&root).unwrap();
        let is_table = path.to_string_lossy().contains("/src/tables");
        let is_engine = path.starts_with("crates/store");
        // Tests may read every table, and so may the tools that break gateways.
        let is_test = path.to_string_lossy().contains("/tests/") || path.starts_with("tools");
        assert!(
            is_table || is_engine || is_test,
            "{} writes SQL",
            path.display()
        );
        tables += usize::from(is_table);
    }
    assert!(tables > 10, "the tables of the packs were looked at");
}
