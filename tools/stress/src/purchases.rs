//! Homecare orders that are paid at a payment provider outside of the gateway. Afterwards all records are compared.
//!
//! [`account`] is an account and its calls. [`shopper`] orders, pays and cancels. [`books`] compares the answers that clients got
//! with the tables and with the provider.

mod account;
mod books;
mod shopper;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use anyhow::Result;
use futures_util::future::try_join_all;

use crate::app::App;
use crate::bench::own_wire;
use crate::checks::Checks;
use crate::gateways::Gateways;
use crate::load::Stop;
use crate::node::Node;
use crate::timeline::{self, Timeline};
use crate::trade::books::Books;
use crate::trade::{Provider, Trade, lock, wait_for};
use account::{Account, CREATE};
use shopper::{Bought, Shopper};

/// The shoppers, the provider and their records.
pub(crate) struct Purchases {
    app: App,
    operator: App,
    accounts: Vec<Account>,
    /// The address of the gateway.
    address: SocketAddr,
    provider: Arc<Provider>,
    timeline: Timeline,
    bought: Mutex<Vec<Bought>>,
    /// The outcomes of orders that were definitely refused.
    refused: Mutex<Vec<String>>,
    stop: Stop,
}

impl Trade for Purchases {
    const NAME: &'static str = "purchases";

    fn configure(gateways: &mut Gateways, provider: &Provider) {
        own_wire::serve(gateways, true);
        provider.configure(gateways);
    }

    async fn open(
        gateways: &Gateways,
        node: &Node,
        provider: Arc<Provider>,
        shoppers: usize,
    ) -> Result<Purchases> {
        let (app, operator) = (gateways.app()?, gateways.admin()?);
        let accounts = (0..shoppers).map(|number| Account::register(&app, node.public, number));
        Ok(Purchases {
            accounts: try_join_all(accounts).await?,
            app,
            operator,
            address: node.public,
            provider,
            timeline: Timeline::default(),
            bought: Mutex::default(),
            refused: Mutex::default(),
            stop: Stop::default(),
        })
    }

    async fn run(self: Arc<Self>) -> Result<()> {
        let shoppers = self.accounts.iter().map(|account| async {
            let mut shopper = Shopper::new(&self, account);
            while !self.stop.is_due() {
                shopper.shop().await?;
            }
            anyhow::Ok(())
        });
        let provider = Arc::clone(&self.provider);
        provider.serve(self.address, shoppers).await
    }

    fn stop(&self) {
        self.stop.now();
    }

    async fn wait_for_order(&self) -> Result<()> {
        wait_for(&self.timeline, CREATE.method).await
    }

    async fn check(&self, checks: &mut Checks, gateways: &Gateways, node: &Node) -> Result<()> {
        self.print();
        let books = Books::open(gateways.setting("STORAGE__URL")?)?;
        (self.provider)
            .settle(checks, gateways, &books, self.address)
            .await?;
        let refused = lock(&self.refused).clone();
        checks.check(
            refused.is_empty(),
            "orders that were refused for good",
            format!("{refused:?}"),
        );
        books::compare(&books, checks, &self.provider.books, &lock(&self.bought))?;
        checks.no_panics(node).await
    }
}

impl Purchases {
    fn print(&self) {
        let bought = lock(&self.bought);
        let count = |is: fn(&Bought) -> bool| bought.iter().filter(|one| is(one)).count();
        println!(
            "    {} orders: {} paid, {} cancelled, {} both, {} completed, {} with a coupon",
            bought.len(),
            count(|one| one.is_paid),
            count(|one| one.is_cancelled),
            count(|one| one.is_paid && one.is_cancelled),
            count(|one| one.is_completed),
            count(|one| one.coupon.is_some()),
        );
        println!("    {}", self.provider);
        timeline::print(&self.timeline.all());
    }
}
