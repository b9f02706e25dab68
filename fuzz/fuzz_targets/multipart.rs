//! The splitter of multipart forms, with a boundary that the fuzzer finds and one of its own making.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signet_wire::form::{Boundary, split_multipart};

fuzz_target!(|input: (&str, &[u8])| {
    let (parameter, body) = input;
    let boundaries = [parameter, "X"].map(|name| Boundary::of_content_type(&format!("multipart/form-data; boundary={name}")));
    for boundary in boundaries.into_iter().flatten() {
        let _ = split_multipart(body, &boundary);
    }
});
