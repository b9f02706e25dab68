//! Demo content, like the examples of the API document.

mod articles;
mod content;
mod goods;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use signet_domain::Services;
use signet_fault::Fault;
use signet_store::{Tx, revisions};

use crate::content::TOPIC;

const DAY: i64 = 86_400;

/// Fills the empty tables of the pack.
pub(crate) fn load(services: &Services) -> LocalBoxFuture<'_, Result<(), Fault>> {
    let fill = |tx: &mut Tx<'_>| {
        revisions::bump(tx, TOPIC)?;
        content::load(tx)?;
        articles::load(tx)?;
        goods::load(tx)
    };
    services
        .store
        .transaction(services.clock.now(), fill)
        .boxed_local()
}
