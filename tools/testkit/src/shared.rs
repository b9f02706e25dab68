//! Functions that the tests of several products share.

#![expect(clippy::expect_used, reason = "a test stops at the first surprise")]

use std::ops::Deref;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use signet_store::charges::{self, Charge};
use signet_store::{Connection, Error, Tx};

use crate::{Answer, Reply, TestGateway};

/// Makes `count` calls at the same time, each in its own thread. Returns their results in the order of their numbers.
pub fn at_once<T: Send>(count: usize, call: impl Fn(usize) -> T + Sync) -> Vec<T> {
    thread::scope(|scope| {
        let call = &call;
        let threads: Vec<_> = (0..count)
            .map(|number| scope.spawn(move || call(number)))
            .collect();
        let results = threads.into_iter().map(|thread| thread.join());
        results.map(|result| result.expect("no panic")).collect()
    })
}

/// The reply of a call, signed or on a wire.
pub trait Outcome {
    /// Returns whether the gateway refused the call because of too much load. A call that was refused in this way had no effect.
    fn is_shed(&self) -> bool;
}

impl Outcome for Answer {
    fn is_shed(&self) -> bool {
        self.sub_code() == "overloaded"
    }
}

impl Outcome for Reply {
    fn is_shed(&self) -> bool {
        self.http == 503
    }
}

impl<T: Deref<Target = Reply>> Outcome for T {
    fn is_shed(&self) -> bool {
        (**self).is_shed()
    }
}

/// Makes a call, and repeats it while it is refused because of load, as apps do. After a minute returns the last refusal.
///
/// A busy machine refuses some of many simultaneous calls, which is not what tests of simultaneous calls check.
pub fn until_taken<T: Outcome>(call: impl Fn() -> T) -> T {
    let give_up = Instant::now() + Duration::from_secs(60);
    loop {
        let outcome = call();
        if !outcome.is_shed() || Instant::now() > give_up {
            return outcome;
        }
        // Without this pause, many repeated calls would take the processors from the gateway.
        thread::sleep(Duration::from_millis(10));
    }
}

/// As [`at_once`], for calls that are made [until they are taken](until_taken).
pub fn calls_at_once<T: Outcome + Send>(count: usize, call: impl Fn(usize) -> T + Sync) -> Vec<T> {
    at_once(count, |number| until_taken(|| call(number)))
}

/// Returns the number of times that a race is run: 100, unless `SIGNET_TEST_ROUNDS` has another number.
pub fn rounds() -> usize {
    let text = std::env::var("SIGNET_TEST_ROUNDS");
    text.map_or(100, |text| text.parse().expect("a number of rounds"))
}

/// Returns an object with changed or additional members.
pub fn with(mut object: Value, changes: Value) -> Value {
    let (Value::Object(all), Value::Object(changes)) = (&mut object, changes) else {
        panic!("parameters are an object");
    };
    all.extend(changes);
    object
}

impl Answer {
    /// Returns the data of an answer. The answer must be good.
    pub fn good(&self) -> Value {
        assert_eq!(self.code(), 200, "{self:?}");
        self.data().clone()
    }
}

impl TestGateway {
    /// Reads the database.
    pub fn read<T>(&self, work: impl FnMut(&mut Connection) -> Result<T, Error>) -> T {
        self.store().run_blocking(work).expect("the database reads")
    }

    /// Changes the database, in a transaction with the time of the gateway.
    pub fn write<T>(&self, work: impl FnMut(&mut Tx<'_>) -> Result<T, Error>) -> T {
        let changed = self.store().transaction_blocking(self.clock.now(), work);
        changed.expect("the database writes")
    }

    /// Reports an outcome of the newest charge of an order, as the payment provider would.
    pub fn settle(&self, order_no: &str, outcome: &str) -> Value {
        let settle = json!({"order": order_no, "outcome": outcome});
        self.admin().call("admin.payment.settle", settle).good()
    }

    /// Returns the newest charge of an order.
    pub fn charge(&self, realm: &str, order_no: &str) -> Option<Charge> {
        self.read(|connection| charges::newest(connection, realm, order_no))
    }

    /// Returns the number of alarms of a kind about payments.
    pub fn payment_alarms(&self, kind: &str) -> usize {
        let (_, text) = self.ops("/metrics");
        let is_of_kind = |line: &&str| {
            line.starts_with("gateway_payment_alarms_total")
                && line.contains(&format!("\"{kind}\""))
        };
        let line = text.lines().find(is_of_kind);
        let count = line.and_then(|line| line.rsplit(' ').next());
        count.map_or(0, |count| count.parse().expect("a number"))
    }
}
