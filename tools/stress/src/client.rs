//! A client that behaves correctly: it logs in to an account, fetches one-time tokens and buys.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use serde_json::json;

use crate::caller::Caller;
use crate::connection::Answer;
use crate::ledger::{Ledger, Purchase};
use crate::population::{Kind, Person, Population};
use crate::timeline::Timeline;

/// A client of one account.
pub(crate) struct Client<'a> {
    population: &'a Population,
    pub(crate) person: &'a Person,
    pub(crate) caller: Caller<'a>,
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
            caller: Caller::new(address, timeline),
        }
    }

    /// Makes one call of a kind, and logs in again if the session has ended. Returns the answer, if there was one.
    pub(crate) async fn try_once(&mut self, kind: Kind) -> Result<Option<Answer>> {
        let call = self.population.call(kind, self.person)?;
        let answer = self.caller.send(kind.name(), &call).await;
        if let Some(answer) = &answer
            && has_lost_its_session(answer)
        {
            self.insist_on(Kind::Login).await?;
        }
        Ok(answer)
    }

    /// Repeats a call of a kind, with the same bytes, until the answer is definite. Returns the good answer, or the fault that the client
    /// caused.
    pub(crate) async fn insist_on(&mut self, kind: Kind) -> Result<Answer> {
        let call = self.population.call(kind, self.person)?;
        let answer = self.caller.insist(kind.name(), &call).await?;
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
            let answer = self.caller.insist(method, &call).await?;
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
}

fn has_lost_its_session(answer: &Answer) -> bool {
    let outcome = answer.outcome();
    ["601", "602", "603"]
        .iter()
        .any(|code| outcome.starts_with(code))
}
