use signet_cache::{Address, Inspection};
use signet_domain::trust::Trust;

use super::Finding;
use crate::settings::Settings;
use crate::stores::find_cache;

/// Checks the fast store: its kind, and whether it accepts the commands of calls.
pub(super) fn look(settings: &Settings, trust: &Trust) -> Vec<Finding> {
    look_at(settings, trust).unwrap_or_else(|error| vec![Finding::bad(format!("{error:#}"))])
}

fn look_at(settings: &Settings, trust: &Trust) -> anyhow::Result<Vec<Finding>> {
    let server = match find_cache(settings, trust)? {
        Address::Memory => {
            return Ok(vec![Finding::good(
                "in the memory of the process; for one node alone",
            )]);
        }
        Address::Redis(server) => server,
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    let found = runtime.block_on(server.inspect(&settings.cache.prefix))?;
    Ok(findings(&found))
}

fn findings(found: &Inspection) -> Vec<Finding> {
    let version = found.version.as_deref().unwrap_or("of unknown version");
    let tls = if found.tls { ", TLS" } else { "" };
    let mut findings = vec![Finding::good(format!(
        "{}: {} {version}{tls}",
        found.address, found.program
    ))];
    if let Some(error) = found.unsupported() {
        findings.push(Finding::bad(error.to_string()));
    }
    for outcome in [&found.writes, &found.scripts] {
        if let Err(reason) = outcome {
            findings.push(Finding::bad(reason.clone()));
        }
    }
    if let Err(reason) = &found.messages {
        findings.push(Finding::doubtful(reason.clone()));
    }
    if found.is_replica == Some(true) {
        findings.push(Finding::bad(
            "it is a replica, which accepts no writes; set cache.url to its primary",
        ));
    }
    findings.extend(memory(found));
    findings
}

/// Checks that the eviction policy keeps locks, quotas and stored replies until they expire.
fn memory(found: &Inspection) -> Option<Finding> {
    let (limit, policy) = (found.max_memory?, found.eviction.as_deref()?);
    if limit == 0 {
        return Some(Finding::doubtful(
            "it has no limit of memory (maxmemory 0); set one below the memory of its machine",
        ));
    }
    if policy != "noeviction" {
        return Some(Finding::doubtful(format!(
            "at its limit of memory it drops keys ({policy}), locks and quotas among them; set maxmemory-policy noeviction"
        )));
    }
    let used = found.used_memory?;
    (used > limit / 10 * 9)
        .then(|| Finding::doubtful("over nine tenths of its memory are in use; raise maxmemory"))
}
