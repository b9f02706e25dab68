use std::time::Duration;

/// The reason why a call failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The gateway answered with a fault.
    #[error(transparent)]
    Fault(#[from] Fault),
    /// No attempt got a reply. Whether the call took effect is not known.
    #[error("no reply in {attempts} attempts: {source}")]
    NoReply {
        /// The number of attempts.
        attempts: u32,
        /// The error of the last attempt.
        source: Lost,
    },
    /// The parameters are not a JSON object.
    #[error("the parameters are no JSON object")]
    Parameters(#[source] serde_json::Error),
    /// The call took effect, but the `data` of its reply is not of the requested type.
    #[error("the data of the reply is of another type")]
    Reply(#[source] serde_json::Error),
    /// The client cannot be built with these settings, or a request to this URL cannot be built.
    #[error("the client cannot be built")]
    Build(#[source] reqwest::Error),
}

/// A fault: the answer of the gateway to a call that it refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{code} {sub_code}: {msg}")]
pub struct Fault {
    /// The number of the table in the protocol, such as 601.
    pub code: u16,
    /// The stable word that distinguishes faults with the same code, such as `session_expired`.
    pub sub_code: String,
    /// The text to show to a user.
    pub msg: String,
    /// The id of the call, for questions to the operators of the gateway; empty if there is none.
    pub request_id: String,
    /// The time to wait before a retry, if the gateway sent one.
    pub retry_after: Option<Duration>,
    /// The probable mistake, for the developers of a sandbox app.
    pub hint: Option<String>,
}

/// The reason why an attempt had no reply.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Lost {
    /// The connection failed, broke, or took too long.
    #[error(transparent)]
    Http(reqwest::Error),
    /// Another server answered, or a proxy in front of the gateway.
    #[error("HTTP {status} without an envelope, content type {content_type}")]
    NoEnvelope {
        /// The HTTP status.
        status: u16,
        /// The content type, or `none` if there is none.
        content_type: String,
        /// The error of parsing the answer as an envelope.
        source: serde_json::Error,
    },
}
