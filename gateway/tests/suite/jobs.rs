//! Jobs: only one node at a time runs a job, whatever happens to the run.

use std::future::pending;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use futures_util::future::LocalBoxFuture;
use signet_call::Pack;
use signet_domain::Services;
use signet_domain::jobs::{self, Attempt, Job, Progress};
use signet_fault::{Code, Fault};
use signet_store::jobs::{self as table, Job as Row};
use signet_store::{Error, Tx};
use signet_testkit::{TestGateway, eventually, unique};
use tokio::sync::Notify;

use crate::cli;
use crate::usual;

/// Long enough that a job runs once, unless a test moves the clock.
const HOUR: Duration = Duration::from_secs(3600);

/// The seconds of a lease, plus one.
const LEASE_IS_OVER: i64 = 46;

type Outcome<'a> = LocalBoxFuture<'a, Result<Progress, Fault>>;

/// Starts a gateway with one job.
fn gateway(job: &'static Job) -> TestGateway {
    let pack = Pack {
        name: "works",
        title: "任务",
        groups: &[],
        realms: &[],
        methods: &[],
        snapshots: &[],
        faults: &[],
        wire: None,
        identities: &[],
        charges: &[],
        jobs: std::slice::from_ref(job),
        settings: None,
        migrations: &[],
        demo: None,
        walk: "",
        english: "",
        examples: "{}",
    };
    let packs: Vec<&'static Pack> = vec![Box::leak(Box::new(pack))];
    usual().packs(packs.leak()).start()
}

fn row(gateway: &TestGateway, name: &str) -> Option<Row> {
    let rows = gateway
        .store()
        .run_blocking::<_, Error>(table::all)
        .unwrap();
    rows.into_iter().find(|row| row.name == name)
}

/// Tries to run a job, due or not, in the name of another node.
fn attempt(gateway: &TestGateway, job: &Job) -> Attempt {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let services = &gateway.gateway.services;
    let run = jobs::run(services, "another node", job, i64::MAX, pending());
    runtime.block_on(run).unwrap()
}

#[test]
fn a_job_runs_by_itself_when_it_is_due() {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    static JOB: Job = Job {
        name: "works.due",
        every: HOUR,
        run: |_, _| {
            RUNS.fetch_add(1, Ordering::Relaxed);
            Box::pin(async { Ok(Progress::Done) })
        },
    };
    let gateway = gateway(&JOB);
    let metrics = || gateway.ops("/metrics").1;
    eventually("the first run is shown", || {
        let shown = metrics();
        let line = shown
            .lines()
            .find(|line| line.starts_with(r#"gateway_job_last_success_seconds{job="works.due"}"#));
        line.is_some_and(|line| !line.ends_with(" 0"))
    });
    assert_eq!(RUNS.load(Ordering::Relaxed), 1);
    gateway.clock.shift(3601);
    eventually("the second run", || RUNS.load(Ordering::Relaxed) == 2);
    assert!(metrics().contains(r#"gateway_job_failures_total{job="works.due"} 0"#));
}

#[test]
fn what_is_left_is_done_in_the_next_second() {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    static JOB: Job = Job {
        name: "works.more",
        every: HOUR,
        run: |_, _| {
            let run = RUNS.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                Ok(match run {
                    0 | 1 => Progress::More,
                    _ => Progress::Done,
                })
            })
        },
    };
    let _gateway = gateway(&JOB);
    eventually("all is done", || RUNS.load(Ordering::Relaxed) == 3);
}

#[test]
fn two_nodes_never_run_a_job_at_once() {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    static GATE: Notify = Notify::const_new();
    static JOB: Job = Job {
        name: "works.alone",
        every: HOUR,
        run: |_, _| {
            RUNS.fetch_add(1, Ordering::Relaxed);
            Box::pin(async {
                GATE.notified().await;
                Ok(Progress::Done)
            })
        },
    };
    let first = gateway(&JOB);
    let second = first.second_node();
    eventually("a node runs it", || RUNS.load(Ordering::Relaxed) == 1);
    // A clock that is some seconds ahead makes no difference.
    second.clock.shift(10);
    for node in [&first, &second] {
        assert!(matches!(attempt(node, &JOB), Attempt::NotFree));
    }
    GATE.notify_one();
    eventually("the run ends", || {
        row(&first, JOB.name).is_some_and(|row| row.lease_until == 0)
    });
    let row = row(&first, JOB.name).unwrap();
    assert_eq!((row.run, row.error.as_str()), (1, ""));
    assert_eq!(RUNS.load(Ordering::Relaxed), 1);
}

#[test]
fn a_node_that_dies_loses_its_lease_within_a_minute() {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    static JOB: Job = Job {
        name: "works.orphan",
        every: HOUR,
        run: |_, _| {
            RUNS.fetch_add(1, Ordering::Relaxed);
            Box::pin(async { Ok(Progress::Done) })
        },
    };
    let gateway = gateway(&JOB);
    eventually("the first run ends", || {
        row(&gateway, JOB.name).is_some_and(|row| row.succeeded_at.is_some())
    });
    let now = gateway.clock.now();
    let die = |tx: &mut Tx<'_>| table::take(tx, JOB.name, "a dead node", i64::MAX, now + 45);
    let lease = gateway
        .store()
        .transaction_blocking::<_, Error>(now, die)
        .unwrap();
    assert!(lease.is_some());
    assert!(matches!(attempt(&gateway, &JOB), Attempt::NotFree));
    gateway.clock.shift(LEASE_IS_OVER);
    assert!(matches!(
        attempt(&gateway, &JOB),
        Attempt::Ran(Progress::Done)
    ));
    assert_eq!(RUNS.load(Ordering::Relaxed), 2);
}

#[test]
fn a_run_that_fails_is_counted_and_tried_again() {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    fn run(_: &Services, _: i64) -> Outcome<'_> {
        let run = RUNS.fetch_add(1, Ordering::Relaxed);
        Box::pin(async move {
            match run {
                0 => Err(Fault::internal("a planted failure")),
                1 => panic!("a planted panic"),
                2 => Err(Code::OrderState.into()),
                _ => Ok(Progress::Done),
            }
        })
    }
    static JOB: Job = Job {
        name: "works.fails",
        every: HOUR,
        run,
    };
    let gateway = gateway(&JOB);
    for (failures, error) in [
        (1, "a planted failure"),
        (2, "panicked"),
        (3, "order_state"),
    ] {
        eventually("the failure is written", || {
            row(&gateway, JOB.name).is_some_and(|row| row.failures == failures)
        });
        let row = row(&gateway, JOB.name).unwrap();
        assert!(row.error.contains(error), "{row:?}");
        assert_eq!((row.succeeded_at, row.lease_until), (None, 0));
        gateway.clock.shift(61);
    }
    eventually("it succeeds", || {
        row(&gateway, JOB.name)
            .is_some_and(|row| row.succeeded_at.is_some() && row.error.is_empty())
    });
    eventually("the failures are shown", || {
        let (_, metrics) = gateway.ops("/metrics");
        metrics.contains(r#"gateway_job_failures_total{job="works.fails"} 3"#)
    });
}

#[test]
fn a_node_that_stops_gives_its_lease_back() {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    static JOB: Job = Job {
        name: "works.stopped",
        every: HOUR,
        run: |_, _| {
            let run = RUNS.fetch_add(1, Ordering::Relaxed);
            Box::pin(async move {
                if run == 0 {
                    pending::<()>().await;
                }
                Ok(Progress::Done)
            })
        },
    };
    let gateway = gateway(&JOB);
    eventually("it runs", || RUNS.load(Ordering::Relaxed) == 1);
    let gateway = gateway.restart();
    // The clock was not moved, so the lease would still be valid if it had not been given back.
    eventually("it runs again and ends", || {
        row(&gateway, JOB.name).is_some_and(|row| row.succeeded_at.is_some())
    });
    assert_eq!(RUNS.load(Ordering::Relaxed), 2);
}

#[test]
fn operators_see_jobs_and_run_them() {
    let folder = std::env::temp_dir().join(unique("signet-jobs"));
    let url = format!("sqlite://{}/x.db", folder.display());
    let uploads = folder.join("uploads").display().to_string();
    let environment = [
        ("GATEWAY__STORAGE__URL", url.as_str()),
        ("GATEWAY__UPLOAD__DIR", uploads.as_str()),
    ];
    let printed = |arguments: &[&str]| {
        let output = cli::run(arguments, &environment);
        let text = [output.stdout, output.stderr].concat();
        (
            output.status.code(),
            String::from_utf8_lossy(&text).into_owned(),
        )
    };
    let (code, text) = printed(&["jobs", "run", "payments.reconcile"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("payments.reconcile is done"), "{text}");
    let (code, text) = printed(&["jobs"]);
    assert_eq!(code, Some(0), "{text}");
    let line = text
        .lines()
        .find(|line| line.contains("payments.reconcile"))
        .unwrap();
    let job: serde_json::Value = serde_json::from_str(line).unwrap();
    assert!(
        job["succeeded_at"].is_i64() && job["running_on"].is_null(),
        "{job}"
    );
    let (code, text) = printed(&["jobs", "run", "no.such.job"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("payments.reconcile"), "{text}");
    let (code, text) = printed(&["payments", "reconcile"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains(r#""charges":0"#), "{text}");
    std::fs::remove_dir_all(folder).unwrap();
}
