//! A caller that behaves correctly: it waits for answers, and repeats calls that got no definite answer.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, bail};
use tokio::time::{Instant, sleep, timeout};

use crate::app::Call;
use crate::connection::{Answer, Connection};
use crate::load::PATIENCE;
use crate::timeline::Timeline;

/// The pause before a call is repeated.
const PAUSE: Duration = Duration::from_millis(200);

/// The time for which a call is repeated.
const PERSISTENCE: Duration = Duration::from_secs(90);

/// A caller with one connection, which is opened again if it breaks.
pub(crate) struct Caller<'a> {
    address: SocketAddr,
    connection: Option<Connection>,
    timeline: &'a Timeline,
}

impl<'a> Caller<'a> {
    pub(crate) fn new(address: SocketAddr, timeline: &'a Timeline) -> Caller<'a> {
        Caller {
            address,
            connection: None,
            timeline,
        }
    }

    /// Sends a call once, over the open connection if there is one.
    pub(crate) async fn send(&mut self, what: &'static str, call: &Call) -> Option<Answer> {
        let sent = Instant::now();
        let answer = match timeout(PATIENCE, self.exchange(call)).await {
            Ok(answer) => answer,
            Err(elapsed) => Err(elapsed.into()),
        };
        let outcome = match &answer {
            Ok(answer) => answer.outcome(),
            Err(error) => {
                self.connection = None;
                format!("none ({})", error.root_cause())
            }
        };
        self.timeline.note(what, sent, outcome);
        answer.ok()
    }

    /// Sends the same bytes until the answer is definite.
    pub(crate) async fn insist(&mut self, what: &'static str, call: &Call) -> Result<Answer> {
        let started = Instant::now();
        while started.elapsed() < PERSISTENCE {
            if let Some(answer) = self.send(what, call).await
                && is_definite(&answer)
            {
                return Ok(answer);
            }
            sleep(PAUSE).await;
        }
        bail!("no definite answer to {what} within {PERSISTENCE:?}")
    }

    async fn exchange(&mut self, call: &Call) -> Result<Answer> {
        let connection = match self.connection.take() {
            Some(connection) if !connection.is_closed() => connection,
            _ => Connection::open(self.address).await?,
        };
        self.connection.insert(connection).send(call).await
    }
}

/// Returns whether the answer is definite: the call succeeded, or the caller caused the fault.
fn is_definite(answer: &Answer) -> bool {
    let outcome = answer.outcome();
    let passing = ["500 ", "HTTP ", "503 in_progress", "status 2", "status 5"];
    // On the wire of homecare, status 2 is a failure of the gateway, and status 5 is a call that still runs.
    !passing.iter().any(|start| outcome.starts_with(start))
}
