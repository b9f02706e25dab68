//! The handling of signals by a running gateway. `docs/operations.md` has the table for operators.

use std::io::{self, IsTerminal};
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use super::Running;
use crate::settings::Env;

/// Signals that stop the gateway: from a keyboard, from a supervisor, and from a system that is about to kill it.
const ENDING: [(i32, &str); 5] = [
    (2, "SIGINT"),
    (3, "SIGQUIT"),
    (15, "SIGTERM"),
    (24, "SIGXCPU"),
    (30, "SIGPWR"),
];

/// The signal of a closed terminal, or of a supervisor that requests a reload of the configuration.
const HANGUP: (i32, &str) = (1, "SIGHUP");

/// Signals without a meaning for a gateway, which would kill it if they were not handled. The standard library ignores
/// SIGPIPE.
const MEANINGLESS: [(i32, &str); 8] = [
    (10, "SIGUSR1"),
    (12, "SIGUSR2"),
    (14, "SIGALRM"),
    (16, "SIGSTKFLT"),
    (25, "SIGXFSZ"),
    (26, "SIGVTALRM"),
    (27, "SIGPROF"),
    (29, "SIGIO"),
];

/// The real-time signals of Linux, except those that the C library reserves.
const REAL_TIME: std::ops::RangeInclusive<i32> = 34..=64;

/// The signals of this process, handled from the creation of this value on.
pub struct Signals {
    taken: UnboundedReceiver<(i32, &'static str)>,
    /// Whether SIGHUP means that the terminal was closed.
    is_at_terminal: bool,
}

impl Signals {
    /// Handles every signal that would end the process, so that none of them interrupts a call.
    ///
    /// # Errors
    /// If the operating system refuses.
    pub fn listen() -> io::Result<Signals> {
        let (sender, taken) = unbounded_channel();
        let real_time = REAL_TIME.map(|number| (number, "a real-time signal"));
        let named = ENDING.into_iter().chain([HANGUP]).chain(MEANINGLESS);
        for (number, name) in named.chain(real_time) {
            let mut stream = match signal(SignalKind::from_raw(number)) {
                Ok(stream) => stream,
                // A tool that runs the program (valgrind, a debugger) may reserve one of these signals.
                Err(_) if REAL_TIME.contains(&number) => continue,
                Err(error) => return Err(error),
            };
            let sender = sender.clone();
            tokio::task::spawn_local(async move {
                while stream.recv().await.is_some() && sender.send((number, name)).is_ok() {}
            });
        }
        Ok(Signals {
            taken,
            is_at_terminal: io::stdin().is_terminal()
                || io::stdout().is_terminal()
                || io::stderr().is_terminal(),
        })
    }

    /// Waits for a signal that ends the gateway, then stops the gateway in order. A second signal stops it at once.
    ///
    /// A load balancer needs the drain to notice that this node leaves. A developer at a keyboard does not need it: in
    /// development SIGINT skips the drain.
    pub async fn stop(mut self, running: &Running, env: Env, drain: Duration) {
        let (number, name) = self.ending(true).await;
        let is_interrupt = number == SignalKind::interrupt().as_raw_value();
        let drain = match env {
            Env::Development if is_interrupt => Duration::ZERO,
            _ => drain,
        };
        tracing::info!(signal = name, drain_seconds = drain.as_secs(), "stopping");
        tokio::select! {
            () = running.stop(drain) => tracing::info!("stopped"),
            (_, name) = self.ending(false) => {
                tracing::info!(signal = name, "stopping at once");
                running.abort().await;
            }
        }
    }

    /// Waits for a signal that ends the gateway; SIGHUP counts only with `hangup`, because a closed terminal sends several.
    async fn ending(&mut self, hangup: bool) -> (i32, &'static str) {
        while let Some(taken) = self.taken.recv().await {
            if ENDING.contains(&taken) || (taken == HANGUP && hangup && self.is_at_terminal) {
                return taken;
            }
            let signal = taken.1;
            if taken != HANGUP {
                tracing::info!(signal, "a signal without a meaning here is ignored");
            } else if !self.is_at_terminal {
                tracing::warn!(
                    signal,
                    "there is nothing to reload: the configuration is read at start alone; restart the gateway to change it"
                );
            }
        }
        // Each sender lives as long as the runtime.
        std::future::pending().await
    }
}
