//! The products that this program can serve.

use signet_call::{Entry, Pack, Table, TableError};
use signet_domain::identities::Provider;
use signet_domain::jobs::Job;
use signet_domain::payments::{self, Charges};
use signet_domain::realms::Realms;
use signet_domain::sms;
use signet_domain::snapshots::AnySnapshot;
use signet_methods_operate as operate;
use signet_store::Migrations;

use crate::misconfigured::Misconfigured;

/// The list of packs, in the order of the documentation.
pub static PACKS: &[&Pack] = &[
    &signet_methods_yaf::PACK,
    &signet_methods_homecare::PACK,
    &signet_methods_consulting::PACK,
    &signet_methods_salon::PACK,
    &signet_methods_teahouse::PACK,
    &operate::PACK,
];

/// Returns the packs that `packs.enabled` names, and the pack that is always enabled.
///
/// # Errors
/// [`Misconfigured`] if no pack has one of the names.
pub fn enabled(names: &[String]) -> anyhow::Result<Vec<&'static Pack>> {
    let is_always_enabled = |pack: &Pack| pack.name == operate::PACK.name;
    let of_choice = PACKS.iter().filter(|pack| !is_always_enabled(pack));
    let known = || of_choice.clone().map(|pack| pack.name);
    if let Some(name) = names
        .iter()
        .find(|name| known().all(|known| known != **name))
    {
        let known = known().collect::<Vec<_>>().join(", ");
        return Err(Misconfigured::error(format!(
            "packs.enabled: there is no pack \"{name}\"; there are {known}"
        )));
    }
    let is_enabled =
        |pack: &&&Pack| is_always_enabled(pack) || names.iter().any(|name| name == pack.name);
    Ok(PACKS.iter().filter(is_enabled).copied().collect())
}

/// Returns the methods of all packs.
pub fn methods() -> impl Iterator<Item = &'static Entry> {
    PACKS.iter().flat_map(|pack| pack.methods)
}

/// Returns the table of the methods of packs.
///
/// # Errors
/// [`TableError::NoRealm`] and [`TableError::Twice`].
pub fn table(packs: &[&'static Pack]) -> Result<Table, TableError> {
    for pack in packs.iter().filter(|pack| !pack.realms.is_empty()) {
        // A method without a realm would take the sessions of all realms.
        if let Some(entry) = pack.methods.iter().find(|entry| entry.realm.is_none()) {
            return Err(TableError::NoRealm { method: entry.name });
        }
    }
    Table::new(packs.iter().flat_map(|pack| pack.methods))
}

/// Returns the realms of packs.
pub(crate) fn realms(packs: &[&Pack]) -> Realms {
    Realms::new(packs.iter().flat_map(|pack| pack.realms.iter().copied()))
}

/// Returns the providers of identities of packs.
pub(crate) fn identities(packs: &[&Pack]) -> impl Iterator<Item = &'static Provider> {
    packs.iter().flat_map(|pack| pack.identities).copied()
}

/// Returns the migrations of packs.
pub(crate) fn migrations(packs: &[&Pack]) -> Vec<Migrations> {
    packs.iter().map(|pack| pack.migrations).collect()
}

/// Returns the actions of packs when charges of their realms change.
pub(crate) fn charges(packs: &[&'static Pack]) -> impl Iterator<Item = &'static Charges> {
    packs.iter().flat_map(|pack| pack.charges)
}

/// Returns the jobs: the jobs for all packs, and the jobs of each pack.
pub(crate) fn jobs(packs: &[&'static Pack]) -> Vec<&'static Job> {
    let of_packs = packs.iter().flat_map(|pack| pack.jobs);
    payments::JOBS.iter().chain(of_packs).collect()
}

/// Returns the snapshots that the gateway serves from memory: the snapshots for all packs, and the snapshots of each pack.
pub(crate) fn snapshots(packs: &[&Pack]) -> Vec<&'static dyn AnySnapshot> {
    let mut snapshots: Vec<&'static dyn AnySnapshot> = vec![&sms::TEMPLATES];
    snapshots.extend(packs.iter().flat_map(|pack| pack.snapshots));
    snapshots
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    use signet_fault::Code;

    use super::*;

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
    }

    fn read_all(folder: &Path, sources: &mut String) {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            match entry.path() {
                path if path.is_dir() => read_all(&path, sources),
                path => sources.push_str(&fs::read_to_string(path).unwrap()),
            }
        }
    }

    #[test]
    fn sub_codes_are_unique_snake_case_words() {
        let mut seen = HashSet::new();
        let own = PACKS.iter().flat_map(|pack| pack.faults);
        for code in Code::CORE.iter().chain(own) {
            let sub = code.sub_code();
            assert!(seen.insert(sub), "{sub} is there twice");
            assert!(
                sub.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'),
                "{sub}"
            );
            assert!(!code.text().is_empty(), "{sub} has no text");
            assert!(!code.cure().is_empty(), "{sub} has no cure");
        }
    }

    #[test]
    fn a_realm_has_one_pack_and_a_method_is_in_a_realm_of_its_pack() {
        let mut seen = HashSet::new();
        for pack in PACKS {
            for realm in pack.realms {
                assert!(seen.insert(realm.name()), "{realm} is there twice");
            }
            for entry in pack.methods {
                let is_of_pack = entry
                    .realm
                    .is_some_and(|realm| pack.realms.contains(&realm));
                assert_eq!(is_of_pack, !pack.realms.is_empty(), "{}", entry.name);
            }
        }
    }

    #[test]
    fn a_provider_of_identities_has_one_pack_and_its_name_in_front() {
        let mut seen = HashSet::new();
        for pack in PACKS {
            for provider in pack.identities {
                let name = provider.name();
                assert!(seen.insert(name), "{name} is there twice");
                assert!(name.starts_with(&format!("{}_", pack.name)), "{name}");
            }
        }
    }

    #[test]
    fn every_fault_of_a_pack_is_used_under_its_own_name() {
        for pack in PACKS {
            let mut sources = String::new();
            let folder = root().join("methods").join(pack.name).join("src");
            read_all(&folder, &mut sources);
            for code in pack.faults {
                let used = format!("faults::{}", code.sub_code().to_uppercase());
                assert!(
                    sources.contains(&used),
                    "{}: nothing gives {used}",
                    pack.name
                );
            }
        }
    }

    #[test]
    fn a_method_gives_faults_of_the_core_and_of_its_pack() {
        for pack in PACKS {
            for entry in pack.methods {
                for code in entry.faults {
                    let is_known = Code::CORE.contains(code) || pack.faults.contains(code);
                    assert!(is_known, "{}: {code:?} is of another pack", entry.name);
                }
            }
        }
    }
}
