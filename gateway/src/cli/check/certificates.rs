use std::net::{TcpStream, ToSocketAddrs};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::crypto::ring;
use rustls::pki_types::{ServerName, UnixTime};
use rustls::{ClientConfig, ClientConnection, RootCertStore};
use signet_domain::clock::Clock;
use signet_domain::trust::Trust;
use signet_domain::{payments, sms, uploads};
use ureq::http::Uri;

use super::Finding;
use crate::settings::Settings;

/// The time limit of each step of a server.
const TIMEOUT: Duration = Duration::from_secs(4);

/// Days before its end from which a certificate causes a warning.
const SOON: u64 = 14;

/// The maximum number of days to look ahead.
const AHEAD: u64 = 400;

/// Checks the certificates of every server on https.
pub(super) fn look(settings: &Settings, trust: &Trust) -> Vec<Finding> {
    let sms = (settings.sms.driver == sms::DriverKind::Http).then_some(&settings.sms.http.url);
    let pay = (settings.pay.driver == payments::DriverKind::Http).then_some(&settings.pay.url);
    let s3 =
        (settings.upload.driver == uploads::DriverKind::S3).then_some(&settings.upload.s3.endpoint);
    let urls = [
        ("sms.http.url", sms),
        ("pay.url", pay),
        ("upload.s3.endpoint", s3),
        ("upload.base_url", Some(&settings.upload.base_url)),
    ];
    let on_https = urls.into_iter().filter_map(|(key, url)| {
        let url = url?;
        url.to_lowercase()
            .starts_with("https://")
            .then_some((key, url))
    });
    let findings: Vec<Finding> = on_https
        .map(|(key, url)| match days_left(url, trust) {
            Ok(days @ 0..=SOON) => Finding::doubtful(format!(
                "that of {key} is valid for {days} more days; renew it"
            )),
            Ok(AHEAD) => Finding::good(format!("that of {key} is valid for over a year")),
            Ok(days) => Finding::good(format!("that of {key} is valid for {days} more days")),
            // Clients must be able to reach this URL, but this machine need not.
            Err(error) if key == "upload.base_url" => {
                Finding::doubtful(format!("that of {key} cannot be seen from here: {error:#}"))
            }
            Err(error) => Finding::bad(format!(
                "that of {key}: {error:#}; renew it, or name its authority in security.ca_file"
            )),
        })
        .collect();
    if findings.is_empty() {
        return vec![Finding::good("none are needed: no server is on https")];
    }
    findings
}

/// Connects, and returns the number of whole days for which the certificate will be accepted.
fn days_left(url: &str, trust: &Trust) -> anyhow::Result<u64> {
    let uri: Uri = url.parse()?;
    let host = uri
        .host()
        .context("the URL has no host")?
        .trim_matches(['[', ']']);
    let address = (host, uri.port_u16().unwrap_or(443));
    let address = address
        .to_socket_addrs()?
        .next()
        .context("the host has no address")?;
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;

    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(trust.authorities()?.iter().cloned());
    let roots = Arc::new(roots);
    let provider = Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(Arc::clone(&roots))
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned())?;
    let mut connection = ClientConnection::new(Arc::new(config), name.clone())?;
    while connection.is_handshaking() {
        connection.complete_io(&mut stream)?;
    }
    let chain = connection.peer_certificates().unwrap_or_default();
    let (own, others) = chain
        .split_first()
        .context("the server sent no certificate")?;

    let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider).build()?;
    let now = Clock::default().now().max(0).unsigned_abs();
    let is_valid_in = |days: u64| {
        let then = UnixTime::since_unix_epoch(Duration::from_secs(now + days * 86_400));
        verifier
            .verify_server_cert(own, others, &name, &[], then)
            .is_ok()
    };
    // A certificate expires only once, so a binary search for the day works.
    let (mut valid, mut over) = (0, AHEAD + 1);
    while over - valid > 1 {
        let middle = valid.midpoint(over);
        if is_valid_in(middle) {
            valid = middle;
        } else {
            over = middle;
        }
    }
    Ok(valid)
}
