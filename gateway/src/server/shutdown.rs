use std::io;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::Running;

/// The signals that stop a gateway, listened for from the moment this is made.
pub struct Signals {
    terminate: Signal,
    interrupt: Signal,
}

impl Signals {
    /// Listens.
    ///
    /// # Errors
    /// If the operating system refuses.
    pub fn listen() -> io::Result<Signals> {
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for SIGTERM or SIGINT, then stops the gateway in order; a second signal stops it at once.
    ///
    /// SIGTERM comes from a supervisor behind a load balancer, which needs the drain to learn that this node
    /// leaves. SIGINT comes from somebody at a keyboard, who does not.
    pub async fn stop(mut self, running: &Running, drain: Duration) {
        let drain = tokio::select! {
            _ = self.terminate.recv() => drain,
            _ = self.interrupt.recv() => Duration::ZERO,
        };
        tracing::info!(drain_seconds = drain.as_secs(), "stopping");
        tokio::select! {
            () = running.stop(drain) => tracing::info!("stopped"),
            _ = self.terminate.recv() => running.abort().await,
            _ = self.interrupt.recv() => running.abort().await,
        }
    }
}
