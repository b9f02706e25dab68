//! A proxy in front of a server. It can be made slow, or closed.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;

/// The state of the proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    /// Bytes are forwarded without delay.
    Open,
    /// Every answer of the server is delayed.
    Slow(Duration),
    /// Open connections are closed, and new ones are refused.
    Closed,
}

/// A listener that forwards all bytes to a server.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    mode: Arc<watch::Sender<Mode>>,
}

impl Proxy {
    /// Starts a proxy in front of the server at `target`, such as `127.0.0.1:6379`.
    pub(crate) async fn start(target: &str) -> Result<Proxy> {
        let target = target.parse().context("a server has an address")?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (mode, seen) = watch::channel(Mode::Open);
        tokio::spawn(serve(listener, target, seen));
        Ok(Proxy {
            address,
            mode: Arc::new(mode),
        })
    }

    pub(crate) fn set(&self, mode: Mode) {
        self.mode.send_replace(mode);
    }
}

/// Accepts connections while the proxy is not closed.
async fn serve(listener: TcpListener, target: SocketAddr, mut mode: watch::Receiver<Mode>) {
    let Ok(address) = listener.local_addr() else {
        return;
    };
    let mut listener = Some(listener);
    loop {
        let is_closed = *mode.borrow_and_update() == Mode::Closed;
        if is_closed {
            listener = None;
        } else if listener.is_none() {
            // Connections that are closing may still occupy the port.
            listener = TcpListener::bind(address).await.ok();
            if listener.is_none() {
                sleep(Duration::from_millis(10)).await;
                continue;
            }
        }
        let accepted = async {
            match &listener {
                Some(listener) => listener.accept().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            changed = mode.changed() => if changed.is_err() {
                return;
            },
            accepted = accepted => if let Ok((client, _)) = accepted {
                tokio::spawn(join(client, target, mode.clone()));
            },
        }
    }
}

/// Forwards bytes between client and server until one of them disconnects or the proxy is closed.
async fn join(client: TcpStream, target: SocketAddr, mode: watch::Receiver<Mode>) {
    let Ok(server) = TcpStream::connect(target).await else {
        return;
    };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mut watched = mode.clone();
    tokio::select! {
        _ = watched.wait_for(|mode| *mode == Mode::Closed) => {}
        _ = hand_on(from_client, to_server, None) => {}
        _ = hand_on(from_server, to_client, Some(mode)) => {}
    }
}

async fn hand_on(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mode: Option<watch::Receiver<Mode>>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        let mode = mode.as_ref().map(|mode| *mode.borrow());
        if let Some(Mode::Slow(delay)) = mode {
            sleep(delay).await;
        }
        to.write_all(buffer.get(..read).unwrap_or_default()).await?;
    }
}
