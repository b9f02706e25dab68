//! A token by an openid that is bound to an account.

use signet_call::Ctx;
use signet_domain::accounts::{self, Binding, PendingLogin};
use signet_domain::sessions;
use signet_fault::Fault;
use signet_store::{Tx, users};

use super::Grant;
use crate::login::{closed, open};
use crate::{faults, openid};

/// Returns a token for the account of an openid. An openid does not register an account, because an account needs a mobile.
pub(super) async fn grant(ctx: &Ctx<'_>, grant: Grant) -> Result<String, Fault> {
    let (services, now, realm) = (ctx.services, ctx.now, ctx.realm()?);
    let (named, code) = grant.identity();
    let is_claimed = !(named.is_empty() && code.is_empty());
    grant.check(&[("openid", is_claimed)], false)?;
    let client = grant.client(ctx)?;
    let Some(claim) = openid::claim(ctx, client, named, code) else {
        return Err(Fault::internal("a parameter that was checked is missing"));
    };
    let identity = openid::prove(ctx, claim).await?;
    let user = accounts::by_identity(services, realm, &identity).await;
    let user = user.map_err(closed)?.ok_or(faults::ACCOUNT_NOT_FOUND)?;
    let login = PendingLogin::new(services, client.login(ctx))?;
    let pending = login.clone();
    let complete = move |tx: &mut Tx<'_>| {
        let user = users::lock(tx, user.id)?.ok_or(faults::ACCOUNT_NOT_FOUND)?;
        let user = open(user)?;
        // An operator may have removed the binding meanwhile.
        match accounts::present(tx, &user, &identity)? {
            Some(Binding::Bound) => pending.complete(tx, &user),
            _ => Err(faults::ACCOUNT_NOT_FOUND.into()),
        }
    };
    let changes = ctx.tx(complete).await?;
    sessions::publish(services, now, changes).await?;
    Ok(login.into_token())
}
