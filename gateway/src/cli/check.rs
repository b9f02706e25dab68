//! `gateway check`: tries everything that a gateway with this configuration needs, and changes nothing.

mod cache;
mod certificates;
mod clock;
mod messages;
mod payments;
mod storage;
mod uploads;

use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use signet_domain::trust::Trust;

use super::output::say;
use crate::server::Checked;
use crate::settings::Settings;

/// The time limit of all checks together.
const LIMIT: Duration = Duration::from_secs(10);

/// Check every server and folder of this configuration, and print how to fix what fails; changes nothing
///
/// Prints one line for each check: the database, the fast store, the providers of messages and of payments, the storage of pictures, the
/// certificates of servers on https, the clocks. Exit codes: 0 every check passed (a line that starts with `warn` is no failure), 1 a check
/// failed, 2 the configuration is wrong.
#[derive(Args)]
pub(super) struct Check {}

/// The result of one check.
pub(super) struct Finding {
    grade: Grade,
    text: String,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Grade {
    Good,
    Doubtful,
    Bad,
}

impl Finding {
    /// Returns the finding that something works.
    fn good(text: impl Into<String>) -> Finding {
        Finding::new(Grade::Good, text)
    }

    /// Returns the finding that something works, but not as well as it should.
    fn doubtful(text: impl Into<String>) -> Finding {
        Finding::new(Grade::Doubtful, text)
    }

    /// Returns the finding that something does not work.
    fn bad(text: impl Into<String>) -> Finding {
        Finding::new(Grade::Bad, text)
    }

    fn new(grade: Grade, text: impl Into<String>) -> Finding {
        let text = text.into();
        Finding { grade, text }
    }
}

/// Checks one thing. It may block for longer than the command waits.
type Look = fn(&Settings, &Trust) -> Vec<Finding>;

/// All checks, in the order in which they are printed.
const LOOKS: [(&str, Look); 7] = [
    ("storage", storage::look),
    ("cache", cache::look),
    ("messages", messages::look),
    ("payments", payments::look),
    ("uploads", uploads::look),
    ("certificates", certificates::look),
    ("clock", clock::look),
];

impl Check {
    pub(super) fn run(&self, checked: &Checked) -> anyhow::Result<ExitCode> {
        let (settings, trust) = (&checked.settings, &checked.trust);
        let started = Instant::now();
        let mut works = true;
        for (name, findings) in LOOKS.map(|(name, look)| (name, begin(look, settings, trust))) {
            let left = LIMIT.saturating_sub(started.elapsed());
            for Finding { grade, text } in await_findings(&findings, left) {
                let word = match grade {
                    Grade::Good => "ok",
                    Grade::Doubtful => "warn",
                    Grade::Bad => "FAIL",
                };
                say!("{word:<4}  {name:<12}  {text}")?;
                works &= grade != Grade::Bad;
            }
        }
        Ok(if works {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        })
    }
}

/// Starts a check on its own thread, which ends with the program if it hangs.
fn begin(look: Look, settings: &Settings, trust: &Trust) -> Receiver<Vec<Finding>> {
    let (sender, findings) = mpsc::channel();
    let (settings, trust) = (settings.clone(), trust.clone());
    thread::spawn(move || {
        // The command may have given up.
        let _ = sender.send(look(&settings, &trust));
    });
    findings
}

fn await_findings(findings: &Receiver<Vec<Finding>>, left: Duration) -> Vec<Finding> {
    findings.recv_timeout(left).unwrap_or_else(|error| {
        vec![Finding::bad(match error {
            RecvTimeoutError::Timeout => format!(
                "no answer within {} s; check that the server runs and that nothing between drops packets",
                LIMIT.as_secs()
            ),
            RecvTimeoutError::Disconnected => "the look at it failed inside of this program".to_owned(),
        })]
    })
}
