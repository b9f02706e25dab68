//! Checkouts of the tea shop. The last step of each is repeated until it is answered. Afterwards the rules of the shop's books are checked.

mod member;
#[path = "../../../methods/teahouse/tests/teahouse/rules.rs"]
mod rules;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use anyhow::Result;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use futures_util::future::try_join_all;
use signet_store::{Error, Store, Tx};

use crate::app::{App, now};
use crate::caller::Caller;
use crate::checks::Checks;
use crate::gateways::Gateways;
use crate::load::Stop;
use crate::node::Node;
use crate::timeline::{self, Timeline};
use crate::trade::{Provider, Trade, lock, wait_for};
use member::{CREATE, Member, Submitted};
use rules::RULES;

/// The stock of each of the goods at the start.
const PIECES: i64 = 1_000_000;

/// The members, and their checkouts that were answered.
pub(crate) struct Checkouts {
    app: App,
    members: Vec<Member>,
    /// The address of the gateway.
    address: SocketAddr,
    timeline: Timeline,
    submitted: Mutex<Vec<Submitted>>,
    stop: Stop,
}

impl Trade for Checkouts {
    const NAME: &'static str = "checkouts";

    fn configure(gateways: &mut Gateways, provider: &Provider) {
        gateways.set("PACKS__ENABLED", "yaf,teahouse");
        provider.configure(gateways);
    }

    async fn open(
        gateways: &Gateways,
        node: &Node,
        _: Arc<Provider>,
        accounts: usize,
    ) -> Result<Checkouts> {
        let store = Store::open(gateways.setting("STORAGE__URL")?, 1)?;
        let fill = format!("UPDATE teahouse_goods SET storage = {PIECES}");
        let fill =
            |tx: &mut Tx<'_>| Ok::<_, Error>(diesel::sql_query(&fill).execute(&mut tx.link)?);
        store.transaction_blocking(i64::try_from(now())?, fill)?;
        let app = gateways.app()?;
        let members = (0..accounts).map(|number| Member::register(&app, node.public, number));
        Ok(Checkouts {
            members: try_join_all(members).await?,
            app,
            address: node.public,
            timeline: Timeline::default(),
            submitted: Mutex::default(),
            stop: Stop::default(),
        })
    }

    async fn run(self: Arc<Self>) -> Result<()> {
        let members = self.members.iter().map(|member| async {
            let mut caller = Caller::new(self.address, &self.timeline);
            while !self.stop.is_due() {
                let submitted = member.buy(&self.app, &mut caller).await?;
                lock(&self.submitted).push(submitted);
            }
            anyhow::Ok(())
        });
        try_join_all(members).await?;
        Ok(())
    }

    fn stop(&self) {
        self.stop.now();
    }

    async fn wait_for_order(&self) -> Result<()> {
        wait_for(&self.timeline, CREATE).await
    }

    async fn check(&self, checks: &mut Checks, gateways: &Gateways, node: &Node) -> Result<()> {
        timeline::print(&self.timeline.all());
        let store = Store::open(gateways.setting("STORAGE__URL")?, 1)?;
        self.compare(checks, &store)?;
        checks.no_panics(node).await
    }
}

impl Checkouts {
    /// Compares the answers with the tables, and checks the rules of the books.
    fn compare(&self, checks: &mut Checks, store: &Store) -> Result<()> {
        let count = |rows: &str| {
            let query = format!("(SELECT COUNT(*) FROM {rows})");
            let count = store.run_blocking(|connection| {
                let query = diesel::select(sql::<BigInt>(&query));
                Ok::<i64, Error>(query.get_result(&mut connection.link)?)
            });
            Ok::<i64, anyhow::Error>(count?)
        };
        let submitted = lock(&self.submitted);
        let mut lost = 0;
        for Submitted { nonce, pay_sn } in submitted.iter() {
            let row =
                format!("teahouse_payments WHERE checkout = '{nonce}' AND pay_sn = '{pay_sn}'");
            lost += 1 - count(&row)?;
        }
        let (made, expected) = (count("teahouse_payments")?, submitted.len());
        checks.check(lost == 0, "checkouts that were answered and are lost", lost);
        checks.check(
            usize::try_from(made)? == expected,
            "checkouts that were made and not answered, or twice",
            format!("{made} made, {expected} answered"),
        );
        let moved = count(&format!(
            "teahouse_goods WHERE storage + salenum <> {PIECES}"
        ))?;
        checks.check(
            moved == 0,
            "goods whose stock and sales do not add up",
            moved,
        );
        for (rule, broken) in RULES {
            let broken = count(broken)?;
            if broken > 0 {
                checks.check(false, rule, broken);
            }
        }
        Ok(())
    }
}
