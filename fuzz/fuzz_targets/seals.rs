//! Sealed secrets: sealed bytes can be opened, but arbitrary bytes and altered bytes cannot.
#![no_main]

// The modules are included directly, because their crate depends on a database.
#[path = "../../crates/domain/src/random.rs"]
#[expect(dead_code, reason = "some is for others")]
mod random;
#[path = "../../crates/domain/src/server_key.rs"]
#[expect(dead_code, reason = "some is for others")]
mod server_key;
#[path = "../../crates/domain/src/vault.rs"]
mod vault;

use libfuzzer_sys::fuzz_target;
use server_key::ServerKey;
use vault::Vault;

fuzz_target!(|input: &[u8]| {
    let key = ServerKey::from_hex(&"5a".repeat(32)).unwrap();
    assert!(key.open(&["reply"], input).is_err(), "arbitrary bytes open");
    let mut sealed = key.seal(&["reply"], input).unwrap();
    assert_eq!(key.open(&["reply"], &sealed).unwrap(), input);
    assert!(key.open(&["reply", ""], &sealed).is_err());
    let at = input.first().map_or(0, |&byte| usize::from(byte)) % sealed.len();
    sealed[at] ^= 1 << (input.len() % 8);
    assert!(key.open(&["reply"], &sealed).is_err());

    let vault = Vault::new(key, vec![ServerKey::from_hex(&"a5".repeat(32)).unwrap()]);
    let text = String::from_utf8_lossy(input);
    if let Ok(opened) = vault.open("app", &text) {
        assert!(!opened.is_current && opened.text == text, "it was plain");
        assert!(!Vault::is_sealed(&text));
    }
    let stored = vault.seal("app", &text).unwrap();
    let opened = vault.open("app", &stored).unwrap();
    assert!(opened.is_current && opened.text == text);
});
