//! Printing. The reader may close its end early, as `head` does, and that is not a failure.

use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::io::{ErrorKind, Write, stderr, stdout};

use anyhow::{Context, bail};

use crate::output::{Output, Style};

/// As `println!`, with an error instead of a panic: [`Closed`] if the reader has closed its end. Characters that control a
/// terminal are escaped, whatever their origin.
macro_rules! say {
    ($($part:tt)*) => { $crate::cli::output::line(format_args!($($part)*)) };
}
pub(in crate::cli) use say;

/// As `eprintln!`, with the name of the program in front, without a panic and without waiting for long: text that cannot be
/// printed within a second is dropped.
macro_rules! note {
    ($($part:tt)*) => { $crate::cli::output::complain(format_args!($($part)*)) };
}
pub(in crate::cli) use note;

/// The reader of standard output has closed its end. The program then ends without a message.
#[derive(Debug, thiserror::Error)]
#[error("standard output is closed")]
pub(super) struct Closed;

pub(super) fn line(text: fmt::Arguments<'_>) -> anyhow::Result<()> {
    let text = text.to_string();
    let text = printable(&text);
    match writeln!(stdout().lock(), "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Closed.into()),
        written => written.context("cannot write to standard output"),
    }
}

pub(super) fn complain(text: fmt::Arguments<'_>) {
    let style = Style::Text { colour: false };
    let text = text.to_string();
    let text = printable(&text);
    if let Ok(output) = Output::of("notes", stderr(), style.notice()) {
        output.printer().say(format_args!("gateway: {text}"));
    }
}

/// Returns a text of several lines without characters that control a terminal.
fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, |c| steers(c) && !matches!(c, '\n' | '\t'))
}

/// Returns a text of the database as one cell of a line: also without line ends.
pub(super) fn cell(text: &str) -> Cow<'_, str> {
    escaped(text, steers)
}

/// Refuses a free text that does not fit into one printed line.
pub(super) fn check_line(option: &str, text: &str, max: usize) -> anyhow::Result<()> {
    if text.chars().count() > max {
        bail!("{option} takes at most {max} characters");
    }
    if let Some(character) = text.chars().find(|&character| steers(character)) {
        let code = u32::from(character);
        bail!("{option} has the control character U+{code:04X}; write one line of plain text");
    }
    Ok(())
}

/// Whether a terminal acts on a character instead of showing it: controls, line ends, and changes of the text direction.
fn steers(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Returns the text with some characters as `\u001b`, which is the same text within JSON.
fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 8);
    for character in text.chars() {
        if is_escaped(character) {
            // All of them have four digits, and writing to a string cannot fail.
            let _ = write!(safe, "\\u{:04x}", u32::from(character));
        } else {
            safe.push(character);
        }
    }
    Cow::Owned(safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_escaped() {
        let name = "a\u{1b}]0;x\u{7}\r\n\u{9b}31m\u{202e}\u{7f}名";
        assert_eq!(
            cell(name),
            r"a\u001b]0;x\u0007\u000d\u000a\u009b31m\u202e\u007f名"
        );
        assert_eq!(cell("名 👩‍👩‍👧"), "名 👩‍👩‍👧");
        let error = check_line("--name", name, 64).unwrap_err().to_string();
        assert!(
            error.contains("--name") && error.contains("U+001B"),
            "{error}"
        );
        assert!(check_line("--name", "名 👩‍👩‍👧", 64).is_ok());
        assert!(check_line("--name", &"x".repeat(65), 64).is_err());
    }
}
