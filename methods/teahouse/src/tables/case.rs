use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::sql_types::BigInt;

/// Returns an expression for the number of the row whose key is in a column, so that one statement changes several rows by different
/// numbers. It is 0 for keys without a number.
pub(super) fn by_key(column: &str, numbers: &BTreeMap<i64, i64>) -> SqlLiteral<BigInt> {
    // Numbers alone: no caller can bring a text into the statement.
    let cases = numbers
        .iter()
        .map(|(key, number)| format!(" WHEN {key} THEN {number}"));
    let cases: String = cases.collect();
    match cases.is_empty() {
        true => sql("0"),
        false => sql(&format!("CASE {column}{cases} ELSE 0 END")),
    }
}
