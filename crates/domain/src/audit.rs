//! Actions of operators are recorded in the transaction that performs them, so that both are committed or neither. Reads of
//! personal data are recorded too.

mod detail;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signet_fault::Fault;
use signet_store::audit_log::{self, NewAction};
use signet_store::{Connection, Paged, Store, Tx};

pub use detail::{HIDDEN, detail};

/// The row that a call leaves in the audit log; none for most calls. A clone is the same row.
#[derive(Clone, Debug, Default)]
pub struct Audit(Option<Arc<Row>>);

#[derive(Debug)]
struct Row {
    action: NewAction,
    written: AtomicBool,
}

impl Audit {
    /// The row of an operator's call.
    pub fn of(action: NewAction) -> Audit {
        Audit(Some(Arc::new(Row {
            action,
            written: AtomicBool::new(false),
        })))
    }

    /// Runs `work` as [`Store::transaction`] does, and writes the row with it. Of several transactions of a call, the
    /// first that is committed has it.
    ///
    /// # Errors
    /// As [`Store::transaction`]; there is no row then.
    pub async fn transaction<T: Send + 'static>(
        &self,
        store: &Store,
        now: i64,
        work: impl FnMut(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        self.write(store, now, work, |_, action| action.clone())
            .await
    }

    /// Reads a page of personal data and records the number of records in it; if the row cannot be written, the read fails.
    ///
    /// # Errors
    /// As [`Store::transaction`].
    pub async fn disclosure<T: Send + 'static>(
        &self,
        store: &Store,
        now: i64,
        mut read: impl FnMut(&mut Connection) -> Result<Paged<T>, Fault> + Send + 'static,
    ) -> Result<Paged<T>, Fault> {
        let counted = |page: &Paged<T>, action: &NewAction| NewAction {
            detail: detail::with_count(&action.detail, page.rows.len()),
            ..action.clone()
        };
        self.write(store, now, move |tx| read(tx), counted).await
    }

    async fn write<T: Send + 'static>(
        &self,
        store: &Store,
        now: i64,
        mut work: impl FnMut(&mut Tx<'_>) -> Result<T, Fault> + Send + 'static,
        action_of: impl Fn(&T, &NewAction) -> NewAction + Send + 'static,
    ) -> Result<T, Fault> {
        let unwritten = |row: &&Arc<Row>| !row.written.load(Ordering::Relaxed);
        let Some(row) = self.0.as_ref().filter(unwritten) else {
            return store.transaction(now, work).await;
        };
        let action = row.action.clone();
        let with_row = move |tx: &mut Tx<'_>| {
            let done = work(tx)?;
            audit_log::insert(tx, &action_of(&done, &action))?;
            Ok::<_, Fault>(done)
        };
        let done = store.transaction(now, with_row).await?;
        row.written.store(true, Ordering::Relaxed);
        Ok(done)
    }

    /// Whether there is no row left to write.
    pub fn is_done(&self) -> bool {
        let written = |row: &Arc<Row>| row.written.load(Ordering::Relaxed);
        self.0.as_ref().is_none_or(written)
    }
}
