//! Demo content, on which the examples of the API document run.

mod accounts;
mod goods;
mod local;
mod orders;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use signet_domain::Services;
use signet_fault::Fault;
use signet_store::{Tx, revisions};

use crate::content::TOPIC;

/// Fills the empty tables of the pack.
pub(crate) fn load(services: &Services) -> LocalBoxFuture<'_, Result<(), Fault>> {
    fill(services).boxed_local()
}

async fn fill(services: &Services) -> Result<(), Fault> {
    let accounts = accounts::Accounts::new(services).await?;
    let fill = move |tx: &mut Tx<'_>| {
        revisions::bump(tx, TOPIC)?;
        local::load(tx)?;
        goods::load(tx)?;
        let first = accounts.load(tx)?;
        orders::load(tx, &first)
    };
    services.store.transaction(services.clock.now(), fill).await
}
