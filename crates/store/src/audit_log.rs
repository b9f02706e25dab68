//! The audit log: the actions of operators. Rows are added and read, never changed: the database refuses changes.

use diesel::prelude::*;

use crate::schema::audit_log;
use crate::{Connection, Error, Tx};

/// An action of an operator, to be recorded.
#[derive(Clone, Debug, PartialEq, Eq, Insertable)]
#[diesel(table_name = audit_log)]
pub struct NewAction {
    /// The time.
    pub created_at: i64,
    /// The actor: `app:APPID` of a call, `os:USER` of a command line; at most 80 characters, like the next two fields.
    pub actor: String,
    /// The origin: the caller's address, or the name of the host.
    pub source: String,
    /// The action: the name of the method, or of the command such as `app.create`.
    pub action: String,
    /// The parameters: a JSON object without secrets, below 64 KiB.
    pub detail: String,
    /// The id of the call; empty for a command line.
    pub request_id: String,
}

/// A recorded action of an operator.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = audit_log)]
pub struct Action {
    /// Its id; later rows have greater ids.
    pub id: i64,
    /// The time. This and the following fields are as in [`NewAction`].
    pub created_at: i64,
    /// The actor.
    pub actor: String,
    /// The origin.
    pub source: String,
    /// The action.
    pub action: String,
    /// The parameters.
    pub detail: String,
    /// The id of the call.
    pub request_id: String,
}

/// A filter of rows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only rows of this actor.
    pub actor: Option<String>,
    /// Only rows of this action; with a `*` at the end, of all actions with this prefix.
    pub action: Option<String>,
}

/// Adds a row.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, action: &NewAction) -> Result<(), Error> {
    diesel::insert_into(audit_log::table)
        .values(action)
        .execute(&mut tx.link)?;
    Ok(())
}

/// Returns the newest rows that match a filter, the newest first.
///
/// # Errors
/// [`Error::Query`].
pub fn newest(
    connection: &mut Connection,
    limit: i64,
    filter: &Filter,
) -> Result<Vec<Action>, Error> {
    let mut query = audit_log::table.into_boxed();
    if let Some(actor) = &filter.actor {
        query = query.filter(audit_log::actor.eq(actor));
    }
    query = match filter.action.as_deref() {
        None => query,
        Some(action) => match action.strip_suffix('*') {
            Some(start) => query.filter(audit_log::action.like(starting(start)).escape('!')),
            None => query.filter(audit_log::action.eq(action)),
        },
    };
    Ok(query
        .order(audit_log::id.desc())
        .limit(limit)
        .select(Action::as_select())
        .load(&mut connection.link)?)
}

/// Returns the `LIKE` pattern of the values that start with a text.
fn starting(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 1);
    for character in text.chars() {
        if matches!(character, '!' | '%' | '_') {
            pattern.push('!');
        }
        pattern.push(character);
    }
    pattern.push('%');
    pattern
}

#[cfg(test)]
mod tests {
    use diesel::connection::SimpleConnection;

    use super::*;
    use crate::{Store, scratch};

    #[test]
    fn the_database_refuses_changes() {
        let url = scratch::create(&scratch::server_url()).unwrap();
        let store = Store::open(&url, 1).unwrap();
        store.migrate(&[]).unwrap();
        let action = NewAction {
            created_at: 1,
            actor: "os:root".to_owned(),
            source: "host".to_owned(),
            action: "app.create".to_owned(),
            detail: "{}".to_owned(),
            request_id: String::new(),
        };
        let all = |connection: &mut Connection| newest(connection, 9, &Filter::default());
        store
            .transaction_blocking(0, |tx| insert(tx, &action))
            .unwrap();
        let before = store.run_blocking(all).unwrap();
        assert_eq!(before.len(), 1);
        for statement in [
            "UPDATE audit_log SET actor = 'nobody'",
            "DELETE FROM audit_log",
            "REPLACE INTO audit_log SELECT id, 0, 'nobody', '', '', '', '' FROM audit_log",
        ] {
            let refused = store.run_blocking(|connection| {
                Ok::<_, Error>(connection.link.batch_execute(statement)?)
            });
            let text = refused.unwrap_err().to_string();
            assert!(text.contains("append-only"), "{statement}: {text}");
        }
        assert_eq!(store.run_blocking(all).unwrap(), before);
        scratch::drop(&url).unwrap();
    }
}
