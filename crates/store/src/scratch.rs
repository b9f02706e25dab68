//! Databases for tests, dropped after each test.

mod template;

use std::sync::atomic::{AtomicU64, Ordering};
#[cfg(feature = "mysql")]
use std::sync::{Mutex, PoisonError};

#[cfg(feature = "mysql")]
use diesel::connection::SimpleConnection;

use crate::Error;
#[cfg(feature = "mysql")]
use crate::link::Database;
use crate::target::Target;

pub use template::Template;

static NEXT: AtomicU64 = AtomicU64::new(0);

/// Returns the server that tests use: the environment variable `SIGNET_TEST_STORAGE_URL`, or a folder for SQLite files.
pub fn server_url() -> String {
    std::env::var("SIGNET_TEST_STORAGE_URL")
        .unwrap_or_else(|_| format!("sqlite://{}", std::env::temp_dir().display()))
}

/// Makes an empty database and returns its URL.
///
/// `server_url` is `mysql://user:password@host:port` without a database, with a user who may create databases, or
/// `sqlite://FOLDER`.
///
/// # Errors
/// As [`Store::open`](crate::Store::open); [`Error::Query`] if the user may not make a database.
pub fn create(server_url: &str) -> Result<String, Error> {
    let server = server_url.trim_end_matches('/');
    loop {
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("signet_scratch_{}_{number}", std::process::id());
        match Target::of_server(server)? {
            Target::Sqlite { path } => {
                let path = format!("{path}/{name}.db");
                if !std::fs::exists(&path).unwrap_or(false) {
                    return Ok(format!("sqlite://{path}"));
                }
            }
            #[cfg(feature = "mysql")]
            target @ Target::Mysql(_) => {
                match on_server(server, &target, &format!("CREATE DATABASE {name}")) {
                    Ok(()) => return Ok(format!("{server}/{name}")),
                    // A killed process with the same number may have left it.
                    Err(error) if error.to_string().contains("database exists") => {}
                    Err(error) => return Err(error),
                }
            }
        }
    }
}

/// Drops a database that [`create`] made; a missing one is no error.
///
/// # Errors
/// As [`create`]; [`Error::Url`] if its name does not come from [`create`].
pub fn drop(url: &str) -> Result<(), Error> {
    let refused = || Error::Url("this is not a scratch database".to_owned());
    let (server, name) = url.rsplit_once('/').ok_or_else(refused)?;
    if !name.starts_with("signet_scratch_") {
        return Err(refused());
    }
    match Target::of_server(server)? {
        Target::Sqlite { path } => {
            for suffix in ["", "-wal", "-shm"] {
                // A failure is no error: the file is missing, or is removed with the folder.
                let _ = std::fs::remove_file(format!("{path}/{name}{suffix}"));
            }
            Ok(())
        }
        #[cfg(feature = "mysql")]
        target @ Target::Mysql(_) => {
            on_server(server, &target, &format!("DROP DATABASE IF EXISTS {name}"))
        }
    }
}

/// Runs a statement on a connection that is kept for the next statement, because connecting takes longer than most statements.
#[cfg(feature = "mysql")]
fn on_server(server: &str, target: &Target, statement: &str) -> Result<(), Error> {
    static IDLE: Mutex<Vec<(String, Database)>> = Mutex::new(Vec::new());
    let idle = || IDLE.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = {
        let mut idle = idle();
        let at = idle.iter().position(|(url, _)| url == server);
        at.map(|at| idle.swap_remove(at).1)
    };
    // The server may have closed the connection.
    let alive = kept.and_then(|mut link| link.batch_execute("DO 0").is_ok().then_some(link));
    let mut link = alive.map_or_else(|| target.connect(), Ok)?;
    link.batch_execute(statement)?;
    idle().push((server.to_owned(), link));
    Ok(())
}
