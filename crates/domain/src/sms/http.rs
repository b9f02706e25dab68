//! A provider behind a URL.

use std::io::{self, ErrorKind};
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use ureq::Timeout;
use ureq::http::StatusCode;
use ureq::tls::TlsConfig;

use super::HttpSettings;
use super::sender::{DeliveryError, Driver, Message};

/// Posts messages as JSON to a URL, so that any provider can be connected.
///
/// The body is a [`Message`]. `Idempotency-Key` contains its id, the same for every try. `X-Signet-Timestamp`
/// (unix seconds) and `X-Signet-Signature`, HMAC-SHA256 over `timestamp + "." + body` in lower-case hexadecimal
/// digits, authenticate the sender. Status 2xx means accepted; 4xx other than 408 and 429 means refused and is final.
/// Any other result is tried again. It is then unknown whether the message was sent, unless no try connected.
pub struct HttpDriver {
    settings: HttpSettings,
    agent: ureq::Agent,
}

impl HttpDriver {
    /// Creates a driver with connections of its own; `tls` has the authorities that certify a provider on https.
    pub fn new(settings: HttpSettings, tls: TlsConfig) -> HttpDriver {
        // If connecting takes this long, nothing was sent; and half of the time is left for an answer.
        let timeout = Duration::from_millis(settings.timeout_ms);
        let connecting = timeout / 2;
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(timeout))
            .timeout_resolve(Some(connecting))
            .timeout_connect(Some(connecting))
            .http_status_as_error(false)
            .max_redirects(0)
            .tls_config(tls)
            .build();
        HttpDriver {
            settings,
            agent: config.into(),
        }
    }

    fn post(&self, message: &Message, body: &[u8], now: i64) -> Result<(), DeliveryError> {
        let request = self
            .agent
            .post(&self.settings.url)
            .header("Content-Type", "application/json; charset=utf-8")
            .header("Idempotency-Key", &message.id)
            .header("X-Signet-Timestamp", now.to_string())
            .header("X-Signet-Signature", self.signature(body, now));
        let response = request.send(body).map_err(error_of)?;
        match response.status() {
            status if status.is_success() => Ok(()),
            status if is_refusal(status) => Err(DeliveryError::Refused(status.as_u16())),
            status => Err(DeliveryError::Unknown(format!("HTTP status {status}"))),
        }
    }

    fn signature(&self, body: &[u8], now: i64) -> String {
        let Ok(mac) = Hmac::<Sha256>::new_from_slice(self.settings.secret.as_bytes()) else {
            return String::new();
        };
        let mac = mac
            .chain_update(now.to_string())
            .chain_update(b".")
            .chain_update(body);
        hex::encode(mac.finalize().into_bytes())
    }
}

impl Driver for HttpDriver {
    fn deliver(&self, message: &Message, now: i64) -> Result<(), DeliveryError> {
        let body = serde_json::to_vec(message)?;
        let mut tries_left = self.settings.retries;
        let mut before = None;
        loop {
            let Err(error) = self.post(message, &body, now) else {
                return Ok(());
            };
            let is_final = tries_left == 0 || matches!(error, DeliveryError::Refused(_));
            // It is not known whether an earlier try arrived.
            let error = match before {
                Some(unknown @ DeliveryError::Unknown(_)) => unknown,
                _ => error,
            };
            if is_final {
                return Err(error);
            }
            before = Some(error);
            tries_left -= 1;
        }
    }
}

/// Returns whether the status means that the provider will not send the message.
fn is_refusal(status: StatusCode) -> bool {
    let may_have_sent = [StatusCode::REQUEST_TIMEOUT, StatusCode::TOO_MANY_REQUESTS];
    status.is_client_error() && !may_have_sent.contains(&status)
}

fn error_of(error: ureq::Error) -> DeliveryError {
    let never_connected = match &error {
        ureq::Error::HostNotFound | ureq::Error::ConnectionFailed => true,
        ureq::Error::Timeout(Timeout::Resolve | Timeout::Connect) => true,
        ureq::Error::Io(error) => {
            matches!(
                error.kind(),
                ErrorKind::ConnectionRefused
                    | ErrorKind::HostUnreachable
                    | ErrorKind::NetworkUnreachable
                    | ErrorKind::AddrNotAvailable
            ) || is_distrusted(error)
        }
        _ => false,
    };
    if never_connected {
        DeliveryError::NotSent(Box::new(error))
    } else {
        DeliveryError::Unknown(error.to_string())
    }
}

/// Returns whether a connection failed because the server's certificate was not accepted, before anything was sent.
fn is_distrusted(error: &io::Error) -> bool {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref());
    matches!(cause, Some(rustls::Error::InvalidCertificate(_)))
}
