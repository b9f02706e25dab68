//! Checks that the call is within its rate limits. The same round trip to the cache looks up its session.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use anyhow::bail;
use signet_cache::{Cache, Limit, Lookup, Rejection, Sought};
use signet_call::{Entry, Table};
use signet_domain::apps::{App, matches};
use signet_domain::origin::Origin;
use signet_fault::{Code, Fault, Reason};

use crate::line::call::Call;
use crate::packs;
use crate::settings;

const MINUTE_MS: i64 = 60_000;

/// The rate limits of the configuration, by method.
pub(crate) struct Limits {
    /// The limits of all calls.
    all: Rates,
    /// The limits of methods that have their own.
    by_method: HashMap<&'static str, Arc<Rates>>,
}

/// Calls a minute that count together under one name; 0 for no limit.
struct Rates {
    name: String,
    per_app: u32,
    per_ip: u32,
    per_user: u32,
    total: u32,
}

impl Limits {
    /// Finds the limits of each method: the limits of the first pattern that matches.
    ///
    /// # Errors
    /// One line of text that names a pattern whose limits can never count a call.
    pub(crate) fn new(configured: &settings::Limit, table: &Table) -> anyhow::Result<Limits> {
        let mut by_method = HashMap::new();
        let mut taken = HashSet::new();
        for line in &configured.methods {
            let pattern = &line.pattern;
            let names = table.entries().iter().map(|entry| entry.name);
            let all: Vec<&'static str> = names.filter(|name| matches(pattern, name)).collect();
            if all.is_empty() && packs::methods().any(|entry| matches(pattern, entry.name)) {
                // The pack of the method is not enabled.
                continue;
            }
            if all.is_empty() {
                bail!(
                    "limit.methods: \"{pattern}\" matches no method; `gateway methods` shows all"
                );
            }
            let free: Vec<_> = all.into_iter().filter(|name| taken.insert(*name)).collect();
            if free.is_empty() {
                bail!(
                    "limit.methods: the lines before \"{pattern}\" match all of its methods; move it up"
                );
            }
            let rates = Arc::new(Rates {
                name: format!("limit:{pattern}"),
                per_app: line.per_app,
                per_ip: line.per_ip,
                per_user: line.per_user,
                total: line.total,
            });
            by_method.extend(free.into_iter().map(|name| (name, Arc::clone(&rates))));
        }
        let all = Rates {
            name: "limit".to_owned(),
            per_app: configured.per_app,
            per_ip: configured.per_ip,
            per_user: configured.per_user,
            total: configured.total,
        };
        Ok(Limits { all, by_method })
    }

    /// Counts a call against its limits and looks up its session, in one round trip to the cache, or in none if the call has neither
    /// limits nor a session. Returns the session as the cache holds it.
    pub(crate) async fn check(
        &self,
        cache: &Cache,
        call: &Call<'_>,
        session: Option<Sought<'_>>,
    ) -> Result<Option<Lookup>, Fault> {
        let limits = self.of_call(&call.app, call.entry, call.peer.origin, session.is_some());
        if limits.is_empty() && session.is_none() {
            return Ok(None);
        }
        let admission = cache.admit(call.now_millis, &limits, session).await?;
        match admission.refused {
            Some(refused) => Err(refusal(&limits, &refused)),
            None => Ok(admission.session),
        }
    }

    /// Returns the limits that a call counts against.
    fn of_call(&self, app: &App, entry: &Entry, origin: Origin, has_session: bool) -> Vec<Limit> {
        let mut limits = Vec::new();
        let per_app = app.calls_per_minute.unwrap_or(self.all.per_app);
        self.all.add(&mut limits, per_app, app, origin, has_session);
        if let Some(own) = self.by_method.get(entry.name) {
            own.add(&mut limits, own.per_app, app, origin, has_session);
        }
        limits
    }
}

impl Rates {
    fn add(
        &self,
        limits: &mut Vec<Limit>,
        per_app: u32,
        app: &App,
        origin: Origin,
        has_session: bool,
    ) {
        let name = &self.name;
        let mut add = |burst: u32, per_user: bool, key: &dyn Fn() -> String| {
            if burst > 0 {
                limits.push(Limit {
                    key: key(),
                    per_user,
                    burst,
                    period_ms: MINUTE_MS,
                });
            }
        };
        add(per_app, false, &|| format!("{name}:app:{}", app.appid));
        add(self.per_ip, false, &|| format!("{name}:ip:{origin}"));
        if has_session {
            add(self.per_user, true, &|| format!("{name}:user:"));
        }
        add(self.total, false, &|| format!("{name}:total"));
    }
}

/// Returns the fault of a call that was refused by one of its limits.
fn refusal(limits: &[Limit], rejection: &Rejection) -> Fault {
    let seconds = u32::try_from(rejection.retry_after_ms.div_euclid(1000) + 1).unwrap_or(u32::MAX);
    let fault = Fault::from(Code::RateLimited).retry_after(seconds);
    match limits.get(rejection.index) {
        Some(Limit { key, burst, .. }) => fault.because(Reason::new(
            format!("{key} takes {burst} calls a minute"),
            format!("{key}：每分钟最多 {burst} 次"),
        )),
        None => fault,
    }
}
