//! Sandbox apps for the documentation page.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Map, Value, json};
use signet_domain::apps::sandbox::{self, Sandbox};
use signet_domain::audit::detail;
use signet_domain::snapshots;
use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::audit_log::{self, NewAction};
use tokio::time::{sleep, timeout};

use crate::gateway::Gateway;

/// The time within which this node has to load a new app, and the interval at which that is checked.
const LOADED_WITHIN: Duration = Duration::from_secs(3);
const INTERVAL: Duration = Duration::from_millis(10);

/// Creates an app and waits until this node has loaded it. Returns its `appid`, its `secret`, its end and the time, as JSON.
///
/// # Errors
/// [`Code::Overloaded`] if there are too many sandbox apps, or if the node does not load the app in time; errors of the store.
pub(super) async fn create(gateway: &Gateway, from: Option<SocketAddr>) -> Result<Value, Fault> {
    let services = &gateway.services;
    let now = services.clock.now();
    let vault = services.vault.clone();
    let create = move |tx: &mut Tx<'_>| {
        let made = sandbox::create(tx, &vault)?;
        audit_log::insert(tx, &action(&made, from, now))?;
        Ok::<_, Fault>(made)
    };
    let made = services.store.transaction(now, create).await?;
    snapshots::notify(&services.cache).await;
    let loaded = async {
        while gateway.directory.load().live(&made.app.appid).is_none() {
            sleep(INTERVAL).await;
        }
    };
    let waited = timeout(LOADED_WITHIN, loaded).await;
    waited.map_err(|_| Fault::from(Code::Overloaded).retry_after(1))?;
    Ok(json!({
        "appid": made.app.appid,
        "secret": made.secret.expose(),
        "ends_at": made.ends_at,
        "server_time": now,
    }))
}

/// Returns the row of the audit log: a caller of the ops listener is an operator without a name.
fn action(made: &Sandbox, from: Option<SocketAddr>, now: i64) -> NewAction {
    let members = [
        ("appid", json!(made.app.appid)),
        ("class", json!(made.app.class)),
        ("sandbox", json!(made.app.sandbox)),
        ("ends_at", json!(made.ends_at)),
    ];
    let members = members.map(|(name, value)| (name.to_owned(), value));
    NewAction {
        created_at: now,
        actor: "docs".to_owned(),
        source: from.map_or_else(String::new, |from| from.ip().to_string()),
        action: "app.create".to_owned(),
        detail: detail(Map::from_iter(members)),
        request_id: String::new(),
    }
}
