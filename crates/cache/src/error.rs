use signet_fault::{Cause, Fault};

/// An error of the store. It is never about the state of a session, a code or a counter.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The configured address is not the address of a supported store. The text names the key and the supported forms.
    #[error("{0}")]
    BadUrl(String),
    /// The server is of an unsupported kind. The text lists the supported kinds.
    #[error("{0}")]
    Unsupported(String),
    /// The store cannot be reached, did not answer in time, or was unreachable a moment ago.
    #[error("the shared store is unreachable: {0}")]
    Away(String),
    /// The store answers but cannot do what calls need: it is full, a replica, or rejects the user.
    #[error("the shared store refuses: {0}")]
    Refused(String),
    /// The store returned a value that this program does not write.
    #[error("unexpected answer of the shared store: {0}")]
    Reply(String),
}

impl Error {
    /// Returns whether the error is about the state of the store, which the probe reports once, and not about one command.
    pub fn is_outage(&self) -> bool {
        matches!(self, Error::Away(_) | Error::Refused(_))
    }
}

/// An error becomes an internal fault (500). An unreachable store must never look like a dead session, because the client
/// would then discard its token.
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
