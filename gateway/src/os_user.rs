//! Actions of the user of the operating system who runs the command line, in the audit log.

use serde_json::{Map, Value};
use signet_domain::audit::detail;
use signet_fault::Fault;
use signet_store::audit_log::{self, NewAction};
use signet_store::{Store, Tx};

/// The longest name of a user or a host in the audit log, in characters.
const MAX_NAME: usize = 64;

/// Returns the audit row of an action of the user, from this host.
pub(crate) fn action(name: &str, parameters: Map<String, Value>, now: i64) -> NewAction {
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

/// Returns a name without control characters, with at most [`MAX_NAME`] characters.
fn plain(name: &str) -> String {
    let printed = name.chars().filter(|character| !character.is_control());
    printed.take(MAX_NAME).collect()
}

/// Changes the database and writes the audit row, in one transaction, unless `work` finds nothing to change.
/// Returns whether it changed something.
pub(crate) fn change(
    store: &Store,
    action: &NewAction,
    mut work: impl FnMut(&mut Tx<'_>) -> Result<bool, Fault>,
) -> Result<bool, Fault> {
    store.transaction_blocking(action.created_at, |tx| {
        let changed = work(tx)?;
        if changed {
            audit_log::insert(tx, action)?;
        }
        Ok(changed)
    })
}

/// Creates the members of a JSON object from names and values.
macro_rules! parameters {
    ($($name:literal: $value:expr),* $(,)?) => {
        serde_json::Map::from_iter([$(($name.to_owned(), serde_json::json!($value))),*])
    };
}
pub(crate) use parameters;
