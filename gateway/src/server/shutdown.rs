use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use super::Running;

/// Runs until SIGTERM or SIGINT, then stops in order; a second signal stops at once.
///
/// SIGTERM comes from a supervisor behind a load balancer, which needs the drain to learn that this node leaves.
/// SIGINT comes from somebody at a keyboard, who does not.
///
/// # Errors
/// If signals cannot be listened for.
pub async fn until_signal(running: &Running, drain: Duration) -> std::io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let drain = tokio::select! {
        _ = terminate.recv() => drain,
        _ = interrupt.recv() => Duration::ZERO,
    };
    tracing::info!(drain_seconds = drain.as_secs(), "stopping");
    tokio::select! {
        () = running.stop(drain) => tracing::info!("stopped"),
        _ = terminate.recv() => running.abort().await,
        _ = interrupt.recv() => running.abort().await,
    }
    Ok(())
}
