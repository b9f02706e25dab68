use clap::Args;
use serde_json::{Value, json};
use signet_domain::clock::Zone;
use signet_store::Error;
use signet_store::audit_log::{self, Action, Filter};

use super::open_store;
use super::output::{cell, say};
use crate::settings::Settings;

/// Show the actions of operators, the newest first
#[derive(Args)]
pub(super) struct Audit {
    /// The maximum number of rows
    #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(i64).range(1..))]
    limit: i64,
    /// Only rows of one actor, such as app:console or os:root
    #[arg(long)]
    actor: Option<String>,
    /// Only rows of some actions, such as app.revoke or admin.user.*
    #[arg(long, value_name = "PATTERN")]
    action: Option<String>,
    /// Print one JSON array, for programs
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
