//! Short forms of scenarios of `cargo xtask stress`, in which the gateway is a process that is killed.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::path::Path;

use signet_stress::{Brief, killed_in_checkouts, killed_in_consultations, killed_in_purchases};
use signet_testkit::{Scratch, unique};

/// Runs a scenario on the stores of the tests. Returns whether all its checks passed.
fn holds(scenario: impl AsyncFnOnce(&Brief<'_>) -> bool) -> bool {
    let scratch = Scratch::empty();
    let cache = std::env::var("SIGNET_TEST_CACHE_URL");
    let brief = Brief {
        programs: Path::new(env!("CARGO_BIN_EXE_gateway")).parent().unwrap(),
        storage: &scratch.url,
        cache: cache.as_deref().unwrap_or("memory://"),
        prefix: &format!("{}:", unique("killed")),
    };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(scenario(&brief))
}

#[test]
fn no_order_and_no_money_is_lost_when_the_gateway_is_killed() {
    assert!(holds(async |brief| killed_in_purchases(brief)
        .await
        .unwrap()));
}

#[test]
fn no_checkout_is_lost_or_made_twice_when_the_gateway_is_killed() {
    assert!(holds(async |brief| killed_in_checkouts(brief)
        .await
        .unwrap()));
}

#[test]
fn no_post_and_no_earning_is_lost_when_the_gateway_is_killed() {
    assert!(holds(async |brief| killed_in_consultations(brief)
        .await
        .unwrap()));
}
