//! The splitter of multipart forms. The first line of an input is the boundary parameter, the rest is the body.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signet_wire::form::{Boundary, split_multipart, split_multipart_start};

fuzz_target!(|input: &[u8]| {
    let end = input.iter().position(|&byte| byte == b'\n');
    let (parameter, body) = match end {
        Some(end) => (&input[..end], &input[end + 1..]),
        None => (&b"X"[..], input),
    };
    let content_type = format!(
        "multipart/form-data; boundary={}",
        String::from_utf8_lossy(parameter)
    );
    let Ok(boundary) = Boundary::of_content_type(&content_type) else {
        return;
    };
    let Ok(whole) = split_multipart(body, &boundary) else {
        return;
    };
    // The start of a body, read before the rest has arrived, never has a field with another value than in the whole body.
    assert_eq!(split_multipart_start(body, &boundary).as_ref(), Ok(&whole));
    for length in 0..body.len().min(512) {
        if let Ok(start) = split_multipart_start(&body[..length], &boundary) {
            assert!(start.data.is_none() || start.data == whole.data);
            assert!(start.sign.is_none() || start.sign == whole.sign);
            assert!(start.sign_type.is_none() || start.sign_type == whole.sign_type);
            assert!(start.image.is_none() || start.image == whole.image);
        }
    }
});
