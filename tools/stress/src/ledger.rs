//! The orders that clients made, and the check that the data of the gateway agrees with them.

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::checks::Checks;
use crate::connection::{Answer, Connection};
use crate::population::{Kind, PRICE, Person, Population, STOCK, WELCOME_POINTS, products_of};

/// Every order that was sent, as its client recorded it.
#[derive(Default)]
pub(crate) struct Ledger(Mutex<Vec<Purchase>>);

/// An order that a client sent until the answer was definite.
pub(crate) struct Purchase {
    pub(crate) mobile: String,
    pub(crate) request_token: String,
    /// The number of the order, if the answer was good.
    pub(crate) order_sn: Option<String>,
    pub(crate) outcome: String,
}

/// An order as operators see it.
struct Order {
    order_sn: String,
    paid: i64,
    /// The products and their quantities.
    items: Vec<(i64, i64)>,
}

impl Ledger {
    pub(crate) fn note(&self, purchase: Purchase) {
        self.lock().push(purchase);
    }

    pub(crate) fn len(&self) -> usize {
        self.lock().len()
    }

    /// Compares the records of the buyers with the orders, stock and points that calls return. No client may buy meanwhile.
    pub(crate) async fn check(
        &self,
        checks: &mut Checks,
        population: &Population,
        address: SocketAddr,
    ) -> Result<()> {
        let mut connection = Connection::open(address).await?;
        let orders = orders(&mut connection, population).await?;
        let numbers: BTreeSet<&str> = orders.iter().map(|order| &*order.order_sn).collect();
        let (tokens, lost, refused) = {
            let purchases = self.lock();
            // An order that was refused for good must not exist.
            let (made, refused): (Vec<_>, Vec<_>) =
                purchases.iter().partition(|one| one.order_sn.is_some());
            let tokens: BTreeSet<_> = made.iter().map(|one| &one.request_token).collect();
            let answered = made.iter().filter_map(|one| one.order_sn.as_deref());
            let lost = answered.filter(|number| !numbers.contains(number)).count();
            let refused: Vec<_> = refused.iter().map(|one| one.outcome.clone()).collect();
            (tokens.len(), lost, refused)
        };
        checks.check(
            refused.is_empty(),
            "orders that were refused for good",
            format!("{refused:?}"),
        );
        checks.check(lost == 0, "orders that were answered and are lost", lost);
        checks.check(
            orders.len() == tokens && numbers.len() == tokens,
            "orders and one-time tokens",
            format!("{} of {tokens}", orders.len()),
        );
        let wrong = wrong_stock(&mut connection, population, &orders).await?;
        checks.check(wrong == 0, "products whose stock is wrong", wrong);
        let wrong = self.wrong_points(&mut connection, population).await?;
        checks.check(wrong == 0, "people whose points are wrong", wrong);
        let paid: i64 = orders.iter().map(|order| order.paid).sum();
        let due = PRICE * i64::try_from(tokens)?;
        checks.check(paid == due, "points paid", format!("{paid} of {due}"));
        Ok(())
    }

    /// Returns the number of accounts whose points or number of payments do not match their orders.
    async fn wrong_points(
        &self,
        connection: &mut Connection,
        population: &Population,
    ) -> Result<usize> {
        let mut bought: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for purchase in self.lock().iter().filter(|one| one.order_sn.is_some()) {
            let of_person = bought.entry(purchase.mobile.clone()).or_default();
            of_person.insert(purchase.request_token.clone());
        }
        let mut wrong = 0;
        for person in &population.people {
            let number = bought.get(&person.mobile).map_or(0, BTreeSet::len);
            let number = i64::try_from(number)?;
            let (points, changes) = points(connection, population, person).await?;
            // The first change is the welcome points.
            if points != WELCOME_POINTS - PRICE * number || changes != 1 + number {
                wrong += 1;
            }
        }
        Ok(wrong)
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Purchase>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads all orders, page by page.
async fn orders(connection: &mut Connection, population: &Population) -> Result<Vec<Order>> {
    let mut orders = Vec::new();
    for page in 1.. {
        let call = (population.admin).call("127.0.0.1", "admin.order.list", json!({"page": page}));
        let answer = good(connection.send(&call).await?)?;
        let list = answer.data("/list")?;
        for order in list.as_array().into_iter().flatten() {
            orders.push(order_of(order).with_context(|| format!("an odd order: {order}"))?);
        }
        if answer.data("/isnext")? == json!(false) {
            break;
        }
    }
    Ok(orders)
}

fn order_of(order: &Value) -> Option<Order> {
    let items = order.get("goods_list")?.as_array()?.iter();
    let number = |item: &Value, key| item.get(key).and_then(Value::as_i64);
    Some(Order {
        order_sn: order.get("order_sn")?.as_str()?.to_owned(),
        paid: number(order, "total_price")?,
        items: items
            .map(|item| Some((number(item, "productid")?, number(item, "quantity")?)))
            .collect::<Option<_>>()?,
    })
}

/// Returns the number of products whose stock does not match the orders.
async fn wrong_stock(
    connection: &mut Connection,
    population: &Population,
    orders: &[Order],
) -> Result<usize> {
    let mut sold: BTreeMap<i64, i64> = BTreeMap::new();
    for (product, quantity) in orders.iter().flat_map(|order| &order.items) {
        *sold.entry(*product).or_default() += quantity;
    }
    let products = products_of(connection, &population.admin, population.goods_id).await?;
    let is_wrong = |(product, stock): &&(i64, i64)| {
        *stock != STOCK - sold.get(product).copied().unwrap_or_default()
    };
    Ok(products.iter().filter(is_wrong).count())
}

/// Returns the points of an account, and the number of their changes.
async fn points(
    connection: &mut Connection,
    population: &Population,
    person: &Person,
) -> Result<(i64, i64)> {
    let login = population.call(Kind::Login, person)?;
    person.learn(Kind::Login, &good(connection.send(&login).await?)?)?;
    let parameters = json!({"token": person.token()});
    let call = (population.app).call(&person.ip, "user.points.list", parameters);
    let answer = good(connection.send(&call).await?)?;
    let number = |pointer| {
        answer
            .data(pointer)?
            .as_i64()
            .context("points are a number")
    };
    Ok((number("/points")?, number("/total")?))
}

fn good(answer: Answer) -> Result<Answer> {
    ensure!(answer.is_good(), "{:?}", answer.envelope());
    Ok(answer)
}
