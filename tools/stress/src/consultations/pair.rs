//! A buyer and a consultant: the buyer publishes a post and pays, the consultant answers, and one of them ends the post.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::Consultations;
use crate::app::App;
use crate::caller::Caller;
use crate::connection::{Answer, Connection};
use crate::gateways::SMS_CODE;
use crate::trade::lock;

pub(super) const PUBLISH: &str = "consulting.post.publish";

/// The price of every post, in fen, and its title.
pub(super) const PRICE: i64 = 12_000;
pub(super) const TITLE: &str = "consultations";

const PASSWORD: &str = "secret_1";

/// The largest number of times that a payment is requested or read, and the pause between them.
const LOOKS: usize = 60;
const PAUSE: Duration = Duration::from_millis(250);

/// A buyer or a consultant, logged in.
pub(super) struct Person {
    pub(super) id: i64,
    token: String,
    ip: String,
}

/// A buyer, and the consultant of all orders of the buyer.
pub(super) struct Pair {
    buyer: Person,
    pub(super) lawyer: Person,
}

/// A post that its buyer or its consultant ended.
pub(super) struct Ended {
    pub(super) post_id: i64,
    /// The state of the order of the post; empty if it has no order.
    pub(super) order: &'static str,
}

/// The way in which a post ends.
#[derive(Clone, Copy)]
enum Fate {
    /// The post is deleted, and then paid.
    PaidLate,
    /// The post is paid, and deleted at once or a little later.
    PaidAndDeleted,
    /// The order is cancelled before the consultant answers.
    Cancelled,
    /// The order is disputed, and the consultant agrees to cancel it.
    Disputed,
    /// The order is confirmed.
    Done,
}

const FATES: [Fate; 7] = [
    Fate::PaidLate,
    Fate::PaidAndDeleted,
    Fate::Cancelled,
    Fate::Cancelled,
    Fate::Disputed,
    Fate::Done,
    Fate::Done,
];

impl Pair {
    /// Registers the pair with this number.
    pub(super) async fn register(
        app: &App,
        operator: &App,
        address: SocketAddr,
        number: usize,
    ) -> Result<Pair> {
        let buyer = Person::register(app, address, "user", number).await?;
        let lawyer = Person::register(app, address, "consultant", number).await?;
        let approve = json!({"consultant_id": lawyer.id});
        let approve = operator.call("127.0.0.1", "admin.consulting.consultant.approve", approve);
        good(&Connection::open(address).await?.send(&approve).await?)?;
        Ok(Pair { buyer, lawyer })
    }
}

impl Person {
    async fn register(app: &App, address: SocketAddr, side: &str, number: usize) -> Result<Person> {
        let is_buyer = side == "user";
        let phone = format!("{}{number:08}", if is_buyer { "178" } else { "188" });
        // Each person has its own address, because limits count by address.
        let ip = format!("10.78.{}.{}", number / 250, number % 250);
        let username = format!("{side}_{number}");
        let mut connection = Connection::open(address).await?;
        let mut call = async |name: &str, parameters: Value| {
            let call = app.call(&ip, &format!("consulting.{side}.{name}"), parameters);
            let answer = connection.send(&call).await?;
            good(&answer)?;
            anyhow::Ok(answer)
        };
        call("sms", json!({"phone_number": phone})).await?;
        let code = json!({"phone_number": phone, "verification_code": SMS_CODE});
        let ticket = call("signin", code).await?.data("/ticket")?;
        let account = json!({"username": username, "password": PASSWORD, "password_again": PASSWORD, "ticket": ticket});
        call("register", account).await?;
        let login = json!({"username": username, "password": PASSWORD});
        let login = call("login", login).await?;
        let id = login.data(if is_buyer {
            "/user_id"
        } else {
            "/consultant_id"
        })?;
        let token = login.data("/token")?;
        Ok(Person {
            id: id.as_i64().context("an id is an integer")?,
            token: token.as_str().context("a token is a text")?.to_owned(),
            ip,
        })
    }
}

/// The calls of a pair.
pub(super) struct Talk<'a> {
    all: &'a Consultations,
    pair: &'a Pair,
    caller: Caller<'a>,
}

impl<'a> Talk<'a> {
    pub(super) fn new(all: &'a Consultations, pair: &'a Pair) -> Talk<'a> {
        Talk {
            all,
            pair,
            caller: Caller::new(all.address, &all.timeline),
        }
    }

    /// Publishes one post and ends it in a random way.
    pub(super) async fn consult(&mut self) -> Result<()> {
        let post = json!({"tag_id": 1, "title": TITLE, "content": "?", "price": PRICE});
        let post = self.of_buyer(PUBLISH, post).await?;
        let post_id = post.data("/post_id")?;
        let post_id = post_id.as_i64().context("an id is an integer")?;
        let order_no = post.data("/order_no")?;
        let order_no = order_no.as_str().context("an order number is a text")?;
        let fate = match self.announce(order_no).await? {
            true => fastrand::choice(FATES).unwrap_or(Fate::Done),
            // The provider was away for too long.
            false => return self.delete(post_id).await,
        };
        if matches!(fate, Fate::PaidLate) {
            self.delete(post_id).await?;
        }
        self.all.provider.pay(order_no);
        let order = match fate {
            Fate::PaidLate => "",
            Fate::PaidAndDeleted => {
                sleep(Duration::from_millis(fastrand::u64(..300))).await;
                self.delete(post_id).await?;
                ""
            }
            Fate::Cancelled | Fate::Disputed | Fate::Done => {
                if !self.is_open(order_no).await? {
                    return Ok(());
                }
                self.order(post_id, order_no, fate).await?
            }
        };
        lock(&self.all.ended).push(Ended { post_id, order });
        Ok(())
    }

    /// Makes the order of an open post and ends it. Returns the last state of the order.
    async fn order(&mut self, post_id: i64, order_no: &str, fate: Fate) -> Result<&'static str> {
        let id = || json!({"post_id": post_id});
        self.of_lawyer("consulting.consultant.order.accept", id())
            .await?;
        let order = json!({"order_no": order_no, "create_time": "now", "price": PRICE, "post_id": post_id,
            "consultant_id": self.pair.lawyer.id, "status": "active"});
        self.of_buyer("consulting.order.add", order).await?;
        let cancel = "consulting.order.cancel";
        if matches!(fate, Fate::Cancelled) {
            self.of_buyer(cancel, id()).await?;
            return Ok("cancelled");
        }
        let answer = json!({"post_id": post_id, "content": "!"});
        self.of_lawyer("consulting.consultant.order.complete", answer)
            .await?;
        if matches!(fate, Fate::Disputed) {
            self.of_buyer(cancel, id()).await?;
            self.of_lawyer("consulting.consultant.order.cancel", id())
                .await?;
            return Ok("cancelled");
        }
        self.of_buyer("consulting.order.confirm", id()).await?;
        Ok("done")
    }

    async fn delete(&mut self, post_id: i64) -> Result<()> {
        let post_id = json!({"post_id": post_id});
        let deleted = self.of_buyer("consulting.post.delete", post_id).await;
        deleted.map(drop)
    }

    /// Requests the payment until the provider has the charge. Returns whether the provider has it.
    async fn announce(&mut self, order_no: &str) -> Result<bool> {
        let pay = json!({"body": "b", "out_trade_no": order_no, "total_fee": PRICE, "spbill_create_ip": "::1"});
        for _ in 0..LOOKS {
            let answer = self.of(&self.pair.buyer, "consulting.pay.init", pay.clone());
            if is_paying(&answer.await?)? {
                return Ok(true);
            }
            sleep(PAUSE).await;
        }
        Ok(false)
    }

    /// Waits until the gateway reports the payment. Returns whether it did.
    async fn is_open(&mut self, order_no: &str) -> Result<bool> {
        for _ in 0..LOOKS {
            let check = json!({"out_trade_no": order_no});
            let answer = self.of(&self.pair.buyer, "consulting.pay.check", check);
            let answer = answer.await?;
            if is_paying(&answer)? && answer.data("/pay_status")? == "paid" {
                return Ok(true);
            }
            sleep(PAUSE).await;
        }
        Ok(false)
    }

    async fn of_buyer(&mut self, method: &'static str, parameters: Value) -> Result<Answer> {
        let answer = self.of(&self.pair.buyer, method, parameters).await?;
        good(&answer).with_context(|| method).map(|()| answer)
    }

    async fn of_lawyer(&mut self, method: &'static str, parameters: Value) -> Result<Answer> {
        let answer = self.of(&self.pair.lawyer, method, parameters).await?;
        good(&answer).with_context(|| method).map(|()| answer)
    }

    /// Makes a call of a person, and repeats it until the answer is definite.
    async fn of(
        &mut self,
        person: &Person,
        method: &'static str,
        mut parameters: Value,
    ) -> Result<Answer> {
        if let Some(parameters) = parameters.as_object_mut() {
            parameters.insert("token".to_owned(), json!(person.token));
        }
        let call = self.all.app.call(&person.ip, method, parameters);
        self.caller.insist(method, &call).await
    }
}

fn good(answer: &Answer) -> Result<()> {
    ensure!(answer.is_good(), "{:?}", answer.envelope());
    Ok(())
}

/// Returns whether a call about a payment succeeded; false if the provider was away.
fn is_paying(answer: &Answer) -> Result<bool> {
    match answer.is_good() {
        true => Ok(true),
        false if answer.outcome().ends_with("payment_failed") => Ok(false),
        false => bail!("{:?}", answer.envelope()),
    }
}
