//! The interface between the scenarios and the orders of a product, most of which are paid at a provider outside of the gateway.

use std::sync::Arc;

use anyhow::Result;

use crate::checks::Checks;
use crate::gateways::Gateways;
use crate::node::Node;
use crate::purchases::Provider;

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
