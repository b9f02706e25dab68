use std::time::Duration;

use jiff::Timestamp;
use rusty_s3::{Bucket, Credentials, S3Action, UrlStyle};
use ureq::Agent;
use ureq::http::{Response, StatusCode};
use ureq::tls::TlsConfig;

use super::settings::S3Settings;
use super::storage::{Storage, StorageError};

/// The time limit for storing a file: below the time after which a call without a reply counts as lost.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The time that a signed request is valid, which tolerates a clock that is wrong.
const VALID: Duration = Duration::from_secs(900);

/// The number of bytes of an answer that are searched for the reason of a refusal.
const MAX_ANSWER: u64 = 16 * 1024;

/// A bucket of any object storage with the protocol of S3.
pub struct S3Bucket {
    bucket: Bucket,
    credentials: Credentials,
    agent: Agent,
}

/// The error that the endpoint and the bucket do not form a URL.
#[derive(Debug, thiserror::Error)]
#[error("upload.s3.endpoint and upload.s3.bucket make no URL: {0}")]
pub struct BadBucket(String);

impl S3Bucket {
    /// Returns a bucket; `tls` has the authorities that certify a service on https. Does not connect.
    ///
    /// # Errors
    /// [`BadBucket`], in one line.
    pub fn new(settings: S3Settings, tls: TlsConfig) -> Result<S3Bucket, BadBucket> {
        let style = if settings.path_style {
            UrlStyle::Path
        } else {
            UrlStyle::VirtualHost
        };
        let endpoint = settings
            .endpoint
            .parse()
            .map_err(|_| BadBucket("the endpoint is no URL".to_owned()))?;
        let bucket = Bucket::new(endpoint, style, settings.bucket, settings.region)
            .map_err(|error| BadBucket(error.to_string()))?;
        let config = Agent::config_builder()
            .timeout_global(Some(TIMEOUT))
            .http_status_as_error(false)
            .max_redirects(0)
            .tls_config(tls)
            .max_redirects_will_error(false);
        Ok(S3Bucket {
            bucket,
            credentials: Credentials::new(settings.access_key, settings.secret_key),
            agent: config.build().into(),
        })
    }

    fn sign<'a>(&'a self, action: &impl S3Action<'a>, now: i64) -> Result<String, StorageError> {
        let now = Timestamp::from_second(now)?;
        Ok(action.sign_with_time(VALID, &now).into())
    }
}

impl Storage for S3Bucket {
    fn put(
        &self,
        path: &str,
        media_type: &str,
        bytes: &[u8],
        now: i64,
    ) -> Result<(), StorageError> {
        let mut action = self.bucket.put_object(Some(&self.credentials), key(path));
        action.headers_mut().insert("content-type", media_type);
        let url = self.sign(&action, now)?;
        let request = self.agent.put(url).content_type(media_type);
        let request = request.header("Cache-Control", "public, max-age=31536000, immutable");
        accepted(request.send(bytes))
    }

    fn remove(&self, path: &str, now: i64) -> Result<(), StorageError> {
        let action = self
            .bucket
            .delete_object(Some(&self.credentials), key(path));
        let url = self.sign(&action, now)?;
        accepted(self.agent.delete(url).call())
    }
}

/// Returns the name of an object, which does not begin with a slash.
fn key(path: &str) -> &str {
    path.trim_start_matches('/')
}

fn accepted(answer: Result<Response<ureq::Body>, ureq::Error>) -> Result<(), StorageError> {
    let answer = answer.map_err(|error| StorageError::Unreachable(Box::new(error)))?;
    let status = answer.status();
    if matches!(status, StatusCode::OK | StatusCode::NO_CONTENT) {
        return Ok(());
    }
    let body = answer.into_body().into_with_config().limit(MAX_ANSWER);
    let text = body.read_to_string().unwrap_or_default();
    Err(StorageError::Refused {
        status: status.as_u16(),
        reason: reason(&text).to_owned(),
    })
}

/// Returns the code in an answer and nothing else of it: the rest may repeat signed data.
fn reason(answer: &str) -> &str {
    let code = answer
        .split_once("<Code>")
        .and_then(|(_, rest)| rest.split_once("</Code>"));
    match code {
        Some((code, _)) if code.len() <= 64 && code.bytes().all(|b| b.is_ascii_alphanumeric()) => {
            code
        }
        _ => "without a reason",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_reason_and_nothing_else() {
        let answer =
            "<?xml?><Error><Code>AccessDenied</Code><StringToSign>secret</StringToSign></Error>";
        assert_eq!(reason(answer), "AccessDenied");
        assert_eq!(reason("<Code>a b</Code>"), "without a reason");
        assert_eq!(reason("nonsense"), "without a reason");
    }

    #[test]
    fn refuses_what_makes_no_url() {
        let settings = |endpoint: &str| S3Settings {
            endpoint: endpoint.to_owned(),
            bucket: "pictures".to_owned(),
            region: "us-east-1".to_owned(),
            path_style: false,
            access_key: "key".to_owned(),
            secret_key: "secret".to_owned(),
        };
        assert!(S3Bucket::new(settings("https://s3.example.com"), TlsConfig::default()).is_ok());
        for wrong in ["", "s3.example.com", "ftp://x", "http://127.0.0.1:9000"] {
            let error = S3Bucket::new(settings(wrong), TlsConfig::default())
                .err()
                .map(|error| error.to_string());
            assert!(
                error.is_some_and(|text| text.contains("upload.s3.endpoint")),
                "{wrong}"
            );
        }
    }
}
