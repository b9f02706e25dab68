use std::io::{stderr, stdout};
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
        take_many_connections();
        let access_log = if settings.log.access {
            AccessLog::start(stdout()).context("the access log's thread cannot be started")?
        } else {
            AccessLog::off()
        };
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
                demo::explain(running.public, running.ops);
            }
            let drain = Duration::from_secs(settings.server.drain_seconds);
            signals.stop(&running, drain).await;
            Ok(())
        })
    }
}

/// Takes as many open files as the system lets this program have: what it starts with is often 1024, which is as many
/// connections.
fn take_many_connections() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the number of connections is limited to the number of open files");
    }
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
