use signet_call::{Pack, PackWire};
use signet_gateway::server::Checked;
use signet_gateway::settings::Settings;

use super::bazaar::BAZAAR;
use super::{PRODUCTS, builder, request};
use crate::cli::fails;

/// Another product with the wire of the bazaar. Its wire has no prefix unless the configuration sets one.
static RIVAL: Pack = Pack {
    wire: Some(&PackWire {
        prefix: "",
        keys: &[],
        open: |_| {
            let wire = BAZAAR.wire.unwrap();
            (wire.open)(&wire.defaults())
        },
    }),
    ..Pack::new("rival", "")
};

#[test]
fn a_wire_without_a_prefix_answers_at_its_paths_and_leaves_the_others() {
    let gateway = builder()
        .with(|settings| settings.wire.set("bazaar", "prefix", ""))
        .start();
    let status = |target: &str| request(&gateway, target, &[], b"").http;
    assert_eq!(status("GET /goods/7"), 200);
    let response = request(&gateway, "GET /goods", &[], b"");
    assert_eq!(response.fault(), (405, "method_not_allowed".to_owned()));
    let response = request(&gateway, "GET /goods/7/8", &[], b"");
    assert_eq!(response.fault(), (404, "not_found".to_owned()));
    // Paths that the wire does not own.
    for target in ["GET /bazaar/goods/7", "GET /", "POST /nothing"] {
        let response = request(&gateway, target, &[], b"");
        assert!(response.json().get("sub_code").is_some(), "{target}");
    }
    assert_eq!(status("GET /healthz"), 200);
    assert_eq!(
        gateway.call("bazaar.hidden", serde_json::json!({})).code(),
        200
    );
}

#[test]
fn a_wire_is_off_unless_it_is_enabled_and_its_key_is_its_own() {
    let gateway = builder()
        .with(|settings| settings.wire.set("bazaar", "enabled", "false"))
        .start();
    let response = request(&gateway, "GET /bazaar/goods/7", &[], b"");
    assert_eq!(response.json()["sub_code"], "not_found");
    let gateway = builder()
        .with(|settings| settings.wire.set("bazaar", "motto", "haggle"))
        .start();
    let response = request(&gateway, "GET /bazaar/goods/7", &[], b"");
    assert_eq!(response.header("x-motto"), Some("haggle"));
}

/// Returns the error of a configuration in which wires of products are enabled.
fn error(products: &[&'static Pack], keys: &[(&str, &str, &str)]) -> String {
    let mut settings = Settings::load(None).unwrap();
    for product in products {
        settings.wire.set(product.name, "enabled", "true");
    }
    for (pack, key, value) in keys {
        settings.wire.set(pack, key, value);
    }
    match Checked::new(settings, products, false) {
        Ok(_) => String::new(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn wires_that_share_a_path_are_refused_in_one_line() {
    let both: &[&'static Pack] = &[&BAZAAR, &RIVAL];
    let prefixes = |bazaar, rival| {
        let keys = [("bazaar", "prefix", bazaar), ("rival", "prefix", rival)];
        error(both, &keys)
    };
    for (bazaar, rival) in [
        ("/bazaar", ""),
        ("", "/rival"),
        ("/a", "/b"),
        ("/a", "/ab"),
        ("/v/1", "/v/2"),
    ] {
        assert_eq!(prefixes(bazaar, rival), "", "{bazaar} {rival}");
    }
    for (bazaar, rival) in [
        ("", ""),
        ("/a", "/a"),
        ("/a", "/a/b"),
        ("/a/b", "/a"),
        ("", "/goods"),
        ("/count/x", ""),
    ] {
        let error = prefixes(bazaar, rival);
        let expected = "wire.rival.prefix: the wires of rival and bazaar would share /";
        assert!(error.starts_with(expected), "{bazaar} {rival}: {error}");
        assert!(!error.contains('\n'), "{error}");
    }
}

#[test]
fn a_wire_that_takes_a_path_of_the_gateway_is_refused() {
    for prefix in ["/healthz", "/files", "/files/x", "/docs", "/notify"] {
        let error = error(&[&BAZAAR], &[("bazaar", "prefix", prefix)]);
        assert!(
            error.starts_with("wire.bazaar.prefix: ") && error.contains("gateway's own"),
            "{prefix}: {error}"
        );
    }
}

#[test]
fn a_wrong_key_of_a_wire_is_one_clear_line() {
    for (pack, key, value, expected) in [
        ("bazaar", "prefix", "bazaar", "wire.bazaar: prefix"),
        ("bazaar", "prefix", "/", "wire.bazaar: prefix"),
        ("bazaar", "prefix", "/a/", "wire.bazaar: prefix"),
        ("bazaar", "prefix", "/a//b", "wire.bazaar: prefix"),
        ("bazaar", "prefix", "/a?b", "wire.bazaar: prefix"),
        ("bazaar", "prefix", "/%61", "wire.bazaar: prefix"),
        ("bazaar", "prefix", "/a/../b", "wire.bazaar: prefix"),
        ("bazaar", "prefix", "/{a}", "wire.bazaar: prefix"),
        ("bazaar", "app", "", "wire.bazaar: app is empty"),
        (
            "bazaar",
            "enabled",
            "yes",
            "wire.bazaar: enabled takes true or false",
        ),
        ("bazaar", "motto", "", "wire.bazaar: motto is empty"),
        (
            "bazaar",
            "moto",
            "x",
            "wire.bazaar.moto: there is no such key; there are enabled, prefix, app, motto",
        ),
        (
            "yaf",
            "enabled",
            "true",
            "wire.yaf: the pack yaf has no wire",
        ),
        (
            "teahous",
            "enabled",
            "true",
            "wire.teahous: there is no pack \"teahous\"",
        ),
    ] {
        let error = error(&[&BAZAAR], &[(pack, key, value)]);
        assert!(error.starts_with(expected), "{key} {value}: {error}");
    }
}

#[test]
fn the_keys_of_a_wire_come_from_the_environment_like_others() {
    let environment = [("GATEWAY__WIRE__YAF__ENABLED", "true")];
    fails(&["check"], &environment, 2, &["wire.yaf", "no wire"]);
    let environment = [("GATEWAY__WIRE", "x")];
    fails(&["check"], &environment, 2, &["wire"]);
}

/// Every route of a product leads to one of its methods, and no two routes have the same verb and path.
#[test]
fn every_route_has_a_method_of_its_product() {
    for pack in PRODUCTS.iter().chain(signet_gateway::packs::PACKS) {
        let Some(wire) = pack.wire else { continue };
        let opened = (wire.open)(&wire.defaults()).unwrap();
        let mut seen = std::collections::HashSet::new();
        for route in opened.routes() {
            let name = format!("{}: {} {}", pack.name, route.verb, route.path);
            assert!(
                seen.insert((route.verb.name(), route.path)),
                "{name} is there twice"
            );
            assert!(route.path.starts_with('/'), "{name}");
            assert!(!route.methods.is_empty(), "{name} has no method");
            for method in route.methods {
                let mut own = pack.methods.iter();
                let found =
                    own.any(|entry| entry.name == method.name && entry.version == method.version);
                assert!(found, "{name}: {} is of another product", method.name);
            }
        }
    }
}
