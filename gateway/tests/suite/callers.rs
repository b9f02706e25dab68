//! The address of a caller: behind proxies, and in bans.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::json;
use signet_store::ip_bans::{self, IpBan};
use signet_store::{Error, Tx, revisions};
use signet_testkit::{APPID, Client, SECRET, TestGateway, eventually, unique};

use crate::apps::create;
use crate::cli::{Program, run_on, signal};
use crate::sample;
use crate::usual;

/// A gateway that trusts proxies on this machine.
fn behind_a_proxy() -> TestGateway {
    usual().packs(sample::PACKS).behind_proxy().start()
}

fn from<'a>(client: Client<'a>, forwarded: &str) -> Client<'a> {
    client.header("X-Forwarded-For", forwarded)
}

/// Returns the code of a call from an address.
fn code_from(gateway: &TestGateway, forwarded: &str) -> i64 {
    let client = from(Client::new(gateway, APPID, SECRET), forwarded);
    client.call("test.whoami", json!({})).code()
}

#[test]
fn who_cannot_be_read_is_not_the_proxy() {
    let gateway = behind_a_proxy();
    let networks = ["--class", "partner", "--ip", "127.0.0.0/8,0.0.0.0/0,::/0"];
    let secret = create(&gateway, "inside", &networks);
    let call = |forwarded: &str| {
        let client = from(Client::new(&gateway, "inside", &secret), forwarded);
        client.call("test.whoami", json!({})).sub_code().to_owned()
    };
    for readable in ["198.51.100.7:52144", "[2001:db8::7]:52144", "127.0.0.1"] {
        assert_ne!(call(readable), "ip_not_allowed", "{readable}");
    }
    for unreadable in ["unknown", "_hidden", "198.51.100.7, nonsense", "0.0.0.0"] {
        assert_eq!(call(unreadable), "ip_not_allowed", "{unreadable}");
    }
    eventually("the log has lines of callers who are not known", || {
        gateway.access_log().contains("\"ip\":null")
    });
    assert!(
        gateway
            .ops("/metrics")
            .1
            .contains("gateway_unreadable_clients_total 4")
    );
}

#[test]
fn every_port_of_an_address_is_one_caller() {
    let gateway = usual()
        .packs(sample::PACKS)
        .behind_proxy()
        .with(|settings| settings.limit.per_ip = 2)
        .start();
    for (first, second) in [
        ("203.0.113.7:51008", "203.0.113.7:51009"),
        ("[2001:db8:1:2::1]:443", "2001:db8:1:2::2"),
        ("unknown", "_hidden"),
    ] {
        let codes = [first, second, first].map(|address| code_from(&gateway, address));
        assert_eq!(codes, [200, 200, 429], "{first}");
    }
    // Callers with unreadable addresses do not use up the limit of an address, and an address does not use up theirs.
    assert_eq!(code_from(&gateway, "203.0.113.8"), 200);
}

#[test]
fn a_ban_holds_for_a_network_in_every_spelling() {
    let gateway = behind_a_proxy();
    for (banned, lifted, inside, outside) in [
        (
            "198.51.100.0/24",
            "198.51.100.9/24",
            "198.51.100.200",
            "198.51.101.1",
        ),
        (
            "2001:DB8:7:7::1",
            "2001:db8:7:7::/64",
            "2001:db8:7:7::2",
            "2001:db8:7:8::1",
        ),
        (
            "::ffff:192.0.2.7",
            "192.0.2.7/32",
            "192.0.2.7:443",
            "192.0.2.8",
        ),
        (
            "2001:db9::/32",
            "2001:db9::/32",
            "2001:db9:1::1",
            "2001:dba::1",
        ),
    ] {
        assert!(run_on(&gateway, &["ban", "add", banned]).status.success());
        eventually("the ban is obeyed", || code_from(&gateway, inside) == 510);
        assert_eq!(code_from(&gateway, outside), 200, "{outside}");
        assert!(run_on(&gateway, &["ban", "lift", lifted]).status.success());
        eventually("the ban is lifted", || code_from(&gateway, inside) == 200);
    }
    for wrong in ["0.0.0.0/0", "10.0.0.0/33", "198.51.100.7:80"] {
        let output = run_on(&gateway, &["ban", "add", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}");
    }
}

#[test]
fn the_ban_of_one_ipv6_address_from_before_holds_for_its_network() {
    let gateway = behind_a_proxy();
    let ban = IpBan {
        ip: "2001:db8:7:7::1".to_owned(),
        banned_until: gateway.clock.now() + 3600,
        reason: "steered\u{1b}]0;".to_owned(),
        created_at: 0,
    };
    let insert = |tx: &mut Tx<'_>| {
        ip_bans::put(tx, &ban)?;
        revisions::bump(tx, "apps")
    };
    gateway
        .store()
        .transaction_blocking::<_, Error>(0, insert)
        .unwrap();
    eventually("the ban is obeyed", || {
        code_from(&gateway, "2001:db8:7:7::2") == 510
    });
    let listed = run_on(&gateway, &["ban", "list"]).stdout;
    let listed = String::from_utf8(listed).unwrap();
    assert!(
        listed.contains("2001:db8:7:7::/64") && !listed.contains('\u{1b}'),
        "{listed}"
    );
    let lift = ["ban", "lift", "2001:db8:7:7::9"];
    assert!(run_on(&gateway, &lift).status.success());
    eventually("the ban is lifted", || {
        code_from(&gateway, "2001:db8:7:7::2") == 200
    });
}

#[test]
fn a_proxy_that_is_not_trusted_is_warned_of_once() {
    let folder = unique("untrusted");
    let mut gateway = Program::start(&folder, "127.0.0.1:0");
    for _ in 0..3 {
        let mut stream = TcpStream::connect(&gateway.public).unwrap();
        let request = "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-Forwarded-For: 203.0.113.7\r\n\r\n";
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    // At its end the gateway prints the waiting lines.
    signal(&gateway.child, "-INT");
    let mut log = String::new();
    let mut stderr = gateway.child.stderr.take().unwrap();
    stderr.read_to_string(&mut log).unwrap();
    let warnings = log.lines().filter(|line| line.contains("trusted_proxies"));
    assert_eq!(warnings.count(), 1, "{log}");
    std::fs::remove_dir_all(std::env::temp_dir().join(folder)).unwrap();
}
