//! The database and the fast store of the settings.

use std::time::Duration;

use signet_cache::{Address, Cache};
use signet_call::Pack;
use signet_domain::cache_keys::cache_keys;
use signet_domain::server_key::ServerKey;
use signet_domain::trust::Trust;
use signet_store::Store;

use crate::misconfigured::Misconfigured;
use crate::packs;
use crate::settings::Settings;

/// Opens the database, and brings its schema up to date, with the tables of packs.
///
/// # Errors
/// One line that says what to do.
pub fn open_store(settings: &Settings, packs: &[&Pack]) -> anyhow::Result<Store> {
    let url = &settings.storage.url;
    Store::check_url(url).map_err(|error| Misconfigured::error(error.to_string()))?;
    let read_timeout = Duration::from_millis(settings.storage.read_timeout_ms);
    let store = Store::open(url, settings.storage.pool)?.with_read_wait(read_timeout);
    for name in store.migrate(&packs::migrations(packs))? {
        tracing::info!(migration = name, "applied");
    }
    Ok(store)
}

/// Parses the address of the fast store, and the authorities for its certificate. Does not connect.
///
/// # Errors
/// One line that says what to do.
pub(crate) fn find_cache(settings: &Settings, trust: &Trust) -> anyhow::Result<Address> {
    Ok(match Address::parse(&settings.cache.url)? {
        Address::Redis(server) if server.is_tls() => {
            Address::Redis(server.trusting(trust.authorities()?.to_vec())?)
        }
        address => address,
    })
}

/// Creates the fast store with keys derived from the key of the nodes; does not connect.
///
/// # Errors
/// One line that says what to do.
pub(crate) fn open_cache(
    settings: &Settings,
    address: Address,
    key: &ServerKey,
) -> anyhow::Result<Cache> {
    match address {
        Address::Memory => Ok(Cache::memory()),
        Address::Redis(server) => {
            let (cache, keys) = (&settings.cache, cache_keys(key)?);
            let limit = Duration::from_millis(cache.timeout_ms);
            Ok(Cache::redis(server, limit, &cache.prefix, &keys))
        }
    }
}
