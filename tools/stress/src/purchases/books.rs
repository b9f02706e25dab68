//! The comparison of all books: the answers that clients got, the tables of homecare and of payments, and the provider's charges.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use anyhow::Result;
use serde_json::Value;
use signet_methods_homecare::tables::coupons::{self, Coupon};
use signet_methods_homecare::tables::orders::{self, Filter, Order, status};
use signet_store::charges::Charge;
use signet_store::refunds::{self, Refund};
use signet_testkit::payments::PaymentProvider;

use super::shopper::Bought;
use crate::checks::Checks;
use crate::trade::books::{ALL, Books, is_same};

/// The rows that belong to orders of shoppers. Rows of the demo content are left out.
struct Rows {
    orders: Vec<Order>,
    /// The charges of each order, by the number of the order.
    charges: HashMap<String, Vec<Charge>>,
    coupons: Vec<Coupon>,
}

impl Rows {
    fn charges_of(&self, order: &Order) -> &[Charge] {
        self.charges.get(&order.order_no).map_or(&[], Vec::as_slice)
    }

    fn is_paid(&self, order: &Order) -> bool {
        self.charges_of(order).iter().any(Charge::is_paid)
    }
}

/// Compares the orders with the answers that their clients got.
fn check_orders(checks: &mut Checks, rows: &Rows, bought: &[Bought]) {
    let by_number: HashMap<&str, &Order> = (rows.orders.iter())
        .map(|order| (&*order.order_no, order))
        .collect();
    let found = |one: &&Bought| by_number.get(&*one.order_no).copied();
    let count = |is_wrong: &dyn Fn(&Bought, &Order) -> bool| {
        let wrong = bought
            .iter()
            .filter(|one| found(one).is_some_and(|order| is_wrong(one, order)));
        wrong.count()
    };
    let lost = bought.iter().filter(|one| found(one).is_none()).count();
    checks.check(lost == 0, "orders that were answered and are lost", lost);
    let other = count(&|one, order| {
        order.amount != one.fen || order.coupon_id.is_some() != one.coupon.is_some()
    });
    checks.check(other == 0, "orders with another amount or coupon", other);
    let alive = count(&|one, order| one.is_cancelled != (order.status == status::CANCELED));
    checks.check(alive == 0, "orders cancelled for one side only", alive);
    let unpaid = count(&|one, order| one.is_paid != rows.is_paid(order));
    checks.check(unpaid == 0, "orders paid for one side only", unpaid);
    let undone = count(&|one, order| one.is_completed && order.status != status::DONE);
    checks.check(
        undone == 0,
        "orders that were completed and are not",
        undone,
    );
    let mut of_address: BTreeMap<&str, usize> = BTreeMap::new();
    for order in &rows.orders {
        *of_address.entry(&*order.address).or_default() += 1;
    }
    let twice = of_address.values().filter(|number| **number > 1).count();
    checks.check(twice == 0, "orders that were made twice", twice);
}

/// Compares the charges of each order with the provider's charges.
fn check_provider(checks: &mut Checks, rows: &Rows, provider: &PaymentProvider) {
    let mut of_order: BTreeMap<String, usize> = BTreeMap::new();
    for number in provider.numbers() {
        let order_no = number.split('-').next().unwrap_or_default().to_owned();
        *of_order.entry(order_no).or_default() += 1;
    }
    let twice = of_order.values().filter(|number| **number > 1).count();
    checks.check(
        twice == 0,
        "orders with two charges at the provider",
        format!("{twice} of {}", of_order.len()),
    );
    let (mut wrong, mut stay) = (0, 0);
    for order in &rows.orders {
        for charge in rows.charges_of(order) {
            wrong += usize::from(!is_same(charge, provider).unwrap_or(false));
            let is_canceled = order.status == status::CANCELED;
            let due = if is_canceled && charge.is_paid() {
                charge.fen
            } else {
                0
            };
            stay += usize::from(charge.refunded != due || charge.fen != order.amount);
        }
    }
    checks.check(wrong == 0, "charges that differ from the provider's", wrong);
    checks.check(
        stay == 0,
        "orders with money that is not where it belongs",
        stay,
    );
}

/// Compares all books.
pub(super) fn compare(
    books: &Books,
    checks: &mut Checks,
    provider: &PaymentProvider,
    bought: &[Bought],
) -> Result<()> {
    let rows = read(books)?;
    check_orders(checks, &rows, bought);
    check_provider(checks, &rows, provider);
    check_refunds(books, checks, &rows, provider)?;
    check_coupons(checks, &rows);
    let kept_by_pack: i64 = (rows.orders.iter())
        .filter(|order| order.status != status::CANCELED && rows.is_paid(order))
        .map(|order| order.amount)
        .sum();
    let charges = rows.charges.values().flatten();
    let kept_by_core: i64 = charges
        .filter(|charge| charge.is_paid())
        .map(|charge| charge.fen - charge.refunded)
        .sum();
    let kept_by_provider = provider.balance();
    checks.check(
        kept_by_pack == kept_by_core && kept_by_core == kept_by_provider,
        "fen paid less refunded: orders, charges, provider",
        format!("{kept_by_pack} {kept_by_core} {kept_by_provider}"),
    );
    Ok(())
}

fn check_refunds(
    books: &Books,
    checks: &mut Checks,
    rows: &Rows,
    provider: &PaymentProvider,
) -> Result<()> {
    let charges: Vec<i64> = rows
        .charges
        .values()
        .flatten()
        .map(|charge| charge.id)
        .collect();
    let mut of_charge: HashMap<i64, Vec<Refund>> = HashMap::new();
    let mut read = |connection: &mut _| {
        let mut all = Vec::new();
        for some in charges.chunks(500) {
            all.extend(refunds::of_charges(connection, some)?);
        }
        Ok(all)
    };
    for refund in books.read(&mut read)? {
        of_charge.entry(refund.charge_id).or_default().push(refund);
    }
    let twice = of_charge
        .values()
        .filter(|refunds| refunds.len() > 1)
        .count();
    checks.check(twice == 0, "charges with two refunds", twice);
    let numbers = provider.numbers();
    let refunded = numbers.iter().map(|number| provider.refunds(number));
    let refunded: Vec<Vec<Value>> = refunded.filter(|refunds| !refunds.is_empty()).collect();
    let twice = refunded.iter().filter(|refunds| refunds.len() > 1).count();
    checks.check(
        twice == 0,
        "charges that the provider refunded twice",
        format!("{twice} of {} refunded", refunded.len()),
    );
    let refused = provider.refused();
    checks.check(
        refused == 0,
        "refunds that the provider had to refuse",
        refused,
    );
    Ok(())
}

/// Reads the rows.
fn read(books: &Books) -> Result<Rows> {
    let read = |connection: &mut _| orders::page(connection, &Filter::default(), ALL);
    let orders = books.read(read)?.rows;
    let orders: Vec<Order> = orders
        .into_iter()
        .filter(|order| order.address.starts_with("177"))
        .collect();
    let numbers: BTreeSet<&str> = orders.iter().map(|order| &*order.order_no).collect();
    let mut charges: HashMap<String, Vec<Charge>> = HashMap::new();
    for charge in books.charges()? {
        if numbers.contains(&*charge.order_no) {
            charges
                .entry(charge.order_no.clone())
                .or_default()
                .push(charge);
        }
    }
    let search = coupons::Search::default();
    let read = |connection: &mut _| coupons::page(connection, &search, 0, ALL);
    let coupons = books.read(read)?.rows;
    let coupons = coupons
        .into_iter()
        .filter(|coupon| !coupon.source.starts_with("demo"));
    Ok(Rows {
        charges,
        coupons: coupons.collect(),
        orders,
    })
}

/// Checks that each used coupon belongs to exactly one order that is not cancelled.
fn check_coupons(checks: &mut Checks, rows: &Rows) {
    let live = || {
        rows.orders
            .iter()
            .filter(|order| order.status != status::CANCELED)
    };
    let mut wrong = 0;
    for coupon in &rows.coupons {
        let of_coupon: Vec<i64> = live()
            .filter(|order| order.coupon_id == Some(coupon.id))
            .map(|order| order.id)
            .collect();
        let expected: Vec<i64> = coupon.order_id.into_iter().collect();
        let is_used = coupon.used_at.is_some();
        wrong += usize::from(of_coupon != expected || is_used != coupon.order_id.is_some());
    }
    let used = rows
        .coupons
        .iter()
        .filter(|coupon| coupon.used_at.is_some());
    checks.check(
        wrong == 0,
        "coupons without exactly the order that they are used for",
        format!("{wrong} of {} used", used.count()),
    );
}
