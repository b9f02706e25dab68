use std::collections::BTreeMap;

use diesel::dsl::sql;
use diesel::expression::SqlLiteral;
use diesel::sql_types::BigInt;

/// Returns an SQL expression for the number that belongs to the key in a column, so that one statement can change several rows by different
/// numbers. The expression is 0 for keys without a number.
pub(super) fn by_key(column: &str, numbers: &BTreeMap<i64, i64>) -> SqlLiteral<BigInt> {
    // The keys and the numbers are integers, so they cannot bring other text into the statement.
    let cases = numbers
        .iter()
        .map(|(key, number)| format!(" WHEN {key} THEN {number}"));
    let cases: String = cases.collect();
    match cases.is_empty() {
        true => sql("0"),
        false => sql(&format!("CASE {column}{cases} ELSE 0 END")),
    }
}
