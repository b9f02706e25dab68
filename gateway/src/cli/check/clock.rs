use signet_domain::clock::Clock;
use signet_domain::trust::Trust;
use signet_store::inspect;

use super::Finding;
use crate::settings::Settings;

/// Seconds by which clocks may differ: signatures are accepted within minutes, limits count seconds.
const TOLERATED: u64 = 5;

/// Compares the clock of this machine with the clock of the database.
pub(super) fn look(settings: &Settings, _trust: &Trust) -> Vec<Finding> {
    let Ok(found) = inspect(&settings.storage.url, &[]) else {
        // The check of the storage reports the reason.
        return Vec::new();
    };
    let Some(theirs) = found.now else {
        return vec![Finding::good("that of this machine is the only one")];
    };
    let ours = Clock::default().now();
    let (differ, direction) = (
        ours.abs_diff(theirs),
        if ours > theirs { "ahead of" } else { "behind" },
    );
    vec![if differ <= TOLERATED {
        Finding::good("that of this machine and that of the database agree")
    } else {
        Finding::bad(format!(
            "that of this machine is {differ} s {direction} that of the database; set both by NTP"
        ))
    }]
}
