use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use signet_fault::{Code, Fault};
use signet_store::sms_templates::{self, NewSmsTemplate};
use signet_store::{Connection, Error, Store, Tx, revisions, sms_blacklist, users};

use crate::accounts::insert;
use crate::{NOW, Scratch};

/// The key of the template in which a counter is stored.
const COUNT: &str = "COUNT";

fn count(connection: &mut Connection) -> Result<Option<u64>, Error> {
    let texts = sms_templates::all_live(connection)?;
    let text = texts.into_iter().find(|text| text.send_key == COUNT);
    Ok(text.map(|text| text.body.parse().unwrap()))
}

/// Reads the counter, then writes it plus one.
fn count_up(tx: &mut Tx<'_>) -> Result<(), Error> {
    let count = count(tx)?.unwrap_or_default();
    let template = NewSmsTemplate {
        realm: String::new(),
        send_key: COUNT.to_owned(),
        title: String::new(),
        body: (count + 1).to_string(),
        classes: String::new(),
    };
    if sms_templates::update(tx, &template)? {
        return Ok(());
    }
    sms_templates::insert(tx, &template)
}

#[test]
fn transactions_that_read_first_lose_nothing_on_sqlite() {
    let url =
        signet_store::scratch::create(&format!("sqlite://{}", std::env::temp_dir().display()))
            .unwrap();
    let store = Store::open(&url, 8).unwrap();
    store.migrate(&[]).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..20 {
                    store.transaction_blocking(NOW, count_up).unwrap();
                }
            });
        }
    });
    assert_eq!(store.run_blocking(count).unwrap(), Some(160));
    signet_store::scratch::drop(&url).unwrap();
}

#[tokio::test]
async fn a_business_fault_rolls_back() {
    let db = Scratch::new();
    let result: Result<(), Fault> = db
        .transaction(NOW, |tx| {
            sms_blacklist::insert(tx, &["13800138000"])?;
            Err(Code::AccountLocked.into())
        })
        .await;
    assert_eq!(result.unwrap_err().code(), Code::AccountLocked);
    assert!(
        !db.run(|c| sms_blacklist::contains(c, "13800138000"))
            .await
            .unwrap()
    );
    db.transaction(NOW, |tx| sms_blacklist::insert(tx, &["13800138000"]))
        .await
        .unwrap();
    assert!(
        db.run(|c| sms_blacklist::contains(c, "13800138000"))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_transaction_is_repeated_after_contention_until_it_gets_through() {
    let db = Scratch::new();
    let mut tries = 0;
    let result: Result<i32, Fault> = db
        .transaction(NOW, move |_| {
            tries += 1;
            match tries {
                ..10 => Err(Error::Contended(String::new()).into()),
                tries => Ok(tries),
            }
        })
        .await;
    assert_eq!(result.unwrap(), 10);
}

#[tokio::test]
async fn a_transaction_is_not_repeated_after_what_may_have_been_done() {
    let db = Scratch::new();
    for (error, tries) in [
        (Error::Gone(String::new()), 1),
        (Error::ReadOnly(String::new()), 2),
        (Error::Duplicate, 1),
    ] {
        let count = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&count);
        let mut error = Some(error);
        let result: Result<(), Fault> = db
            .transaction(NOW, move |_| {
                counter.fetch_add(1, Ordering::Relaxed);
                Err(match &error {
                    Some(Error::ReadOnly(_)) => Error::ReadOnly(String::new()).into(),
                    _ => error.take().unwrap().into(),
                })
            })
            .await;
        assert_eq!(result.unwrap_err().code(), Code::Internal);
        assert_eq!(count.load(Ordering::Relaxed), tries);
    }
}

#[test]
fn transactions_that_lock_each_other_out_both_get_through() {
    let db = Scratch::new();
    let first = insert(&db, 100);
    let second = db.write(NOW, |tx| {
        users::insert(tx, &crate::accounts::user("13800138001", 100))
    });
    let tries = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for (from, to) in [(first, second), (second, first)] {
            let (db, tries) = (&db, &tries);
            scope.spawn(move || {
                let transfer = |tx: &mut Tx<'_>| {
                    tries.fetch_add(1, Ordering::Relaxed);
                    users::add_points(tx, from, -10)?;
                    std::thread::sleep(Duration::from_millis(200));
                    users::add_points(tx, to, 10)
                };
                assert!(db.transaction_blocking(NOW, transfer).unwrap());
            });
        }
    });
    for id in [first, second] {
        assert_eq!(db.read(|c| users::by_id(c, id)).unwrap().points, 100);
    }
    // MySQL lets both begin and rolls one of them back; SQLite lets one begin after the other.
    let expected = if db.url.starts_with("mysql") { 3 } else { 2 };
    assert_eq!(tries.into_inner(), expected);
}

#[tokio::test]
async fn when_all_places_are_taken_a_call_is_shed_after_a_second() {
    let db = Scratch::new();
    let mut ends = Vec::new();
    for _ in 0..4 {
        let (end, wait) = mpsc::channel::<()>();
        let store = Store::clone(&db);
        tokio::spawn(async move { store.run(move |_| Ok::<_, Error>(wait.recv())).await });
        ends.push(end);
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let start = Instant::now();
    let fault = db
        .run(|c| Ok::<_, Fault>(sms_blacklist::contains(c, "1")?))
        .await
        .unwrap_err();
    assert_eq!(fault.code(), Code::Overloaded);
    assert_eq!(fault.retry_after_seconds(), Some(1));
    assert!((Duration::from_millis(950)..Duration::from_millis(1500)).contains(&start.elapsed()));
    drop(ends);
    assert!(!db.run(|c| sms_blacklist::contains(c, "1")).await.unwrap());
}

#[tokio::test]
async fn a_panic_is_an_error_and_takes_no_place_with_it() {
    let db = Scratch::new();
    for _ in 0..8 {
        let result: Result<(), Error> = db
            .transaction(NOW, |tx| {
                sms_blacklist::insert(tx, &["13800138000"])?;
                panic!("on purpose")
            })
            .await;
        assert!(matches!(result, Err(Error::Panicked)));
    }
    assert!(
        !db.run(|c| sms_blacklist::contains(c, "13800138000"))
            .await
            .unwrap()
    );
}

#[tokio::test]
async fn a_read_that_hangs_is_given_up_and_its_connection_is_busy() {
    let db = Scratch::new();
    let store = Store::open(&db.url, 1)
        .unwrap()
        .with_read_wait(Duration::from_millis(20));
    let release = Arc::new(AtomicBool::new(false));
    let hang = || {
        let released = Arc::clone(&release);
        store.run(move |_| {
            while !released.load(Ordering::Relaxed) {
                std::thread::sleep(Duration::from_millis(5));
            }
            Ok::<_, Error>(())
        })
    };
    let read = || store.run(|connection| users::by_id(connection, 1));
    for _ in 0..32 {
        let start = Instant::now();
        while !matches!(hang().await, Err(Error::NoAnswer)) {
            assert!(start.elapsed() < Duration::from_secs(5), "no thread begins");
        }
        // A probe of the database replaces the connections of the pool, until too many hang.
        store.probe(revisions::all).await.unwrap();
    }
    let busy = hang().await;
    assert!(matches!(busy, Err(Error::Busy)), "{busy:?}");
    release.store(true, Ordering::Relaxed);
    let start = Instant::now();
    while let Err(error) = read().await {
        assert!(start.elapsed() < Duration::from_secs(5), "{error}");
    }
}
