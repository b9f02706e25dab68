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
    let mut database = session::variable(link, "DATABASE()")?.unwrap_or_default();
    // With any other value the server compares names in lower case, and also stores grants in lower case.
    if session::variable(link, "@@lower_case_table_names")?.is_none_or(|value| value != "0") {
        database.make_ascii_lowercase();
    }
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
    let object = object.replace('`', "");
    let fits = object == "*.*"
        || object
            .strip_suffix(".*")
            .is_some_and(|pattern| is_like(pattern, database));
    match (fits, rights) {
        (false, _) => Vec::new(),
        (true, "ALL PRIVILEGES") => TO_MIGRATE.map(str::to_owned).to_vec(),
        (true, rights) => rights.split(", ").map(str::to_owned).collect(),
    }
}

/// Returns whether the name of a database matches the pattern of a grant: `%` is any text, `_` any character, and a backslash
/// before either makes it a plain character.
fn is_like(pattern: &str, name: &str) -> bool {
    let mut rest = pattern.chars();
    let wanted = match rest.next() {
        None => return name.is_empty(),
        Some('%') => {
            let mut starts = name.char_indices().map(|(at, _)| at).chain([name.len()]);
            return starts.any(|at| is_like(rest.as_str(), name.get(at..).unwrap_or_default()));
        }
        Some('_') => None,
        Some('\\') => rest.next(),
        plain => plain,
    };
    let mut left = name.chars();
    match left.next() {
        Some(character) => {
            wanted.is_none_or(|wanted| wanted == character) && is_like(rest.as_str(), left.as_str())
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::{is_like, of_line};

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

    #[test]
    fn wildcards_match_as_the_server_matches_them() {
        let matching = [
            "gate_way",
            "gate%",
            "%way",
            "%",
            "g%w_y",
            "________",
            r"gate\_way",
        ];
        for pattern in matching {
            assert!(is_like(pattern, "gate_way"), "{pattern}");
        }
        for pattern in [
            "gate",
            "Gate_way",
            "gate_way_",
            "_______",
            r"gate\%",
            "way%",
            "",
        ] {
            assert!(!is_like(pattern, "gate_way"), "{pattern}");
        }
        assert!(!is_like(r"gate\_way", "gateXway"));
    }
}
