use std::io::{stderr, stdout};
use std::time::Duration;

use anyhow::Context;
use clap::Args;
use signet_domain::clock::Clock;

use crate::access_log::AccessLog;
use crate::settings::Settings;
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
        tracing_subscriber::fmt()
            .json()
            .flatten_event(true)
            .with_writer(stderr)
            .init();
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
