//! An action of an operator is recorded in the transaction of the action, so that both are committed or neither. Reads of
//! personal data are recorded too.
//!
//! A call that has to write a row holds an [`Audit`] and returns [`Audited`], which only the transaction with the row
//! makes: a call that writes no row does not compile.

mod detail;

use signet_fault::Fault;
use signet_store::audit_log::{self, NewAction};
use signet_store::{Connection, Paged, Store, Tx};

pub use detail::{HIDDEN, detail};

/// The row that a call has to write to the audit log. Its time is the time of the transaction.
#[derive(Debug)]
pub struct Audit(NewAction);

/// The result of a transaction that wrote its row to the audit log.
#[derive(Debug)]
#[must_use]
pub struct Audited<T>(T);

impl Audit {
    /// Returns the row of a call.
    pub fn of(action: NewAction) -> Audit {
        Audit(action)
    }

    /// Runs `work` and writes the row, in one transaction.
    ///
    /// # Errors
    /// As [`Store::transaction`]; no row is written then.
    pub async fn transaction<T: Send + 'static>(
        self,
        store: &Store,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<Audited<T>, Fault> {
        let Audit(action) = self;
        let now = action.created_at;
        let with_row = move |tx: &mut Tx<'_>| {
            let done = work(tx)?;
            audit_log::insert(tx, &action)?;
            Ok(Audited(done))
        };
        store.transaction(now, with_row).await
    }

    /// Reads a page of personal data, and writes the row with the number of records in it.
    ///
    /// # Errors
    /// As [`Store::transaction`]; if the row cannot be written, nothing is returned.
    pub async fn disclosure<T: Send + 'static>(
        self,
        store: &Store,
        mut read: impl FnMut(&mut Connection) -> Result<Paged<T>, Fault> + Send + 'static,
    ) -> Result<Audited<Paged<T>>, Fault> {
        let Audit(action) = self;
        let now = action.created_at;
        let with_row = move |tx: &mut Tx<'_>| {
            let page = read(tx)?;
            let row = NewAction {
                detail: detail::with_count(&action.detail, page.rows.len()),
                ..action.clone()
            };
            audit_log::insert(tx, &row)?;
            Ok(Audited(page))
        };
        store.transaction(now, with_row).await
    }
}

impl<T> Audited<T> {
    /// Returns the result alone.
    pub fn into_inner(self) -> T {
        self.0
    }

    /// Returns the result, and the proof that its row is written.
    pub fn split(self) -> (T, Audited<()>) {
        (self.0, Audited(()))
    }

    /// Converts the result with `to`.
    pub fn map<U>(self, to: impl FnOnce(T) -> U) -> Audited<U> {
        Audited(to(self.0))
    }
}
