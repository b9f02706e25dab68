//! The reply to a call.

use std::time::Duration;

use reqwest::Response;
use reqwest::header::{CONTENT_TYPE, RETRY_AFTER};
use serde::Deserialize;
use serde_json::Value;

use crate::{Fault, Lost};

/// A reply of the gateway.
pub(crate) struct Reply {
    envelope: Envelope,
    retry_after: Option<Duration>,
}

#[derive(Deserialize)]
struct Envelope {
    code: u16,
    msg: String,
    #[serde(default)]
    data: Value,
    #[serde(default)]
    sub_code: String,
    #[serde(default)]
    request_id: String,
    server_time: Option<i64>,
    hint: Option<String>,
}

impl Reply {
    pub(crate) async fn read(response: Response) -> Result<Reply, Lost> {
        let status = response.status().as_u16();
        let content_type = response.headers().get(CONTENT_TYPE);
        let content_type = content_type.map_or_else(
            || "none".to_owned(),
            |value| String::from_utf8_lossy(value.as_bytes()).into_owned(),
        );
        let seconds = response.headers().get(RETRY_AFTER);
        let seconds = seconds.and_then(|value| value.to_str().ok()?.parse().ok());
        let text = response.bytes().await.map_err(Lost::Http)?;
        let envelope = serde_json::from_slice(&text);
        Ok(Reply {
            envelope: envelope.map_err(|source| Lost::NoEnvelope {
                status,
                content_type,
                source,
            })?,
            retry_after: seconds.map(Duration::from_secs),
        })
    }

    /// Returns the time to wait if the gateway expects the same bytes again: the call did nothing, or its first attempt still runs.
    pub(crate) fn is_busy(&self) -> Option<Duration> {
        let busy = matches!(
            self.envelope.sub_code.as_str(),
            "overloaded" | "in_progress"
        );
        busy.then(|| self.retry_after.unwrap_or_default())
    }

    /// Returns the server's time, in unix seconds, if the fault is that the time of the call was wrong.
    pub(crate) fn right_time(&self) -> Option<i64> {
        let is_late = self.envelope.sub_code == "bad_timestamp";
        self.envelope.server_time.filter(|_| is_late)
    }

    /// Returns the `data`, `null` if there is none, or the fault.
    pub(crate) fn into_data(self) -> Result<Value, Fault> {
        let envelope = self.envelope;
        if envelope.code == 200 {
            return Ok(envelope.data);
        }
        Err(Fault {
            code: envelope.code,
            sub_code: envelope.sub_code,
            msg: envelope.msg,
            request_id: envelope.request_id,
            retry_after: self.retry_after,
            hint: envelope.hint,
        })
    }
}
