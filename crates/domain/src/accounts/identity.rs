//! Accounts and the identities that were proven for them.

use signet_fault::Fault;
use signet_store::identities::{self as table, NewIdentity};
use signet_store::users::{self, User};
use signet_store::{Error, Tx};

use super::may_log_in;
use crate::Services;
use crate::identities::Proven;
use crate::realms::Realm;

/// The result of [`bind`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binding {
    /// The identity is bound to the account now, or was bound to it before.
    Bound,
    /// The account has another identity of this provider.
    HasAnother,
    /// The identity belongs to another account.
    OfAnother,
}

/// Returns the account of a realm to which an identity is bound, if there is one.
///
/// # Errors
/// [`AccountLocked`](signet_fault::Code::AccountLocked), [`AccountClosed`](signet_fault::Code::AccountClosed).
pub async fn by_identity(
    services: &Services,
    realm: &'static Realm,
    identity: &Proven,
) -> Result<Option<User>, Fault> {
    let identity = identity.clone();
    let find = move |connection: &mut _| -> Result<_, Fault> {
        let (provider, subject) = (identity.provider(), identity.subject());
        let bound = table::find(connection, realm.name(), provider, subject)?;
        match bound {
            Some(bound) => Ok(users::by_id(connection, bound.user_id)?),
            None => Ok(None),
        }
    };
    let user = services.store.run(find).await?;
    user.map(may_log_in).transpose()
}

/// Binds an identity to an account whose row is locked or new. An identity is never moved from one account to another.
///
/// # Errors
/// [`Fault::internal`] if the store is away.
pub fn bind(tx: &mut Tx<'_>, user: &User, identity: &Proven) -> Result<Binding, Fault> {
    let (provider, subject) = (identity.provider(), identity.subject());
    if let Some(binding) = present(tx, user, identity)? {
        return Ok(binding);
    }
    let new = NewIdentity {
        realm: &user.realm,
        provider,
        subject,
        user_id: user.id,
        created_at: tx.now(),
    };
    match table::insert(tx, &new) {
        Ok(()) => Ok(Binding::Bound),
        // Another transaction has bound it since the check above; the account itself is locked.
        Err(Error::Duplicate) => Ok(Binding::OfAnother),
        Err(error) => Err(error.into()),
    }
}

/// Returns the result that [`bind`] would have, if the existing bindings decide it.
///
/// # Errors
/// [`Fault::internal`] if the store is away.
pub fn present(
    connection: &mut signet_store::Connection,
    user: &User,
    identity: &Proven,
) -> Result<Option<Binding>, Fault> {
    let (provider, subject) = (identity.provider(), identity.subject());
    if let Some(bound) = table::find(connection, &user.realm, provider, subject)? {
        return Ok(Some(match bound.user_id == user.id {
            true => Binding::Bound,
            false => Binding::OfAnother,
        }));
    }
    let own = table::of_user(connection, user.id)?;
    let has_another = own.iter().any(|own| own.provider == provider);
    Ok(has_another.then_some(Binding::HasAnother))
}
