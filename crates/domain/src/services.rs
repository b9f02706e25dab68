use signet_cache::Cache;
use signet_store::Store;

use crate::clock::{Clock, Zone};
use crate::identities::Identities;
use crate::pack_settings::SettingsOfPacks;
use crate::passwords::Passwords;
use crate::payments::Payments;
use crate::realms::Realms;
use crate::server_key::ServerKey;
use crate::sessions::LookUps;
use crate::snapshots::Snapshots;
use crate::uploads::Uploads;
use crate::vault::Vault;
use crate::{Settings, login_lock, sms};

/// The services that all calls share, made once at start.
pub struct Services {
    /// The database.
    pub store: Store,
    /// The fast store that all nodes share.
    pub cache: Cache,
    /// The time.
    pub clock: Clock,
    /// The time zone of every date that a client sees.
    pub zone: Zone,
    /// The realms of the enabled packs.
    pub realms: Realms,
    /// The data that is served from memory.
    pub snapshots: Snapshots,
    /// Password hashing, bounded.
    pub passwords: Passwords,
    /// The providers of identities.
    pub identities: Identities,
    /// The sender of short messages.
    pub sms: sms::Sender,
    /// The processing and storage of pictures.
    pub uploads: Uploads,
    /// The payment provider, and the packs that take charges.
    pub payments: Payments,
    /// The secret key of the nodes.
    pub key: ServerKey,
    /// The encryption of secrets at rest.
    pub vault: Vault,
    /// The permits to look sessions up in the database.
    pub look_ups: LookUps,
    /// The queues in front of password comparisons.
    pub login_queues: login_lock::Queues,
    /// The configuration that calls read.
    pub settings: Settings,
    /// The keys that packs own.
    pub of_packs: SettingsOfPacks,
}
