//! The upgrade policy for versions of an app.

use signet_domain::app_version::{leading_numbers, without_zeros};
use signet_domain::platform::Platform;

use crate::tables::app_upgrades::AppUpgrade;

/// No upgrade.
const NONE: i64 = 0;
/// The app is closed.
const CLOSED: i64 = 3;

/// The releases of an app, by platform and channel.
#[derive(Debug, Default)]
pub(crate) struct Releases(Vec<Channel>);

/// The releases of a channel, the oldest first.
#[derive(Debug)]
struct Channel {
    platform: i64,
    name: String,
    releases: Vec<Release>,
}

#[derive(Debug)]
struct Release {
    row: AppUpgrade,
    numbers: Vec<u64>,
}

impl Releases {
    /// Sorts listed releases. A row whose version does not consist of numbers is left out.
    pub(crate) fn of(rows: impl IntoIterator<Item = AppUpgrade>) -> Releases {
        let mut channels: Vec<Channel> = Vec::new();
        for row in rows {
            let Some(numbers) = numbers(&row.version) else {
                continue;
            };
            let (platform, name) = (row.platform, row.channel.clone());
            let release = Release { row, numbers };
            match channels
                .iter_mut()
                .find(|channel| channel.platform == platform && channel.name == name)
            {
                Some(channel) => channel.releases.push(release),
                None => channels.push(Channel {
                    platform,
                    name,
                    releases: vec![release],
                }),
            }
        }
        for channel in &mut channels {
            let releases = &mut channel.releases;
            releases.sort_by(|one, other| one.numbers.cmp(&other.numbers));
        }
        Releases(channels)
    }

    /// Finds what users of one release should do, and the release they should move to.
    ///
    /// Returns `None` if they should do nothing: their release is not listed, has no policy, or nothing newer exists. Otherwise
    /// returns the listed row, and the newest higher release unless the app is closed.
    pub(crate) fn find(
        &self,
        platform: Platform,
        channel: &str,
        app_v: &str,
    ) -> Option<(&AppUpgrade, Option<&AppUpgrade>)> {
        let channel = if platform == Platform::ANDROID {
            channel
        } else {
            ""
        };
        let is_of_caller =
            |listed: &&Channel| listed.platform == platform.0 && listed.name == channel;
        let releases = &self.0.iter().find(is_of_caller)?.releases;
        let installed = leading_numbers(app_v)?;
        let is_listed = releases.iter().any(|release| release.numbers == installed);
        let current = match is_listed {
            true => installed.as_slice(),
            // A build number after the three numbers of a release does not identify the release.
            false => without_zeros(installed.get(..3)?),
        };
        let is_current =
            |release: &&Release| release.numbers == current && release.row.policy != NONE;
        let current = &releases.iter().find(is_current)?.row;
        if current.policy == CLOSED {
            return Some((current, None));
        }
        let newest = releases.last()?;
        (newest.numbers > installed).then_some((current, Some(&newest.row)))
    }
}

/// Returns whether the text is a release version: numbers with dots between them.
pub(crate) fn is_version(version: &str) -> bool {
    numbers(version).is_some()
}

/// Returns the numbers of a version such as `1.10.0`, without trailing zeros, so that `1.2` equals `1.2.0`.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let numbers = version
        .split('.')
        .map(|part| {
            // `parse` would also accept a sign.
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| digits)
        })
        .collect::<Option<Vec<u64>>>()?;
    Some(without_zeros(&numbers).to_vec())
}
