//! The test programs that have tests with given names, so that only these programs are built.

use std::{
    collections::BTreeSet,
    ffi::OsStr,
    fs, mem,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

use crate::root;

/// The names of folders that have no sources of the workspace.
const OTHERS: [&str; 3] = ["target", "node_modules", "fuzz"];

/// A choice of test programs.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Programs {
    /// The names of chosen programs in folders `tests`.
    integration: BTreeSet<String>,
    /// The names of packages whose unit tests are chosen.
    units: BTreeSet<String>,
}

impl Programs {
    /// Returns the programs that have a test whose name contains one of `names`. Returns all programs if there are no names, or if the
    /// sources have no such test.
    pub(crate) fn with(names: &[&str]) -> Result<Programs> {
        let mut programs = Programs::default();
        if !names.is_empty() {
            let root = root()?;
            for file in sources(&root)? {
                programs.add(&root, &file, names)?;
            }
        }
        Ok(programs)
    }

    /// Returns the arguments of each `cargo test` command that is needed.
    pub(crate) fn selections(&self) -> Vec<Vec<&str>> {
        let mut selections = Vec::new();
        if !self.integration.is_empty() {
            // The whole workspace, so that its dependencies have the same features as in other builds.
            let mut arguments = vec!["--workspace"];
            arguments.extend(self.integration.iter().flat_map(|name| ["--test", name]));
            selections.push(arguments);
        }
        if !self.units.is_empty() {
            let mut arguments = vec!["--lib", "--bins"];
            arguments.extend(self.units.iter().flat_map(|name| ["--package", name]));
            selections.push(arguments);
        }
        if selections.is_empty() {
            selections.push(vec!["--workspace", "--tests"]);
        }
        selections
    }

    fn add(&mut self, root: &Path, file: &Path, names: &[&str]) -> Result<()> {
        let text = fs::read_to_string(file)?;
        let package = file
            .ancestors()
            .find(|folder| folder.join("Cargo.toml").exists())
            .filter(|folder| *folder != root);
        let Some(package) = package else {
            return Ok(());
        };
        let inside = file.strip_prefix(package)?.with_extension("");
        let words: Vec<&str> = inside.iter().filter_map(OsStr::to_str).collect();
        match &words[..] {
            ["tests", program, modules @ ..] if has_test(modules, &text, names) => {
                self.integration.insert((*program).to_owned());
            }
            ["src", modules @ ..] if has_test(modules, &text, names) => {
                self.units.insert(name_of(package)?);
            }
            _ => {}
        }
        Ok(())
    }
}

/// Returns whether a file has a test whose full name contains one of `names`.
fn has_test(modules: &[&str], text: &str, names: &[&str]) -> bool {
    let modules: Vec<&str> = modules
        .iter()
        .copied()
        .filter(|module| !["main", "lib"].contains(module))
        .collect();
    let mut is_test = false;
    for line in text.lines().map(str::trim_start) {
        if line.starts_with("#[") {
            // A test has an attribute such as #[test], #[tokio::test] or #[tokio::test(flavor = "multi_thread")].
            is_test |= line.contains("test]") || line.contains("test(");
        } else if let Some((_, rest)) = line.split_once("fn ")
            && mem::take(&mut is_test)
        {
            let name = rest.split('(').next().unwrap_or_default();
            let of_file = [&modules[..], &[name]].concat().join("::");
            let of_unit = [&modules[..], &["tests", name]].concat().join("::");
            let matches = |part: &&str| of_file.contains(*part) || of_unit.contains(*part);
            if names.iter().any(matches) {
                return true;
            }
        }
    }
    false
}

/// Returns the Rust files of the workspace.
fn sources(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        } else if path.is_dir() && !name.starts_with('.') && !OTHERS.contains(&&*name) {
            files.extend(sources(&path)?);
        }
    }
    Ok(files)
}

/// Returns the name of the package in a folder.
fn name_of(package: &Path) -> Result<String> {
    let manifest = fs::read_to_string(package.join("Cargo.toml"))?;
    let name = manifest
        .lines()
        .find_map(|line| line.strip_prefix("name = "));
    let name = name.with_context(|| format!("{} has no name", package.display()))?;
    Ok(name.trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use signet_testkit::servers::Folder;

    use super::*;

    #[test]
    fn only_programs_with_such_a_test_are_chosen() {
        let folder = Folder::create().unwrap();
        let root = folder.path();
        let write = |path: &str, text: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("Cargo.toml", "[workspace]");
        write(
            "crates/wire/Cargo.toml",
            "[package]\nname = \"signet-wire\"",
        );
        write("crates/wire/src/json.rs", "#[test]\nfn news() {}");
        write("crates/wire/src/news.rs", "fn read() {}");
        write("crates/wire/tests/vectors.rs", "#[test]\nfn each() {}");
        write("crates/wire/tests/suite/main.rs", "mod news;");
        write(
            "crates/wire/tests/suite/news.rs",
            "#[tokio::test]\nasync fn list() {}",
        );
        write("crates/wire/target/tests/old.rs", "#[test]\nfn news() {}");
        let chosen = |names: &[&str]| {
            let mut programs = Programs::default();
            for file in sources(root).unwrap() {
                programs.add(root, &file, names).unwrap();
            }
            let selections = programs.selections();
            let selections = selections.iter().map(|arguments| arguments.join(" "));
            selections.collect::<Vec<_>>()
        };
        assert_eq!(chosen(&["news::li"]), ["--workspace --test suite"]);
        assert_eq!(
            chosen(&["json::tests::news"]),
            ["--lib --bins --package signet-wire"]
        );
        assert_eq!(
            chosen(&["news"]),
            [
                "--workspace --test suite",
                "--lib --bins --package signet-wire"
            ]
        );
        assert_eq!(
            chosen(&["each", "list"]),
            ["--workspace --test suite --test vectors"]
        );
        assert_eq!(chosen(&["nothing"]), ["--workspace --tests"]);
    }
}
