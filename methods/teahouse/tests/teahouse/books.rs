//! The books of the shop, checked over the whole database.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use signet_store::sql::on_either;
use signet_store::{Connection, Error};
use signet_testkit::TestGateway;

use crate::rules::RULES;

/// The stock at the time when the books were opened.
pub(crate) struct Books(Vec<Stock>);

/// The number of pieces of goods, in stock and sold together.
#[derive(Debug, PartialEq, Eq, QueryableByName)]
struct Stock {
    #[diesel(sql_type = BigInt)]
    id: i64,
    #[diesel(sql_type = BigInt)]
    pieces: i64,
}

impl Books {
    /// Opens the books before anything is sold.
    pub(crate) fn open(gateway: &TestGateway) -> Books {
        Books(stock(gateway))
    }

    /// Checks that each piece of goods is either in stock or sold, and that no rule is broken.
    pub(crate) fn check(&self, gateway: &TestGateway) {
        assert_eq!(stock(gateway), self.0, "stock and sold pieces");
        for (rule, broken) in RULES {
            assert_eq!(count(gateway, broken), 0, "{rule}");
        }
    }
}

/// Returns the number of rows of a table that meet a condition.
pub(crate) fn count(gateway: &TestGateway, rows: &str) -> i64 {
    number(gateway, &format!("(SELECT COUNT(*) FROM {rows})"))
}

/// Returns the value of a numeric expression.
pub(crate) fn number(gateway: &TestGateway, expression: &str) -> i64 {
    let read = |connection: &mut Connection| {
        let query = diesel::select(sql::<BigInt>(expression));
        Ok::<_, Error>(query.get_result(&mut connection.link)?)
    };
    gateway.store().run_blocking(read).unwrap()
}

fn stock(gateway: &TestGateway) -> Vec<Stock> {
    let query = "SELECT id, storage + salenum AS pieces FROM teahouse_goods ORDER BY id";
    let read = |connection: &mut Connection| {
        Ok::<_, Error>(on_either!(connection, link => diesel::sql_query(query).load(link))?)
    };
    gateway.store().run_blocking(read).unwrap()
}
