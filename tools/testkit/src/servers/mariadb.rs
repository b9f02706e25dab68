//! The start and detection of MariaDB.

use std::{
    fs,
    io::{self, Read},
    net::TcpStream,
    os::unix::fs::{MetadataExt, chown},
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};

use anyhow::{Result, ensure};

use super::{Kind, find_program};

/// See [`super::MariaDb`].
#[derive(Debug)]
pub enum MariaDbKind {}

impl MariaDbKind {
    /// A MariaDB that starts removes the temporary tables in its `tmpdir`, even those of another one in `/tmp`.
    fn places(folder: &Path) -> [String; 2] {
        let folder = folder.display();
        [
            format!("--datadir={folder}/data"),
            format!("--tmpdir={folder}"),
        ]
    }

    /// MariaDB refuses to run as root without an option, and the programs that it runs to copy data to another member of a
    /// cluster work only as its own user.
    fn user() -> Option<String> {
        let is_root = fs::metadata("/proc/self").is_ok_and(|metadata| metadata.uid() == 0);
        let name = if own_user().is_some() {
            "mysql"
        } else {
            "root"
        };
        is_root.then(|| format!("--user={name}"))
    }
}

/// Returns the ids of the user and the group that a package of MariaDB creates.
fn own_user() -> Option<(u32, u32)> {
    let users = fs::read_to_string("/etc/passwd").ok()?;
    let line = users.lines().find_map(|line| line.strip_prefix("mysql:"))?;
    let mut fields = line.split(':').skip(1);
    Some((fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
}

impl Kind for MariaDbKind {
    const PROGRAM: &'static str = "mariadbd";
    const URL: &'static str = "mysql://root@";
    const LIMIT: Duration = Duration::from_secs(60);

    fn prepare(folder: &Path) -> Result<()> {
        if let (Some(_), Some((user, group))) = (Self::user(), own_user()) {
            chown(folder, Some(user), Some(group))?;
        }
        let output = Command::new(find_program("mariadb-install-db")?)
            .args([
                "--no-defaults",
                "--auth-root-authentication-method=normal",
                "--skip-test-db",
            ])
            .args(Self::places(folder))
            .args(Self::user())
            .stdin(Stdio::null())
            .output()?;
        let log = [output.stdout, output.stderr].concat();
        ensure!(
            output.status.success(),
            "mariadb-install-db failed:\n{}",
            String::from_utf8_lossy(&log)
        );
        Ok(())
    }

    fn arguments(folder: &Path, port: u16) -> Vec<String> {
        let mut arguments = vec![
            "--no-defaults".into(),
            format!("--socket={}/socket", folder.display()),
            format!("--pid-file={}/pid", folder.display()),
            format!("--port={port}"),
            "--bind-address=127.0.0.1".into(),
            "--skip-name-resolve".into(),
            "--max-connections=500".into(),
            // As Debian sets it; MariaDB's own default is latin1.
            "--character-set-server=utf8mb4".into(),
            // Fast, as the data need not survive the machine: a commit is written, never synced.
            "--skip-log-bin".into(),
            "--innodb-flush-log-at-trx-commit=2".into(),
            "--innodb-buffer-pool-size=128M".into(),
            // Each test makes a database: tables in one file take half the time of tables in a file each. Other versions
            // may lack these options.
            "--loose-innodb-file-per-table=0".into(),
            "--loose-sync-frm=0".into(),
            // Nothing is written about the contents of a new table: that is a sixth of the work.
            "--loose-innodb-stats-persistent=0".into(),
        ];
        arguments.extend(Self::places(folder));
        arguments.extend(Self::user());
        arguments
    }

    fn answers(mut stream: TcpStream, folder: &Path, pid: u32) -> io::Result<bool> {
        // It writes the file only once it listens.
        let ready = fs::read_to_string(folder.join("pid"))?.trim() == pid.to_string();
        // The greeting: a header of four bytes, then the version of the protocol.
        let mut greeting = [0; 5];
        stream.read_exact(&mut greeting)?;
        Ok(ready && greeting.ends_with(&[10]))
    }
}
