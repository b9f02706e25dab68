use signet_store::jobs::{self, Ended, Lease};

use crate::{NOW, Scratch};

const LEASE: i64 = 45;

fn db() -> Scratch {
    let db = Scratch::new();
    db.write(NOW, |tx| jobs::register(tx, &["a.b", "c.d"]));
    // A second node registers one of the jobs again.
    db.write(NOW + 5, |tx| jobs::register(tx, &["a.b"]));
    db
}

fn take(db: &Scratch, holder: &str, now: i64) -> Option<Lease> {
    db.write(now, |tx| jobs::take(tx, "a.b", holder, now, now + LEASE))
}

#[test]
fn one_node_at_a_time_has_the_lease() {
    let db = db();
    let lease = take(&db, "one", NOW).unwrap();
    assert_eq!(take(&db, "two", NOW), None);
    // The clock of another node is ahead.
    assert_eq!(take(&db, "two", NOW + LEASE - 1), None);
    assert!(db.read(|c| jobs::renew(c, &lease, NOW + 60)));
    assert_eq!(take(&db, "two", NOW + LEASE), None);
    let taken = take(&db, "two", NOW + 60).unwrap();
    assert_eq!(taken.run, lease.run + 1);
    assert!(!db.read(|c| jobs::renew(c, &lease, NOW + 99)));
    let ended = Ended {
        due_at: NOW,
        duration_ms: 1,
        error: None,
    };
    assert!(!db.write(NOW + 61, |tx| jobs::end(tx, &lease, &ended)));
    assert!(db.write(NOW + 61, |tx| jobs::end(tx, &taken, &ended)));
}

#[test]
fn the_end_of_a_run_says_when_the_next_is_due() {
    let db = db();
    let lease = take(&db, "one", NOW).unwrap();
    let failed = Ended {
        due_at: NOW + 10,
        duration_ms: 7,
        error: Some("no answer".to_owned()),
    };
    assert!(db.write(NOW + 1, |tx| jobs::end(tx, &lease, &failed)));
    assert_eq!(take(&db, "one", NOW + 9), None);
    let lease = take(&db, "one", NOW + 10).unwrap();
    let good = Ended {
        due_at: NOW + 20,
        duration_ms: 8,
        error: None,
    };
    assert!(db.write(NOW + 12, |tx| jobs::end(tx, &lease, &good)));
    let all = db.read(jobs::all);
    let [job, other] = all.as_slice() else {
        panic!("{all:?}")
    };
    assert_eq!((job.run, job.failures, job.duration_ms), (2, 1, 8));
    assert_eq!(
        (job.started_at, job.succeeded_at),
        (Some(NOW + 10), Some(NOW + 12))
    );
    assert_eq!(
        (job.due_at, job.lease_until, job.error.as_str()),
        (NOW + 20, 0, "")
    );
    assert_eq!((other.due_at, other.run, other.started_at), (NOW, 0, None));
}

#[test]
fn a_lease_that_is_given_back_can_be_taken_at_once() {
    let db = db();
    let lease = take(&db, "one", NOW).unwrap();
    db.read(|c| jobs::give_back(c, &lease));
    assert!(take(&db, "two", NOW).is_some());
}
