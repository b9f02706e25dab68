//! The interface between the scenarios and the orders of a product, most of which are paid at a provider outside of the gateway.

pub(crate) mod books;
mod provider;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Result, ensure};
use tokio::time::{Instant, sleep};

use crate::checks::Checks;
use crate::gateways::Gateways;
use crate::node::Node;
use crate::timeline::{Entry, Span, Timeline};

pub(crate) use provider::Provider;

/// The accounts that order in a product, and their records.
pub(crate) trait Trade: Send + Sync + Sized + 'static {
    /// The start of the names of the parts of a scenario with this product.
    const NAME: &'static str;

    /// Makes gateways that are started later serve the product, with the payments of a provider.
    fn configure(gateways: &mut Gateways, provider: &Provider);

    /// Registers `accounts` accounts.
    async fn open(
        gateways: &Gateways,
        node: &Node,
        provider: Arc<Provider>,
        accounts: usize,
    ) -> Result<Self>;

    /// Runs accounts and provider until [`Trade::stop`], and then until their last answers are definite.
    fn run(self: Arc<Self>) -> impl Future<Output = Result<()>> + Send;

    /// Makes the accounts stop after their current orders.
    fn stop(&self);

    /// Waits for the next order that is answered.
    async fn wait_for_order(&self) -> Result<()>;

    /// Makes the gateway complete all payments and refunds, and compares all books. No account may order meanwhile.
    async fn check(&self, checks: &mut Checks, gateways: &Gateways, node: &Node) -> Result<()>;
}

/// Waits for the next good answer to a call of a method.
pub(crate) async fn wait_for(timeline: &Timeline, method: &str) -> Result<()> {
    let from = Instant::now();
    let is_order = |entry: &Entry| entry.what == method && entry.is_good();
    loop {
        let to = Instant::now();
        if !timeline.sent(Span { from, to }, is_order).is_empty() {
            return Ok(());
        }
        ensure!(
            from.elapsed() < Duration::from_secs(100),
            "no account can order any more"
        );
        sleep(Duration::from_millis(5)).await;
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
