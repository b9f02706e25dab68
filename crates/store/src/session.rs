//! The session of a MySQL connection: its settings and its properties.

use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::mysql::{Mysql, MysqlConnection};
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::Error as Diesel;
use diesel::sql_types::{Nullable, Text};

use crate::Error;

/// The settings that queries rely on, independent of the server and its `init_connect`: one statement each, because a proxy
/// may not accept several at once.
const SETTINGS: [&str; 4] = [
    // Otherwise the first read opens a transaction that never ends, and all later reads see its snapshot.
    "SET SESSION autocommit = 1",
    "SET NAMES utf8mb4 COLLATE utf8mb4_bin",
    "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ WRITE",
    // Diesel joins strings with `||`; errors are recognised by their English text; a wait for a lock ends before the
    // caller gives up.
    "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,PIPES_AS_CONCAT', \
     lc_messages = 'en_US', time_zone = '+00:00', innodb_lock_wait_timeout = 3, lock_wait_timeout = 10, \
     completion_type = 'NO_CHAIN', sql_safe_updates = 0, sql_auto_is_null = 0, sql_select_limit = 18446744073709551615, \
     max_join_size = 18446744073709551615, sql_big_selects = 1, foreign_key_checks = 1, unique_checks = 1, \
     group_concat_max_len = 1048576",
];

/// Settings that only MariaDB or only MySQL has: no time limit for a statement, because the caller has a time limit.
const OF_ONE_KIND: [&str; 2] = [
    "SET SESSION max_statement_time = 0",
    "SET SESSION max_execution_time = 0",
];

/// The variables that [`set_up`] sets, with the names of both kinds of servers.
pub(crate) const VARIABLES: [&str; 22] = [
    "autocommit",
    "character_set_client",
    "character_set_connection",
    "character_set_results",
    "collation_connection",
    "tx_isolation",
    "transaction_isolation",
    "tx_read_only",
    "transaction_read_only",
    "sql_mode",
    "time_zone",
    "innodb_lock_wait_timeout",
    "lock_wait_timeout",
    "completion_type",
    "sql_safe_updates",
    "sql_auto_is_null",
    "sql_select_limit",
    "foreign_key_checks",
    "unique_checks",
    "group_concat_max_len",
    "max_statement_time",
    "max_execution_time",
];

/// Sets a new session up.
pub(crate) fn set_up(link: &mut MysqlConnection) -> QueryResult<()> {
    for statement in SETTINGS {
        run(link, statement)?;
    }
    for statement in OF_ONE_KIND {
        match run(link, statement) {
            Err(error) if says(&error, "unknown system variable") => {}
            result => result?,
        }
    }
    Ok(())
}

/// Runs one statement as a prepared statement, like all queries. If the server cannot prepare it (MySQL 1295), it is sent as
/// text, with a command that some proxies do not support.
pub(crate) fn run(link: &mut MysqlConnection, statement: &str) -> QueryResult<()> {
    match diesel::sql_query(statement).execute(link) {
        Err(error) if is_unprepared(&error) => link.batch_execute(statement),
        result => result.map(drop),
    }
}

/// Returns whether the server cannot prepare this kind of statement.
pub(crate) fn is_unprepared(error: &Diesel) -> bool {
    says(error, "prepared statement protocol")
}

/// A statement without parameters that is prepared once for each connection.
pub(crate) struct Fixed(pub(crate) &'static str);

impl QueryId for Fixed {
    type QueryId = ();

    // The type does not identify the statement: the text does.
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl QueryFragment<Mysql> for Fixed {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Mysql>) -> QueryResult<()> {
        out.push_sql(self.0);
        Ok(())
    }
}

impl RunQueryDsl<MysqlConnection> for Fixed {}

/// Returns the cipher of a session, or `None` if it is not encrypted.
pub(crate) fn cipher(link: &mut MysqlConnection) -> QueryResult<Option<String>> {
    let status = sql::<(Text, Text)>("SHOW SESSION STATUS LIKE 'Ssl_cipher'");
    let rows: Vec<(String, String)> = status.load(link)?;
    let cipher = rows.into_iter().next().map(|(_, cipher)| cipher);
    Ok(cipher.filter(|cipher| !cipher.is_empty()))
}

/// Checks that the server accepts writes: a replaced primary still answers reads. On a cluster node that is
/// not in sync this query fails, too.
pub(crate) fn check_writable(link: &mut MysqlConnection) -> Result<(), Error> {
    for name in ["read_only", "innodb_read_only"] {
        // As text: newer servers return names instead of numbers.
        let value = variable(link, &format!("@@global.{name}"))?.unwrap_or_default();
        if !matches!(value.as_str(), "" | "0" | "OFF") {
            return Err(Error::ReadOnly(format!("{name} is {value}")));
        }
    }
    Ok(())
}

/// Returns the value of an expression, as text.
pub(crate) fn variable(
    link: &mut MysqlConnection,
    expression: &str,
) -> QueryResult<Option<String>> {
    diesel::select(sql::<Nullable<Text>>(&format!("CONCAT({expression}, '')"))).get_result(link)
}

fn says(error: &Diesel, part: &str) -> bool {
    matches!(error, Diesel::DatabaseError(_, about) if about.message().to_lowercase().contains(part))
}
