//! The payment provider of a scenario. It has its own books. Its notifications come late, twice, out of order or never.

use std::fmt;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use anyhow::{Result, ensure};
use futures_util::future::{join_all, try_join_all};
use serde_json::json;
use signet_testkit::payments::{Behaviour, PaymentProvider};
use tokio::time::{Instant, sleep, timeout};

use super::books::Books;
use super::lock;
use crate::checks::Checks;
use crate::connection::notify;
use crate::gateways::Gateways;
use crate::load::Stop;

/// The maximum number of reconciliations until no payment or refund is unfinished.
const ROUNDS: usize = 20;

/// The pause between two checks for notifications that are due.
const TICK: Duration = Duration::from_millis(20);

/// The maximum time between two changes of the behaviour.
const BEHAVIOUR: Duration = Duration::from_millis(300);

/// The time that the provider waits for the answer to a notification.
const PATIENCE: Duration = Duration::from_secs(2);

/// The time within which all remaining notifications must be delivered at the end.
const LAST: Duration = Duration::from_secs(60);

/// A notification that is not delivered yet.
struct Notice {
    body: String,
    due: Instant,
}

/// A provider that notifies a gateway.
pub(crate) struct Provider {
    pub(crate) books: PaymentProvider,
    notices: Mutex<Vec<Notice>>,
    /// The fixed behaviour; `None` if the behaviour changes at random.
    forced: Mutex<Option<Behaviour>>,
    delivered: AtomicUsize,
    /// The number of deliveries that were not answered with 200. They are repeated.
    failed: AtomicUsize,
    lost: AtomicUsize,
}

impl Provider {
    pub(crate) fn start() -> Provider {
        Provider {
            books: PaymentProvider::start(),
            notices: Mutex::default(),
            forced: Mutex::default(),
            delivered: AtomicUsize::default(),
            failed: AtomicUsize::default(),
            lost: AtomicUsize::default(),
        }
    }

    /// Makes this the payment provider of gateways that are started later.
    pub(crate) fn configure(&self, gateways: &mut Gateways) {
        for (key, value) in self.books.environment() {
            gateways.set(key.trim_start_matches("GATEWAY__"), &value);
        }
    }

    /// Runs `gateway payments reconcile` until no payment or refund is unfinished.
    pub(crate) async fn settle(
        &self,
        checks: &mut Checks,
        gateways: &Gateways,
        books: &Books,
        gateway: SocketAddr,
    ) -> Result<()> {
        let mut rounds = 0;
        let mut is_settled = false;
        while rounds < ROUNDS && !is_settled {
            rounds += 1;
            self.finish(gateway).await?;
            books.bring_forward()?;
            gateways.command(&["payments", "reconcile"])?;
            is_settled = books.are_settled()?;
        }
        checks.check(
            is_settled,
            "runs of `gateway payments reconcile` until nothing is under way",
            rounds,
        );
        Ok(())
    }

    /// Sets a fixed behaviour; with `None` the behaviour changes at random again.
    pub(crate) fn force(&self, behaviour: Option<Behaviour>) {
        if let Some(behaviour) = &behaviour {
            self.books.behave(behaviour.clone());
        }
        *lock(&self.forced) = behaviour;
    }

    /// Takes the money for a charge, and sends a notification.
    pub(crate) fn pay(&self, number: &str) {
        self.post(self.books.pay(number));
    }

    /// Schedules a notification once, twice or never.
    fn post(&self, body: String) {
        let times = match fastrand::u8(..10) {
            0 | 1 => 0,
            2 | 3 => 2,
            _ => 1,
        };
        if times == 0 {
            self.lost.fetch_add(1, Ordering::Relaxed);
        }
        for _ in 0..times {
            let delay = match fastrand::u8(..4) {
                0 => fastrand::u64(..2000),
                _ => fastrand::u64(..50),
            };
            lock(&self.notices).push(Notice {
                body: body.clone(),
                due: Instant::now() + Duration::from_millis(delay),
            });
        }
    }

    /// Runs clients of a gateway until all have ended, and the provider meanwhile.
    pub(crate) async fn serve<C: Future<Output = Result<()>>>(
        self: Arc<Self>,
        gateway: SocketAddr,
        clients: impl IntoIterator<Item = C>,
    ) -> Result<()> {
        let stop = Stop::default();
        let until = stop.clone();
        let notices = tokio::spawn(async move { self.run(gateway, &until).await });
        let done = try_join_all(clients).await;
        stop.now();
        notices.await??;
        done.map(drop)
    }

    /// Sends notifications to a gateway, ends refunds, and changes the behaviour, until `stop`.
    async fn run(&self, gateway: SocketAddr, stop: &Stop) -> Result<()> {
        let mut next_change = Instant::now();
        while !stop.is_due() {
            if next_change <= Instant::now() {
                next_change = Instant::now() + BEHAVIOUR.mul_f64(fastrand::f64());
                if lock(&self.forced).is_none() {
                    self.books.behave(behaviour());
                }
            }
            for number in self.books.refunding() {
                // A refund ends after about a second.
                if fastrand::u8(..50) == 0 {
                    self.end_refunds(&number);
                }
            }
            self.deliver(gateway, Instant::now()).await?;
            sleep(TICK).await;
        }
        Ok(())
    }

    /// Completes all refunds successfully, and delivers every notification.
    async fn finish(&self, gateway: SocketAddr) -> Result<()> {
        self.force(Some(Behaviour::Good));
        for number in self.books.refunding() {
            self.end_refunds(&number);
        }
        let started = Instant::now();
        loop {
            self.deliver(gateway, Instant::now() + LAST).await?;
            if lock(&self.notices).is_empty() {
                return Ok(());
            }
            ensure!(
                started.elapsed() < LAST,
                "notifications are not answered 200"
            );
            sleep(TICK).await;
        }
    }

    fn end_refunds(&self, number: &str) {
        for body in self.books.end_refunds(number, true) {
            self.post(body);
        }
    }

    /// Delivers the notifications that are due by a time. One that is not answered with 200 is soon due again.
    async fn deliver(&self, gateway: SocketAddr, by: Instant) -> Result<()> {
        let (due, later) = {
            let mut notices = lock(&self.notices);
            let all = std::mem::take(&mut *notices);
            all.into_iter().partition(|notice| notice.due <= by)
        };
        let (due, later): (Vec<Notice>, Vec<Notice>) = (due, later);
        lock(&self.notices).extend(later);
        let deliveries = due.into_iter().map(|notice| async {
            let signature = self.books.sign(&notice.body);
            let answered = timeout(PATIENCE, notify(gateway, &notice.body, &signature)).await;
            if matches!(answered, Ok(Ok(200))) {
                self.delivered.fetch_add(1, Ordering::Relaxed);
                return;
            }
            self.failed.fetch_add(1, Ordering::Relaxed);
            lock(&self.notices).push(Notice {
                due: Instant::now() + Duration::from_millis(fastrand::u64(100..1000)),
                ..notice
            });
        });
        join_all(deliveries).await;
        Ok(())
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = |number: &AtomicUsize| number.load(Ordering::Relaxed);
        write!(
            f,
            "{} charges at the provider; {} notifications were answered 200, {} were not and came again, {} were lost",
            self.books.numbers().len(),
            count(&self.delivered),
            count(&self.failed),
            count(&self.lost)
        )
    }
}

/// Returns a random behaviour, which is good in half of the cases.
fn behaviour() -> Behaviour {
    match fastrand::u8(..12) {
        0 => Behaviour::Fails(500),
        1 => Behaviour::Breaks,
        2 => Behaviour::Forgets,
        3 => Behaviour::Lies("amount", json!(1)),
        4 => Behaviour::Slow(Duration::from_secs(4)),
        5 => Behaviour::Slow(Duration::from_millis(300)),
        _ => Behaviour::Good,
    }
}
