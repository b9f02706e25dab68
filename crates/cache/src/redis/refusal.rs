use redis::{ErrorKind, RedisError, RetryMethod};

/// The state of the store that an error of the server shows.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The server cannot be reached, or the connection is no longer usable.
    Away,
    /// The server answers but cannot do what calls need.
    Refuses {
        /// The error of the server, and its cure.
        reason: String,
        /// Whether another connection may lead to a server that can do it.
        elsewhere: bool,
    },
    /// The error is about this command alone.
    OfCommand,
}

/// The error codes that mean a refusal, each with its cure for operators.
const REFUSALS: [(&str, &str); 17] = [
    (
        "OOM",
        "it is full: raise its maxmemory or choose an eviction policy",
    ),
    ("READONLY", "it is a replica: name the primary in cache.url"),
    (
        "MASTERDOWN",
        "it is a replica without its primary: name the primary in cache.url",
    ),
    (
        "NOREPLICAS",
        "it has fewer replicas than its min-replicas-to-write",
    ),
    ("MISCONF", "it cannot save to its disk; its log says why"),
    ("LOADING", "it is still reading its data"),
    (
        "BUSY",
        "a script that another client started runs without end; SCRIPT KILL ends it",
    ),
    (
        "UNKILLABLE",
        "a script that another client started runs without end",
    ),
    ("NOAUTH", "it requires a password: set one in cache.url"),
    (
        "WRONGPASS",
        "it does not know this user and password; correct cache.url",
    ),
    (
        "NOPERM",
        "its ACL does not allow the user of cache.url what the gateway needs (docs/architecture.md lists it)",
    ),
    (
        "DENIED",
        "it is in protected mode: set a password, or bind it to a private address",
    ),
    ("MOVED", CLUSTER),
    ("ASK", CLUSTER),
    ("TRYAGAIN", CLUSTER),
    ("CROSSSLOT", CLUSTER),
    ("CLUSTERDOWN", CLUSTER),
];

const CLUSTER: &str =
    "it is in cluster mode, which is not supported: name a single server in cache.url";

/// The text of an error without a code: the user has no right to run a command of a script.
const FORBIDDEN_IN_SCRIPTS: &str = "user executing the script can't";

impl Verdict {
    /// Classifies the error of an ordinary command.
    pub(super) fn on(error: &RedisError) -> Verdict {
        if error.kind() == ErrorKind::AuthenticationFailed {
            return Verdict::Refuses {
                reason: format!("{error}; correct user and password in cache.url"),
                elsewhere: true,
            };
        }
        if let Some((code, cure)) = refusal(error) {
            return Verdict::Refuses {
                reason: format!("{error}; {cure}"),
                // The rights of a user are the same on each connection.
                elsewhere: code != "NOPERM",
            };
        }
        if error.is_io_error() || !matches!(error.retry_method(), RetryMethod::NoRetry) {
            Verdict::Away
        } else {
            Verdict::OfCommand
        }
    }

    /// Classifies the error of a probe. The cause is never the command itself.
    pub(super) fn on_probe(error: &RedisError) -> Verdict {
        match Verdict::on(error) {
            Verdict::OfCommand => Verdict::Refuses {
                reason: error.to_string(),
                elsewhere: true,
            },
            verdict => verdict,
        }
    }
}

/// Returns the error code of a refusal and its cure. It also finds the error of a script, which older servers wrap.
fn refusal(error: &RedisError) -> Option<(&'static str, &'static str)> {
    let answers = error.clone().into_server_errors()?;
    let of_answer = |code: &str, text: &str| {
        REFUSALS.into_iter().find(|(known, _)| {
            code == *known
                || text.contains(&format!("-{known} "))
                || (*known == "NOPERM" && text.contains(FORBIDDEN_IN_SCRIPTS))
        })
    };
    answers
        .iter()
        .find_map(|(_, answer)| of_answer(answer.code(), answer.details().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use redis::parse_redis_value;

    use super::*;

    fn error(line: &str) -> RedisError {
        let answer = parse_redis_value(format!("-{line}\r\n").as_bytes());
        answer
            .and_then(redis::Value::extract_error)
            .err()
            .unwrap_or_else(|| panic!("{line}"))
    }

    #[test]
    fn a_refusal_is_known_in_the_words_of_each_server() {
        for (line, elsewhere) in [
            (
                "READONLY You can't write against a read only replica. script: 6e0, on @user_script:1.",
                true,
            ),
            (
                "ERR Error running script (call to f_6e0): @user_script:1: @user_script: 1: -READONLY You can't write against a read only replica. ",
                true,
            ),
            (
                "OOM command not allowed when used memory > 'maxmemory'.",
                true,
            ),
            (
                "ERR Error running script (call to f_6e0): @user_script:1: -OOM command not allowed when used memory > 'maxmemory'. ",
                true,
            ),
            ("MISCONF Redis is configured to save RDB snapshots", true),
            ("LOADING Redis is loading the dataset in memory", true),
            ("MASTERDOWN Link with MASTER is down", true),
            ("BUSY Redis is busy running a script", true),
            ("CLUSTERDOWN Hash slot not served", true),
            ("MOVED 3999 127.0.0.1:6381", true),
            (
                "CROSSSLOT Keys in request don't hash to the same slot",
                true,
            ),
            ("NOAUTH Authentication required.", true),
            (
                "NOPERM this user has no permissions to run the 'evalsha' command",
                false,
            ),
        ] {
            match Verdict::on(&error(line)) {
                Verdict::Refuses {
                    reason,
                    elsewhere: found,
                } => {
                    assert_eq!(found, elsewhere, "{line}");
                    assert!(reason.contains("; "), "{reason}");
                }
                other => panic!("{line}: {other:?}"),
            }
        }
    }

    #[test]
    fn what_is_wrong_with_one_command_says_nothing_about_the_store() {
        for line in [
            "WRONGTYPE Operation against a key",
            "ERR value is not an integer",
            "NOSCRIPT No matching script.",
        ] {
            assert_eq!(Verdict::on(&error(line)), Verdict::OfCommand, "{line}");
        }
        let unknown = error("ERR unknown command 'EVALSHA', with args beginning with: ");
        assert!(matches!(
            Verdict::on_probe(&unknown),
            Verdict::Refuses { .. }
        ));
    }

    #[test]
    fn a_lost_connection_is_no_refusal() {
        let lost = std::io::Error::from(std::io::ErrorKind::BrokenPipe);
        assert_eq!(Verdict::on(&lost.into()), Verdict::Away);
    }
}
