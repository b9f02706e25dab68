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

/// The kind of [`super::MariaDb`].
#[derive(Debug)]
pub enum MariaDbKind {}

impl MariaDbKind {
    /// Returns the options of the folders. `tmpdir` must be private: at its start MariaDB removes the temporary tables there, also those of
    /// other servers.
    fn places(folder: &Path) -> [String; 2] {
        let folder = folder.display();
        [
            format!("--datadir={folder}/data"),
            format!("--tmpdir={folder}"),
        ]
    }

    /// Returns the option of the user, if the tests run as root. MariaDB refuses to run as root without this option. The programs that copy
    /// data to another member of a cluster work only as MariaDB's own user.
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

/// Returns the ids of the user and the group that the package of MariaDB creates.
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
            // The default of Debian. MariaDB's own default is latin1.
            "--character-set-server=utf8mb4".into(),
            // The data need not survive a crash of the machine, so commits are written but not synced, which is faster.
            "--skip-log-bin".into(),
            "--innodb-flush-log-at-trx-commit=2".into(),
            "--innodb-buffer-pool-size=128M".into(),
            // Each test creates a database. Tables in one common file take half the time of tables in separate files. Other versions
            // may lack these options.
            "--loose-innodb-file-per-table=0".into(),
            "--loose-sync-frm=0".into(),
            // No statistics are stored for new tables, which saves a sixth of the work.
            "--loose-innodb-stats-persistent=0".into(),
        ];
        arguments.extend(Self::places(folder));
        arguments.extend(Self::user());
        arguments
    }

    fn answers(mut stream: TcpStream, folder: &Path, pid: u32) -> io::Result<bool> {
        // MariaDB writes this file only when it listens.
        let ready = fs::read_to_string(folder.join("pid"))?.trim() == pid.to_string();
        // The greeting: a header of four bytes, then the version of the protocol.
        let mut greeting = [0; 5];
        stream.read_exact(&mut greeting)?;
        Ok(ready && greeting.ends_with(&[10]))
    }
}
