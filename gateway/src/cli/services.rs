//! The services of calls for commands that do what a node does.

use std::io::{stderr, stdout};

use anyhow::Context;
use signet_domain::Services;
use signet_domain::clock::Clock;

use crate::http::server::block_on;
use crate::log;
use crate::output::{Output, Outputs, Style};
use crate::server::{Checked, Outside, Start, open_services};

/// Runs `work` with the services of a configuration.
pub(super) fn with_services<T>(
    checked: &Checked,
    work: impl AsyncFnOnce(&Services) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let no_thread = "the threads that print cannot be started";
    let (style, log_style) = (Style::of(&stdout()), Style::of(&stderr()));
    let printed = Output::of("stdout", stdout(), style.notice()).context(no_thread)?;
    let log = Output::of("stderr", stderr(), log_style.notice()).context(no_thread)?;
    log::start(log.printer(), log_style);
    let start = Start {
        cache: None,
        clock: Clock::default(),
        outputs: Outputs {
            calls: printed.printer(),
            style,
            people: printed.printer(),
            log: log.printer(),
        },
    };
    block_on(async {
        let outside = Outside::new(checked, &start.outputs.people)?;
        let services = open_services(checked, &start, outside).await?;
        work(&services).await
    })
}
