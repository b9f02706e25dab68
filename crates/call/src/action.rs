use std::any::Any;
use std::ops::{Deref, DerefMut};

use deserr::Deserr;
use futures_util::FutureExt;
use futures_util::future::LocalBoxFuture;
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
        let action = move |tx: &mut ActionTx<'_>| {
            let reply: AnyReply = Box::new(self.clone().act(tx)?);
            Ok(reply)
        };
        let (reply, audited) = perform(ctx, audit, A::TOPIC, Box::new(action))
            .await?
            .split();
        let reply = reply
            .downcast()
            .map_err(|_| Fault::internal("another type of reply"))?;
        Ok(audited.map(|()| *reply))
    }
}

/// A reply whose type is erased, so that the code around an action is compiled once, not for each action.
type AnyReply = Box<dyn Any + Send>;
/// An action whose type is erased for the same reason.
type AnyAction = Box<dyn FnMut(&mut ActionTx<'_>) -> Result<AnyReply, Fault> + Send>;

/// Runs the transaction of an action on `topic`.
fn perform<'a>(
    ctx: &'a Ctx<'_>,
    audit: Audit,
    topic: Option<&'static str>,
    mut action: AnyAction,
) -> LocalBoxFuture<'a, Result<Audited<AnyReply>, Fault>> {
    let services = ctx.services;
    let (zone, realms) = (services.zone.clone(), services.realms.clone());
    let in_transaction = move |tx: &mut Tx<'_>| {
        if let Some(topic) = topic {
            revisions::bump(tx, topic)?;
        }
        let mut tx = ActionTx {
            tx: tx.reborrow(),
            zone: &zone,
            realms: &realms,
        };
        action(&mut tx)
    };
    // Boxed: an `async` body is compiled in each crate that awaits it.
    async move {
        let acted = audit.transaction(&services.store, in_transaction).await?;
        if topic.is_some() {
            snapshots::notify(&services.cache).await;
        }
        Ok(acted)
    }
    .boxed_local()
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
