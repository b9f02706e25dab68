//! What an app should do about a newer version of itself.

use signet_store::app_upgrades::AppUpgrade;

use crate::platform::Platform;

/// No upgrade.
const NONE: i64 = 0;
/// The app is closed.
const CLOSED: i64 = 3;

/// A release of an app that is listed.
#[derive(Debug)]
pub struct Release {
    row: AppUpgrade,
    /// Those of its version.
    numbers: Vec<u64>,
}

impl Release {
    /// Understands a row; nothing where its version is none.
    pub fn of(row: AppUpgrade) -> Option<Release> {
        let numbers = numbers(&row.version)?;
        Some(Release { row, numbers })
    }
}

/// Finds what users of one release should do, and the release they should move to.
///
/// `None` if they should do nothing: their release is not listed, asks for nothing, or nothing newer exists.
/// Otherwise the listed row, and the newest higher release, which a closed app has not.
pub fn find<'a>(
    releases: &'a [Release],
    platform: Platform,
    channel: &str,
    app_v: &str,
) -> Option<(&'a AppUpgrade, Option<&'a AppUpgrade>)> {
    let channel = if platform == Platform::ANDROID {
        channel
    } else {
        ""
    };
    let releases = || {
        let of_channel = |row: &AppUpgrade| row.platform == platform.0 && row.channel == channel;
        releases
            .iter()
            .filter(move |release| of_channel(&release.row))
    };
    let installed = numbers(app_v)?;
    let is_installed = |release: &&Release| release.numbers == installed && release.row.way != NONE;
    let current = &releases().find(is_installed)?.row;
    if current.way == CLOSED {
        return Some((current, None));
    }
    let newest = releases().max_by(|one, other| one.numbers.cmp(&other.numbers))?;
    (newest.numbers > installed).then_some((current, Some(&newest.row)))
}

/// Whether this is a version: numbers with dots between them.
pub fn is_version(version: &str) -> bool {
    numbers(version).is_some()
}

/// The numbers of a version such as `1.10.0`, without trailing zeros, so that `1.2` equals `1.2.0`.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let mut numbers = version
        .split('.')
        .map(|part| {
            // `parse` would take a sign as well.
            let digits = part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse().ok().filter(|_| digits)
        })
        .collect::<Option<Vec<u64>>>()?;
    while numbers.last() == Some(&0) {
        numbers.pop();
    }
    Some(numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(platform: Platform, channel: &str, version: &str, way: i64) -> AppUpgrade {
        AppUpgrade {
            id: 0,
            platform: platform.0,
            channel: channel.to_owned(),
            version: version.to_owned(),
            way,
            title: String::new(),
            description: String::new(),
            url: String::new(),
            dialog_repeat: 0,
            state: 1,
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
        let releases: Vec<_> = rows.iter().cloned().filter_map(Release::of).collect();
        find(&releases, platform, channel, app_v)
            .map(|(row, target)| (row.way, target.map(|target| target.version.clone())))
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
