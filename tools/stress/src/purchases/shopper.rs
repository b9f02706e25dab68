//! A shopper: it orders, requests the charge, and pays or cancels or both.

use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Map, Value, json};
use tokio::time::sleep;

use super::account::{
    Account, CANCEL, CHARGE_STATUS, COUPONS, CREATE, Coupon, ORDERS, Route, TOTAL,
};
use super::{Purchases, lock};
use crate::caller::Caller;
use crate::connection::Answer;

/// The maximum number of times that the charge or the payment of an order is read, and the pause between them.
const LOOKS: usize = 60;
const PAUSE: Duration = Duration::from_millis(250);

/// The state of a cancelled order.
const CANCELED: i64 = 5;

/// An order, with the answers that its client got.
#[derive(Clone)]
pub(super) struct Bought {
    pub(super) order_no: String,
    pub(super) fen: i64,
    pub(super) coupon: Option<String>,
    /// The provider took the money.
    pub(super) is_paid: bool,
    /// The cancellation was answered.
    pub(super) is_cancelled: bool,
    /// An operator completed the order, and that call was answered.
    pub(super) is_completed: bool,
}

/// The way in which an order ends.
#[derive(Clone, Copy)]
enum Fate {
    /// The order is paid, and an operator completes it.
    Kept,
    /// The order is paid, and cancelled at once or a little later.
    PaidAndCancelled,
    /// The order is cancelled.
    Cancelled,
    /// The order is cancelled, and then paid.
    PaidLate,
}

const FATES: [Fate; 8] = [
    Fate::Kept,
    Fate::Kept,
    Fate::Kept,
    Fate::PaidAndCancelled,
    Fate::PaidAndCancelled,
    Fate::PaidAndCancelled,
    Fate::Cancelled,
    Fate::PaidLate,
];

pub(super) struct Shopper<'a> {
    purchases: &'a Purchases,
    account: &'a Account,
    caller: Caller<'a>,
    /// The number of the next order.
    number: usize,
}

impl<'a> Shopper<'a> {
    pub(super) fn new(purchases: &'a Purchases, account: &'a Account) -> Shopper<'a> {
        Shopper {
            purchases,
            account,
            caller: Caller::new(purchases.address, &purchases.timeline),
            number: 0,
        }
    }

    /// Makes one order and ends it in a random way.
    pub(super) async fn shop(&mut self) -> Result<()> {
        let coupon = match fastrand::bool() {
            true => self.coupon().await?,
            false => None,
        };
        let Some((order_no, charge)) = self.order(coupon.as_ref()).await? else {
            return Ok(());
        };
        let mut bought = Bought {
            fen: TOTAL - coupon.as_ref().map_or(0, |coupon| coupon.fen),
            coupon: coupon.map(|coupon| coupon.cou_id),
            order_no,
            is_paid: false,
            is_cancelled: false,
            is_completed: false,
        };
        let charge = match charge {
            Some(charge) => Some(charge),
            None => self.charge_of(&bought.order_no).await?,
        };
        let fate = match charge {
            // An order that is kept uses up its coupon. So most orders with a coupon are cancelled, and later orders can use the coupon.
            Some(_) if bought.coupon.is_some() && fastrand::u8(..10) > 0 => Fate::PaidAndCancelled,
            Some(_) => fastrand::choice(FATES).unwrap_or(Fate::Kept),
            // The provider was away for too long.
            None => Fate::Cancelled,
        };
        self.meet(fate, &mut bought, charge.as_deref()).await?;
        lock(&self.purchases.bought).push(bought);
        Ok(())
    }

    async fn meet(&mut self, fate: Fate, bought: &mut Bought, charge: Option<&str>) -> Result<()> {
        if matches!(fate, Fate::Cancelled | Fate::PaidLate) {
            self.cancel(bought).await?;
        }
        if let (Some(charge), Fate::Kept | Fate::PaidAndCancelled | Fate::PaidLate) = (charge, fate)
        {
            self.purchases.provider.pay(charge);
            bought.is_paid = true;
        }
        match fate {
            Fate::Kept => self.complete(bought).await,
            Fate::PaidAndCancelled => {
                sleep(Duration::from_millis(fastrand::u64(..300))).await;
                self.cancel(bought).await
            }
            Fate::Cancelled | Fate::PaidLate => Ok(()),
        }
    }

    /// Returns a coupon of the account that can be used.
    async fn coupon(&mut self) -> Result<Option<Coupon>> {
        let listed = self.call(COUPONS, json!({})).await?;
        Ok(self.account.usable(&listed.data("/coupons")?))
    }

    /// Makes an order. Returns its number, and the number of its charge at the provider, if that is known. Returns `None` if the order was
    /// definitely refused.
    async fn order(&mut self, coupon: Option<&Coupon>) -> Result<Option<(String, Option<String>)>> {
        // No two orders have the same address.
        let address = format!("{} {}", self.account.phone, self.number);
        self.number += 1;
        let order = self.account.order(&address, coupon);
        let answer = self.call(CREATE, Value::Object(order)).await?;
        if answer.is_good() {
            let order_no = text(answer.data("/order_id")?)?;
            return Ok(Some((order_no, number_of(&answer))));
        }
        // An earlier try may have made the order. If its answer was lost for too long, a repeat no longer returns that order.
        let listed = self.call(ORDERS, json!({})).await?;
        let orders = listed.data("/order_list")?;
        let mut orders = orders.as_array().into_iter().flatten();
        let is_same = |order: &&Value| order.get("address") == Some(&json!(address));
        match orders.find(is_same).and_then(|order| order.get("order_id")) {
            Some(order_no) => Ok(Some((text(order_no.clone())?, None))),
            None => {
                lock(&self.purchases.refused).push(answer.outcome());
                Ok(None)
            }
        }
    }

    /// Requests the charge of an order until there is one. Returns the number of the charge at the provider, or `None` after too many tries.
    async fn charge_of(&mut self, order_no: &str) -> Result<Option<String>> {
        for _ in 0..LOOKS {
            let shown = self
                .call(CHARGE_STATUS, json!({"order_id": order_no}))
                .await?;
            if let Some(number) = number_of(&shown) {
                return Ok(Some(number));
            }
            sleep(PAUSE).await;
        }
        Ok(None)
    }

    async fn cancel(&mut self, bought: &mut Bought) -> Result<()> {
        let parameters = json!({"order_id": bought.order_no});
        let answer = self.call(CANCEL, parameters).await?;
        // An earlier try may have cancelled the order.
        bought.is_cancelled = answer.is_good() || order_status(&answer) == Some(CANCELED);
        ensure!(
            bought.is_cancelled,
            "order {} is not cancelled: {:?}",
            bought.order_no,
            answer.envelope()
        );
        Ok(())
    }

    /// Waits until the gateway shows an order as paid, then completes it as an operator. Does nothing if the wait takes too long.
    async fn complete(&mut self, bought: &mut Bought) -> Result<()> {
        for _ in 0..LOOKS {
            let parameters = json!({"order_id": bought.order_no});
            let shown = self.call(CHARGE_STATUS, parameters.clone()).await?;
            if shown.data("/paid")? != json!(true) {
                sleep(PAUSE).await;
                continue;
            }
            for method in [
                "admin.homecare.order.confirm",
                "admin.homecare.order.complete",
            ] {
                let call = (self.purchases.operator).call("127.0.0.1", method, parameters.clone());
                let answer = self.caller.insist(method, &call).await?;
                // An earlier try may have changed the state of the order.
                let is_done = answer.is_good() || answer.outcome().ends_with("order_state");
                if !is_done {
                    bail!("{method} of {}: {:?}", bought.order_no, answer.envelope());
                }
            }
            bought.is_completed = true;
            break;
        }
        Ok(())
    }

    /// Makes a call, and repeats it until the answer is definite. Fails if the session ended, which must not happen.
    async fn call(&mut self, route: Route, parameters: Value) -> Result<Answer> {
        let parameters: Map<String, Value> = serde_json::from_value(parameters)?;
        let call = self.account.call(&self.purchases.app, route, parameters);
        let answer = self.caller.insist(route.method, &call).await?;
        let outcome = answer.outcome();
        if outcome.starts_with("60") || outcome == "status 13" {
            bail!("a session ended: {:?}", answer.envelope());
        }
        Ok(answer)
    }
}

/// Returns the number of the charge at the provider, if an answer contains it.
fn number_of(answer: &Answer) -> Option<String> {
    let number = answer.data("/charge_detail/order_no").ok()?;
    number.as_str().map(str::to_owned)
}

/// Returns the state of the order in a fault: beside `code`, or in `body` on the wire of homecare.
fn order_status(answer: &Answer) -> Option<i64> {
    let envelope = answer.envelope().ok()?;
    let paths = ["/order_status", "/body/order_status"];
    paths
        .iter()
        .find_map(|path| envelope.pointer(path)?.as_i64())
}

fn text(value: Value) -> Result<String> {
    value
        .as_str()
        .map(str::to_owned)
        .context("a number of an order is a text")
}
