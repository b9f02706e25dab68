use signet_domain::clock::LocalTime;

use crate::Violations;

/// Checks that a parameter is a day, such as `1999-01-31`, from 1900 up to today. `now` starts with the date of today.
///
/// # Errors
/// The violation of the parameter.
pub fn check_birthday(name: &str, day: &str, now: &str) -> Result<(), Violations> {
    if LocalTime::parse(&format!("{day} 00:00:00")).is_none() {
        return Err(Violations::one(name, "格式不正确，应为 Y-m-d"));
    }
    // Texts of this form have the same order as their days.
    match ("1900-01-01"..=now).contains(&day) {
        true => Ok(()),
        false => Err(Violations::one(name, "必须在1900-01-01到今天之间")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birthday_is_a_real_day_of_the_past() {
        let check = |day| check_birthday("birthday", day, "2026-11-28 13:55:15");
        for day in ["1900-01-01", "1999-01-01", "2000-02-29", "2026-11-28"] {
            assert_eq!(check(day), Ok(()), "{day}");
        }
        for day in [
            "1899-12-31",
            "2026-11-29",
            "1999-02-29",
            "1999-1-1",
            "19990101",
            "1999/01/01",
            "",
        ] {
            assert!(check(day).is_err(), "{day}");
        }
    }
}
