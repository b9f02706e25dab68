//! The decoders of pictures: they are bounded in time and memory, and can read the pictures that are written.
#![no_main]

use std::panic::{catch_unwind, set_hook, take_hook};
use std::process::abort;

use libfuzzer_sys::fuzz_target;
use signet_reencode::{Turns, read};

/// The maximum number of bytes that are written, and the maximum number of pixels that are read.
const MOST: usize = 5 * 1024 * 1024;
const MOST_PIXELS: u64 = 52_000_000;

fuzz_target!(
    init: {
        // The gateway treats a file as no picture if it makes a decoder panic, but the code of the gateway itself must not panic.
        let reply = take_hook();
        set_hook(Box::new(move |panic| {
            let file = panic.location().map(|location| location.file());
            if !file.is_some_and(|file| file.contains("/registry/")) {
                reply(panic);
                abort();
            }
        }));
    },
    |file: &[u8]| {
        let Ok(Ok(first)) = catch_unwind(|| read(file, MOST, &Turns::default())) else {
            return;
        };
        assert!(u64::from(first.width) * u64::from(first.height) <= MOST_PIXELS);
        assert!(first.bytes.len() <= MOST);
        let again = read(&first.bytes, MOST, &Turns::default());
        let again = again.expect("what was written is a picture");
        assert_eq!((again.width, again.height), (first.width, first.height));
        assert_eq!(again.kind, first.kind);
    }
);
