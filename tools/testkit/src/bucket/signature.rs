//! Signatures in URLs: "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)" of the Amazon S3
//! API reference.

use std::collections::BTreeMap;

use actix_web::HttpRequest;
use hmac::{Hmac, KeyInit, Mac};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sha2::{Digest, Sha256};
use signet_domain::clock::Clock;

/// The seconds by which the clock of a client may be ahead.
const AHEAD: i64 = 15 * 60;

/// The parameter with the signature. It is not itself signed.
const SIGNATURE: &str = "X-Amz-Signature";

/// The parts of a request that are signed, as they were sent.
struct Signed<'a> {
    method: &'a str,
    path: &'a str,
    /// The parameters, with values that are still encoded.
    query: BTreeMap<&'a str, &'a str>,
    header: &'a dyn Fn(&str) -> String,
}

/// Checks that the request is signed with the keys and has not expired.
///
/// # Errors
/// The code of the S3 error.
pub(super) fn check(
    request: &HttpRequest,
    access_key: &str,
    secret_key: &str,
) -> Result<(), &'static str> {
    let header = |name: &str| super::header(request, name);
    let signed = Signed {
        method: request.method().as_str(),
        path: request.uri().path(),
        query: parameters(request.query_string()),
        header: &header,
    };
    if signed.credential()?.first() != Some(&access_key) {
        return Err("InvalidAccessKeyId");
    }
    if signed.signature(secret_key)? != signed.parameter(SIGNATURE)? {
        return Err("SignatureDoesNotMatch");
    }
    signed.is_valid_at(Clock::default().now())
}

fn parameters(query: &str) -> BTreeMap<&str, &str> {
    let pairs = query.split('&');
    pairs
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")))
        .collect()
}

impl Signed<'_> {
    fn parameter(&self, name: &str) -> Result<&str, &'static str> {
        let value = self.query.get(name).copied();
        value.ok_or("AuthorizationQueryParametersError")
    }

    /// Returns the access key, the day, the region, the service and a fixed word.
    fn credential(&self) -> Result<Vec<&str>, &'static str> {
        let credential = self.parameter("X-Amz-Credential")?;
        Ok(credential.split("%2F").collect())
    }

    fn signature(&self, secret_key: &str) -> Result<String, &'static str> {
        let credential = self.credential()?;
        let scope = credential.get(1..).unwrap_or_default();
        let text = format!(
            "{}\n{}\n{}\n{}",
            self.parameter("X-Amz-Algorithm")?,
            self.parameter("X-Amz-Date")?,
            scope.join("/"),
            hex::encode(Sha256::digest(self.canonical()?)),
        );
        let key = format!("AWS4{secret_key}").into_bytes();
        let key = scope.iter().fold(key, |key, part| mac(&key, part));
        Ok(hex::encode(mac(&key, &text)))
    }

    /// Returns the canonical request.
    fn canonical(&self) -> Result<String, &'static str> {
        let signed = self.query.iter().filter(|(name, _)| **name != SIGNATURE);
        let query: Vec<String> = signed
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        let names = self.parameter("X-Amz-SignedHeaders")?.replace("%3B", ";");
        let headers: String = names
            .split(';')
            .map(|name| format!("{name}:{}\n", (self.header)(name).trim()))
            .collect();
        let Signed { method, path, .. } = self;
        let query = query.join("&");
        Ok(format!(
            "{method}\n{path}\n{query}\n{headers}\n{names}\nUNSIGNED-PAYLOAD"
        ))
    }

    fn is_valid_at(&self, now: i64) -> Result<(), &'static str> {
        let malformed = "AuthorizationQueryParametersError";
        let signed_at = DateTime::strptime("%Y%m%dT%H%M%SZ", self.parameter("X-Amz-Date")?)
            .and_then(|date| date.to_zoned(TimeZone::UTC))
            .map_err(|_| malformed)?;
        let seconds = self.parameter("X-Amz-Expires")?;
        let seconds: i64 = seconds.parse().map_err(|_| malformed)?;
        match now - signed_at.timestamp().as_second() {
            age if age < -AHEAD => Err("RequestTimeTooSkewed"),
            age if age > seconds => Err("AccessDenied"),
            _ => Ok(()),
        }
    }
}

fn mac(key: &[u8], text: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of any length");
    mac.update(text.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the reference.
    #[test]
    fn the_documented_request_has_the_documented_signature() {
        let query = "X-Amz-Algorithm=AWS4-HMAC-SHA256\
            &X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request\
            &X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host";
        let header = |_: &str| "examplebucket.s3.amazonaws.com".to_owned();
        let signed = Signed {
            method: "GET",
            path: "/test.txt",
            query: parameters(query),
            header: &header,
        };
        let signature = signed.signature("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
        assert_eq!(
            signature.as_deref(),
            Ok("aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404")
        );
        // 2013-05-24 00:00:00
        let signed_at = 1_369_353_600;
        let valid = |after: i64| signed.is_valid_at(signed_at + after);
        assert_eq!(valid(86_400), Ok(()));
        assert_eq!(valid(86_401), Err("AccessDenied"));
        assert_eq!(valid(-901), Err("RequestTimeTooSkewed"));
    }
}
