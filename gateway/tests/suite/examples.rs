//! The examples of the documentation are calls that were made, and their replies.

use serde_json::{Map, Value};
use signet_gateway::packs::PACKS;
use signet_testkit::examples;

#[test]
fn every_method_has_an_example_that_is_answered_as_recorded() {
    for pack in PACKS {
        let recorded: Map<String, Value> = serde_json::from_str(pack.examples).unwrap();
        for entry in pack.methods {
            let key = format!("{} {}", entry.name, entry.version);
            assert!(
                recorded.contains_key(&key),
                "methods/{}/examples.txt does not call {key}",
                pack.name
            );
        }
        assert_eq!(
            examples::record(pack),
            recorded,
            "cargo xtask generate records the examples of {}",
            pack.name
        );
    }
}
