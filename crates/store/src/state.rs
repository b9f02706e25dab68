use diesel::backend::Backend;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::BigInt;

/// Whether clients see a record. Any number other than 0 and 1 is read as hidden, because clients see only live records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = BigInt)]
pub enum State {
    /// Only operators see it: for clients it does not exist.
    Hidden,
    /// Clients see it.
    Live,
}

impl State {
    /// Returns the number in the tables and on the wire.
    pub const fn value(self) -> i64 {
        *self.stored()
    }

    const fn stored(self) -> &'static i64 {
        match self {
            State::Hidden => &0,
            State::Live => &1,
        }
    }
}

impl<DB: Backend> ToSql<BigInt, DB> for State
where
    i64: ToSql<BigInt, DB>,
{
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, DB>) -> serialize::Result {
        self.stored().to_sql(out)
    }
}

impl<DB: Backend> FromSql<BigInt, DB> for State
where
    i64: FromSql<BigInt, DB>,
{
    fn from_sql(bytes: DB::RawValue<'_>) -> deserialize::Result<State> {
        Ok(match i64::from_sql(bytes)? {
            1 => State::Live,
            _ => State::Hidden,
        })
    }
}

#[cfg(test)]
mod tests {
    use diesel::dsl::sql;
    use diesel::prelude::*;

    use super::*;
    use crate::{Connection, Error, Store, scratch};

    #[test]
    fn a_state_is_one_of_two_numbers() {
        let url = scratch::create(&scratch::server_url()).unwrap();
        let store = Store::open(&url, 1).unwrap();
        let is_written_as = |state: State, number: i64| {
            store.run_blocking(move |connection: &mut Connection| {
                let query = diesel::select(state.into_sql::<BigInt>().eq(number));
                Ok::<bool, Error>(query.get_result(&mut connection.link)?)
            })
        };
        let read = |number: i64| {
            store.run_blocking(move |connection: &mut Connection| {
                let query = sql::<BigInt>(&format!("CAST({number} AS SIGNED)"));
                Ok::<State, Error>(diesel::select(query).get_result(&mut connection.link)?)
            })
        };
        for (state, number) in [(State::Hidden, 0), (State::Live, 1)] {
            assert_eq!(state.value(), number);
            assert!(is_written_as(state, number).unwrap());
            assert_eq!(read(number).unwrap(), state);
        }
        assert_eq!(read(2).unwrap(), State::Hidden);
        scratch::drop(&url).unwrap();
    }
}
