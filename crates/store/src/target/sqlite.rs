//! The file of a SQLite database.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sqlite::SqliteConnection;

use crate::Error;

/// Returns the path of a URL if it is acceptable.
pub(super) fn checked(path: &str) -> Result<String, Error> {
    let refused = |text: &str| Err(Error::Url(text.to_owned()));
    if path.is_empty() || path.contains(":memory:") || path.ends_with('/') {
        return refused("SQLite needs a file, as in sqlite://data/gateway.db");
    }
    if path.contains('?') {
        return refused("a SQLite URL has no parameters: leave out what begins with `?`");
    }
    if path.starts_with("file:") {
        return refused(
            "a SQLite URL names a path, as in sqlite://data/gateway.db: leave out `file:`",
        );
    }
    if path.starts_with(['"', '\'']) || path.ends_with(['"', '\'']) || path.trim() != path {
        return refused("the path has quotes or blanks at its ends");
    }
    Ok(path.to_owned())
}

/// Creates the file and its folder if they are missing, both only for the user of this process, and removes the rights of
/// other users from an existing file: it holds password hashes and mobiles. SQLite gives its side files the same rights.
pub(super) fn make(path: &str) -> io::Result<()> {
    if let Some(folder) = Path::new(path).parent() {
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(folder)?;
    }
    let made = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path);
    match made {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            for suffix in ["", "-wal", "-shm"] {
                close_to_others(format!("{path}{suffix}"));
            }
            Ok(())
        }
        made => made.map(drop),
    }
}

/// Removes the rights of other users from a file. A file of another owner is not changed.
fn close_to_others(path: String) {
    let Ok(metadata) = fs::metadata(&path) else {
        return;
    };
    let mode = metadata.permissions().mode();
    if metadata.is_file() && mode & 0o007 != 0 {
        let closed = Permissions::from_mode(mode & 0o7770);
        if let Err(error) = fs::set_permissions(&path, closed) {
            tracing::warn!(path, %error, "every user of this machine can read the database");
        }
    }
}

/// Opens an existing file for inspection: nothing is created or changed.
pub(crate) fn open_read_only(path: &str) -> ConnectionResult<SqliteConnection> {
    let escaped = path.replace('%', "%25").replace('#', "%23");
    let mut link = SqliteConnection::establish(&format!("file:{escaped}?mode=ro"))?;
    link.batch_execute("PRAGMA busy_timeout = 2000")
        .map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(link)
}

/// Prepares a new connection.
pub(super) fn set_up(link: &mut SqliteConnection) -> QueryResult<()> {
    // The timeout is first: the other statements may wait for a lock too.
    link.batch_execute(
        "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; \
         PRAGMA synchronous = NORMAL; PRAGMA foreign_keys = ON;",
    )
}
