//! Posts of consulting that are paid at a payment provider outside of the gateway. Afterwards all records are compared.
//!
//! [`pair`] is a buyer with a consultant, and their calls. [`books`] compares the answers that they got with the tables and with the
//! provider.

mod books;
mod pair;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use anyhow::Result;
use futures_util::future::try_join_all;

use crate::app::App;
use crate::checks::Checks;
use crate::gateways::Gateways;
use crate::load::Stop;
use crate::node::Node;
use crate::timeline::{self, Timeline};
use crate::trade::books::Books;
use crate::trade::{Provider, Trade, lock, wait_for};
use pair::{Ended, PUBLISH, Pair, Talk};

/// The pairs, the provider and their records.
pub(crate) struct Consultations {
    app: App,
    pairs: Vec<Pair>,
    /// The address of the gateway.
    address: SocketAddr,
    provider: Arc<Provider>,
    timeline: Timeline,
    ended: Mutex<Vec<Ended>>,
    stop: Stop,
}

impl Trade for Consultations {
    const NAME: &'static str = "consultations";

    fn configure(gateways: &mut Gateways, provider: &Provider) {
        gateways.set("PACKS__ENABLED", "yaf,consulting");
        provider.configure(gateways);
    }

    async fn open(
        gateways: &Gateways,
        node: &Node,
        provider: Arc<Provider>,
        accounts: usize,
    ) -> Result<Consultations> {
        let (app, operator) = (gateways.app()?, gateways.admin()?);
        let pairs =
            (0..accounts).map(|number| Pair::register(&app, &operator, node.public, number));
        Ok(Consultations {
            pairs: try_join_all(pairs).await?,
            app,
            address: node.public,
            provider,
            timeline: Timeline::default(),
            ended: Mutex::default(),
            stop: Stop::default(),
        })
    }

    async fn run(self: Arc<Self>) -> Result<()> {
        let talks = self.pairs.iter().map(|pair| async {
            let mut talk = Talk::new(&self, pair);
            while !self.stop.is_due() {
                talk.consult().await?;
            }
            anyhow::Ok(())
        });
        let provider = Arc::clone(&self.provider);
        provider.serve(self.address, talks).await
    }

    fn stop(&self) {
        self.stop.now();
    }

    async fn wait_for_order(&self) -> Result<()> {
        wait_for(&self.timeline, PUBLISH).await
    }

    async fn check(&self, checks: &mut Checks, gateways: &Gateways, node: &Node) -> Result<()> {
        println!("    {} posts are over", lock(&self.ended).len());
        println!("    {}", self.provider);
        timeline::print(&self.timeline.all());
        let books = Books::open(gateways.setting("STORAGE__URL")?)?;
        (self.provider)
            .settle(checks, gateways, &books, self.address)
            .await?;
        books::compare(checks, &books, self)?;
        checks.no_panics(node).await
    }
}
