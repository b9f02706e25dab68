//! Tests with a MariaDB that has unusual settings, has or lacks TLS, hangs, or is read-only.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use signet_store::sms_templates::{self, NewSmsTemplate};
use signet_store::{Error, Store, Tx, inspect, revisions, sms_blacklist};
use signet_testkit::servers::MariaDb;

use crate::NOW;

/// Unusual values of everything that a session relies on, set for all sessions.
const OTHERWISE: [&str; 20] = [
    "--autocommit=0",
    "--sql-mode=ANSI,NO_BACKSLASH_ESCAPES",
    "--transaction-isolation=SERIALIZABLE",
    "--transaction-read-only=1",
    "--character-set-server=latin1",
    "--collation-server=latin1_swedish_ci",
    "--lower-case-table-names=1",
    "--init-connect=SET NAMES latin1, autocommit = 0",
    "--explicit-defaults-for-timestamp=0",
    "--default-storage-engine=MyISAM",
    "--default-time-zone=+08:00",
    "--lc-messages=de_DE",
    "--completion-type=RELEASE",
    "--sql-safe-updates=1",
    "--max-join-size=1",
    "--group-concat-max-len=4",
    "--lock-wait-timeout=1",
    "--innodb-lock-wait-timeout=50",
    "--max-statement-time=0.5",
    "--max-allowed-packet=65536",
];

/// Runs statements as root, with the command-line client of the server.
fn as_root(server: &MariaDb, statements: &str) {
    let output = Command::new("mariadb")
        .args(["--no-defaults", "--user=root", "--database=mysql"])
        .arg(format!("--socket={}/socket", server.folder().display()))
        .arg(format!(
            "--execute=SET autocommit = 1, tx_read_only = 0; {statements}"
        ))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

/// Returns the URL of a user without any rights except to the database.
fn url_of(server: &MariaDb, host: &str, parameters: &str) -> String {
    let port = server.url().rsplit_once(':').unwrap().1.to_owned();
    format!("mysql://plain:p%40ss%2Fword@{host}:{port}/gateway{parameters}")
}

fn make_database(server: &MariaDb) {
    as_root(
        server,
        "CREATE DATABASE gateway; CREATE USER plain IDENTIFIED BY 'p@ss/word'; GRANT ALL ON gateway.* TO plain",
    );
}

#[tokio::test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
async fn a_server_that_has_everything_otherwise() {
    let server = MariaDb::start_with(&OTHERWISE).unwrap();
    make_database(&server);
    as_root(
        &server,
        "SET GLOBAL sql_select_limit = 1, foreign_key_checks = 0",
    );
    let url = url_of(&server, "127.0.0.1", "");
    let (writer, reader) = (Store::open(&url, 2).unwrap(), Store::open(&url, 2).unwrap());
    assert!(!writer.migrate(&[]).unwrap().is_empty());

    // A poll sees every commit of another connection.
    for number in 1..4 {
        writer
            .transaction(NOW, |tx| revisions::bump(tx, "apps"))
            .await
            .unwrap();
        let seen = reader.probe(revisions::all).await.unwrap();
        assert_eq!(seen[0], ("apps".to_owned(), number));
    }
    let mobiles = ["13800138000", "13800138001"];
    writer
        .transaction(NOW, move |tx| sms_blacklist::insert(tx, &mobiles))
        .await
        .unwrap();
    for send_key in ["LOGIN", "REGISTER"] {
        let template = NewSmsTemplate {
            realm: "test".to_owned(),
            send_key: send_key.to_owned(),
            title: "登录验证码".to_owned(),
            body: "%CODE%".to_owned(),
            classes: "app".to_owned(),
        };
        let insert = move |tx: &mut Tx<'_>| sms_templates::insert(tx, &template);
        writer.transaction(NOW, insert).await.unwrap();
    }
    let templates = reader.run(sms_templates::all_live).await.unwrap();
    assert_eq!(templates.len(), 2, "sql_select_limit");
    assert_eq!(templates[0].title, "登录验证码");

    let found = inspect(&url, &[]).unwrap();
    let differs = |name: &str| found.differing.iter().any(|variable| variable.name == name);
    for name in [
        "autocommit",
        "sql_mode",
        "tx_isolation",
        "sql_select_limit",
        "max_statement_time",
    ] {
        assert!(differs(name), "{name}: {found:?}");
    }
    assert!(
        found.problems[0].contains("max_allowed_packet"),
        "{found:?}"
    );
    assert!(found.cipher.is_none() && found.rights.contains(&"TRIGGER".to_owned()));

    localhost_is_tcp(&server);
    no_tls_is_refused(&server);
    errors_name_what_is_wrong(&server);
    a_server_that_takes_no_writes_is_away(&server, &writer).await;
    a_read_gives_up_on_a_server_that_hangs(&server, &writer).await;
}

fn localhost_is_tcp(server: &MariaDb) {
    Store::open(&url_of(server, "localhost", ""), 1).unwrap();
    let socket = format!("?unix_socket={}/socket", server.folder().display());
    Store::open(&url_of(server, "localhost", &socket), 1).unwrap();
}

/// Returns the text of the error of opening `url`.
fn refusal(url: &str) -> String {
    Store::open(url, 1).err().unwrap().to_string()
}

fn no_tls_is_refused(server: &MariaDb) {
    for mode in ["required", "REQUIRED", "verify_identity"] {
        let text = refusal(&url_of(server, "127.0.0.1", &format!("?ssl_mode={mode}")));
        assert!(text.contains("turn TLS on"), "{text}");
    }
    for mode in ["preferred", "disabled"] {
        let url = url_of(server, "127.0.0.1", &format!("?ssl_mode={mode}"));
        Store::open(&url, 1).unwrap();
    }
}

fn errors_name_what_is_wrong(server: &MariaDb) {
    let url = url_of(server, "127.0.0.1", "");
    let german = refusal(&url.replace("plain:", "nobody:"));
    assert!(
        german.contains("the server refuses: check user"),
        "{german}"
    );
    as_root(server, "SET GLOBAL lc_messages = 'en_US'");
    for (from, to, part) in [
        ("/gateway", "/", "names no database"),
        ("/gateway", "/nowhere", "rights to this database"),
        ("plain:", "nobody:", "check user and password"),
    ] {
        let text = refusal(&url.replace(from, to));
        assert!(text.contains(part), "{text}");
    }
}

async fn a_server_that_takes_no_writes_is_away(server: &MariaDb, store: &Store) {
    as_root(server, "SET GLOBAL read_only = 1");
    let refused = store
        .transaction(NOW, |tx| revisions::bump(tx, "apps"))
        .await;
    assert!(matches!(refused, Err(Error::ReadOnly(_))), "{refused:?}");
    let seen = store.probe(revisions::all).await;
    assert!(matches!(seen, Err(Error::ReadOnly(_))), "{seen:?}");
    assert!(store.is_away() && store.reason_away().unwrap().contains("read_only"));
    let refused = store
        .transaction(NOW, |tx| revisions::bump(tx, "apps"))
        .await
        .unwrap_err();
    assert!(
        refused.to_string().contains("the server that takes writes"),
        "{refused}"
    );
    as_root(server, "SET GLOBAL read_only = 0");
    store.probe(revisions::all).await.unwrap();
    assert!(!store.is_away());
    store
        .transaction(NOW, |tx| revisions::bump(tx, "apps"))
        .await
        .unwrap();
}

async fn a_read_gives_up_on_a_server_that_hangs(server: &MariaDb, store: &Store) {
    server.pause().unwrap();
    let start = Instant::now();
    let read = store.run(revisions::all).await;
    assert!(matches!(read, Err(Error::NoAnswer)), "{read:?}");
    assert!(start.elapsed() < Duration::from_secs(10));
    server.resume().unwrap();
    store.probe(revisions::all).await.unwrap();
    store.run(revisions::all).await.unwrap();
}

/// Creates an authority, and its certificate for the name `localhost` that expires after `days` days.
fn make_certificate(folder: &Path, days: &str) {
    let script = format!(
        "set -e; cd '{}'
        [ -e ca.pem ] || openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=authority
        [ -e other.pem ] || openssl req -x509 -newkey rsa:2048 -nodes -keyout other.key -out other.pem -days 2 -subj /CN=other
        openssl req -newkey rsa:2048 -nodes -keyout key.pem -out request.pem -subj /CN=localhost
        echo subjectAltName=DNS:localhost > names
        openssl x509 -req -in request.pem -CA ca.pem -CAkey ca.key -CAcreateserial -days {days} -extfile names -out cert.pem
        chmod 644 key.pem",
        folder.display()
    );
    let output = Command::new("sh").args(["-c", &script]).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

#[test]
#[ignore = "needs MariaDB and Redis: cargo xtask test"]
fn tls_is_as_configured_or_an_error() {
    let folder = std::env::temp_dir().join(format!("signet_scratch_tls_{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    make_certificate(&folder, "2");
    let file = |name: &str| folder.join(name).display().to_string();
    let server = MariaDb::start_with(&[
        &format!("--ssl-cert={}", file("cert.pem")),
        &format!("--ssl-key={}", file("key.pem")),
        &format!("--ssl-ca={}", file("ca.pem")),
    ])
    .unwrap();
    make_database(&server);
    as_root(&server, "ALTER USER plain REQUIRE SSL");
    let (ca, other) = (file("ca.pem"), file("other.pem"));
    let cipher = |host: &str, parameters: &str| {
        inspect(&url_of(&server, host, parameters), &[]).map(|found| found.cipher.is_some())
    };
    for (host, parameters) in [
        ("127.0.0.1", String::new()),
        ("127.0.0.1", "?ssl_mode=preferred".to_owned()),
        ("127.0.0.1", "?ssl_mode=required".to_owned()),
        ("127.0.0.1", "?ssl_mode=REQUIRED".to_owned()),
        ("127.0.0.1", format!("?ssl_ca={ca}")),
        ("127.0.0.1", format!("?ssl_mode=verify_ca&ssl_ca={ca}")),
        (
            "localhost",
            format!("?ssl_mode=verify_identity&ssl_ca={ca}"),
        ),
    ] {
        assert!(cipher(host, &parameters).unwrap(), "{host} {parameters}");
    }
    for (host, parameters, part) in [
        (
            "127.0.0.1",
            "?ssl_mode=disabled".to_owned(),
            "ssl_mode=required",
        ),
        (
            "127.0.0.1",
            format!("?ssl_mode=verify_identity&ssl_ca={ca}"),
            "another host name",
        ),
        (
            "localhost",
            format!("?ssl_mode=verify_identity&ssl_ca={other}"),
            "ssl_ca",
        ),
        (
            "localhost",
            "?ssl_mode=verify_identity".to_owned(),
            "ssl_ca",
        ),
        (
            "127.0.0.1",
            format!("?ssl_mode=verify_ca&ssl_ca={other}"),
            "ssl_ca",
        ),
        (
            "127.0.0.1",
            "?ssl_mode=verify_ca".to_owned(),
            "needs ssl_ca",
        ),
        (
            "127.0.0.1",
            "?ssl_ca=/no/such.pem".to_owned(),
            "cannot be read",
        ),
    ] {
        let text = refusal(&url_of(&server, host, &parameters));
        assert!(text.contains(part), "{host} {parameters}: {text}");
    }
    // An expired certificate: MariaDB reads its files again.
    make_certificate(&folder, "-1");
    as_root(&server, "FLUSH SSL");
    let text = refusal(&url_of(&server, "127.0.0.1", &format!("?ssl_ca={ca}")));
    assert!(text.contains("renew"), "{text}");
    fs::remove_dir_all(folder).unwrap();
}
