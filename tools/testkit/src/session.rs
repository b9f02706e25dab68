//! Sessions without a login, for tests that need a user with a session and do not test logins.

use signet_domain::Services;
use signet_domain::platform::Platform;
use signet_domain::sessions::{self, Opening};
use signet_fault::{Code, Fault};
use signet_store::{Tx, users};

/// Opens a session of a user without a login. Returns the token.
pub async fn open_session(
    services: &Services,
    now: i64,
    user_id: i64,
    platform: Platform,
) -> Result<String, Fault> {
    let opening = Opening::new(platform)?;
    let session = opening.clone();
    let open = move |tx: &mut Tx<'_>| {
        let user = users::lock(tx, user_id)?.ok_or(Code::SessionExpired)?;
        session.open(tx, &user)
    };
    let changes = services.store.transaction(now, open).await?;
    sessions::publish(services, now, changes).await?;
    Ok(opening.into_token())
}
