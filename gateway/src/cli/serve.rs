use std::io::{stderr, stdout};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use signet_domain::clock::Clock;
use tracing::Level;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use crate::access_log::AccessLog;
use crate::settings::{Env, Settings};
use crate::{demo, server};

/// Run the gateway
#[derive(Args)]
pub(super) struct Serve {
    /// Fill an empty database with a demo app and demo content; never one that has apps
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub(super) fn run(&self, settings: &Settings) -> anyhow::Result<()> {
        if self.demo && settings.server.env == Env::Production {
            bail!(
                "--demo makes an app whose secret everybody knows, but server.env is \"production\"; leave it out"
            );
        }
        log();
        return_what_is_freed();
        let access_log =
            AccessLog::start(stdout()).context("the access log's thread cannot be started")?;
        let clock = Clock::default();
        actix_web::rt::System::new().block_on(async {
            let signals = server::Signals::listen().context("signals cannot be listened for")?;
            let methods = signet_methods_yaf::METHODS;
            let running = server::start(settings, methods, clock, access_log, self.demo).await?;
            println!(
                "gateway listens on http://{}/ (ops on http://{}/)",
                running.public, running.ops
            );
            if self.demo {
                demo::explain(running.public);
            }
            let drain = Duration::from_secs(settings.server.drain_seconds);
            signals.stop(&running, drain).await;
            Ok(())
        })
    }
}

/// Starts this program once more in its place, with an allocator that gives large blocks back to the system.
///
/// The C library keeps more and more of them otherwise: some hundred MiB after a few minutes of large pictures. It reads
/// the limit from the environment alone, before the program starts.
fn return_what_is_freed() {
    const LIMIT: &str = "MALLOC_MMAP_THRESHOLD_";
    if cfg!(not(target_os = "linux")) || std::env::var_os(LIMIT).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else {
        return;
    };
    let arguments = std::env::args_os().skip(1);
    // It returns only if it failed, and then the program goes on as it is.
    let error = Command::new(program)
        .args(arguments)
        .env(LIMIT, "131072")
        .exec();
    tracing::warn!(%error, "freed memory may be kept");
}

/// JSON lines on standard error: what this project says, and the warnings of what it is made of.
fn log() {
    let targets = Targets::new()
        .with_default(Level::WARN)
        .with_target("signet", Level::INFO);
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_writer(stderr);
    tracing_subscriber::registry()
        .with(lines.with_filter(targets))
        .init();
}
