//! Versions of methods.

use std::fmt;
use std::str::FromStr;

/// The version of a method: one to three numbers. An absent number is 0. Versions compare as numbers: `1.10.0` > `1.9.0`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The first number. A method never answers a call for another major number.
    pub major: u32,
    /// The second number, which is compared after the major number.
    pub minor: u32,
    /// The third number, which is compared last.
    pub patch: u32,
}

impl Version {
    /// The first version of a method.
    pub const FIRST: Version = Version::new(1, 0, 0);

    /// Returns a version of three numbers.
    pub const fn new(major: u32, minor: u32, patch: u32) -> Version {
        Version {
            major,
            minor,
            patch,
        }
    }

    /// Returns whether a method of this version answers a call for the version `asked`. It does if the major numbers are equal and this
    /// version is not newer.
    pub fn answers(self, asked: Version) -> bool {
        self.major == asked.major && self <= asked
    }
}

/// A text is not a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a version is one to three numbers, such as 1.0.0")]
pub struct NoVersion;

impl FromStr for Version {
    type Err = NoVersion;

    fn from_str(text: &str) -> Result<Version, NoVersion> {
        let mut numbers = [0u32; 3];
        let mut parts = text.split('.');
        for (index, number) in numbers.iter_mut().enumerate() {
            match parts.next() {
                Some(part) if part.bytes().all(|byte| byte.is_ascii_digit()) => {
                    *number = part.parse().map_err(|_| NoVersion)?;
                }
                None if index > 0 => break,
                _ => return Err(NoVersion),
            }
        }
        match parts.next() {
            None => Ok(Version::new(numbers[0], numbers[1], numbers[2])),
            Some(_) => Err(NoVersion),
        }
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}", self.major, self.minor, self.patch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        text.parse().unwrap()
    }

    #[test]
    fn compares_as_numbers() {
        assert!(version("1.10.0") > version("1.9.0"));
        assert_eq!(version("1"), version("1.0.0"));
        assert_eq!(version("1.2"), version("1.2.0"));
    }

    #[test]
    fn answers_the_same_major_number_only() {
        assert!(version("1.0.0").answers(version("1.9.9")));
        assert!(!version("1.0.0").answers(version("2.0.0")));
        assert!(!version("1.1.0").answers(version("1.0.9")));
    }

    #[test]
    fn refuses_what_is_no_version() {
        for text in [
            "",
            ".",
            "1.",
            "a",
            "1.0.0.0",
            "-1",
            "+1.0.0",
            "1.0.0-beta",
            "v1",
            "99999999999",
            " 1",
        ] {
            assert_eq!(text.parse::<Version>(), Err(NoVersion), "{text}");
        }
    }
}
