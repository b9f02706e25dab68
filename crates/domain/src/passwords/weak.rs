/// The most common passwords, in lower case.
const COMMON: &str = include_str!("common.txt");

/// The minimum number of characters of a password that is not weak.
const LEAST: usize = 6;

/// Returns whether a password of the account of a mobile is easy to guess: short, one repeated character, a run such as
/// `123456` or `fedcba`, the mobile or its last 6 to 8 digits, or one of the most common passwords. The mobile may be empty.
pub fn is_weak(password: &str, mobile: &str) -> bool {
    let lower = password.to_lowercase();
    password.chars().count() < LEAST
        || is_run(password)
        || is_of_mobile(password, mobile)
        || COMMON.lines().any(|common| common == lower)
}

/// Returns whether every step from one character to the next is the same, and is -1, 0 or 1: one repeated character, or a run.
fn is_run(password: &str) -> bool {
    let codes = || {
        password
            .chars()
            .map(|character| i64::from(u32::from(character)))
    };
    let mut steps = codes().zip(codes().skip(1)).map(|(one, next)| next - one);
    let Some(first) = steps.next() else {
        return true;
    };
    (-1..=1).contains(&first) && steps.all(|step| step == first)
}

fn is_of_mobile(password: &str, mobile: &str) -> bool {
    let is_part = matches!(password.len(), 6..=8) || password.len() == mobile.len();
    is_part && mobile.ends_with(password)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOBILE: &str = "13812345098";

    #[test]
    fn what_is_easy_to_guess_is_weak() {
        for password in [
            "",
            "a",
            "12345",
            "zmei1",
            "aaaaaa",
            "......",
            "123456",
            "fedcba",
            "23456789",
            "万万万万万万",
            MOBILE,
            "345098",
            "2345098",
            "12345098",
            "password",
            "PassWord",
            "5201314",
            "woaini1314",
            "1q2w3e4r",
        ] {
            assert!(is_weak(password, MOBILE), "{password}");
        }
    }

    #[test]
    fn what_is_not_is_not() {
        for password in [
            "zmei-2015",
            "secret_1",
            "124567",
            "aaaaab",
            "812345098",
            "45098x",
            "135791",
            "13812345099",
        ] {
            assert!(!is_weak(password, MOBILE), "{password}");
            assert!(!is_weak(password, ""), "{password}");
        }
    }

    #[test]
    fn the_common_ones_are_distinct_and_long_enough() {
        let all: Vec<&str> = COMMON.lines().collect();
        assert!(all.len() >= 200);
        assert!(all.is_sorted_by(|one, next| one < next));
        let is_written_well = |line: &&str| line.len() >= LEAST && **line == line.to_lowercase();
        assert!(all.iter().all(is_written_well));
    }
}
