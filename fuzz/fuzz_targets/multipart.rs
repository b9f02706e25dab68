//! The splitter of multipart forms, with a boundary that the fuzzer finds and one of its own making.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signet_wire::form::{Boundary, split_multipart, split_multipart_start};

fuzz_target!(|input: (&str, &[u8])| {
    let (parameter, body) = input;
    let boundaries = [parameter, "X"].map(|name| Boundary::of_content_type(&format!("multipart/form-data; boundary={name}")));
    for boundary in boundaries.into_iter().flatten() {
        let whole = split_multipart(body, &boundary);
        // The start of a body, read before the rest is there, never says anything else than the whole does.
        if let Ok(whole) = whole {
            assert_eq!(split_multipart_start(body, &boundary).as_ref(), Ok(&whole));
            for length in 0..body.len().min(256) {
                if let Ok(start) = split_multipart_start(&body[..length], &boundary) {
                    assert!(start.data.is_none() || start.data == whole.data);
                    assert!(start.sign.is_none() || start.sign == whole.sign);
                }
            }
        }
    }
});
