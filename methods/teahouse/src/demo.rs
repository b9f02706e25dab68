//! The demo content, which the examples of the API document use.

mod accounts;
mod articles;
mod goods;
mod home;
mod promotions;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use signet_domain::Services;
use signet_fault::Fault;
use signet_store::Tx;

use crate::fcode;

/// The F-code for the goods that are sold for an F-code.
const FCODE: &str = "TEA2026LONGJ";

/// Fills the empty tables of the pack.
pub(crate) fn load(services: &Services) -> LocalBoxFuture<'_, Result<(), Fault>> {
    fill(services).boxed_local()
}

async fn fill(services: &Services) -> Result<(), Fault> {
    let (accounts, now) = (
        accounts::Accounts::new(services).await?,
        services.clock.now(),
    );
    let tomorrow = services.zone.tomorrow(now)?;
    let fcode = fcode::hash(&services.key, FCODE)?;
    let fill = move |tx: &mut Tx<'_>| {
        home::load(tx)?;
        goods::load(tx, &fcode)?;
        promotions::load(tx, tomorrow)?;
        accounts.load(tx)
    };
    services.store.transaction(now, fill).await
}
