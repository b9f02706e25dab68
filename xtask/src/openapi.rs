//! Calls that schemathesis makes from the OpenAPI documents of the wires. No call may fail in the gateway or get an answer that the document
//! does not describe.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result, ensure};

use crate::{
    demo_gateway::DemoGateway,
    packages::{self, PYTHON_VENV},
    root, sdk,
};

/// The name of these calls among the targets of `cargo xtask fuzz`.
pub(crate) const NAME: &str = "openapi";

/// The folder with the configuration of schemathesis: its version, its checks, and the sessions of its calls.
const FOLDER: &str = "xtask/schemathesis";

/// The end of the names of the documents. The start is the name of the pack.
const SUFFIX: &str = ".openapi.json";

/// Makes calls on each wire for a time. Returns a line for each wire on which something was found.
pub(crate) fn run(seconds: u32) -> Result<Vec<String>> {
    packages::install_runtimes(&[&PYTHON_VENV])?;
    let program = install()?;
    sdk::build_gateway()?;
    let mut findings = Vec::new();
    for (pack, document) in documents()? {
        println!("== schemathesis {pack} for {seconds} s");
        if !is_good(&program, &pack, &document, seconds)? {
            findings.push(format!("schemathesis {pack}: FOUND, see above"));
        }
    }
    Ok(findings)
}

/// Returns the names of the packs with the documents of their wires, in alphabetical order.
fn documents() -> Result<Vec<(String, PathBuf)>> {
    let mut documents = Vec::new();
    for entry in fs::read_dir(root()?.join("docs/api"))? {
        let path = entry?.path();
        let name = path.file_name().map(|name| name.to_string_lossy());
        if let Some(pack) = name.as_deref().and_then(|name| name.strip_suffix(SUFFIX)) {
            documents.push((pack.to_owned(), path.clone()));
        }
    }
    documents.sort();
    ensure!(!documents.is_empty(), "no wire has a document");
    Ok(documents)
}

/// Makes calls on a new gateway. Returns whether nothing was found.
fn is_good(program: &Path, pack: &str, document: &Path, seconds: u32) -> Result<bool> {
    let gateway = DemoGateway::start()?;
    let wire = format!("http://{}{}", gateway.address(), prefix(document)?);
    let folder = root()?.join(FOLDER);
    let status = Command::new(program)
        .arg("--config-file")
        .arg(folder.join("schemathesis.toml"))
        .args(["run", "--url", &wire, "--max-time", &seconds.to_string()])
        .arg(document)
        .env("SIGNET_PACK", pack)
        .env("SIGNET_WIRE", &wire)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        // Schemathesis writes a folder of examples into the folder in which it runs.
        .current_dir(root()?.join("target"))
        .status()?;
    Ok(status.success())
}

/// Returns the path of the server address in the document, such as `/homecare`.
fn prefix(document: &Path) -> Result<String> {
    let text = fs::read_to_string(document)?;
    // The address is the first value in the list of servers. A JSON library would have to be compiled before any command of xtask starts.
    let (_, servers) = text.split_once("\"servers\"").unwrap_or_default();
    let address = servers
        .split('"')
        .nth(3)
        .context("the document has no address")?;
    let (_, rest) = address.split_once("://").unwrap_or(("", address));
    Ok(rest.find('/').map_or("", |at| &rest[at..]).to_owned())
}

/// Installs the required version of schemathesis in its own folder. Returns the program.
fn install() -> Result<PathBuf> {
    let (requirements, target) = (
        root()?.join(FOLDER).join("requirements.txt"),
        root()?.join("target/schemathesis"),
    );
    let program = target.join("bin/schemathesis");
    let installed = target.join("requirements.txt");
    if fs::read(&installed).ok() == Some(fs::read(&requirements)?) {
        return Ok(program);
    }
    let made = Command::new("python3")
        .args(["-m", "venv", "--clear"])
        .arg(&target)
        .status()?;
    ensure!(made.success(), "python3 cannot make {}", target.display());
    let done = Command::new(target.join("bin/pip"))
        .args(["install", "--quiet", "--requirement"])
        .arg(&requirements)
        .status()?;
    ensure!(done.success(), "pip cannot install schemathesis");
    fs::copy(&requirements, &installed)?;
    Ok(program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_document_has_the_prefix_of_its_wire() {
        let documents = documents().unwrap();
        let prefixes = documents.iter().map(|(_, path)| prefix(path).unwrap());
        assert!(prefixes.clone().all(|prefix| prefix.starts_with('/')));
        assert!(prefixes.clone().any(|prefix| prefix == "/homecare"));
    }
}
