//! Interrupted migrations, and migrations by users without rights.

use std::collections::HashSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::target::Target;
use crate::{Connection, Error, Migration, Migrations, Store, Tx, migrations, revisions, scratch};

const PREPARE: u8 = 0x16;
const EXECUTE: u8 = 0x17;
const SET_OPTION: u8 = 0x1b;

/// Creates an empty database on MySQL and returns its URL; `None` if the tests run on SQLite.
fn database() -> Option<String> {
    let url = scratch::create(&scratch::server_url()).unwrap();
    url.starts_with("mysql").then_some(url)
}

/// The statements that passed a forwarder. The forwarder cuts the connection when the answer to a new statement arrives, if the
/// statement changes the schema or adds rows.
type Seen = Arc<Mutex<HashSet<Vec<u8>>>>;

/// Returns the URL of the same database behind a forwarder that does not support COM_SET_OPTION, like some proxies. The forwarder
/// cuts connections if `seen` is given.
fn forwarded(url: &str, seen: Option<Seen>) -> String {
    let (before, at) = url.split_once('@').unwrap();
    let (address, database) = at.split_once('/').unwrap();
    let server: SocketAddr = address.parse().unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let own = listener.local_addr().unwrap();
    thread::spawn(move || {
        for client in listener.incoming() {
            let (client, server) = (client.unwrap(), TcpStream::connect(server).unwrap());
            for stream in [&client, &server] {
                stream.set_nodelay(true).unwrap();
            }
            let ends = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let cut = Arc::<AtomicBool>::default();
            let (seen, to_cut) = (seen.clone(), Arc::clone(&cut));
            thread::spawn(move || send(ends.0, ends.1, seen, &to_cut));
            thread::spawn(move || answer(server, client, &cut));
        }
    });
    format!("{before}@{own}/{database}")
}

/// Forwards the packets of the client one by one.
fn send(
    mut client: TcpStream,
    mut server: TcpStream,
    seen: Option<Seen>,
    cut: &AtomicBool,
) -> Option<()> {
    let mut is_new = false;
    loop {
        let mut packet = vec![0; 4];
        client.read_exact(&mut packet).ok()?;
        let length = u32::from_le_bytes([packet[0], packet[1], packet[2], 0]);
        packet.resize(4 + usize::try_from(length).ok()?, 0);
        client.read_exact(&mut packet[4..]).ok()?;
        match (packet[3], packet[4]) {
            (0, SET_OPTION) => {
                let mut error = b"\0\0\0\x01\xff\x17\x04#08S01Unknown command".to_vec();
                error[0] = u8::try_from(error.len() - 4).ok()?;
                client.write_all(&error).ok()?;
                continue;
            }
            (0, PREPARE) => {
                let text = packet[5..].to_vec();
                let changes = [&b"CREATE"[..], b"INSERT", b"ALTER"]
                    .iter()
                    .any(|verb| text.starts_with(verb));
                let seen = seen.as_ref().filter(|_| changes);
                is_new = seen.is_some_and(|seen| seen.lock().unwrap().insert(text));
            }
            (0, EXECUTE) => cut.store(is_new, Ordering::SeqCst),
            _ => {}
        }
        server.write_all(&packet).ok()?;
    }
}

fn answer(mut server: TcpStream, mut client: TcpStream, cut: &AtomicBool) {
    let mut bytes = [0; 16384];
    while let Ok(length @ 1..) = server.read(&mut bytes) {
        if cut.load(Ordering::SeqCst) || client.write_all(&bytes[..length]).is_err() {
            break;
        }
    }
    let _ = client.shutdown(Shutdown::Both);
    let _ = server.shutdown(Shutdown::Both);
}

/// Returns every column, key, trigger and row that migrations create.
fn schema(url: &str) -> Vec<String> {
    let mut connection = Connection::without_pool(&Target::parse(url).unwrap()).unwrap();
    let queries = [
        "SELECT CONCAT_WS(' ', table_name, column_name, column_type, is_nullable, IFNULL(column_default, '-'), extra) \
         FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1",
        "SELECT CONCAT_WS(' ', table_name, index_name, seq_in_index, column_name, non_unique) \
         FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY 1",
        "SELECT CONCAT_WS(' ', table_name, column_name, referenced_table_name) \
         FROM information_schema.key_column_usage WHERE table_schema = DATABASE() ORDER BY 1",
        "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE() ORDER BY 1",
        "SELECT version FROM __diesel_schema_migrations ORDER BY 1",
        "SELECT CONCAT_WS(' ', send_key, title, state) FROM sms_templates ORDER BY 1",
        "SELECT CONCAT_WS(' ', topic, number) FROM revisions ORDER BY 1",
    ];
    let mut rows = |query| {
        let rows: Vec<String> = sql::<Text>(query).load(&mut connection.link).unwrap();
        rows
    };
    queries.into_iter().flat_map(&mut rows).collect()
}

/// Returns the migrations of every pack, read from their folders.
fn of_packs() -> Vec<Migrations> {
    let sorted = |folder: &Path| {
        let entries = fs::read_dir(folder).unwrap();
        let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
        paths.sort_unstable();
        paths
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let areas = sorted(&root).into_iter();
    let packs = areas.filter(|area| area.is_dir() && !area.ends_with("core"));
    let of_pack = |area: PathBuf| {
        let migration = |file: PathBuf| {
            let name = file.strip_prefix(&root).unwrap().with_extension("");
            let name = name.to_str().unwrap().replace("/mysql/", "/");
            Migration {
                name: String::leak(name),
                sqlite: "",
                mysql: String::leak(fs::read_to_string(&file).unwrap()),
            }
        };
        let migrations: Vec<_> = sorted(&area.join("mysql"))
            .into_iter()
            .map(migration)
            .collect();
        &*Vec::leak(migrations)
    };
    packs.map(of_pack).collect()
}

#[test]
fn a_migration_that_is_cut_off_at_any_statement_is_finished_by_the_next() {
    let (Some(cut), Some(straight)) = (database(), database()) else {
        return;
    };
    let of_packs = of_packs();
    let straight_store = Store::open(&straight, 1).unwrap();
    straight_store.migrate(&of_packs).unwrap();
    let seen = Seen::default();
    let target = Target::parse(&forwarded(&cut, Some(Arc::clone(&seen)))).unwrap();
    let mut cuts = 0;
    while let Err(error) =
        migrations::run(&mut Connection::without_pool(&target).unwrap(), &of_packs)
    {
        assert!(error.is_away(), "{error}");
        cuts += 1;
        assert_eq!(
            cuts,
            seen.lock().unwrap().len(),
            "one statement further each time"
        );
    }
    assert!(cuts > 30, "{cuts}");
    assert_eq!(schema(&cut), schema(&straight));
    scratch::drop(&cut).unwrap();
    scratch::drop(&straight).unwrap();
}

#[test]
fn a_proxy_need_not_know_how_to_set_options() {
    let Some(url) = database() else {
        return;
    };
    let store = Store::open(&forwarded(&url, None), 1).unwrap();
    store.migrate(&[]).unwrap();
    let bump = |tx: &mut Tx<'_>| revisions::bump(tx, "apps");
    store.transaction_blocking(0, bump).unwrap();
    let failed: Result<(), Error> = store.transaction_blocking(0, |tx| {
        bump(tx)?;
        Err(Error::Duplicate)
    });
    assert!(failed.is_err());
    assert_eq!(store.run_blocking(revisions::all).unwrap()[0].1, 1);
    scratch::drop(&url).unwrap();
}

/// Runs statements as root.
fn as_root(url: &str, statements: &str) -> Result<(), Error> {
    let mut root = Connection::without_pool(&Target::parse(url)?)?;
    Ok(root.link.batch_execute(statements)?)
}

/// Creates a user with some rights to the database and returns its URL; the user has the name of the database.
fn user(url: &str, rights: &str) -> String {
    let (server, database) = url.rsplit_once('/').unwrap();
    let (_, address) = server.split_once('@').unwrap();
    let statements = format!(
        "CREATE USER {database} IDENTIFIED BY 'secret'; GRANT {rights} ON {database}.* TO {database}"
    );
    as_root(url, &statements).unwrap();
    format!("mysql://{database}:secret@{address}/{database}")
}

fn drop_both(url: &str) {
    let (_, database) = url.rsplit_once('/').unwrap();
    as_root(url, &format!("DROP USER {database}")).unwrap();
    scratch::drop(url).unwrap();
}

#[test]
fn where_nothing_is_pending_no_rights_to_change_the_schema_are_needed() {
    let Some(url) = database() else {
        return;
    };
    let plain_url = user(&url, "SELECT, INSERT, UPDATE, DELETE");
    let plain = Store::open(&plain_url, 1).unwrap();
    let error = plain.migrate(&[]).unwrap_err().to_string();
    let parts = [
        "run `gateway migrate` once",
        "CREATE, ALTER",
        "TRIGGER",
        "to serve, SELECT, INSERT, UPDATE, DELETE",
    ];
    for part in parts {
        assert!(error.contains(part), "{error}");
    }
    let found = crate::inspect(&plain_url, &[]).unwrap();
    assert!(
        found.missing_to_migrate.contains(&"CREATE".to_owned()),
        "{found:?}"
    );

    Store::open(&url, 1).unwrap().migrate(&[]).unwrap();
    let before = schema(&url);
    assert_eq!(plain.migrate(&[]).unwrap(), [""; 0]);
    assert_eq!(schema(&url), before);
    let bump = |tx: &mut Tx<'_>| revisions::bump(tx, "apps");
    plain.transaction_blocking(0, bump).unwrap();
    let found = crate::inspect(&plain_url, &[]).unwrap();
    assert!(
        found.missing_rights.is_empty() && found.missing_to_migrate.is_empty(),
        "{found:?}"
    );
    drop_both(&url);
}

#[test]
fn a_server_that_allows_no_triggers_gets_them_later() {
    let Some(url) = database() else {
        return;
    };
    let rights = "SELECT, INSERT, UPDATE, DELETE, CREATE, DROP, ALTER, INDEX, REFERENCES";
    let plain = Store::open(&user(&url, rights), 1).unwrap();
    assert!(!plain.migrate(&[]).unwrap().is_empty());
    let drop_trigger = || as_root(&url, "DROP TRIGGER audit_log_no_update");
    assert!(drop_trigger().is_err());
    let root = Store::open(&url, 1).unwrap();
    assert!(root.migrate(&[]).unwrap().is_empty());
    drop_trigger().unwrap();
    drop_both(&url);
}

#[test]
fn tables_of_another_program_are_not_mixed_with_those_of_the_gateway() {
    let Some(url) = database() else {
        return;
    };
    as_root(&url, "CREATE TABLE users (id INT PRIMARY KEY)").unwrap();
    let error = Store::open(&url, 1).unwrap().migrate(&[]).unwrap_err();
    assert!(
        error.to_string().contains("another program (users)"),
        "{error}"
    );
    scratch::drop(&url).unwrap();
}

#[test]
fn a_transaction_that_the_server_rolled_back_is_repeated_and_leaves_nothing() {
    let Some(url) = database() else {
        return;
    };
    let store = Store::open(&url, 1).unwrap();
    store.migrate(&[]).unwrap();
    let mut tries = 0;
    let bump_twice = |tx: &mut Tx<'_>| {
        tries += 1;
        revisions::bump(tx, "apps")?;
        if tries == 1 {
            // Like a cluster: without any message.
            tx.link.batch_execute("ROLLBACK")?;
        }
        revisions::bump(tx, "sms")
    };
    store.transaction_blocking(0, bump_twice).unwrap();
    assert_eq!(tries, 2);
    let revisions = store.run_blocking(revisions::all).unwrap();
    assert_eq!(revisions, [("apps".to_owned(), 1), ("sms".to_owned(), 1)]);
    scratch::drop(&url).unwrap();
}
