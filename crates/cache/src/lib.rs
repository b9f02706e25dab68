//! The fast store that all gateway nodes share: sessions, rate limits, quotas, one-time codes, small values,
//! stored replies and messages between nodes.
//!
//! [`Cache`] is the whole interface. It has two backends with the same behaviour: the process itself (the
//! embedded default) and Redis (several nodes). Each of them may lose all data at any moment. Data that must survive this is
//! also in the database, and the caller stores it again.
//!
//! Read in this order: `realm`, `session`, `limit`, `quota`, `code` and `reply` (inputs and results), `address` (the URL of a store), `cache` (the
//! operations and the backend of each), `memory` (the reference implementation), `redis` (the same as Lua
//! scripts, the `seal` around sessions, and the `link` to the server with its `breaker`; `inspect` describes a server).
//!
//! Every operation that depends on time takes `now` from its caller, in Unix seconds; only limits on Redis use the
//! clock of the server. An entry is invalid from the second of its end; the expiry of Redis only removes it some time later. A
//! stored time that no correct clock can have written is ignored.

mod address;
mod breaker;
mod cache;
mod code;
mod error;
mod limit;
mod memory;
mod quota;
mod realm;
mod redis;
mod reply;
mod session;

pub use address::Address;
pub use cache::Cache;
pub use code::{CheckedCode, CodeCheck, CodeState, CodeTries, CodeTry, Guesser, NewCode};
pub use error::Error;
pub use limit::{Admission, Limit, Rejection};
pub use quota::{Quota, Reservation};
pub use realm::{BadRealmName, RealmName};
pub use redis::{Inspection, Keys, Mode, Server};
pub use reply::Claim;
pub use session::{
    End, Lookup, PlatformClass, Profile, Session, SessionEntry, SessionKey, Sought, State,
};
