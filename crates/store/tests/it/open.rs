use signet_store::{Error, Store, scratch};

use crate::Scratch;

/// Returns the names of all migrations of the shared tables, in order.
fn all() -> Vec<String> {
    let files = concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations/core/sqlite");
    let mut names: Vec<String> = std::fs::read_dir(files)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .map(|name| format!("core/{}", name.trim_end_matches(".sql")))
        .collect();
    names.sort_unstable();
    names
}

#[test]
fn migrating_twice_does_nothing() {
    let db = Scratch::empty();
    assert!(db.pending_migrations(&[]).unwrap());
    assert_eq!(db.migrate(&[]).unwrap(), all());
    assert!(!db.pending_migrations(&[]).unwrap());
    assert_eq!(db.migrate(&[]).unwrap(), [""; 0]);
}

#[test]
fn of_two_nodes_one_migrates() {
    let db = Scratch::empty();
    let other = Store::open(&db.url, 1).unwrap();
    let (here, there) = std::thread::scope(|scope| {
        let there = scope.spawn(|| other.migrate(&[]).unwrap());
        (db.migrate(&[]).unwrap(), there.join().unwrap())
    });
    assert_eq!([here, there].concat(), all());
}

#[test]
fn a_file_in_a_new_folder_is_made() {
    let folder = std::env::temp_dir().join(format!("signet_scratch_folder_{}", std::process::id()));
    let url = format!("sqlite://{}/a/b.db", folder.display());
    let store = Store::open(&url, 1).unwrap();
    assert!(store.pending_migrations(&[]).unwrap());
    std::fs::remove_dir_all(folder).unwrap();
}

/// Returns the text of the error of opening `url`.
fn refusal(url: &str) -> String {
    let error = Store::open(url, 1).err().unwrap();
    assert!(matches!(error, Error::Url(_) | Error::Unreachable { .. }));
    let text = error.to_string();
    assert!(!text.contains('\n') && !text.contains("hunter2"), "{text}");
    text
}

#[test]
fn a_wrong_url_is_refused_without_its_password() {
    for url in [
        "",
        "gateway.db",
        "sqlite://",
        "sqlite://:memory:",
        "postgres://root:hunter2@localhost/db",
    ] {
        assert!(refusal(url).starts_with("storage.url: "), "{url}");
    }
    assert!(refusal("sqlite:///proc/no/such.db").contains("/proc/no/such.db"));
}

#[cfg(not(feature = "mysql"))]
#[test]
fn a_build_without_mysql_says_so() {
    let text = refusal("mysql://root:hunter2@127.0.0.1:3306/signet");
    assert!(
        text.contains("--features mysql") && text.contains("libmariadb-dev"),
        "{text}"
    );
}

#[test]
fn a_file_is_closed_to_others() {
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt;

    let folder = std::env::temp_dir().join(format!("signet_scratch_closed_{}", std::process::id()));
    let file = folder.join("data/a.db");
    let url = format!("sqlite://{}", file.display());
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let store = Store::open(&url, 1).unwrap();
    store.migrate(&[]).unwrap();
    assert_eq!(mode(&folder.join("data")), 0o700);
    for suffix in ["", "-wal", "-shm"] {
        let path = folder.join(format!("data/a.db{suffix}"));
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
    // An existing file loses the rights of all other users, but not the rights of the group.
    fs::set_permissions(&file, Permissions::from_mode(0o664)).unwrap();
    let again = Store::open(&url, 1).unwrap();
    assert_eq!(mode(&file), 0o660);
    assert!(!again.pending_migrations(&[]).unwrap());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_is_no_path_is_refused() {
    for (path, part) in [
        ("/tmp/signet_a.db?mode=rwc", "no parameters"),
        ("/tmp/signet_a.db\r", "control character"),
        ("/tmp/signet_a.db ", "blanks"),
        ("\"/tmp/signet_a.db\"", "quotes"),
        ("file:/tmp/signet_a.db", "leave out `file:`"),
        ("/tmp/", "needs a file"),
    ] {
        let text = refusal(&format!("sqlite://{path}"));
        assert!(text.contains(part), "{path:?}: {text}");
    }
}

#[test]
fn a_look_at_a_database_changes_nothing() {
    let url = scratch::create(&scratch::server_url()).unwrap();
    let empty = signet_store::inspect(&url, &[]).unwrap();
    assert_eq!(empty.pending, all());
    if let Some(path) = url.strip_prefix("sqlite://") {
        assert!(!empty.exists && !std::fs::exists(path).unwrap());
    }
    Store::open(&url, 1).unwrap().migrate(&[]).unwrap();
    let found = signet_store::inspect(&url, &[]).unwrap();
    assert!(
        found.exists && found.pending.is_empty() && found.unknown.is_empty(),
        "{found:?}"
    );
    assert!(
        found.missing_rights.is_empty() && found.read_only.is_none(),
        "{found:?}"
    );
    assert!(
        !found.version.is_empty() && !found.character_set.is_empty(),
        "{found:?}"
    );
    scratch::drop(&url).unwrap();
}

#[test]
fn only_scratch_databases_are_dropped() {
    assert!(matches!(
        scratch::drop("sqlite:///tmp/precious.db"),
        Err(Error::Url(_))
    ));
}

#[cfg(feature = "mysql")]
mod mysql {
    use std::time::{Duration, Instant};

    use super::refusal;

    #[test]
    fn a_malformed_url_is_refused_without_its_password() {
        for rest in [
            "root:hunter2@127.0.0.1:hunter2/db",
            "root:hunter2",
            "root:hun/ter2@127.0.0.1:1/db",
        ] {
            refusal(&format!("mysql://{rest}"));
        }
    }

    #[test]
    fn a_server_that_is_away_is_refused_at_once() {
        let start = Instant::now();
        let text = refusal("mysql://root:hunter2@127.0.0.1:1/signet");
        assert!(
            text.contains("127.0.0.1:1") && text.contains("check that the server runs"),
            "{text}"
        );
        assert!(start.elapsed() < Duration::from_secs(3));
    }

    #[test]
    fn a_server_that_hangs_is_refused_after_three_seconds() {
        let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let start = Instant::now();
        let text = refusal(&format!(
            "mysql://root:hunter2@{}/signet",
            silent.local_addr().unwrap()
        ));
        assert!(text.contains("no answer within three seconds"), "{text}");
        assert!(start.elapsed() < Duration::from_secs(10));
    }
}
