use std::io::{stderr, stdout};
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, bail};
use clap::Args;
use signet_domain::clock::Clock;

use super::{Failure, checked};
use crate::http::server::block_on;
use crate::output::{Output, Outputs, Style};
use crate::server::{self, Checked, Start};
use crate::settings::Env;
use crate::{demo, log};

/// Run the gateway
///
/// SIGTERM and SIGQUIT stop the gateway in order: it accepts calls for server.drain_seconds more, completes the calls in flight, and exits
/// with 0. A second signal of this kind stops it at once. SIGINT (Ctrl-C) does the same, but in development it does not wait. SIGHUP stops it
/// like SIGTERM if it runs at a terminal, because the terminal was closed; otherwise SIGHUP does nothing, because the configuration is not
/// reloaded. All other signals are ignored. Exit codes: 0 stopped by a signal, 1 the gateway could not start, 2 the configuration is wrong.
#[derive(Args)]
pub(super) struct Serve {
    /// Fill an empty database with a demo app and demo content; a database that has apps is not changed
    #[arg(long)]
    demo: bool,
}

impl Serve {
    pub(super) fn run(&self, file: Option<&Path>) -> Result<(), Failure> {
        let checked = checked(file, self.demo).map_err(Failure::Usage)?;
        Ok(self.start(checked)?)
    }

    fn start(&self, checked: Checked) -> anyhow::Result<()> {
        let settings = &checked.settings;
        if self.demo && settings.server.env == Env::Production {
            bail!(
                "--demo makes an app whose secret everybody knows, but server.env is \"production\"; leave it out"
            );
        }
        let no_thread = "the threads that print cannot be started";
        let (style, log_style) = (Style::of(&stdout()), Style::of(&stderr()));
        let printed = Output::of("stdout", stdout(), style.notice()).context(no_thread)?;
        let log = Output::of("stderr", stderr(), log_style.notice()).context(no_thread)?;
        let outputs = Outputs {
            calls: printed.printer(),
            style,
            people: printed.printer(),
            log: log.printer(),
        };
        log::start(log.printer(), log_style);
        take_many_connections();
        self.serve(checked, outputs)
    }

    fn serve(&self, checked: Checked, outputs: Outputs) -> anyhow::Result<()> {
        let people = outputs.people.clone();
        let clock = Clock::default();
        block_on(async {
            let signals = server::Signals::listen().context("signals cannot be listened for")?;
            let (env, drain) = (
                checked.settings.server.env,
                checked.settings.server.drain_seconds,
            );
            let start = Start {
                cache: None,
                clock,
                outputs,
            };
            let running = server::start(checked, start).await?;
            people.say(format_args!(
                "gateway listens on http://{}/ (ops on http://{}/)",
                running.public, running.ops
            ));
            if self.demo {
                let wires = &running.gateway.wires;
                demo::explain(running.public, running.ops, wires, &people);
            }
            signals
                .stop(&running, env, Duration::from_secs(drain))
                .await;
            Ok(())
        })
    }
}

/// Raises the limit of open files to the most that the system allows. The limit at start is often 1024, which allows no more
/// connections than that.
fn take_many_connections() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    if let Err(error) = setrlimit(Resource::Nofile, limit) {
        tracing::warn!(%error, "the number of connections is limited to the number of open files");
    }
}
