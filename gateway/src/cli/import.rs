use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow, bail, ensure};
use clap::Subcommand;
use csv::{ReaderBuilder, StringRecord, Trim};
use signet_domain::clock::Clock;
use signet_domain::districts::Place;
use signet_store::districts::{self, District};

use super::audit;
use super::open_store;
use super::output::say;
use crate::settings::Settings;

/// The longest name, in characters.
const MAX_NAME: usize = 64;

/// Fill a table from a file
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Replace the provinces, cities and districts by those of a CSV file with the columns code and name
    Districts {
        /// The file, in UTF-8; its first line may name the columns
        file: PathBuf,
    },
}

impl Command {
    pub(super) fn run(&self, settings: &Settings) -> anyhow::Result<()> {
        let Command::Districts { file } = self;
        import_districts(settings, file)
    }
}

fn import_districts(settings: &Settings, file: &Path) -> anyhow::Result<()> {
    let named = || file.display().to_string();
    let bytes = std::fs::read(file).with_context(named)?;
    let all = read_districts(&bytes).with_context(named)?;
    let count = all.len();
    let store = open_store(settings)?;
    let parameters = audit::parameters! {"file": named(), "count": count};
    let action = audit::action("import.districts", parameters, Clock::default().now());
    audit::change(&store, &action, |tx| {
        districts::replace_all(tx, &all)?;
        Ok(true)
    })?;
    say!("{count} provinces, cities and districts are in the table, and no others")?;
    Ok(())
}

/// Reads districts from CSV; an error says in which line it is.
pub(crate) fn read_districts(bytes: &[u8]) -> anyhow::Result<Vec<District>> {
    let text = text(bytes)?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let (mut all, mut starts, mut names) = (Vec::new(), Vec::new(), HashMap::new());
    for (index, record) in reader.records().enumerate() {
        let record = record?;
        if index == 0 && record.iter().eq(["code", "name"]) {
            continue;
        }
        let start = record.position().map_or(0, csv::Position::byte);
        let district = district(&record).with_context(|| line(text, start))?;
        let (code, name) = (district.code, district.name.clone());
        if names.insert(code, name).is_some() {
            bail!("{}: {code} stands there twice", line(text, start));
        }
        all.push(district);
        starts.push(start);
    }
    ensure!(!all.is_empty(), "there are no districts in the file");
    for (District { code, name }, start) in all.iter().zip(starts) {
        let is_province = code % 10_000 == 0;
        if !is_province && Place::of(*code, &names).is_none() {
            let line = line(text, start);
            bail!("{line}: the province or the city of {code} {name} is not in the file");
        }
    }
    Ok(all)
}

/// The line in which a record stands that starts at a byte or after the line ends that follow it. The reader's own count
/// is one behind where lines end in CR and LF.
fn line(text: &str, start: u64) -> String {
    let bytes = text.as_bytes();
    let start = usize::try_from(start)
        .unwrap_or(usize::MAX)
        .min(bytes.len());
    let (before, rest) = bytes.split_at(start);
    let ends = rest.iter().take_while(|byte| b"\r\n".contains(byte));
    let ends = before.iter().chain(ends).filter(|&&byte| byte == b'\n');
    format!("line {}", ends.count() + 1)
}

/// The text of a file that may start with a byte order mark.
fn text(bytes: &[u8]) -> anyhow::Result<&str> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        anyhow!("line {line}: this is not UTF-8; save the file as UTF-8")
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn district(record: &StringRecord) -> anyhow::Result<District> {
    let fields: Vec<&str> = record.iter().collect();
    let &[code, name] = fields.as_slice() else {
        bail!(
            "a line has two fields, code and name; this one has {}",
            fields.len()
        );
    };
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let code = code.parse().ok().filter(|&code| is_code && code >= 100_000);
    let length = name.chars().count();
    ensure!(
        (1..=MAX_NAME).contains(&length),
        "a name has 1 to {MAX_NAME} characters; this one has {length}"
    );
    // An open quote takes the lines behind it into the name.
    ensure!(
        !name.contains(char::is_control),
        "a name has no line ends or other control characters; is a quote left open?"
    );
    Ok(District {
        code: code.context("a code has six digits and does not start with 0")?,
        name: name.to_owned(),
    })
}
