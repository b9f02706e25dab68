use signet_domain::trust::Trust;
use signet_store::{Inspection, inspect};

use super::Finding;
use crate::packs;
use crate::settings::Settings;

/// Checks the database: whether it answers, its rights, its schema.
pub(super) fn look(settings: &Settings, _trust: &Trust) -> Vec<Finding> {
    let packs = match packs::enabled(&settings.packs.enabled) {
        Ok(packs) => packs,
        Err(error) => return vec![Finding::bad(error.to_string())],
    };
    match inspect(&settings.storage.url, &packs::migrations(&packs)) {
        Ok(found) => findings(&found),
        Err(error) => vec![Finding::bad(error.to_string())],
    }
}

fn findings(found: &Inspection) -> Vec<Finding> {
    let mut findings = vec![Finding::good(summary(found))];
    let mut bad = |text: String| findings.push(Finding::bad(text));
    if let Some(reason) = &found.read_only {
        bad(format!("it accepts no writes: {reason}"));
    }
    if !found.missing_rights.is_empty() {
        let rights = found.missing_rights.join(", ");
        bad(format!(
            "its user lacks the rights {rights}; GRANT them on this database"
        ));
    }
    if !found.unknown.is_empty() {
        let versions = found.unknown.join(", ");
        bad(format!(
            "its schema is newer than this program (it has {versions}); run the newer program"
        ));
    }
    if !found.missing_to_migrate.is_empty() {
        let rights = found.missing_to_migrate.join(", ");
        bad(format!(
            "{} migrations are pending and its user lacks {rights}; run `gateway migrate` as a user that has them",
            found.pending.len()
        ));
    } else if found.exists && !found.pending.is_empty() {
        findings.push(Finding::doubtful(format!(
            "{} migrations are pending; `gateway migrate` or the next start runs them",
            found.pending.len()
        )));
    }
    findings.extend(found.problems.iter().map(|text| Finding::bad(text.clone())));
    findings
}

fn summary(found: &Inspection) -> String {
    let Inspection {
        at,
        version,
        character_set,
        ..
    } = found;
    if !found.exists {
        return format!("{at} is not there; the first start makes it");
    }
    let tls = match &found.cipher {
        Some(cipher) => format!(", TLS {cipher}"),
        None => String::new(),
    };
    let own: Vec<String> = found
        .differing
        .iter()
        .map(|variable| {
            format!(
                "{} {} for {}",
                variable.name, variable.gateway, variable.server
            )
        })
        .collect();
    let own = match own.as_slice() {
        [] => String::new(),
        own => format!("; each connection of the gateway sets {}", own.join(", ")),
    };
    format!("{at}: {version}, {character_set}{tls}{own}")
}
