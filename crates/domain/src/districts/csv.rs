//! Districts from a CSV file with the columns code and name.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord, Trim};
use signet_store::districts::District;

use super::Place;
use crate::invalid::Invalid;

/// The longest name, in characters.
const MAX_NAME: usize = 64;

/// Reads districts from CSV. A district whose province or city is missing is refused.
///
/// # Errors
/// [`Invalid`] with the line of the file.
pub fn read(bytes: &[u8]) -> Result<Vec<District>, Invalid> {
    let text = text(bytes)?;
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(Trim::All)
        .from_reader(text.as_bytes());
    let (mut all, mut starts, mut names) = (Vec::new(), Vec::new(), HashMap::new());
    for (index, record) in reader.records().enumerate() {
        let record = record.map_err(|error| Invalid::new(error.to_string()))?;
        if index == 0 && record.iter().eq(["code", "name"]) {
            continue;
        }
        let start = record.position().map_or(0, csv::Position::byte);
        let district = district(&record).map_err(|error| error.at(&line(text, start)))?;
        let (code, name) = (district.code, district.name.clone());
        if names.insert(code, name).is_some() {
            let twice = Invalid::new(format!("{code} is there twice"));
            return Err(twice.at(&line(text, start)));
        }
        all.push(district);
        starts.push(start);
    }
    if all.is_empty() {
        return Err(Invalid::new("there are no districts in the file"));
    }
    for (District { code, name }, start) in all.iter().zip(starts) {
        let is_province = code % 10_000 == 0;
        if !is_province && Place::of(*code, &names).is_none() {
            let missing = format!("the province or the city of {code} {name} is not in the file");
            return Err(Invalid::new(missing).at(&line(text, start)));
        }
    }
    Ok(all)
}

/// Returns the line number of the record that starts at a byte, or after the line ends that follow this byte. The reader's own
/// count is one too low if lines end in CR and LF.
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

/// Returns the text of a file that may start with a byte order mark.
fn text(bytes: &[u8]) -> Result<&str, Invalid> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|&&byte| byte == b'\n').count();
        Invalid::new(format!(
            "line {line}: this is not UTF-8; save the file as UTF-8"
        ))
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

fn district(record: &StringRecord) -> Result<District, Invalid> {
    let fields: Vec<&str> = record.iter().collect();
    let &[code, name] = fields.as_slice() else {
        return Err(Invalid::new(format!(
            "a line has two fields, code and name; this one has {}",
            fields.len()
        )));
    };
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    let code = code.parse().ok().filter(|&code| is_code && code >= 100_000);
    let length = name.chars().count();
    if !(1..=MAX_NAME).contains(&length) {
        return Err(Invalid::new(format!(
            "a name has 1 to {MAX_NAME} characters; this one has {length}"
        )));
    }
    // An open quote takes the following lines into the name.
    if name.contains(char::is_control) {
        return Err(Invalid::new(
            "a name has no line ends or other control characters; is a quote left open?",
        ));
    }
    let code =
        code.ok_or_else(|| Invalid::new("a code has six digits and does not start with 0"))?;
    Ok(District {
        code,
        name: name.to_owned(),
    })
}
