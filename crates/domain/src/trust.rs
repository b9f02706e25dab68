//! The certificate authorities that every TLS connection of the program trusts.
//!
//! They are the authorities of the machine, which `SSL_CERT_FILE` and `SSL_CERT_DIR` replace as for OpenSSL, and the authorities
//! in `security.ca_file`. There is no built-in list: it would trust authorities that the operator of a machine has removed.

use std::env;
use std::path::Path;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls_native_certs::{load_certs_from_paths, load_native_certs};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// The variables that replace the store of the machine.
const VARIABLES: [&str; 2] = ["SSL_CERT_FILE", "SSL_CERT_DIR"];

/// Bytes in a line of a PEM file, which has 64 characters.
const PEM_LINE: usize = 48;

/// The reason why there is no usable authority.
#[derive(Debug, thiserror::Error)]
pub enum TrustError {
    /// The configured file cannot be used.
    #[error(
        "security.ca_file \"{path}\" {reason}; name a PEM file with the certificates of your authorities"
    )]
    File {
        /// Its name.
        path: String,
        /// The mistake in it.
        reason: String,
    },
    /// The file or folder that an environment variable names cannot be used.
    #[error(
        "SSL_CERT_FILE or SSL_CERT_DIR names what cannot be read ({0}); correct or unset the variable"
    )]
    Variables(String),
    /// The machine has no authorities.
    #[error(
        "this machine has no certificate authorities, so that no TLS connection could be trusted; install the package ca-certificates, set SSL_CERT_FILE, or name a PEM file in security.ca_file"
    )]
    NoStore,
}

/// The authorities of the machine and of a configured file. They are read when they are first needed: a machine without
/// authorities can run a gateway that opens no TLS connection.
#[derive(Clone, Debug)]
pub struct Trust {
    ca_file: String,
    authorities: OnceLock<Vec<CertificateDer<'static>>>,
}

impl Trust {
    /// Returns the trust in the authorities of the machine and of `ca_file`, which may be empty for none.
    pub fn new(ca_file: impl Into<String>) -> Trust {
        Trust {
            ca_file: ca_file.into(),
            authorities: OnceLock::new(),
        }
    }

    /// Returns the authorities.
    ///
    /// # Errors
    /// [`TrustError`], in one line.
    pub fn authorities(&self) -> Result<&[CertificateDer<'static>], TrustError> {
        if let Some(known) = self.authorities.get() {
            return Ok(known);
        }
        let read = load(&self.ca_file)?;
        Ok(self.authorities.get_or_init(|| read))
    }

    /// Returns the trust roots that an HTTP client needs for `url`: the authorities, if it is on https.
    ///
    /// # Errors
    /// As [`Trust::authorities`].
    pub fn for_url(&self, url: &str) -> Result<TlsConfig, TrustError> {
        let scheme = url.split("://").next().unwrap_or_default();
        if !scheme.eq_ignore_ascii_case("https") {
            return Ok(TlsConfig::default());
        }
        let roots = self.authorities()?.iter();
        let roots = roots.map(|root| Certificate::from_der(root).to_owned());
        Ok(TlsConfig::builder()
            .root_certs(RootCerts::from(roots))
            .build())
    }
}

/// Reads the authorities of the machine and of `ca_file`, which may be empty for none.
fn load(ca_file: &str) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let mut store = load_native_certs();
    for error in &store.errors {
        if VARIABLES.iter().any(|name| env::var_os(name).is_some()) {
            return Err(TrustError::Variables(error.to_string()));
        }
        tracing::warn!(%error, "a certificate of this machine's store is not trusted");
    }
    store.certs.retain(is_usable);
    if !ca_file.is_empty() {
        store.certs.extend(read(ca_file)?);
    }
    if store.certs.is_empty() {
        return Err(TrustError::NoStore);
    }
    Ok(store.certs)
}

/// Returns the certificates of a configured file.
fn read(ca_file: &str) -> Result<Vec<CertificateDer<'static>>, TrustError> {
    let wrong = |reason: String| TrustError::File {
        path: ca_file.to_owned(),
        reason,
    };
    let found = load_certs_from_paths(Some(Path::new(ca_file)), None);
    if let Some(error) = found.errors.first() {
        return Err(wrong(format!("cannot be read ({error})")));
    }
    if found.certs.is_empty() {
        return Err(wrong("holds no certificate in PEM form".to_owned()));
    }
    if !found.certs.iter().all(is_usable) {
        return Err(wrong("holds a certificate that is damaged".to_owned()));
    }
    Ok(found.certs)
}

/// Returns whether a certificate can be a trust anchor.
fn is_usable(certificate: &CertificateDer<'static>) -> bool {
    RootCertStore::empty().add(certificate.clone()).is_ok()
}

/// Returns bytes in PEM form under a label such as `CERTIFICATE`.
pub fn pem_block(label: &str, der: &[u8]) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for bytes in der.chunks(PEM_LINE) {
        STANDARD.encode_string(bytes, &mut text);
        text.push('\n');
    }
    text + &format!("-----END {label}-----\n")
}
