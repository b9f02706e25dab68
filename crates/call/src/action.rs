use std::ops::{Deref, DerefMut};

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_domain::audit::{Audit, Audited};
use signet_domain::clock::Zone;
use signet_domain::realms::Realms;
use signet_domain::snapshots;
use signet_fault::{Code, Fault};
use signet_store::{Tx, revisions};

use crate::params::DateTime;
use crate::{Ctx, Operation, Violations};

/// A write of operators in one transaction, which also writes its row in the audit log. It is an [`Operation`] that needs nothing
/// but this transaction.
///
/// It is cloned for each try, because a transaction that conflicts with another one is repeated.
pub trait Action: Deserr<Violations> + JsonSchema + Clone + Send + Sized + 'static {
    /// [`Method::NAME`](crate::Method::NAME)
    const NAME: &'static str;
    /// The topic that counts its changes, if the changed tables are served from memory. Every node then reads the tables again. See
    /// [`snapshots`].
    const TOPIC: Option<&'static str> = None;
    /// [`Method::FAULTS`](crate::Method::FAULTS)
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    /// [`Method::DONE`](crate::Method::DONE)
    const DONE: &'static str = "设置成功";
    /// [`Method::Reply`](crate::Method::Reply)
    type Reply: Serialize + JsonSchema + Send;

    /// Performs the action. A fault rolls everything back.
    ///
    /// # Errors
    /// [`Action::FAULTS`], and the faults that every method may return.
    fn act(self, tx: &mut ActionTx<'_>) -> Result<Self::Reply, Fault>;
}

/// The transaction of an [`Action`], with the time zone of the dates in its parameters and the realms of the enabled packs.
pub struct ActionTx<'a> {
    tx: Tx<'a>,
    zone: &'a Zone,
    realms: &'a Realms,
}

impl<'a> ActionTx<'a> {
    /// Returns the realms of the enabled packs.
    pub fn realms(&self) -> &'a Realms {
        self.realms
    }

    /// Returns the date of the transaction, as `Ymd`.
    pub fn date(&self) -> String {
        self.zone.date(self.tx.now())
    }

    /// Returns the unix seconds of a date and time that the caller sent.
    pub fn seconds(&self, date_time: DateTime) -> i64 {
        self.zone.seconds(date_time.local())
    }
}

impl<'a> Deref for ActionTx<'a> {
    type Target = Tx<'a>;

    fn deref(&self) -> &Tx<'a> {
        &self.tx
    }
}

impl<'a> DerefMut for ActionTx<'a> {
    fn deref_mut(&mut self) -> &mut Tx<'a> {
        &mut self.tx
    }
}

impl<A: Action> Operation for A {
    const NAME: &'static str = A::NAME;
    const FAULTS: &'static [Code] = A::FAULTS;
    const DONE: &'static str = A::DONE;
    type Reply = A::Reply;

    async fn operate(self, ctx: &Ctx<'_>, audit: Audit) -> Result<Audited<A::Reply>, Fault> {
        let (zone, realms) = (ctx.services.zone.clone(), ctx.services.realms.clone());
        let work = move |tx: &mut Tx<'_>| {
            if let Some(topic) = A::TOPIC {
                revisions::bump(tx, topic)?;
            }
            let mut tx = ActionTx {
                tx: tx.reborrow(),
                zone: &zone,
                realms: &realms,
            };
            self.clone().act(&mut tx)
        };
        let acted = audit.transaction(&ctx.services.store, work).await?;
        if A::TOPIC.is_some() {
            snapshots::notify(&ctx.services.cache).await;
        }
        Ok(acted)
    }
}

/// Checks that a call found its record.
///
/// # Errors
/// [`Code::RecordNotFound`] if it did not.
pub fn found(found: bool) -> Result<(), Fault> {
    found
        .then_some(())
        .ok_or_else(|| Code::RecordNotFound.into())
}
