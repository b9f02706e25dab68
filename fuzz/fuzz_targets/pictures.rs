//! The decoders of pictures: bounded in time and memory, and what they write they read again.
#![no_main]

use std::panic::{catch_unwind, set_hook, take_hook};
use std::process::abort;

use libfuzzer_sys::fuzz_target;
use signet_reencode::{Turns, read};

/// The most bytes that are written, and the most pixels that are read.
const MOST: usize = 5 * 1024 * 1024;
const MOST_PIXELS: u64 = 52_000_000;

fuzz_target!(
    init: {
        // The gateway takes what makes a decoder panic for no picture; its own code has to be better than that.
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
