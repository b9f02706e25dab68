//! Generates the lists of migrations that `src/migrations.rs` includes: every folder of `migrations/mysql` and
//! `migrations/sqlite` by name, with its `up.sql`.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=../../migrations");
    let root = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("../../migrations");
    let mut text = String::new();
    for (list, database) in [("MYSQL", "mysql"), ("SQLITE", "sqlite")] {
        let mut folders = fs::read_dir(root.join(database))?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<Vec<_>, std::io::Error>>()?;
        folders.retain(|folder| folder.is_dir());
        folders.sort_unstable();
        if database == "mysql" {
            text.push_str("#[cfg(feature = \"mysql\")]\n");
        }
        writeln!(text, "const {list}: &[Migration] = &[")?;
        for folder in folders {
            let name = folder.file_name().unwrap_or_default().to_string_lossy();
            let up = folder.join("up.sql");
            writeln!(
                text,
                "    Migration {{ name: {name:?}, up: include_str!({up:?}) }},"
            )?;
        }
        text.push_str("];\n");
    }
    fs::write(Path::new(&env::var("OUT_DIR")?).join("migrations.rs"), text)?;
    Ok(())
}
