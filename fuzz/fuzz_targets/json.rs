//! The strict JSON reader and what is read out of its tree.
#![no_main]

use libfuzzer_sys::fuzz_target;
use signet_wire::envelope::Envelope;
use signet_wire::json::Object;

fuzz_target!(|text: &str| {
    if let Ok(mut object) = Object::parse(text)
        && let Ok(envelope) = Envelope::take(&mut object)
    {
        let _ = envelope.timestamp();
        let _ = object.integer("platform");
    }
});
