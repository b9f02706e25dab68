//! A gateway that is killed while accounts order, pay and cancel, and the provider sends notifications.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Result;
use tokio::time::sleep;

use super::MOMENT;
use crate::checks::Checks;
use crate::gateways::Gateways;
use crate::trade::books::Books;
use crate::trade::{Provider, Trade};

/// The number of accounts and of kills.
#[derive(Clone, Copy)]
pub(crate) struct Size {
    shoppers: usize,
    kills: usize,
}

pub(crate) const WHOLE: Size = Size {
    shoppers: 16,
    kills: 100,
};

/// The size for the ordinary tests.
pub(crate) const BRIEF: Size = Size {
    shoppers: 6,
    kills: 4,
};

pub(crate) async fn run<T: Trade>(
    checks: &mut Checks,
    gateways: &mut Gateways,
    size: Size,
) -> Result<()> {
    let provider = Arc::new(Provider::start());
    T::configure(gateways, &provider);
    let mut node = gateways.start("gateway").await?;
    let (public, ops) = (node.public, node.ops);
    let trade = Arc::new(T::open(gateways, &node, Arc::clone(&provider), size.shoppers).await?);
    let running = tokio::spawn(Arc::clone(&trade).run());
    for _ in 0..size.kills {
        trade.wait_for_order().await?;
        sleep(Duration::from_millis(fastrand::u64(MOMENT))).await;
        node.kill()?;
        // Refunds that wait for their next try become due, as if hours had passed.
        Books::open(gateways.setting("STORAGE__URL")?)?.bring_forward()?;
        node = gateways.start_on("gateway", public, ops).await?;
        // Reconciles beside the gateway, which also sends refunds. The job of the gateway waits until the lease of the killed one ends.
        gateways.attempt(&["payments", "reconcile"])?;
    }
    trade.wait_for_order().await?;
    trade.stop();
    running.await??;
    trade.check(checks, gateways, &node).await
}
