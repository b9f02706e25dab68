//! Advice for errors of a MySQL server or its client library.
//!
//! Errors are recognised by their English text: diesel does not pass on the number. The client library always writes English.

/// Parts of an error text, and the advice for it. The first match is used.
const HINTS: &[(&[&str], &str)] = &[
    (
        &["to database"],
        "the server knows the user and the password, but the user has no rights to this database: grant them",
    ),
    (
        &["access denied"],
        "check user and password in storage.url (@ : / ? # % are written as %40 %3A %2F %3F %23 %25), from which hosts the \
         user may connect, and whether the user needs TLS (ssl_mode=required)",
    ),
    (
        &["unknown database"],
        "create the database, or correct its name in storage.url",
    ),
    (
        &["is not allowed to connect"],
        "the server accepts no connections from this host: create the user for it",
    ),
    (&["is blocked because"], "run FLUSH HOSTS on the server"),
    (
        &[
            "too many connections",
            "max_user_connections",
            "has exceeded the",
            "more than",
        ],
        "raise the limit of the server or of the user, or lower storage.pool: every node takes storage.pool and one more",
    ),
    (
        &["insecure transport"],
        "the server takes connections with TLS alone: add ssl_mode=required to storage.url",
    ),
    (
        &[
            "server does not support it",
            "offers no tls",
            "doesn't support ssl",
        ],
        "turn TLS on at the server; ssl_mode=disabled connects without",
    ),
    (
        &["expired", "not yet valid"],
        "renew what is over: the certificate of the server, or the password of the user",
    ),
    (
        &["validation of ssl server certificate", "hostname mismatch"],
        "the certificate of the server is for another host name: use that in storage.url",
    ),
    (
        &[
            "certificate verify",
            "self-signed",
            "self signed",
            "local issuer",
            "certificate",
        ],
        "the certificate of the server does not come from the authority in ssl_ca, or of the system: name the right file",
    ),
    (
        &["tls/ssl error", "ssl connection error"],
        "check ssl_mode, ssl_ca, ssl_cert and ssl_key in storage.url, and TLS at the server",
    ),
    (
        &[
            "authentication plugin",
            "authentication protocol",
            "auth_",
            "caching_sha2",
        ],
        "the client library lacks the way in which this user logs in: install its plugin, or give the user another one, such \
         as mysql_native_password",
    ),
    (&["is locked"], "unlock the user at the server"),
    (
        &["must be reset", "reset your password"],
        "give the user a new password at the server",
    ),
    (
        &["read-only", "read only", "accepts no writes"],
        "it is a replica, or the former primary: storage.url has to lead to the server that takes writes",
    ),
    (
        &["wsrep", "not yet prepared"],
        "this node of the cluster is not in step with the others: look at wsrep_cluster_status there",
    ),
    (
        &[
            "unknown command",
            "unsupported command",
            "prepared statement",
        ],
        "what answers there does not know a command that the gateway needs: prepared statements have to work",
    ),
    (
        &["unknown system variable", "init_connect"],
        "the server does not take what a session is set to: it has to be MariaDB from 10.6 or MySQL from 8.0",
    ),
    (
        &["unknown server host", "unknown mysql server host"],
        "check the host in storage.url: no address is known for it",
    ),
    (
        &["through socket"],
        "check that the server runs and that this is its socket",
    ),
    (
        &[
            "initial communication packet",
            "handshake",
            "malformed packet",
        ],
        "check that what listens there is a MySQL server and that it takes this host",
    ),
    (
        &[
            "can't connect",
            "connection refused",
            "no answer",
            "did not answer",
            "lost connection",
            "gone away",
            "timed out",
        ],
        "check that the server runs there and can be reached",
    ),
];

/// The advice for an unknown text, such as a text in another language: a server refuses a login in its own language.
const UNKNOWN: &str = "the server refuses: check user, password, database and the rights of the user, and its error log";

/// Returns the advice for `reason`.
pub(crate) fn of(reason: &str) -> &'static str {
    let reason = reason.to_lowercase();
    let fits = |(parts, _): &&(&[&str], &str)| parts.iter().any(|part| reason.contains(part));
    HINTS.iter().find(fits).map_or(UNKNOWN, |(_, hint)| hint)
}

#[cfg(test)]
mod tests {
    use super::of;

    #[test]
    fn hints_fit_what_the_server_said() {
        for (reason, part) in [
            (
                "Access denied for user 'g'@'h' (using password: YES)",
                "user and password",
            ),
            (
                "Access denied for user 'g'@'%' to database 'd'",
                "rights to this database",
            ),
            ("Unknown database 'd'", "create the database"),
            (
                "Host '10.0.0.9' is not allowed to connect to this MariaDB server",
                "this host",
            ),
            (
                "Host 'h' is blocked because of many connection errors",
                "FLUSH HOSTS",
            ),
            ("Too many connections", "storage.pool"),
            (
                "User g already has more than 'max_user_connections' active connections",
                "storage.pool",
            ),
            (
                "User 'g' has exceeded the 'max_connections_per_hour' resource (current value: 1)",
                "storage.pool",
            ),
            (
                "Connections using insecure transport are prohibited while --require_secure_transport=ON.",
                "ssl_mode=required",
            ),
            (
                "TLS/SSL error: SSL is required, but the server does not support it",
                "turn TLS on",
            ),
            (
                "TLS/SSL error: self-signed certificate in certificate chain",
                "ssl_ca",
            ),
            ("TLS/SSL error: certificate has expired", "renew"),
            (
                "TLS/SSL error: Validation of SSL server certificate failed",
                "another host name",
            ),
            (
                "Authentication plugin 'caching_sha2_password' cannot be loaded",
                "plugin",
            ),
            (
                "Client does not support authentication protocol requested by server",
                "plugin",
            ),
            (
                "Can't connect to server on '10.0.0.1' (115)",
                "can be reached",
            ),
            ("Unknown server host 'nohost' (-2)", "no address"),
            ("Unknown command", "prepared statements"),
            ("Access denied, this account is locked", "user and password"),
            (
                "Can't connect to local server through socket '/run/my.sock' (2)",
                "socket",
            ),
        ] {
            assert!(of(reason).contains(part), "{reason}: {}", of(reason));
        }
    }
}
