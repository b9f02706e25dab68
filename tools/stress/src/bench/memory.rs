//! The memory of the gateway: idle, with connections and after load.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use futures_util::StreamExt;
use futures_util::stream;

use super::load::{Calls, url};
use super::process::memory;
use super::servers::Servers;
use crate::app::Call;
use crate::connection::Connection;

/// The number of connections that are opened at the same time.
const OPENERS: usize = 100;

/// The memory of a gateway, in KiB.
pub(super) struct Memory {
    /// The memory of a gateway that has started and received no call.
    pub(super) idle: u64,
    /// The additional memory for each of a thousand connections that made a call and stay open.
    pub(super) for_connection: f64,
    /// The memory of a gateway that has answered calls of kind C for ten seconds.
    pub(super) after_load: u64,
}

pub(super) async fn measure(servers: &Servers) -> Result<Memory> {
    let fresh = servers.env.serve("memory", &["serve"]).await?;
    let call = servers.of_a_guest().swap_remove(0);
    Connection::open(fresh.public).await?.send(&call).await?;
    let before = memory(fresh.pid())?;
    let open = connect(fresh.public, 1000, &call).await?;
    let more = memory(fresh.pid())?.saturating_sub(before);
    drop(open);
    let calls = Calls::write(
        servers.env.folder(),
        "memory",
        &servers.of_all("order.list"),
    )?;
    calls.send(&url(fresh.public), fresh.pid(), Duration::from_secs(10))?;
    Ok(Memory {
        idle: servers.idle,
        for_connection: u32::try_from(more).map(f64::from)? / 1000.0,
        after_load: memory(fresh.pid())?,
    })
}

/// Opens connections and makes a call on each.
pub(super) async fn connect(
    address: SocketAddr,
    count: usize,
    call: &Call,
) -> Result<Vec<Connection>> {
    let open = stream::iter(0..count).map(|_| async move {
        let mut connection = Connection::open(address).await?;
        connection.send(call).await?;
        anyhow::Ok(connection)
    });
    let open: Vec<_> = open.buffer_unordered(OPENERS).collect().await;
    open.into_iter().collect()
}
