//! A good client: it waits for its answers, and repeats calls that got no definite one.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::json;
use tokio::time::{Instant, sleep, timeout};

use crate::app::Call;
use crate::connection::{Answer, Connection};
use crate::ledger::{Ledger, Purchase};
use crate::load::PATIENCE;
use crate::population::{Kind, Person, Population};
use crate::timeline::Timeline;

/// The pause before a call is repeated.
const PAUSE: Duration = Duration::from_millis(200);

/// The time for which a call is repeated.
const PERSISTENCE: Duration = Duration::from_secs(90);

/// A user of an app, with a connection.
pub(crate) struct Client<'a> {
    population: &'a Population,
    pub(crate) person: &'a Person,
    address: SocketAddr,
    connection: Option<Connection>,
    timeline: &'a Timeline,
}

impl<'a> Client<'a> {
    pub(crate) fn new(
        population: &'a Population,
        person: &'a Person,
        address: SocketAddr,
        timeline: &'a Timeline,
    ) -> Client<'a> {
        Client {
            population,
            person,
            address,
            connection: None,
            timeline,
        }
    }

    /// Makes one call of a kind. Returns the answer, if there was one.
    pub(crate) async fn try_once(&mut self, kind: Kind) -> Result<Option<Answer>> {
        let call = self.population.call(kind, self.person)?;
        let answer = self.send(kind.name(), &call).await;
        if let Some(answer) = &answer
            && has_lost_its_session(answer)
        {
            self.insist_on(Kind::Login).await?;
        }
        Ok(answer)
    }

    /// Repeats a call of a kind, with the same bytes, until it is done. Returns the good answer, or the fault that is the client's own.
    pub(crate) async fn insist_on(&mut self, kind: Kind) -> Result<Answer> {
        let call = self.population.call(kind, self.person)?;
        let answer = self.insist(kind.name(), &call).await?;
        if answer.is_good() {
            self.person.learn(kind, &answer)?;
        }
        Ok(answer)
    }

    /// Buys one piece and records the outcome in the ledger.
    pub(crate) async fn buy(&mut self, ledger: &Ledger) -> Result<()> {
        while self.person.request_tokens_left() == 0 {
            let answer = self.insist_on(Kind::RequestToken).await?;
            if has_lost_its_session(&answer) {
                self.insist_on(Kind::Login).await?;
            }
        }
        let token = self.person.request_token()?;
        let mut order = self.population.order(self.person, &token);
        let method = Kind::Order.name();
        loop {
            let call = self
                .population
                .app
                .call(&self.person.ip, method, order.clone());
            let answer = self.insist(method, &call).await?;
            if has_lost_its_session(&answer) {
                self.insist_on(Kind::Login).await?;
                *order.get_mut("token").context("an order has a token")? =
                    json!(self.person.token());
                continue;
            }
            let order_sn = match answer.data("/order_sn") {
                Ok(number) => number.as_str().map(str::to_owned),
                Err(_) => None,
            };
            ledger.note(Purchase {
                mobile: self.person.mobile.clone(),
                request_token: token,
                order_sn,
                outcome: answer.outcome(),
            });
            return Ok(());
        }
    }

    /// Sends a call once, over the open connection if there is one.
    pub(crate) async fn send(&mut self, what: &'static str, call: &Call) -> Option<Answer> {
        let sent = Instant::now();
        let answer = match timeout(PATIENCE, self.exchange(call)).await {
            Ok(answer) => answer,
            Err(elapsed) => Err(elapsed.into()),
        };
        let outcome = match &answer {
            Ok(answer) => answer.outcome(),
            Err(error) => {
                self.connection = None;
                format!("none ({})", error.root_cause())
            }
        };
        self.timeline.note(what, sent, outcome);
        answer.ok()
    }

    /// Sends the same bytes until the answer is definite.
    pub(crate) async fn insist(&mut self, what: &'static str, call: &Call) -> Result<Answer> {
        let started = Instant::now();
        while started.elapsed() < PERSISTENCE {
            if let Some(answer) = self.send(what, call).await
                && is_definite(&answer)
            {
                return Ok(answer);
            }
            sleep(PAUSE).await;
        }
        bail!("no definite answer to {what} within {PERSISTENCE:?}")
    }

    async fn exchange(&mut self, call: &Call) -> Result<Answer> {
        let connection = match self.connection.take() {
            Some(connection) if !connection.is_closed() => connection,
            _ => Connection::open(self.address).await?,
        };
        self.connection.insert(connection).send(call).await
    }
}

/// Returns whether the answer is definite: the call was done, or the fault is the caller's own.
fn is_definite(answer: &Answer) -> bool {
    let outcome = answer.outcome();
    let passing = ["500 ", "HTTP ", "503 in_progress"];
    !passing.iter().any(|start| outcome.starts_with(start))
}

fn has_lost_its_session(answer: &Answer) -> bool {
    let outcome = answer.outcome();
    ["601", "602", "603"]
        .iter()
        .any(|code| outcome.starts_with(code))
}
