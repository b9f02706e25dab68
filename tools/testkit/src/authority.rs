#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use signet_domain::clock::Clock;
use signet_domain::trust::pem_block;
use tokio::io::copy_bidirectional;
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

/// The time that a certificate is valid.
const YEAR: i64 = 365 * 86_400;

/// A certificate authority that is trusted only by the test that created it.
pub struct Authority(CertifiedIssuer<'static, KeyPair>);

/// A certificate and its key, in DER form.
pub struct Issued {
    /// The certificate.
    pub certificate: Vec<u8>,
    /// Its key, as PKCS #8.
    pub key: Vec<u8>,
}

/// A port that terminates TLS and forwards the content to a server without TLS. The port is closed when this is dropped.
pub struct TlsFront {
    /// The address of the port.
    pub address: SocketAddr,
    _stop: oneshot::Sender<()>,
}

impl Authority {
    /// Creates an authority.
    #[expect(clippy::new_without_default, reason = "each is another one")]
    pub fn new() -> Authority {
        let mut params = CertificateParams::new([]).expect("parameters");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Authority(CertifiedIssuer::self_signed(params, key).expect("a certificate"))
    }

    /// Returns the certificate of the authority as a PEM text.
    pub fn pem(&self) -> String {
        pem_block("CERTIFICATE", self.0.der())
    }

    /// Issues a certificate for a host name or an address.
    pub fn issue(&self, name: &str) -> Issued {
        self.issue_until(name, Clock::default().now() + YEAR)
    }

    /// Issues a certificate that is valid until a time, in unix seconds.
    pub fn issue_until(&self, name: &str, until: i64) -> Issued {
        let at = |seconds: i64| {
            SystemTime::UNIX_EPOCH + Duration::from_secs(seconds.try_into().expect("after 1970"))
        };
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        params.not_before = at(until - YEAR - 86_400).into();
        params.not_after = at(until).into();
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.0).expect("a certificate");
        Issued {
            certificate: certificate.der().to_vec(),
            key: key.serialize_der(),
        }
    }
}

impl Issued {
    /// Returns the certificate as a PEM text.
    pub fn certificate_pem(&self) -> String {
        pem_block("CERTIFICATE", &self.certificate)
    }

    /// Returns the key as a PEM text.
    pub fn key_pem(&self) -> String {
        pem_block("PRIVATE KEY", &self.key)
    }
}

impl TlsFront {
    /// Opens a port of 127.0.0.1 in front of `backend`.
    pub fn start(issued: &Issued, backend: SocketAddr) -> TlsFront {
        let key = PrivateKeyDer::Pkcs8(issued.key.clone().into());
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![issued.certificate.clone().into()], key)
            .expect("a certificate with its key");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("an async port");
        let address = listener.local_addr().expect("an address");
        let (stop, stopped) = oneshot::channel::<()>();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        thread::spawn(move || {
            runtime.block_on(async {
                tokio::select! {
                    () = accept(listener, acceptor, backend) => (),
                    _ = stopped => (),
                }
            });
        });
        TlsFront {
            address,
            _stop: stop,
        }
    }
}

async fn accept(listener: TcpListener, acceptor: TlsAcceptor, backend: SocketAddr) {
    let listener = tokio::net::TcpListener::from_std(listener).expect("an async port");
    while let Ok((stream, _)) = listener.accept().await {
        let acceptor = acceptor.clone();
        tokio::spawn(async move {
            // If the client does not trust the certificate, it disconnects here.
            let mut outside = acceptor.accept(stream).await?;
            let mut inside = TcpStream::connect(backend).await?;
            copy_bidirectional(&mut outside, &mut inside).await
        });
    }
}
