use std::sync::Arc;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use serde_json::{Map, Value};
use signet_wire::sign::{Secret, SignType};

use crate::client::Shared;
use crate::{Client, Error};

/// The settings of a new client; [`Client::builder`] starts one.
#[derive(Clone, Debug)]
#[must_use]
pub struct Builder {
    url: String,
    appid: String,
    secret: Secret,
    sign_type: SignType,
    v: String,
    common: Map<String, Value>,
    attempts: u32,
    timeout: Duration,
}

impl Builder {
    pub(crate) fn new(url: &str, appid: &str, secret: Secret) -> Builder {
        Builder {
            url: url.to_owned(),
            appid: appid.to_owned(),
            secret,
            sign_type: SignType::Md5,
            v: "1.0.0".to_owned(),
            common: Map::new(),
            attempts: 4,
            timeout: Duration::from_secs(10),
        }
    }

    /// Sets the signature of calls; the default is MD5.
    pub fn sign_type(self, sign_type: SignType) -> Builder {
        Builder { sign_type, ..self }
    }

    /// Sets the version of the methods; the default is `1.0.0`.
    pub fn v(self, v: &str) -> Builder {
        Builder {
            v: v.to_owned(),
            ..self
        }
    }

    /// Sets the parameters of every call about the caller: `platform`, `app_v`, `channel`, `unique_id`.
    pub fn common(mut self, name: &str, value: impl Into<Value>) -> Builder {
        self.common.insert(name.to_owned(), value.into());
        self
    }

    /// Sets the maximum number of times that a call is sent, at least 1; the default is 4.
    pub fn attempts(self, attempts: u32) -> Builder {
        Builder {
            attempts: attempts.max(1),
            ..self
        }
    }

    /// Sets the time limit of one attempt; the default is 10 s. With a file the limit is six times as long.
    pub fn timeout(self, timeout: Duration) -> Builder {
        Builder { timeout, ..self }
    }

    /// Builds the client. If the program has not chosen a provider of cryptography for TLS, ring is used.
    ///
    /// # Errors
    /// [`Error::Build`] if the system lacks a part that TLS needs.
    pub fn build(self) -> Result<Client, Error> {
        #[cfg(feature = "tls")]
        // An error means that the program has already chosen one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .map_err(Error::Build)?;
        Ok(Client {
            shared: Arc::new(Shared {
                http,
                url: self.url,
                appid: self.appid,
                secret: self.secret,
                sign_type: self.sign_type,
                v: self.v,
                common: self.common,
                attempts: self.attempts,
                timeout: self.timeout,
                clock_offset: AtomicI64::new(0),
            }),
            token: None,
        })
    }
}
