//! The version of an app, in the form in which apps write it.

/// Returns whether the version text of an app contains a number.
pub fn has_number(app_v: &str) -> bool {
    app_v
        .chars()
        .any(|character| narrow(character).is_ascii_digit())
}

/// Returns the numbers of a version as apps write it, with any text around: `v1.0.0`, `1.0.0 (12)`, `1.0.0-debug`, `iOS 1.0.0`.
///
/// They are the first numbers with a dot between them, or else the first number. `None` if there is no digit.
pub fn leading_numbers(app_v: &str) -> Option<Vec<u64>> {
    let narrow: String = app_v.chars().map(narrow).collect();
    let is_of_numbers = |character: char| character.is_ascii_digit() || character == '.';
    let mut runs = narrow
        .split(|character| !is_of_numbers(character))
        .map(|run| run.trim_matches('.'))
        .filter(|run| !run.is_empty());
    let starts_with_them = narrow
        .trim_start()
        .trim_start_matches(['v', 'V', '.', ' '])
        .starts_with(|character: char| character.is_ascii_digit());
    let first = runs.next()?;
    let run = match starts_with_them || first.contains('.') {
        true => first,
        false => runs.find(|run| run.contains('.')).unwrap_or(first),
    };
    let numbers: Vec<u64> = run
        .split('.')
        .take_while(|part| !part.is_empty())
        // A number that is too large for the type counts as newer than all others.
        .map(|part| part.parse().unwrap_or(u64::MAX))
        .collect();
    Some(without_zeros(&numbers).to_vec())
}

/// Returns the plain form of a full-width digit or dot.
fn narrow(character: char) -> char {
    match character {
        '０'..='９' => {
            let digit = u32::from(character) - u32::from('０');
            char::from_digit(digit, 10).unwrap_or(character)
        }
        '．' | '。' => '.',
        other => other,
    }
}

/// Returns the numbers of a version without zeros at the end, so that `1.2` equals `1.2.0`.
pub fn without_zeros(numbers: &[u64]) -> &[u64] {
    let length = numbers.iter().rposition(|&number| number != 0);
    numbers
        .get(..length.map_or(0, |last| last + 1))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_leading_numbers_count_whatever_is_around_them() {
        for (app_v, numbers) in [
            ("1.0.0", &[1][..]),
            ("1.0", &[1]),
            ("1", &[1]),
            ("1.", &[1]),
            ("1.0.0 (12)", &[1]),
            ("1.0.0(2026112801)", &[1]),
            ("v1.0.0", &[1]),
            ("V 1.0.0", &[1]),
            ("v.1.0.0", &[1]),
            ("1.0.0-debug", &[1]),
            ("1.0.0_beta2", &[1]),
            ("1.0.0+build.7", &[1]),
            ("1.0.0.5", &[1, 0, 0, 5]),
            ("1.0.0.0", &[1]),
            ("iOS 1.0.0", &[1]),
            ("iOS17/1.0.0", &[1]),
            ("app-1.0.0.apk", &[1]),
            (" 1.0.0\t", &[1]),
            ("１．０．０", &[1]),
            ("版本1.0.0", &[1]),
            ("1.0.1", &[1, 0, 1]),
            ("v1.0.1 (3)", &[1, 0, 1]),
            ("2", &[2]),
            ("1.1-debug", &[1, 1]),
            ("99999999999999999999", &[u64::MAX]),
        ] {
            assert_eq!(leading_numbers(app_v).as_deref(), Some(numbers), "{app_v}");
            assert!(has_number(app_v), "{app_v}");
        }
        for app_v in ["", "debug", "null", "${version}", "."] {
            assert_eq!(leading_numbers(app_v), None, "{app_v}");
            assert!(!has_number(app_v), "{app_v}");
        }
    }
}
