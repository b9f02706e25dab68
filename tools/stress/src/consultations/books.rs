//! The comparison of all books: the answers that clients got, the tables of consulting and of payments, and the provider's charges.

use std::collections::HashMap;

use anyhow::Result;
use signet_methods_consulting::tables::orders::{self, Order, OrderState};
use signet_methods_consulting::tables::people;
use signet_methods_consulting::tables::posts::{self, Post, PostState};
use signet_store::charges::Charge;

use super::Consultations;
use super::pair::{PRICE, TITLE};
use crate::checks::Checks;
use crate::trade::books::{ALL, Books, is_same};
use crate::trade::lock;

/// A post with its order and its charges.
struct Row {
    post: Post,
    order: Option<Order>,
    charges: Vec<Charge>,
}

impl Row {
    fn is_done(&self) -> bool {
        let order = self.order.as_ref();
        order.is_some_and(|order| order.state == OrderState::Done)
    }

    /// Returns the money that the gateway must keep, in fen: it is held for an order, or earned with one.
    fn due(&self) -> i64 {
        let is_held = matches!(self.post.state, PostState::Open | PostState::Ordered);
        if is_held || self.is_done() { PRICE } else { 0 }
    }

    /// Returns the money that the gateway keeps, in fen.
    fn kept(&self) -> i64 {
        let paid = self.charges.iter().filter(|charge| charge.is_paid());
        paid.map(|charge| charge.fen - charge.refunded).sum()
    }
}

fn rows(books: &Books) -> Result<HashMap<i64, Row>> {
    let all = orders::Search::default();
    let orders = books.read(|connection| orders::page(connection, &all, ALL))?;
    let orders = orders.rows.into_iter().map(|(order, _)| order);
    let mut orders: HashMap<i64, Order> = orders.map(|order| (order.post_id, order)).collect();
    let mut charges: HashMap<String, Vec<Charge>> = HashMap::new();
    for charge in books.charges()? {
        let of_order = charges.entry(charge.order_no.clone()).or_default();
        of_order.push(charge);
    }
    let all = posts::Search::default();
    let posts = books.read(|connection| posts::page(connection, &all, ALL))?;
    let of_run = posts.rows.into_iter().filter(|post| post.title == TITLE);
    let row = |post: Post| {
        let row = Row {
            order: orders.remove(&post.id),
            charges: charges.remove(&post.order_no).unwrap_or_default(),
            post,
        };
        (row.post.id, row)
    };
    Ok(of_run.map(row).collect())
}

/// Compares all books.
pub(super) fn compare(checks: &mut Checks, books: &Books, all: &Consultations) -> Result<()> {
    let rows = rows(books)?;
    let ended = lock(&all.ended);
    let is_other = |post_id: i64, order: &str| {
        let row = rows.get(&post_id)?;
        let state = row.order.as_ref().map_or("", |order| order.state.name());
        Some(state != order || row.post.state != PostState::Closed)
    };
    let other = ended
        .iter()
        .filter(|one| is_other(one.post_id, one.order) != Some(false))
        .count();
    checks.check(
        other == 0,
        "posts that ended in another way than was answered",
        format!("{other} of {}", ended.len()),
    );
    let provider = &all.provider.books;
    let charges = || rows.values().flat_map(|row| &row.charges);
    let wrong = charges()
        .filter(|charge| !is_same(charge, provider).unwrap_or(false))
        .count();
    checks.check(wrong == 0, "charges that differ from the provider's", wrong);
    let stays = rows.values().filter(|row| row.kept() != row.due()).count();
    checks.check(
        stays == 0,
        "posts with money that is not where it belongs",
        stays,
    );
    let numbers = provider.numbers();
    let twice = numbers
        .iter()
        .filter(|number| provider.refunds(number).len() > 1);
    let twice = twice.count();
    checks.check(twice == 0, "charges that were refunded twice", twice);
    let refused = provider.refused();
    checks.check(
        refused == 0,
        "refunds that the provider had to refuse",
        refused,
    );
    let kept: i64 = rows.values().map(Row::kept).sum();
    checks.check(
        kept == provider.balance(),
        "fen that the charges and the provider keep",
        format!("{kept} {}", provider.balance()),
    );
    let mut unbalanced = 0;
    for pair in &all.pairs {
        let id = pair.lawyer.id;
        let person = books.read(|connection| people::find(connection, id))?;
        let done = rows.values().filter(|row| {
            let order = row.order.as_ref();
            row.is_done() && order.is_some_and(|order| order.consultant_id == id)
        });
        let earned: i64 = done.map(|row| row.post.price).sum();
        unbalanced += usize::from(person.is_none_or(|person| person.balance != earned));
    }
    checks.check(
        unbalanced == 0,
        "consultants whose balance is not what they earned",
        unbalanced,
    );
    Ok(())
}
