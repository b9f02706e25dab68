//! Apps for trying methods out, handed out by the ops listener: each lives for minutes and ends by itself.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::{Map, Value, json};
use signet_domain::apps::{SKEW, TOPIC, directory};
use signet_domain::audit::detail;
use signet_domain::random;
use signet_domain::snapshots;
use signet_fault::{Code, Fault};
use signet_store::app_secrets::{self, NewAppSecret};
use signet_store::apps::{self, App};
use signet_store::audit_log::{self, NewAction};
use signet_store::{Error, Tx, revisions};
use tokio::time::{sleep, timeout};

use crate::gateway::Gateway;

/// What their appids start with.
const PREFIX: &str = "try-";
/// How long one lives, in seconds.
const LIFE: i64 = 600;
/// How many there are at once, on all nodes.
const MOST: i64 = 50;
/// Calls a minute of each.
const CALLS_PER_MINUTE: i64 = 300;
/// How long this node may take to hear of a new one, and how often it is asked.
const KNOWN_WITHIN: Duration = Duration::from_secs(3);
const ASKED_EVERY: Duration = Duration::from_millis(10);

/// Makes an app that this node takes calls of, as JSON: its `appid`, its `secret`, when it ends and what time it is.
///
/// # Errors
/// [`Code::Overloaded`] if there are too many; whatever the store reports.
pub(super) async fn make(gateway: &Gateway, from: Option<SocketAddr>) -> Result<Value, Fault> {
    let services = &gateway.services;
    let now = services.clock.now();
    let app = app(&random::hex_128()?, now);
    let (appid, secret) = (app.appid.clone(), random::hex_128()?);
    let row = NewAppSecret {
        appid: appid.clone(),
        secret: services.vault.seal(&appid, &secret)?,
        valid_from: now - SKEW,
        valid_until: Some(now + LIFE),
        created_at: now,
    };
    let action = action(&app, from, now);
    let insert = move |tx: &mut Tx<'_>| {
        // First, because it also locks out concurrent creations: none is counted while another is added.
        revisions::bump(tx, TOPIC)?;
        if apps::count_short_lived(tx, PREFIX, now)? >= MOST {
            return Err(Fault::overloaded());
        }
        apps::insert(tx, &app)?;
        app_secrets::insert(tx, &row)?;
        Ok::<_, Fault>(audit_log::insert(tx, &action)?)
    };
    services.store.transaction(now, insert).await?;
    snapshots::notify(&services.cache).await;
    let known = async {
        while gateway.directory.load().live(&appid).is_none() {
            sleep(ASKED_EVERY).await;
        }
    };
    let waited = timeout(KNOWN_WITHIN, known).await;
    waited.map_err(|_| Fault::from(Code::Overloaded).retry_after(1))?;
    Ok(json!({"appid": appid, "secret": secret, "ends_at": now + LIFE, "server_time": now}))
}

/// Removes the apps that ended.
pub(crate) async fn remove_ended(gateway: &Gateway) -> Result<(), Error> {
    let services = &gateway.services;
    let now = services.clock.now();
    let work = move |tx: &mut Tx<'_>| {
        if apps::remove_short_lived(tx, PREFIX)? > 0 {
            revisions::bump(tx, TOPIC)?;
        }
        Ok(())
    };
    services.store.transaction(now, work).await
}

fn app(random: &str, now: i64) -> App {
    let appid = format!("{PREFIX}{}", random.get(..12).unwrap_or(random));
    App {
        sandbox: true,
        calls_per_minute: CALLS_PER_MINUTE,
        ..directory::unrestricted(appid, "documentation page", now)
    }
}

/// The row of the audit log: a caller of the ops listener is an operator without a name.
fn action(app: &App, from: Option<SocketAddr>, now: i64) -> NewAction {
    let members = [
        ("appid", json!(app.appid)),
        ("class", json!(app.class)),
        ("sandbox", json!(app.sandbox)),
        ("ends_at", json!(now + LIFE)),
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
