//! The public port: HTTP over connections that are read no faster than they are answered.
//!
//! The HTTP library reads up to 128 KiB at once and takes every request in it apart before it answers the second one,
//! and goes on reading while a client takes no answers: a connection that sends small requests without end held 15 MiB.

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_http::HttpService;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, map_config};
use actix_web::dev::{AppConfig, Server, fn_service};
use actix_web::rt::net::TcpStream;
use actix_web::web::{self, Data};
use actix_web::{App, Error};
use socket2::{Domain, SockRef, Socket, Type};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf, Take};

use crate::edge::{self, Proxies};
use crate::gateway::Gateway;
use crate::page::Page;

/// How long a client may take nothing of what was sent to it.
const READ_WAIT: Duration = Duration::from_secs(20);

/// How long a connection may stay open after its last answer, for a client that is still sending.
const LINGER: Duration = Duration::from_secs(1);

/// Connections that wait to be accepted.
const BACKLOG: i32 = 1024;

/// The most bytes that are read before what they ask for is answered: as many as nearly every call has. A request that
/// waits takes some 7 KiB, however small it is.
const STEP: u64 = 2 * 1024;

/// Binds every address that a name stands for.
///
/// # Errors
/// The last one, if none can be bound.
pub(super) fn bind(addresses: &str) -> io::Result<Vec<TcpListener>> {
    let mut bound = Vec::new();
    let mut failed = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in addresses.to_socket_addrs()? {
        match listen(address) {
            Ok(listener) => bound.push(listener),
            Err(error) => failed = error,
        }
    }
    if bound.is_empty() {
        Err(failed)
    } else {
        Ok(bound)
    }
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// A server of calls on these sockets, with what its workers share, which runs once it is awaited.
pub(super) fn serve(
    listeners: Vec<TcpListener>,
    workers: usize,
    shutdown_timeout: u64,
    data: (Arc<Gateway>, Proxies, Arc<Page>),
) -> io::Result<Server> {
    let mut builder = Server::build()
        .workers(workers)
        .disable_signals()
        .shutdown_timeout(shutdown_timeout);
    let stopping = builder.graceful_shutdown_signal();
    for listener in listeners {
        let ((gateway, proxies, page), stopping) = (data.clone(), stopping.clone());
        builder = builder.listen("public", listener, move || {
            // Each worker has its own, so that workers do not fight for their counts.
            let app = App::new()
                .app_data(Data::new(Arc::clone(&gateway)))
                .app_data(Data::new(proxies.clone()))
                .app_data(Data::new(Arc::clone(&page)))
                .default_service(web::to(edge::handle));
            let app = app
                .into_factory()
                .map_err(|error: Error| error.error_response());
            let stopping = stopping.clone();
            let http = HttpService::build()
                .graceful_shutdown_signal(move || {
                    let stopping = stopping.clone();
                    async move { stopping.notified().await }
                })
                .client_disconnect_timeout(LINGER)
                .h1(map_config(app, |()| AppConfig::default()));
            fn_service(|stream: TcpStream| async move {
                give_up_on_who_does_not_read(&stream);
                let peer = stream.peer_addr().ok();
                Ok((Paced::new(stream), peer))
            })
            .and_then(http)
        })?;
    }
    Ok(builder.run())
}

/// Has the system cut a connection whose client takes nothing of what was sent to it.
fn give_up_on_who_does_not_read(stream: &TcpStream) {
    if let Err(error) = SockRef::from(stream).set_tcp_user_timeout(Some(READ_WAIT)) {
        tracing::warn!(%error, "a connection has no limit for reading");
    }
}

/// A connection that gives so much at a time, and nothing while its client takes nothing.
struct Paced {
    /// Limited to what is left of a step since it last said that there is nothing to read.
    stream: Take<TcpStream>,
    /// Whether what was written last did not fit.
    is_full: bool,
}

impl Paced {
    fn new(stream: TcpStream) -> Paced {
        Paced {
            stream: stream.take(STEP),
            is_full: false,
        }
    }

    fn writer(&mut self) -> Pin<&mut TcpStream> {
        Pin::new(self.stream.get_mut())
    }

    /// Reading goes on when writing does, which nobody would tell the reader otherwise.
    fn wrote<T>(&mut self, context: &Context<'_>, outcome: &Poll<T>) {
        if outcome.is_ready() && self.is_full {
            context.waker().wake_by_ref();
        }
        self.is_full = outcome.is_pending();
    }
}

impl AsyncRead for Paced {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_full {
            return Poll::Pending;
        }
        if self.stream.limit() == 0 {
            self.stream.set_limit(STEP);
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let outcome = Pin::new(&mut self.stream).poll_read(context, buffer);
        if outcome.is_pending() {
            self.stream.set_limit(STEP);
        }
        outcome
    }
}

impl AsyncWrite for Paced {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let outcome = self.writer().poll_write(context, bytes);
        self.wrote(context, &outcome);
        outcome
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writer().poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.writer().poll_shutdown(context)
    }
}
