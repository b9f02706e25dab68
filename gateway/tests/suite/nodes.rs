//! A command that changes apps or bans waits until the running nodes apply the change.

use serde_json::json;
use signet_store::nodes::{self, Node};
use signet_store::{Connection, Error};
use signet_testkit::{APPID, Client, SECRET, TestGateway, unique};

use crate::cli::{run, run_on};
use crate::usual;

fn noted(gateway: &TestGateway) -> Vec<Node> {
    gateway
        .store()
        .run_blocking::<_, Error>(nodes::all)
        .unwrap()
}

/// Records a node that will never confirm anything.
fn note_a_dead_one(gateway: &TestGateway, seen_at: i64) {
    let node = Node {
        id: "dead".to_owned(),
        address: "elsewhere 192.0.2.1:8080".to_owned(),
        revision: 0,
        seen_at,
    };
    let put = |connection: &mut Connection| nodes::put(connection, &node, 0);
    gateway.store().run_blocking::<_, Error>(put).unwrap();
}

#[test]
fn a_change_holds_on_every_node_when_its_command_ends() {
    let gateway = usual().start();
    let nodes = [&gateway, &gateway.second_node(), &gateway.second_node()];
    for (command, expected) in [
        (["app", "suspend", APPID], 503),
        (["app", "restore", APPID], 200),
        (["ban", "add", "127.0.0.1"], 510),
        (["ban", "lift", "127.0.0.1"], 200),
        (["app", "revoke", APPID], 503),
    ] {
        let output = run_on(&gateway, &command);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && said.contains("appl"), "{said}");
        for node in nodes {
            let answer = Client::new(node, APPID, SECRET).call("system.init", json!({}));
            assert_eq!(answer.code(), expected, "{command:?}");
        }
    }
    let count = nodes.len();
    assert_eq!(noted(&gateway).len(), count);
    let gateway = gateway.restart();
    assert_eq!(noted(&gateway).len(), count, "who ends leaves no note");
}

#[test]
fn where_no_gateway_runs_the_command_says_so() {
    let folder = std::env::temp_dir().join(unique("nodes"));
    std::fs::create_dir_all(&folder).unwrap();
    let url = format!("sqlite://{}/gateway.db", folder.display());
    let environment = [("GATEWAY__STORAGE__URL", url.as_str())];
    let create = ["app", "create", "--appid", "x", "--class", "app"];
    let output = run(&create, &environment);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && said.contains("no gateway is running"),
        "{said}"
    );
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_node_that_does_not_confirm_is_named() {
    let gateway = usual().start();
    note_a_dead_one(&gateway, gateway.clock.now());
    let settings = &gateway.settings;
    let impatient = [
        ("GATEWAY__STORAGE__URL", settings.storage.url.as_str()),
        ("GATEWAY__OPS__CONFIRM_SECONDS", "1"),
    ];
    let output = run(&["app", "suspend", APPID], &impatient);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("1 of 2 nodes have confirmed within 1 s")
            && said.contains("elsewhere 192.0.2.1:8080"),
        "{said}"
    );

    // A node without recent updates is not waited for.
    note_a_dead_one(&gateway, gateway.clock.now() - 600);
    let output = run_on(&gateway, &["app", "restore", APPID]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        output.status.success() && said.contains("10 minutes") && said.contains("192.0.2.1"),
        "{said}"
    );
}
