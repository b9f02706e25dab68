use crate::Lookup;

/// A rate limit: `burst` calls in each period, refilled evenly (GCRA).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What is counted, such as an app or an address.
    pub key: String,
    /// Whether each user is counted alone: the key is continued with the id of the user of the session. A call without
    /// a live session is not counted then.
    pub per_user: bool,
    /// Calls in one period, all of which may come at once; 0 is taken as 1.
    pub burst: u32,
    /// The length of the period in milliseconds.
    pub period_ms: i64,
}

impl Limit {
    /// The period in microseconds.
    pub(crate) fn period(&self) -> i64 {
        self.period_ms.saturating_mul(1000)
    }

    /// The part of the period that one call uses up, in microseconds.
    pub(crate) fn cost(&self) -> i64 {
        (self.period() / i64::from(self.burst.max(1))).max(1)
    }
}

/// The answer to [`Cache::admit`](crate::Cache::admit).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Admission {
    /// The limit that refuses the call, if one does; then no limit has counted it.
    pub refused: Option<Refusal>,
    /// The session, where one was asked for; also when a limit refuses.
    pub session: Option<Lookup>,
}

/// A limit that is used up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The place of the first refusing limit in the list that was given.
    pub index: usize,
    /// Milliseconds until that limit takes the next call; at least 1.
    pub retry_after_ms: i64,
}

impl Refusal {
    /// `wait` in microseconds.
    pub(crate) fn new(index: usize, wait: i64) -> Refusal {
        Refusal {
            index,
            retry_after_ms: wait.saturating_add(999) / 1000,
        }
    }
}

/// A number of things allowed in a fixed window of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// What is counted.
    pub key: String,
    /// How many fit into one window.
    pub max: i64,
    /// The end of the window if this reservation starts it, in Unix seconds; a running window keeps its end.
    pub expires_at: i64,
}

impl Quota {
    /// Seconds by which the clocks of nodes may differ.
    pub(crate) const SKEW: i64 = 60;

    /// Whether a correct clock can have started a window: it ends at most `SKEW` seconds after one that starts now.
    pub(crate) fn can_end(&self, until: i64) -> bool {
        until <= self.expires_at.saturating_add(Quota::SKEW)
    }
}

/// The answer to [`Cache::reserve`](crate::Cache::reserve).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reserved {
    /// One was taken from every quota.
    Granted,
    /// Nothing was taken.
    Full {
        /// The place of the first full quota in the list that was given.
        index: usize,
        /// The end of its window, in Unix seconds.
        until: i64,
    },
}

/// A one-time code to store.
#[derive(Clone, Copy, Debug)]
pub struct NewCode<'a> {
    /// The MAC of the code.
    pub mac: &'a str,
    /// The source and the address that requested it. Their earlier wrong tries are reset; those of others still count.
    pub requested_by: Guesser<'a>,
    /// The end of the code, in Unix seconds.
    pub expires_at: i64,
}

/// The origin of a try at a code.
#[derive(Clone, Copy, Debug)]
pub struct Guesser<'a> {
    /// The source: an address together with a device.
    pub source: &'a str,
    /// The address alone.
    pub address: &'a str,
}

/// Numbers of wrong tries after which a code is dead.
#[derive(Clone, Copy, Debug)]
pub struct CodeTries {
    /// From one source; the code is dead for that source.
    pub per_source: i64,
    /// From all sources of one address; the code is dead for that address.
    pub per_address: i64,
    /// In total; the code is dead for everybody.
    pub in_all: i64,
}

/// A try at a one-time code.
#[derive(Clone, Debug)]
pub struct CodeTry<'a> {
    /// The MAC of the entered code; never empty.
    pub mac: &'a str,
    /// The source and the address that entered it.
    pub from: Guesser<'a>,
    /// The limits of the code.
    pub tries: CodeTries,
    /// The quota of wrong tries of the address at all codes. If it is full, only the source that requested the code may try.
    pub guesses: Quota,
    /// Seconds that wrong tries are remembered for a key without a code, so that it looks like a key with a code.
    pub lifetime: i64,
    /// The id of the call that uses the code if it is right; `None` to leave it unused.
    pub used_by: Option<&'a str>,
}

/// The answer to [`Cache::check_code`](crate::Cache::check_code).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeCheck {
    /// The MAC is right.
    Right,
    /// The MAC is wrong, or there is no code; one more try was counted.
    Wrong,
    /// There were too many wrong tries, and the MAC was not compared; or the right code has expired or was used.
    Dead,
    /// The address had too many wrong tries; the MAC was not compared.
    Held {
        /// The end of the window of the address, in Unix seconds.
        until: i64,
    },
}

impl CodeCheck {
    /// Seconds that a code is remembered after its end.
    pub(crate) const REMEMBERED: i64 = 600;
}

/// The answer to [`Cache::claim_reply`](crate::Cache::claim_reply).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// This call has the claim: it makes the reply and stores or abandons it.
    First,
    /// Another call is making the reply.
    Pending,
    /// The reply that was stored.
    Stored(Vec<u8>),
}
