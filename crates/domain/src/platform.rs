//! The platform of a client.

use signet_cache::PlatformClass;

/// The `platform` parameter: 1 iOS, 2 Android, 3 H5, 4 web; any other number is another client.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Platform(pub i64);

/// The bits of all platforms, for content that is shown everywhere.
pub const EVERYWHERE: i64 = 31;

impl Platform {
    /// iOS.
    pub const IOS: Platform = Platform(1);
    /// Android.
    pub const ANDROID: Platform = Platform(2);
    /// A page inside an app or a mobile browser.
    pub const H5: Platform = Platform(3);
    /// A desktop browser.
    pub const WEB: Platform = Platform(4);

    /// Returns the class of the platform. It decides which of a user's two sessions a login replaces.
    pub fn class(self) -> PlatformClass {
        match self {
            Platform::IOS | Platform::ANDROID => PlatformClass::App,
            _ => PlatformClass::Web,
        }
    }

    /// Returns the bit of this platform in the `platforms` column of content: iOS 1, Android 2, H5 4, web 8, other 16.
    pub fn bit(self) -> i64 {
        match self.0 {
            1 => 1,
            2 => 2,
            3 => 4,
            4 => 8,
            _ => 16,
        }
    }
}
