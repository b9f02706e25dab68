//! The database of the gateways, and its charges compared with the provider's.

use anyhow::{Context, Result};
use serde_json::{Value, json};
use signet_store::charges::{self, Charge};
use signet_store::refunds;
use signet_store::{Connection, Error, PageRequest, Store, Tx};
use signet_testkit::payments::PaymentProvider;

use crate::app::now;

/// A page with all rows that a table may have in a scenario.
pub(crate) const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 1_000_000,
};

/// The database of the gateways.
pub(crate) struct Books {
    store: Store,
}

impl Books {
    pub(crate) fn open(url: &str) -> Result<Books> {
        Ok(Books {
            store: Store::open(url, 1)?,
        })
    }

    /// Makes every refund that waits for its next try due now; otherwise it could be due in an hour. No gateway may run meanwhile: normally
    /// the wait is longer than a request, which ensures that a refund is not sent twice at the same time.
    pub(crate) fn bring_forward(&self) -> Result<()> {
        let charges = self.charges()?.into_iter();
        let waiting: Vec<i64> = charges
            .filter(|charge| charge.requested > charge.refunded)
            .map(|charge| charge.id)
            .collect();
        let now = i64::try_from(now())?;
        let bring = |tx: &mut Tx<'_>| {
            for &charge in &waiting {
                charges::lock(tx, charge)?;
                for mut refund in refunds::lock_of_charge(tx, charge)? {
                    refund.next_at = refund.next_at.map(|_| now);
                    refunds::save(tx, &refund)?;
                }
            }
            Ok::<_, Error>(())
        };
        Ok(self.store.transaction_blocking(now, bring)?)
    }

    /// Returns whether every refund that was requested is made.
    pub(crate) fn are_settled(&self) -> Result<bool> {
        let charges = self.charges()?;
        Ok(charges
            .iter()
            .all(|charge| charge.requested == charge.refunded))
    }

    pub(crate) fn charges(&self) -> Result<Vec<Charge>> {
        let search = charges::Search::default();
        Ok(self
            .read(|connection| charges::page(connection, &search, ALL))?
            .rows)
    }

    /// Reads the database.
    pub(crate) fn read<T>(
        &self,
        read: impl FnMut(&mut Connection) -> Result<T, Error>,
    ) -> Result<T> {
        Ok(self.store.run_blocking(read)?)
    }
}

/// Returns whether a charge is the same at the provider: its amount, whether it is paid, and the amount refunded.
pub(crate) fn is_same(charge: &Charge, provider: &PaymentProvider) -> Result<bool> {
    let Some(theirs) = provider.charge(&charge.number) else {
        return Ok(charge.provider_id.is_none() && !charge.is_paid());
    };
    let amount = |value: &Value| value.get("amount").and_then(Value::as_i64);
    let refunds = provider.refunds(&charge.number);
    let made = refunds
        .iter()
        .filter(|refund| refund.get("status") == Some(&json!("succeeded")));
    let refunded: Option<i64> = made.map(amount).sum();
    let refunded = refunded.context("a refund has an amount")?;
    let is_paid = theirs.get("paid") == Some(&json!(true));
    Ok(amount(&theirs) == Some(charge.fen)
        && is_paid == charge.is_paid()
        && refunded == charge.refunded)
}
