//! Versions: a text that is accepted is one to three numbers, and the version has these numbers.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signet_wire::version::Version;

fuzz_target!(|text: &str| {
    let digits = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = text.split('.').collect();
    let numbers: Vec<u32> = parts
        .iter()
        .filter(|part| digits(part))
        .filter_map(|part| part.parse().ok())
        .collect();
    let is_version = numbers.len() == parts.len() && parts.len() <= 3;
    let Ok(version) = text.parse::<Version>() else {
        assert!(!is_version, "refused");
        return;
    };
    assert!(is_version, "taken");
    let number = |index: usize| numbers.get(index).copied().unwrap_or(0);
    assert_eq!(version, Version::new(number(0), number(1), number(2)));
    assert_eq!(version.to_string().parse(), Ok(version));
    assert!(version.answers(version));
    assert_eq!(
        Version::FIRST.answers(version),
        number(0) == 1,
        "the first version answers its whole major number"
    );
});
