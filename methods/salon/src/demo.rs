//! Demo content, on which the examples of the documentation run.

mod accounts;
mod shops;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use signet_domain::Services;
use signet_domain::uploads::{self, Owner};
use signet_fault::Fault;
use signet_store::{Tx, users};

use crate::SALON;

/// The picture of the first account.
const AVATAR: &[u8] = include_bytes!("../avatar.png");

/// Fills the empty tables of the pack.
pub(crate) fn load(services: &Services) -> LocalBoxFuture<'_, Result<(), Fault>> {
    fill(services).boxed_local()
}

async fn fill(services: &Services) -> Result<(), Fault> {
    let now = services.clock.now();
    let accounts = accounts::Accounts::new(services).await?;
    let fill = move |tx: &mut Tx<'_>| {
        let shops = shops::load(tx)?;
        accounts.load(tx, &shops)
    };
    let id = services.store.transaction(now, fill).await?;
    let (realm, file) = (&SALON, AVATAR.into());
    let show = move |tx: &mut Tx<'_>, upload: &uploads::Upload| {
        Ok(users::set_headimg(tx, id, &upload.path)?)
    };
    uploads::store_with(services, now, Owner::User { realm, id }, file, show).await?;
    Ok(())
}
