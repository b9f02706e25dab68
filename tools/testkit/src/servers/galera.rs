//! A MariaDB cluster that detects conflicts only at commit.

use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Context, Result};

use super::{MariaDb, find_library};

/// The number of servers.
const SIZE: usize = 3;

/// Starts three MariaDB servers with Galera (Debian's `galera-4` and `rsync`). The first starts the cluster, and the others join it. A server
/// that answers may not be in sync yet. Its status `wsrep_ready` is `ON` only when it is.
///
/// # Errors
/// The errors of [`super::Server::start`], and if Galera or a free port is missing.
pub fn galera() -> Result<Vec<MariaDb>> {
    let library = find_library("galera/libgalera_smm.so")?;
    let ports = (0..SIZE)
        .map(|_| free_pair())
        .collect::<Result<Vec<u16>>>()?;
    let members: Vec<String> = ports
        .iter()
        .map(|port| format!("127.0.0.1:{port}"))
        .collect();
    let members = members.join(",");
    let start = |(number, port): (usize, &u16)| {
        let mut arguments = vec![
            "--binlog-format=ROW".to_owned(),
            "--innodb-autoinc-lock-mode=2".to_owned(),
            "--wsrep-on=ON".to_owned(),
            format!("--wsrep-provider={library}"),
            format!("--wsrep-cluster-address=gcomm://{members}"),
            format!("--wsrep-node-address=127.0.0.1:{port}"),
            "--wsrep-sst-method=rsync".to_owned(),
            format!("--wsrep-sst-receive-address=127.0.0.1:{}", free_pair()?),
            format!(
                "--wsrep-provider-options=base_port={port};gmcast.listen_addr=tcp://127.0.0.1:{port};gcache.size=16M"
            ),
        ];
        if number == 0 {
            arguments.push("--wsrep-new-cluster".to_owned());
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        MariaDb::start_with(&arguments)
    };
    ports.iter().enumerate().map(start).collect()
}

/// Returns a free port whose next port is also free. Members transfer missed changes over the next port.
fn free_pair() -> Result<u16> {
    for _ in 0..100 {
        let first = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = first.local_addr()?.port();
        let next = port.checked_add(1).context("no port is left")?;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, next)).is_ok() {
            return Ok(port);
        }
    }
    anyhow::bail!("no two ports in a row are free")
}
