//! Faults for which a wire has a format, and a fault for which it has none.

use std::collections::HashSet;
use std::io::{self, Write};
use std::sync::{Arc, LazyLock, Mutex};

use serde_json::json;
use signet_fault::Code;
use signet_gateway::packs::PACKS;
use signet_testkit::eventually;
use tracing::Level;

use super::{builder, request};

/// The errors that the gateways of this process log.
#[derive(Clone, Default)]
struct Errors(Arc<Mutex<Vec<u8>>>);

impl Write for Errors {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

static ERRORS: LazyLock<Errors> = LazyLock::new(|| {
    let errors = Errors::default();
    let lines = errors.clone();
    tracing_subscriber::fmt()
        .with_max_level(Level::ERROR)
        .with_ansi(false)
        .with_writer(move || lines.clone())
        .init();
    errors
});

/// Returns the errors about a request.
fn errors_of(request_id: &str) -> Vec<String> {
    let errors = ERRORS.0.lock().unwrap();
    let text = String::from_utf8_lossy(&errors);
    let lines = text.lines().filter(|line| line.contains(request_id));
    lines.map(str::to_owned).collect()
}

#[test]
fn a_fault_that_a_wire_does_not_know_is_an_error_in_the_log() {
    LazyLock::force(&ERRORS);
    let gateway = builder().start();
    let unknown = request(&gateway, "GET /bazaar/goods/405?brief=1", &[], b"");
    assert_eq!(unknown.fault(), (500, "unknown".to_owned()));
    let request_id = unknown.header("x-request-id").unwrap();
    eventually("it is in the log", || !errors_of(request_id).is_empty());
    let errors = errors_of(request_id);
    assert_eq!(errors.len(), 1, "{errors:?}");
    for part in [
        "the wire does not know a fault",
        "bazaar.goods.brief",
        "bazaar",
        "points_short",
    ] {
        assert!(errors[0].contains(part), "{part}: {errors:?}");
    }
    // A fault for which the wire has a format is not logged as an error. On the signed wire, no fault is logged
    // for that reason.
    let known = request(&gateway, "GET /bazaar/goods/404", &[], b"");
    assert_eq!(known.fault(), (404, "goods_not_found".to_owned()));
    assert!(errors_of(known.header("x-request-id").unwrap()).is_empty());
    let signed = gateway.call("bazaar.goods.brief", json!({"goods_id": 405}));
    assert_eq!(signed.sub_code(), "points_short");
    assert!(errors_of(signed.body["request_id"].as_str().unwrap()).is_empty());
}

#[test]
fn a_wire_has_a_form_of_every_fault_of_its_calls() {
    let mut missing = Vec::new();
    for pack in PACKS {
        let Some(wire) = pack.wire else { continue };
        let wire = (wire.open)(&wire.defaults()).unwrap();
        let methods = wire.routes().iter().flat_map(|route| route.methods);
        let faults = methods.flat_map(|method| {
            let mut entries = pack.methods.iter();
            let entry = entries.find(|entry| entry.name == method.name);
            entry
                .unwrap_or_else(|| panic!("{} is a route", method.name))
                .faults
        });
        let all: HashSet<&Code> = Code::OF_UNSIGNED_CALLS.iter().chain(faults).collect();
        let unknown = all.into_iter().filter(|code| !wire.knows(**code));
        missing.extend(unknown.map(|code| (pack.name, code)));
    }
    // No call of the salon's wire names a user beside its token.
    assert_eq!(missing, [("salon", &Code::UserMismatch)]);
}
