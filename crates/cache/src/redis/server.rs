use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::{MultiplexedConnection, PubSub};
use redis::{AsyncConnectionConfig, ErrorKind, RedisConnectionInfo, RedisError};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, UnixStream};
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use crate::Error;

/// A Redis server and the route to it. It is shown without user and password.
#[derive(Clone)]
pub struct Server {
    route: Route,
    login: RedisConnectionInfo,
    tls: Option<TlsConnector>,
}

/// The route to a server.
#[derive(Clone, Debug)]
pub(crate) enum Route {
    /// Host and port.
    Tcp(String, u16),
    /// Host, port, and the name that the certificate must have.
    Tls(String, u16, ServerName<'static>),
    /// A socket of this machine.
    Unix(PathBuf),
}

impl Route {
    /// Returns the route over TLS; `None` if no certificate can have the name of the host.
    pub(crate) fn tls(host: String, port: u16) -> Option<Route> {
        let name = ServerName::try_from(host.clone()).ok()?;
        Some(Route::Tls(host, port, name))
    }
}

/// A stream of bytes to and from a server.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Stream for S {}

/// The time limit for opening a connection, with TLS and login.
const OPEN_LIMIT: Duration = Duration::from_secs(1);

impl Server {
    pub(crate) fn new(route: Route, login: RedisConnectionInfo) -> Server {
        Server {
            route,
            login,
            tls: None,
        }
    }

    /// Returns whether connections are encrypted. If so, the server needs [`Server::trusting`].
    pub fn is_tls(&self) -> bool {
        matches!(self.route, Route::Tls(..))
    }

    /// Returns the same server, whose certificate must be signed by one of these authorities.
    ///
    /// # Errors
    /// [`Error::BadUrl`] if an authority cannot be used.
    pub fn trusting(self, authorities: Vec<CertificateDer<'static>>) -> Result<Server, Error> {
        let unusable =
            |error: rustls::Error| Error::BadUrl(format!("cache.url: TLS cannot be used: {error}"));
        let mut roots = RootCertStore::empty();
        for authority in authorities {
            roots.add(authority).map_err(unusable)?;
        }
        // The provider is explicit, because a build with several providers has no default.
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(unusable)?
            .with_root_certificates(roots)
            .with_no_client_auth();
        Ok(Server {
            tls: Some(TlsConnector::from(Arc::new(config))),
            ..self
        })
    }

    /// Returns the number of the database.
    pub(crate) fn database(&self) -> i64 {
        self.login.db()
    }

    /// Returns the same server with another database.
    pub(super) fn on_database(&self, number: i64) -> Server {
        Server {
            login: self.login.clone().set_db(number),
            ..self.clone()
        }
    }

    #[cfg(test)]
    pub(crate) fn login(&self) -> &RedisConnectionInfo {
        &self.login
    }

    /// Opens a connection for commands, driven by a task on the current runtime.
    pub(super) async fn connect(&self) -> Result<MultiplexedConnection, RedisError> {
        let open = async {
            let stream = self.open().await?;
            // The caller has a limit for the whole command.
            let config = AsyncConnectionConfig::new().set_response_timeout(None);
            let (connection, driver) =
                MultiplexedConnection::new_with_config(&self.login, stream, config).await?;
            tokio::spawn(driver);
            Ok(connection)
        };
        within_limit(open).await
    }

    /// Opens a connection for subscriptions.
    pub(super) async fn connect_for_messages(&self) -> Result<PubSub, RedisError> {
        within_limit(async { PubSub::new(&self.login, self.open().await?).await }).await
    }

    async fn open(&self) -> Result<Box<dyn Stream>, RedisError> {
        Ok(match &self.route {
            Route::Tcp(host, port) => Box::new(TcpStream::connect((host.as_str(), *port)).await?),
            Route::Unix(path) => Box::new(UnixStream::connect(path).await?),
            Route::Tls(host, port, name) => {
                let tls = self.tls.as_ref().ok_or((
                    ErrorKind::InvalidClientConfig,
                    "no certificate authorities are known",
                ))?;
                let stream = TcpStream::connect((host.as_str(), *port)).await?;
                Box::new(tls.connect(name.clone(), stream).await?)
            }
        })
    }
}

async fn within_limit<T>(
    open: impl Future<Output = Result<T, RedisError>>,
) -> Result<T, RedisError> {
    match timeout(OPEN_LIMIT, open).await {
        Ok(opened) => opened,
        Err(_elapsed) => Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()),
    }
}

impl fmt::Display for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let database = self.login.db();
        let host = |host: &str| match host.contains(':') {
            true => format!("[{host}]"),
            false => host.to_owned(),
        };
        match &self.route {
            Route::Tcp(name, port) => write!(f, "redis://{}:{port}/{database}", host(name)),
            Route::Tls(name, port, _) => write!(f, "rediss://{}:{port}/{database}", host(name)),
            Route::Unix(path) => write!(f, "unix://{}?db={database}", path.display()),
        }
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Server({self})")
    }
}
