//! The splitter of urlencoded forms.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signet_wire::form::split_urlencoded;

fuzz_target!(|body: &[u8]| {
    let _ = split_urlencoded(body);
});
