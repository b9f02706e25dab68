//! The splitter of urlencoded forms, compared with a stock reader that guesses: a form that it accepts leaves nothing to guess.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signet_wire::form::split_urlencoded;

fuzz_target!(|body: &[u8]| {
    let Ok(form) = split_urlencoded(body) else {
        return;
    };
    for (field, found) in [
        ("data", &form.data),
        ("sign", &form.sign),
        ("sign_type", &form.sign_type),
    ] {
        let stock: Vec<_> = form_urlencoded::parse(body)
            .filter(|(name, _)| name == field)
            .collect();
        let values: Vec<&str> = stock.iter().map(|(_, value)| value.as_ref()).collect();
        let expected: Vec<&str> = found.iter().map(|value| value.as_ref()).collect();
        assert_eq!(values, expected, "{field}");
    }
});
