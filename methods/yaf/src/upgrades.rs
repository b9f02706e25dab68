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
    /// Sorts listed releases. A row whose version is not one of numbers is left out.
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
    /// `None` if they should do nothing: their release is not listed, has no policy, or nothing newer exists.
    /// Otherwise the listed row, and the newest higher release, which a closed app has not.
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

/// Whether the text is a release version: numbers with dots between them.
pub(crate) fn is_version(version: &str) -> bool {
    numbers(version).is_some()
}

/// The numbers of a version such as `1.10.0`, without trailing zeros, so that `1.2` equals `1.2.0`.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let numbers = version
        .split('.')
        .map(|part| {
            // `parse` would take a sign as well.
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| digits)
        })
        .collect::<Option<Vec<u64>>>()?;
    Some(without_zeros(&numbers).to_vec())
}

#[cfg(test)]
mod tests {
    use signet_domain::app_version::has_number;

    use super::*;

    fn row(platform: Platform, channel: &str, version: &str, policy: i64) -> AppUpgrade {
        AppUpgrade {
            id: 0,
            platform: platform.0,
            channel: channel.to_owned(),
            version: version.to_owned(),
            policy,
            title: String::new(),
            description: String::new(),
            url: String::new(),
            dialog_repeat: 0,
            state: signet_store::State::Live,
            created_at: 0,
            updated_at: 0,
        }
    }

    fn target(
        rows: &[AppUpgrade],
        platform: Platform,
        channel: &str,
        app_v: &str,
    ) -> Option<(i64, Option<String>)> {
        Releases::of(rows.iter().cloned())
            .find(platform, channel, app_v)
            .map(|(row, target)| (row.policy, target.map(|target| target.version.clone())))
    }

    #[test]
    fn the_target_is_the_newest_by_number_not_by_text() {
        let rows = [
            row(Platform::IOS, "", "1.9.0", 1),
            row(Platform::IOS, "", "1.10.0", 0),
            row(Platform::IOS, "", "1.2.0", 0),
        ];
        assert_eq!(
            target(&rows, Platform::IOS, "ignored", "1.9.0"),
            Some((1, Some("1.10.0".to_owned())))
        );
    }

    #[test]
    fn nothing_newer_means_no_upgrade() {
        let rows = [
            row(Platform::IOS, "", "1.10.0", 2),
            row(Platform::IOS, "", "1.9.0", 0),
        ];
        assert_eq!(target(&rows, Platform::IOS, "", "1.10.0"), None);
        assert_eq!(target(&rows, Platform::IOS, "", "1.9.0"), None);
        assert_eq!(target(&rows, Platform::IOS, "", "3.0.0"), None);
        assert_eq!(target(&rows, Platform::IOS, "", "nonsense"), None);
    }

    #[test]
    fn the_leading_numbers_count_whatever_stands_around() {
        let rows = [
            row(Platform::IOS, "", "1.0.0", 2),
            row(Platform::IOS, "", "1.0.1", 0),
        ];
        let to = |app_v: &str| target(&rows, Platform::IOS, "", app_v);
        for app_v in [
            "1.0.0",
            "1.0",
            "1",
            "1.",
            "1.0.0 (12)",
            "1.0.0(2026112801)",
            "v1.0.0",
            "V 1.0.0",
            "v.1.0.0",
            "1.0.0-debug",
            "1.0.0_beta2",
            "1.0.0+build.7",
            "1.0.0.5",
            "1.0.0.0",
            "iOS 1.0.0",
            "iOS17/1.0.0",
            "app-1.0.0.apk",
            " 1.0.0\t",
            "１．０．０",
            "版本1.0.0",
        ] {
            assert_eq!(to(app_v), Some((2, Some("1.0.1".to_owned()))), "{app_v}");
            assert!(has_number(app_v), "{app_v}");
        }
        for app_v in [
            "1.0.1",
            "v1.0.1 (3)",
            "2",
            "1.1-debug",
            "99999999999999999999",
        ] {
            assert_eq!(to(app_v), None, "{app_v}");
        }
        for app_v in ["", "debug", "null", "${version}", "."] {
            assert_eq!(to(app_v), None, "{app_v}");
            assert!(!has_number(app_v), "{app_v}");
        }
    }

    #[test]
    fn a_release_of_four_numbers_comes_before_that_of_three() {
        let rows = [
            row(Platform::IOS, "", "1.0.0", 2),
            row(Platform::IOS, "", "1.0.0.5", 1),
            row(Platform::IOS, "", "1.0.1", 0),
        ];
        let way = |app_v: &str| target(&rows, Platform::IOS, "", app_v).map(|(way, _)| way);
        assert_eq!((way("1.0.0.5"), way("1.0.0.6")), (Some(1), Some(2)));
    }

    #[test]
    fn android_channels_are_apart() {
        let rows = [
            row(Platform::ANDROID, "huawei", "1.0.0", 2),
            row(Platform::ANDROID, "huawei", "1.1.0", 0),
            row(Platform::ANDROID, "xiaomi", "2.0.0", 0),
        ];
        assert_eq!(
            target(&rows, Platform::ANDROID, "huawei", "1.0.0"),
            Some((2, Some("1.1.0".to_owned())))
        );
        assert_eq!(target(&rows, Platform::ANDROID, "xiaomi", "1.0.0"), None);
        assert_eq!(target(&rows, Platform::H5, "huawei", "1.0.0"), None);
    }

    #[test]
    fn a_closed_app_has_no_target() {
        let rows = [
            row(Platform::IOS, "", "1.0.0", 3),
            row(Platform::IOS, "", "2.0.0", 0),
        ];
        assert_eq!(target(&rows, Platform::IOS, "", "1.0.0"), Some((3, None)));
    }
}
