//! Compares the table of the core with the rest of the project.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

use signet_fault::Code;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&fs::read_to_string(path).unwrap());
        }
    }
}

/// Returns the name of the constant of a sub-code: `BadParams` for `bad_params`.
fn constant(sub_code: &str) -> String {
    let words = sub_code.split('_');
    let words = words.map(|word| word[..1].to_uppercase() + &word[1..]);
    words.collect()
}

#[test]
fn every_code_is_used_under_its_own_name() {
    let mut code = String::new();
    for folder in ["crates", "gateway/src", "methods"] {
        sources(&root().join(folder), &mut code);
    }
    let unused: Vec<String> = Code::CORE
        .iter()
        .map(|used| format!("Code::{}", constant(used.sub_code())))
        .filter(|used| !code.contains(used))
        .collect();
    assert!(
        unused.is_empty(),
        "in the table, but nothing gives them: {unused:?}"
    );
}

mod faults {
    signet_fault::codes! {
        /// The coupon paid for another order.
        COUPON_USED = Row::new("coupon_used", "优惠券已经使用", "换一张优惠券");
    }
}

#[test]
fn a_pack_has_a_table_of_its_own() {
    assert_eq!(faults::COUPON_USED.number(), 503);
    assert_eq!(faults::ALL, [faults::COUPON_USED]);
}
