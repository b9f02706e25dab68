use clap::Args;
use serde_json::{Map, Value, json};
use signet_domain::audit::detail;
use signet_domain::clock::Zone;
use signet_store::audit_log::{self, Action, Filter, NewAction};
use signet_store::{Error, Store, Tx};

use super::open_store;
use super::output::{cell, say};
use crate::settings::Settings;

/// The longest name of a user or a host that is written down, in characters.
const MAX_NAME: usize = 64;

/// Show what operators did, the newest first
#[derive(Args)]
pub(super) struct Audit {
    /// How many rows
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..))]
    limit: i64,
    /// Those of one actor, such as app:console or os:root
    #[arg(long)]
    actor: Option<String>,
    /// Those of some actions, such as app.revoke or admin.user.*
    #[arg(long, value_name = "PATTERN")]
    action: Option<String>,
    /// One JSON array, for programs
    #[arg(long)]
    json: bool,
}

impl Audit {
    pub(super) fn run(&self, settings: &Settings) -> anyhow::Result<()> {
        let filter = Filter {
            actor: self.actor.clone(),
            action: self.action.clone(),
        };
        let zone = Zone::named(&settings.time.zone)?;
        let actions = open_store(settings)?.run_blocking::<_, Error>(|connection| {
            audit_log::newest(connection, self.limit, &filter)
        })?;
        if self.json {
            let shown: Vec<Value> = actions.iter().map(describe).collect();
            say!("{:#}", Value::Array(shown))?;
            return Ok(());
        }
        for action in actions {
            say!(
                "{} {} {} {} {}",
                zone.date_time(action.created_at),
                cell(&action.actor),
                cell(&action.source),
                cell(&action.action),
                cell(&action.detail)
            )?;
        }
        Ok(())
    }
}

fn describe(action: &Action) -> Value {
    json!({
        "id": action.id,
        "time": action.created_at,
        "actor": action.actor,
        "source": action.source,
        "action": action.action,
        "detail": serde_json::from_str(&action.detail).unwrap_or(Value::Null),
        "request_id": action.request_id,
    })
}

/// What the user of the operating system does from this host, to write down.
pub(super) fn action(name: &str, parameters: Map<String, Value>, now: i64) -> NewAction {
    let of_environment = |name: &&str| std::env::var(name).ok().filter(|user| !user.is_empty());
    let user = ["SUDO_USER", "USER"].iter().find_map(of_environment);
    let user = user.unwrap_or_else(|| rustix::process::getuid().as_raw().to_string());
    let host = rustix::system::uname();
    NewAction {
        created_at: now,
        actor: format!("os:{}", plain(&user)),
        source: plain(&host.nodename().to_string_lossy()),
        action: name.to_owned(),
        detail: detail(parameters),
        request_id: String::new(),
    }
}

/// A name that can be printed.
fn plain(name: &str) -> String {
    let printed = name.chars().filter(|character| !character.is_control());
    printed.take(MAX_NAME).collect()
}

/// Changes the database and records that in the audit log, in one transaction, unless `work` finds nothing to change.
/// Returns whether it changed something.
pub(super) fn change(
    store: &Store,
    action: &NewAction,
    mut work: impl FnMut(&mut Tx<'_>) -> Result<bool, Error>,
) -> Result<bool, Error> {
    store.transaction_blocking(action.created_at, |tx| {
        let changed = work(tx)?;
        if changed {
            audit_log::insert(tx, action)?;
        }
        Ok(changed)
    })
}

/// The members of a JSON object that is written in place.
macro_rules! parameters {
    ($($name:literal: $value:expr),* $(,)?) => {
        serde_json::Map::from_iter([$(($name.to_owned(), serde_json::json!($value))),*])
    };
}
pub(super) use parameters;
