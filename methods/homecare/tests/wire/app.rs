//! The app of the wire: the origins that it lists, and how it is closed.

use std::time::Duration;

use serde_json::json;
use signet_store::{Tx, apps, revisions};
use signet_testkit::{TestGateway, eventually};

use crate::{fault, get, post, send};

const VERSION: &str = "GET /homecare/consumer/get_ios_version";

/// Changes the row of the app.
fn change(gateway: &TestGateway, edit: impl Fn(&mut apps::App) + Send + 'static) {
    let edit = move |tx: &mut Tx<'_>| {
        let mut app = apps::find(tx, "homecare_wire")?.unwrap();
        edit(&mut app);
        apps::replace(tx, &app)?;
        revisions::bump(tx, "apps")
    };
    let now = gateway.clock.now();
    let store = gateway.store();
    store
        .transaction_blocking::<_, signet_store::Error>(now, edit)
        .unwrap();
}

#[test]
fn a_suspended_app_closes_the_wire_at_once_and_nothing_else() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    get(&gateway, "get_ios_version").good();
    change(&gateway, |app| app.state = "suspended".to_owned());
    let denied = fault(9, "permission denied");
    let is_closed = || get(&gateway, "get_ios_version").json()["status"] == 9;
    let took = eventually("the wire is closed", is_closed);
    assert!(took < Duration::from_secs(1), "{took:?}");
    assert_eq!(get(&gateway, "get_ios_version").fault(), denied);
    let search = json!({"city_num": "511100"});
    assert_eq!(post(&gateway, "city_search", &search).fault(), denied);
    assert_eq!(gateway.call("homecare.city.search", search).code(), 200);
    change(&gateway, |app| app.state = "live".to_owned());
    eventually("the wire is open again", || !is_closed());
}

#[test]
fn a_page_of_another_origin_may_do_nothing() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let from = |origin: &str| send(&gateway, VERSION, &[("Origin", origin)], b"");
    let denied = fault(9, "permission denied");
    for origin in ["https://evil.example.com", "null", ""] {
        let reply = from(origin);
        assert_eq!(reply.fault(), denied, "{origin}");
        assert!(
            !reply.head.to_lowercase().contains("access-control"),
            "{reply:?}"
        );
    }
    let body = br#"{"phone":"18215606356","content":"test"}"#;
    let target = "POST /homecare/consumer/new_feedback";
    let written = send(
        &gateway,
        target,
        &[("Origin", "https://evil.example.com")],
        body,
    );
    assert_eq!(written.fault(), denied);
    change(&gateway, |app| {
        app.origins = "https://m.example.com".to_owned()
    });
    eventually("the origin is listed", || {
        from("https://m.example.com").json()["status"] == 1
    });
    let listed = from("https://m.example.com");
    assert!(
        !listed.head.to_lowercase().contains("access-control"),
        "{listed:?}"
    );
    assert_eq!(from("https://evil.example.com").fault(), denied);
    let preflight = "OPTIONS /homecare/consumer/city_search";
    let preflight = send(
        &gateway,
        preflight,
        &[("Origin", "https://m.example.com")],
        b"",
    );
    assert_eq!(
        (preflight.http, preflight.header("allow")),
        (405, Some("POST"))
    );
}

#[test]
fn networks_limits_and_the_list_of_methods_of_the_app_hold() {
    let gateway = TestGateway::of(&signet_methods_homecare::PACK).start();
    let denied = fault(9, "permission denied");
    let version = || get(&gateway, "get_ios_version");
    change(&gateway, |app| app.allow = "homecare.city.*".to_owned());
    eventually("the method is not in the list", || {
        version().json()["status"] == 9
    });
    assert_eq!(version().fault(), denied);
    post(&gateway, "city_search", &json!({"city_num": "1"})).good();
    change(&gateway, |app| {
        app.allow = String::new();
        app.ips = "192.0.2.0/24".to_owned();
    });
    let search = || post(&gateway, "city_search", &json!({"city_num": "1"}));
    eventually("the address is not in the list", || {
        search().json()["status"] == 9
    });
    assert_eq!(version().fault(), denied);
    change(&gateway, |app| {
        app.ips = String::new();
        app.calls_per_minute = 2;
    });
    eventually("the limit is reached", || version().json()["status"] == 0);
    let limited = version();
    assert_eq!(limited.fault(), fault(0, "too many requests"));
    assert!(limited.header("retry-after").is_some(), "{limited:?}");
}
