//! Freight templates.

use diesel::prelude::*;
use signet_store::sql::{find_locked, last_id, set_state, update_row};
use signet_store::{Connection, Error, PageRequest, Paged, State, Tx};

use crate::tables::schema::goods::{transport_areas, transport_rules, transports};

/// A rule of a template.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = transport_rules)]
pub struct TransportRule {
    /// Its number.
    pub id: i64,
    /// The template.
    pub transport_id: i64,
    /// Whether it applies to areas that no other rule names.
    pub is_default: bool,
    /// The number of the first pieces.
    pub first_num: i64,
    /// The freight of the first pieces in fen.
    pub first_fee: i64,
    /// The number of pieces in a group of further pieces; 1 or more.
    pub next_num: i64,
    /// The freight of each group of further pieces, in fen. An incomplete group costs as much as a full one.
    pub next_fee: i64,
}

/// A new rule; see [`TransportRule`] for the fields.
#[derive(Clone, Copy, Debug, Insertable)]
#[diesel(table_name = transport_rules)]
#[expect(missing_docs, reason = "see TransportRule")]
pub struct NewRule {
    pub is_default: bool,
    pub first_num: i64,
    pub first_fee: i64,
    pub next_num: i64,
    pub next_fee: i64,
}

/// Adds a live template and returns its id.
///
/// # Errors
/// [`Error::Query`].
pub fn insert(tx: &mut Tx<'_>, store_id: i64, name: &str) -> Result<i64, Error> {
    let row = (
        transports::store_id.eq(store_id),
        transports::name.eq(name),
        transports::state.eq(State::Live),
        transports::created_at.eq(tx.now()),
        transports::updated_at.eq(tx.now()),
    );
    diesel::insert_into(transports::table)
        .values(row)
        .execute(&mut tx.link)?;
    last_id(tx)
}

/// A template.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = transports)]
pub struct Transport {
    /// Its number.
    pub id: i64,
    /// The store.
    pub store_id: i64,
    /// Its name.
    pub name: String,
    /// Whether articles may get it.
    pub state: State,
}

/// Returns a template in any state, and locks it until the transaction ends.
///
/// # Errors
/// [`Error::Query`].
pub fn lock(tx: &mut Tx<'_>, id: i64) -> Result<Option<Transport>, Error> {
    find_locked(
        tx,
        transports::table.find(id).select(Transport::as_select()),
    )
}

/// Sets the name of a template.
///
/// # Errors
/// [`Error::Query`].
pub fn rename(tx: &mut Tx<'_>, id: i64, name: &str) -> Result<(), Error> {
    update_row!(tx, transports, id, transports::name.eq(name)).map(|_: bool| ())
}

/// Sets whether articles may get a template.
///
/// # Errors
/// [`Error::Query`].
pub fn set_state(tx: &mut Tx<'_>, id: i64, state: State) -> Result<(), Error> {
    set_state!(tx, transports, id, state).map(|_: bool| ())
}

/// Removes the rules of a template.
///
/// # Errors
/// [`Error::Query`].
pub fn remove_rules(tx: &mut Tx<'_>, id: i64) -> Result<(), Error> {
    let areas = transport_areas::table.filter(transport_areas::transport_id.eq(id));
    diesel::delete(areas).execute(&mut tx.link)?;
    let rules = transport_rules::table.filter(transport_rules::transport_id.eq(id));
    diesel::delete(rules).execute(&mut tx.link)?;
    Ok(())
}

/// Returns a page of templates in any state, by store and id.
///
/// # Errors
/// [`Error::Query`].
pub fn page(connection: &mut Connection, page: PageRequest) -> Result<Paged<Transport>, Error> {
    let total = transports::table.count().get_result(&mut connection.link)?;
    page.read(total, || {
        let query = transports::table
            .order((transports::store_id, transports::id))
            .offset(page.offset)
            .limit(page.limit);
        Ok(query
            .select(Transport::as_select())
            .load(&mut connection.link)?)
    })
}

/// Returns the codes of the areas of templates: the rule and the code, in the order of the codes.
///
/// # Errors
/// [`Error::Query`].
pub fn areas_of(connection: &mut Connection, ids: &[i64]) -> Result<Vec<(i64, i64)>, Error> {
    let query = transport_areas::table
        .filter(transport_areas::transport_id.eq_any(ids))
        .order(transport_areas::code);
    let columns = (transport_areas::rule_id, transport_areas::code);
    Ok(query.select(columns).load(&mut connection.link)?)
}

/// Adds a rule to a template, with the codes of the provinces and cities to which it applies.
///
/// # Errors
/// [`Error::Duplicate`] if another rule has one of the codes.
pub fn insert_rule(
    tx: &mut Tx<'_>,
    transport_id: i64,
    rule: NewRule,
    codes: &[i64],
) -> Result<(), Error> {
    let row = (transport_rules::transport_id.eq(transport_id), rule);
    diesel::insert_into(transport_rules::table)
        .values(row)
        .execute(&mut tx.link)?;
    let rule_id = last_id(tx)?;
    for code in codes {
        let row = (
            transport_areas::transport_id.eq(transport_id),
            transport_areas::code.eq(code),
            transport_areas::rule_id.eq(rule_id),
        );
        diesel::insert_into(transport_areas::table)
            .values(row)
            .execute(&mut tx.link)?;
    }
    Ok(())
}

/// Returns the rules of templates, by id.
///
/// # Errors
/// [`Error::Query`].
pub fn rules(connection: &mut Connection, ids: &[i64]) -> Result<Vec<TransportRule>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = transport_rules::table
        .filter(transport_rules::transport_id.eq_any(ids))
        .order(transport_rules::id);
    Ok(query
        .select(TransportRule::as_select())
        .load(&mut connection.link)?)
}

/// Returns the rules that name one of the given codes: the template, the code and the rule.
///
/// # Errors
/// [`Error::Query`].
pub fn areas(
    connection: &mut Connection,
    ids: &[i64],
    codes: &[i64],
) -> Result<Vec<(i64, i64, i64)>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let query = transport_areas::table
        .filter(transport_areas::transport_id.eq_any(ids))
        .filter(transport_areas::code.eq_any(codes));
    let columns = (
        transport_areas::transport_id,
        transport_areas::code,
        transport_areas::rule_id,
    );
    Ok(query.select(columns).load(&mut connection.link)?)
}
