//! Demo content, on which the examples of the API document run.

mod accounts;
mod posts;

use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
use signet_domain::Services;
use signet_fault::Fault;
use signet_store::Tx;

use crate::tables::tags::{self, NewTag};

/// The tags, in the order of their ids.
const TAGS: [&str; 6] = ["法律", "财税", "留学", "职场", "心理", "技术"];

/// Fills the empty tables of the pack.
pub(crate) fn load(services: &Services) -> LocalBoxFuture<'_, Result<(), Fault>> {
    fill(services).boxed_local()
}

async fn fill(services: &Services) -> Result<(), Fault> {
    let accounts = accounts::Accounts::new(services).await?;
    let fill = move |tx: &mut Tx<'_>| {
        for (listorder, name) in (1..).zip(TAGS) {
            let name = name.to_owned();
            tags::insert(tx, &NewTag { name, listorder })?;
        }
        let people = accounts.load(tx)?;
        posts::load(tx, &people)
    };
    services.store.transaction(services.clock.now(), fill).await
}
