//! Connections that the server killed.

use diesel::RunQueryDsl;
use diesel::connection::SimpleConnection;
use diesel::dsl::sql;
use diesel::sql_types::BigInt;

use super::*;
use crate::{revisions, scratch};

fn own_id(connection: &mut Connection) -> Result<i64, Error> {
    Ok(
        diesel::select(sql::<BigInt>("CAST(CONNECTION_ID() AS SIGNED)"))
            .get_result(&mut connection.link)?,
    )
}

/// Kills every connection of a pool of four while it is idle.
fn kill_all(store: &Store) -> Result<(), Error> {
    let pool = store.shared.calls.load();
    let mut all = (0..4)
        .map(|_| pool.connection())
        .collect::<Result<Vec<_>, _>>()?;
    let mut killer = store.shared.target.connect()?;
    for connection in &mut all {
        killer.batch_execute(&format!("KILL {}", own_id(connection)?))?;
    }
    Ok(())
}

#[test]
fn connections_that_were_killed_are_replaced() {
    let url = scratch::create(&scratch::server_url()).unwrap();
    if url.starts_with("sqlite") {
        return;
    }
    let store = Store::open(&url, 4).unwrap();
    store.migrate(&[]).unwrap();

    kill_all(&store).unwrap();
    store.run_blocking(revisions::all).unwrap();
    kill_all(&store).unwrap();
    store
        .transaction_blocking(0, |tx| revisions::bump(tx, "apps"))
        .unwrap();
    assert_eq!(store.run_blocking(revisions::all).unwrap()[0].1, 1);

    let mut tries = 0;
    let cut = store.transaction_blocking(0, |tx| {
        tries += 1;
        let id = own_id(tx)?;
        store
            .shared
            .target
            .connect()?
            .batch_execute(&format!("KILL {id}"))?;
        revisions::bump(tx, "apps")
    });
    assert!(matches!(cut, Err(Error::Gone(_))), "{cut:?}");
    assert_eq!(
        tries, 1,
        "a transaction that broke in the middle is not repeated"
    );
    assert_eq!(store.run_blocking(revisions::all).unwrap()[0].1, 1);
    scratch::drop(&url).unwrap();
}

#[tokio::test]
async fn the_probe_connection_is_kept_and_replaced_when_it_was_killed() {
    let url = scratch::create(&scratch::server_url()).unwrap();
    if url.starts_with("sqlite") {
        return;
    }
    let store = Store::open(&url, 4).unwrap();
    let first = store.run_background(own_id).await.unwrap();
    assert_eq!(store.probe(own_id).await.unwrap(), first);

    let mut killer = store.shared.target.connect().unwrap();
    killer.batch_execute(&format!("KILL {first}")).unwrap();
    let second = store.run_background(own_id).await.unwrap();
    assert_ne!(second, first);
    assert!(!store.is_away());
    scratch::drop(&url).unwrap();
}
