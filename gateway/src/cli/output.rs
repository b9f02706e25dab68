//! Printing. Whoever reads may go away early, as `head` does, and that is no failure.

use std::fmt;
use std::io::{ErrorKind, Write, stdout};

use anyhow::Context;

/// As `println!`, with an error where that panics: [`Closed`] if nobody reads any more.
macro_rules! say {
    ($($part:tt)*) => { $crate::cli::output::line(format_args!($($part)*)) };
}
pub(in crate::cli) use say;

/// Nobody reads standard output any more. The program ends, and quietly.
#[derive(Debug, thiserror::Error)]
#[error("standard output is closed")]
pub(super) struct Closed;

pub(super) fn line(text: fmt::Arguments<'_>) -> anyhow::Result<()> {
    match writeln!(stdout().lock(), "{text}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Closed.into()),
        written => written.context("cannot write to standard output"),
    }
}
