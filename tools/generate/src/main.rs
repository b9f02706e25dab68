//! `cargo xtask generate`: the committed files that are generated from the packs.
//!
//! The examples are recorded first, so that one pass writes everything: the recorded calls (`methods/<pack>/examples.json`), the
//! document of each pack (`docs/api/<pack>.md`), the OpenAPI document of its wire (`docs/api/<pack>.openapi.json`), the machine-readable table
//! of methods (`docs/methods.json`) and the table of codes in `docs/protocol.md`.

mod json;
mod region;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Parser;
use signet_call::Pack;
use signet_docs::{DEFAULT_URL, Lang, Product, codes, markdown, model, table, wire_openapi};
use signet_gateway::packs::PACKS;
use signet_testkit::examples;

/// The maximum length of a line with several members, in the table of methods and in OpenAPI documents.
const NARROW: usize = 160;
const WIDE: usize = 400;

/// Write the files that are generated from the packs
#[derive(Parser)]
struct Options {
    /// Write nothing, and fail if a file is out of date
    #[arg(long)]
    check: bool,
}

/// A generated file: its path in the repository and its text.
struct Generated {
    path: PathBuf,
    text: String,
}

impl Generated {
    fn new(path: impl Into<PathBuf>, text: String) -> Generated {
        Generated {
            path: path.into(),
            text,
        }
    }
}

fn main() -> Result<ExitCode> {
    let options = Options::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut stale = Vec::new();
    for file in files(&root)? {
        let path = root.join(&file.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == file.text) {
            continue;
        }
        if !options.check {
            let folder = path.parent().context("a file is in a folder")?;
            fs::create_dir_all(folder)?;
            fs::write(&path, file.text).with_context(|| path.display().to_string())?;
        }
        stale.push(file.path);
    }
    for path in &stale {
        let what = if options.check {
            "is out of date"
        } else {
            "is written"
        };
        println!("{} {what}", path.display());
    }
    if options.check && !stale.is_empty() {
        println!("run `cargo xtask generate` and commit what it writes");
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns every generated file.
fn files(root: &Path) -> Result<Vec<Generated>> {
    let mut files = Vec::new();
    for pack in PACKS {
        let recorded = json::by_member(&examples::record(pack));
        let pack = Pack {
            examples: recorded.clone().leak(),
            ..**pack
        };
        let name = pack.name;
        let product = Product::whole(&pack);
        let wire = wire_openapi(&product, Lang::Zh, DEFAULT_URL)?;
        let document = markdown(&model(&[product], Lang::Zh, DEFAULT_URL)?)? + "\n";
        files.push(Generated::new(
            format!("methods/{name}/examples.json"),
            recorded,
        ));
        files.push(Generated::new(format!("docs/api/{name}.md"), document));
        let wire = wire.map(|wire| json::compact(&wire, WIDE));
        files
            .extend(wire.map(|wire| Generated::new(format!("docs/api/{name}.openapi.json"), wire)));
    }
    files.push(Generated::new(
        "docs/methods.json",
        json::compact(&table(PACKS), NARROW),
    ));
    let protocol = "docs/protocol.md";
    let text = fs::read_to_string(root.join(protocol)).context(protocol)?;
    let text = region::replace(&text, "codes", &codes(PACKS)).context(protocol)?;
    files.push(Generated::new(protocol, text));
    Ok(files)
}
