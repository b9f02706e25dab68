//! The decoders of pictures: bounded in time and memory, and what they write they read again.
#![no_main]

use std::panic::{catch_unwind, set_hook, take_hook};
use std::process::abort;

// The modules themselves: the crate they are in brings a database with it.
#[path = "../../crates/domain/src/uploads/gif.rs"]
mod gif;
#[path = "../../crates/domain/src/uploads/jpeg.rs"]
mod jpeg;
#[path = "../../crates/domain/src/uploads/picture.rs"]
#[expect(dead_code, reason = "some is for others")]
mod picture;

use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: {
        // The gateway takes what makes a decoder panic for no picture; its own code has to be better than that.
        let told = take_hook();
        set_hook(Box::new(move |panic| {
            let file = panic.location().map(|location| location.file());
            if !file.is_some_and(|file| file.contains("/registry/")) {
                told(panic);
                abort();
            }
        }));
    },
    |file: &[u8]| {
        let Ok(Ok(first)) = catch_unwind(|| picture::read(file)) else {
            return;
        };
        assert!((1..=8000).contains(&first.width) && (1..=8000).contains(&first.height));
        assert!(first.bytes.len() <= 16 * 1024 * 1024);
        let again = picture::read(&first.bytes).expect("what was written is a picture");
        assert_eq!((again.width, again.height), (first.width, first.height));
        assert_eq!(again.kind, first.kind);
    }
);
