use signet_fault::{Cause, Fault};

/// An error of the store. Never a statement about a session, a code or a counter.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configured address is not one of a supported store; the text names the key and the supported forms.
    #[error("{0}")]
    BadUrl(String),
    /// The server is of an unsupported kind; the text lists the supported ones.
    #[error("{0}")]
    Unsupported(String),
    /// The store cannot be reached, did not answer in time, or was away a moment ago.
    #[error("the shared store is away: {0}")]
    Away(String),
    /// The store answers but cannot do what calls need: it is full, a replica, or rejects the user.
    #[error("the shared store refuses: {0}")]
    Refused(String),
    /// The store answered something that this program does not write.
    #[error("unexpected answer of the shared store: {0}")]
    Reply(String),
}

impl Error {
    /// Returns whether the error is about the state of the store, which the probe reports once, and not about one command.
    pub fn is_outage(&self) -> bool {
        matches!(self, Error::Away(_) | Error::Refused(_))
    }
}

/// An internal fault (500): a store that is away must never look like a dead session, which would make the client
/// throw its token away.
impl From<Error> for Fault {
    #[track_caller]
    fn from(error: Error) -> Self {
        let cause = match error.is_outage() {
            true => Cause::Cache,
            false => Cause::Bug,
        };
        Fault::internal(error).with_cause(cause)
    }
}

#[cfg(test)]
mod tests {
    use signet_fault::Code;

    use super::*;

    #[test]
    fn a_store_that_is_away_is_an_internal_fault_of_the_cache() {
        let away = Fault::from(Error::Away("connection refused".into()));
        assert_eq!((away.code(), away.cause()), (Code::Internal, Cause::Cache));
        let garbage = Fault::from(Error::Reply("a list".into()));
        assert_eq!(garbage.cause(), Cause::Bug);
    }
}
