//! The log: events of this project, and warnings of its libraries.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, PanicHookInfo};

use tracing::Level;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::output::{Printer, Style};

/// Sets up the log of this process on a stream.
pub(crate) fn start(lines: Printer, style: Style) {
    let targets = Targets::new()
        .with_default(Level::WARN)
        .with_target("signet", Level::INFO);
    let layer = tracing_subscriber::fmt::layer().with_writer(move || lines.clone());
    let layer = match style {
        Style::Json => layer.json().flatten_event(true).boxed(),
        Style::Text { colour } => layer.compact().with_ansi(colour).boxed(),
    };
    tracing_subscriber::registry()
        .with(layer.with_filter(targets))
        .init();
    panic::set_hook(Box::new(log_panic));
}

/// Logs a panic. The standard hook would write to standard error itself, and block on its reader.
fn log_panic(panic: &PanicHookInfo<'_>) {
    let reason = panic
        .payload_as_str()
        .unwrap_or("of another type than text");
    let place = panic.location().map(ToString::to_string);
    let backtrace = Backtrace::capture();
    let backtrace = match backtrace.status() {
        BacktraceStatus::Captured => Some(backtrace.to_string()),
        _ => None,
    };
    tracing::error!(reason, place, backtrace, "panicked");
}
