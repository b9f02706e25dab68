//! The domain logic that the methods of all packs share.
//!
//! [`Services`] holds the services of all calls: store, cache, clock and settings. Around it, one module per subject:
//! [`apps`]; [`realms`], [`accounts`], [`identities`] and [`passwords`], [`sessions`], [`login_lock`], [`sms`], [`request_tokens`], [`uploads`],
//! [`origin`] (the unit that rules about addresses count) and [`daily_limits`]; [`districts`] and [`points`]; [`payments`] and
//! [`jobs`]; [`snapshots`] for data in memory, [`pack_settings`] for packs, [`audit`] for operators, and [`trust`] for certificate
//! authorities. [`networks`] and [`web_origin`] parse texts of operators, and [`html`] cleans them. A [`digest`] recognises a repeated
//! call; [`untaken`] inserts random numbers.
//! Functions take `now` from their caller, so that one call has one time; only [`login_lock`], which waits, reads the clock.

mod account;
pub mod accounts;
pub mod app_version;
pub mod apps;
pub mod audit;
mod breaker;
pub mod cache_keys;
pub mod clock;
pub mod comma_list;
mod cpu_pool;
pub mod daily_limits;
pub mod digest;
pub mod districts;
pub mod html;
pub mod identities;
pub mod invalid;
pub mod jobs;
pub mod login_lock;
pub mod login_source;
pub mod masked;
pub mod networks;
pub mod origin;
pub mod pack_settings;
pub mod passwords;
pub mod payments;
pub mod per_caller_limit;
pub mod platform;
pub mod points;
pub mod random;
pub mod realms;
pub mod request_tokens;
pub mod server_key;
mod services;
pub mod sessions;
mod settings;
pub mod sms;
pub mod snapshots;
pub mod tickets;
pub mod trust;
pub mod untaken;
pub mod uploads;
pub mod vault;
pub mod web_origin;
pub mod web_url;

pub use services::Services;
pub use settings::Settings;
