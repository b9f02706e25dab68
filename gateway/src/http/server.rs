//! The HTTP servers of both ports.

use std::convert::Infallible;
use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpService, KeepAlive, Request};
use actix_service::{ServiceFactoryExt, fn_service};
use actix_web::HttpResponse;
use actix_web::dev::{Server, ServerHandle};
use actix_web::rt::System;
use actix_web::rt::net::TcpStream;
use futures_util::FutureExt;
use socket2::{Domain, Socket, Type};

use crate::http::budget::Budget;
use crate::http::connection::{Deadlines, Stream};

/// The parts of the server of a port.
pub(crate) struct Port<W> {
    pub(crate) name: &'static str,
    pub(crate) listeners: Vec<TcpListener>,
    pub(crate) workers: usize,
    pub(crate) deadlines: Deadlines,
    /// Concurrent connections, of all workers.
    pub(crate) max_connections: usize,
    /// Seconds that calls in flight may take when the server stops.
    pub(crate) shutdown_timeout: u64,
    /// Creates the handler of a worker, on its thread.
    pub(crate) worker: W,
}

/// A running server.
pub(crate) struct Listening(ServerHandle);

impl Listening {
    /// Stops the server. With `in_order` it takes no more connections, and calls in flight end first.
    pub(crate) async fn stop(&self, in_order: bool) {
        self.0.stop(in_order).await;
    }
}

/// Runs a future on this thread, with the runtime that servers need.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    System::new().block_on(future)
}

/// Binds every address of a host name.
///
/// # Errors
/// The last error, if no address can be bound.
pub(crate) fn bind(addresses: &str, backlog: i32) -> io::Result<Vec<TcpListener>> {
    let mut bound = Vec::new();
    let mut failed = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in addresses.to_socket_addrs()? {
        match listen(address, backlog) {
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

fn listen(address: SocketAddr, backlog: i32) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(backlog)?;
    Ok(socket.into())
}

/// Starts the server of a port.
pub(crate) fn serve<W, H, F>(port: Port<W>) -> io::Result<Listening>
where
    W: Fn() -> H + Clone + Send + 'static,
    H: Fn(Request) -> F + Clone + 'static,
    F: Future<Output = HttpResponse> + 'static,
{
    let mut builder = Server::build()
        .workers(port.workers)
        // The budget is the limit: at the library's own limit no connection would be accepted from any client.
        .max_concurrent_connections(port.max_connections.saturating_mul(2))
        .disable_signals()
        .shutdown_timeout(port.shutdown_timeout);
    let stopping = builder.graceful_shutdown_signal();
    let deadlines = port.deadlines;
    let places = Budget::new(port.max_connections);
    for listener in port.listeners {
        let (worker, stopping) = (port.worker.clone(), stopping.clone());
        let places = Arc::clone(&places);
        builder = builder.listen(port.name, listener, move || {
            let handler = worker();
            // On the heap, so that a connection takes little memory between two requests.
            let handle = move |request| Box::pin(handler(request)).map(Ok::<_, Infallible>);
            let stopping = stopping.clone();
            let http = HttpService::build()
                .graceful_shutdown_signal(move || {
                    let stopping = stopping.clone();
                    async move { stopping.notified().await }
                })
                // The stream has deadlines for each request; the deadlines of the library apply only to the first request.
                .keep_alive(KeepAlive::Os)
                .client_request_timeout(Duration::ZERO)
                .client_disconnect_timeout(Duration::ZERO)
                .on_connect_ext(|stream: &Stream, data| {
                    data.insert(stream.state());
                })
                .h1(fn_service(handle));
            let places = Arc::clone(&places);
            fn_service(move |socket: TcpStream| {
                let accepted = accept(socket, &places, deadlines);
                async move { accepted }
            })
            .and_then(http)
        })?;
    }
    let server = builder.run();
    let listening = Listening(server.handle());
    tokio::task::spawn_local(server);
    Ok(listening)
}

/// Takes an allocation of the budget for a connection.
///
/// # Errors
/// If the budget has no allocation for it, or if the client has disconnected.
fn accept(
    socket: TcpStream,
    places: &Arc<Budget>,
    deadlines: Deadlines,
) -> Result<(Stream, Option<SocketAddr>), DispatchError> {
    let peer = socket.peer_addr().map_err(DispatchError::Io)?;
    let allocation = places.take(peer.ip().into(), 1);
    let allocation = allocation.ok_or(DispatchError::Io(io::ErrorKind::QuotaExceeded.into()))?;
    Ok((Stream::new(socket, allocation, deadlines), Some(peer)))
}
