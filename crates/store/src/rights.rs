//! The rights of the user of a MySQL connection to its database.

use std::collections::BTreeSet;

use diesel::dsl::sql;
use diesel::mysql::MysqlConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;

use crate::session;

/// The rights that `gateway migrate` needs.
pub(crate) const TO_MIGRATE: [&str; 10] = [
    "SELECT",
    "INSERT",
    "UPDATE",
    "DELETE",
    "CREATE",
    "ALTER",
    "DROP",
    "INDEX",
    "REFERENCES",
    "TRIGGER",
];

/// The rights that the gateway needs if nothing is pending.
pub(crate) const TO_SERVE: [&str; 4] = ["SELECT", "INSERT", "UPDATE", "DELETE"];

/// Returns the rights to the whole database of the connection, of the user and of its active roles.
pub(crate) fn granted(link: &mut MysqlConnection) -> QueryResult<BTreeSet<String>> {
    let database = session::variable(link, "DATABASE()")?.unwrap_or_default();
    let lines: Vec<String> = sql::<Text>("SHOW GRANTS").load(link)?;
    Ok(lines
        .iter()
        .flat_map(|line| of_line(line, &database))
        .collect())
}

/// Returns the rights of one line such as ``GRANT SELECT, INSERT ON `gateway`.* TO `g`@`%` ``.
fn of_line(line: &str, database: &str) -> Vec<String> {
    let parts = line
        .strip_prefix("GRANT ")
        .and_then(|rest| rest.split_once(" ON "))
        .and_then(|(rights, rest)| Some((rights, rest.split_once(" TO ")?.0)));
    let Some((rights, object)) = parts else {
        return Vec::new();
    };
    // In the name of a database `_` and `%` are wildcards, unless escaped.
    let plain = object.replace(['`', '\\'], "");
    let fits = plain == "*.*"
        || plain
            .strip_suffix(".*")
            .is_some_and(|name| is_like(name, database));
    match (fits, rights) {
        (false, _) => Vec::new(),
        (true, "ALL PRIVILEGES") => TO_MIGRATE.map(str::to_owned).to_vec(),
        (true, rights) => rights.split(", ").map(str::to_owned).collect(),
    }
}

/// Whether a pattern of a grant matches a name; only a `%` at its end is supported.
fn is_like(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('%') {
        Some(start) => name.starts_with(start),
        None => pattern.eq_ignore_ascii_case(name),
    }
}

#[cfg(test)]
mod tests {
    use super::of_line;

    #[test]
    fn a_grant_counts_for_its_database() {
        let rights = |line| of_line(line, "gate_way").join(" ");
        assert_eq!(
            rights("GRANT USAGE ON *.* TO `g`@`%` IDENTIFIED BY PASSWORD '*1'"),
            "USAGE"
        );
        assert_eq!(
            rights(r"GRANT SELECT, INSERT ON `gate\_way`.* TO `g`@`%`"),
            "SELECT INSERT"
        );
        assert_eq!(rights("GRANT SELECT ON `other`.* TO `g`@`%`"), "");
        assert_eq!(rights("GRANT SELECT ON `gate_way`.`users` TO `g`@`%`"), "");
        assert_eq!(rights("GRANT `role` TO `g`@`%`"), "");
        assert!(rights("GRANT ALL PRIVILEGES ON `gate%`.* TO `g`@`%`").contains("TRIGGER"));
    }
}
