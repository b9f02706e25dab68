//! A way to a server that can be made slow, or closed.

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
pub(crate) enum Way {
    /// As if it were not there.
    Open,
    /// Every answer of the server comes so much later.
    Slow(Duration),
    /// Connections break, and new ones are refused.
    Closed,
}

/// A listener that hands everything on to a server.
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    way: Arc<watch::Sender<Way>>,
}

impl Proxy {
    /// In front of the server at `target`, such as `127.0.0.1:6379`.
    pub(crate) async fn start(target: &str) -> Result<Proxy> {
        let target = target.parse().context("a server has an address")?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let (way, seen) = watch::channel(Way::Open);
        tokio::spawn(serve(listener, target, seen));
        Ok(Proxy {
            address,
            way: Arc::new(way),
        })
    }

    pub(crate) fn set(&self, way: Way) {
        self.way.send_replace(way);
    }
}

/// Takes connections while the way is not closed.
async fn serve(listener: TcpListener, target: SocketAddr, mut way: watch::Receiver<Way>) {
    let Ok(address) = listener.local_addr() else {
        return;
    };
    let mut listener = Some(listener);
    loop {
        let is_closed = *way.borrow_and_update() == Way::Closed;
        if is_closed {
            listener = None;
        } else if listener.is_none() {
            // The port may still be held by connections that are closing.
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
            changed = way.changed() => if changed.is_err() {
                return;
            },
            accepted = accepted => if let Ok((client, _)) = accepted {
                tokio::spawn(join(client, target, way.clone()));
            },
        }
    }
}

/// Hands on what client and server say, until one of them goes or the way is closed.
async fn join(client: TcpStream, target: SocketAddr, way: watch::Receiver<Way>) {
    let Ok(server) = TcpStream::connect(target).await else {
        return;
    };
    let _ = (client.set_nodelay(true), server.set_nodelay(true));
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let mut watched = way.clone();
    tokio::select! {
        _ = watched.wait_for(|way| *way == Way::Closed) => {}
        _ = hand_on(from_client, to_server, None) => {}
        _ = hand_on(from_server, to_client, Some(way)) => {}
    }
}

async fn hand_on(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    way: Option<watch::Receiver<Way>>,
) -> std::io::Result<()> {
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            return Ok(());
        }
        let way = way.as_ref().map(|way| *way.borrow());
        if let Some(Way::Slow(delay)) = way {
            sleep(delay).await;
        }
        to.write_all(buffer.get(..read).unwrap_or_default()).await?;
    }
}
