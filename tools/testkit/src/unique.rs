use std::sync::atomic::{AtomicU64, Ordering};

use signet_domain::clock::Clock;

/// Returns a name that is unique among the tests of all processes.
pub fn unique(name: &str) -> String {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let now = Clock::default().now_millis();
    format!(
        "{name}-{}-{now}-{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    )
}
