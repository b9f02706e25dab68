//! The rules of money, checked over the whole database.

use signet_methods_consulting::tables::orders::{self, OrderState};
use signet_methods_consulting::tables::people::{self, Search};
use signet_methods_consulting::tables::posts::{self, PostState};
use signet_methods_consulting::tables::{ledger, moves};
use signet_store::PageRequest;
use signet_store::charges::{self, Charge};

use crate::shop::Shop;

/// All rows of a list.
const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 100_000,
};

impl Shop {
    /// Checks that all money is in exactly one place, and that balances are the sums of their ledgers.
    pub(crate) fn check_books(&self) {
        let posts = self.read(|connection| posts::page(connection, &posts::Search::default(), ALL));
        for post in posts.rows {
            let order = self.read(|connection| orders::find(connection, post.id));
            let search = charges::Search {
                realm: Some("consulting".to_owned()),
                order_no: Some(post.order_no.clone()),
                ..charges::Search::default()
            };
            let charges = self
                .read(|connection| charges::page(connection, &search, ALL))
                .rows;
            let is_kept = |charge: &&Charge| charge.is_paid() && charge.requested == 0;
            let kept: i64 = charges
                .iter()
                .filter(is_kept)
                .map(|charge| charge.fen)
                .sum();
            let is_done = order
                .as_ref()
                .is_some_and(|order| order.state == OrderState::Done);
            let is_held = matches!(post.state, PostState::Open | PostState::Ordered);
            let expected = if is_held || is_done { post.price } else { 0 };
            assert_eq!(kept, expected, "{post:?} {order:?} {charges:?}");
            assert!(charges.iter().filter(is_kept).count() <= 1, "{charges:?}");
            for charge in &charges {
                assert!(
                    charge.requested == 0 || charge.requested == charge.fen,
                    "{charge:?}"
                );
                assert!(charge.refunded <= charge.requested, "{charge:?}");
            }
            if post.price == 0 {
                assert!(charges.is_empty(), "{post:?}");
            }
            self.check_history(
                post.id,
                post.state.name(),
                order.map(|order| order.state.name()),
            );
        }
        self.check_balances();
    }

    /// Checks that the history of a post leads to its current state.
    fn check_history(&self, post_id: i64, post: &str, order: Option<&str>) {
        let moves = self.read(|connection| moves::of_posts(connection, &[post_id]));
        let moves = moves.get(&post_id).cloned().unwrap_or_default();
        let last = |names: &[&str]| {
            let mut of_kind = moves.iter().rev();
            let found = of_kind.find(|moved| names.contains(&moved.to_state.as_str()));
            found.map(|moved| moved.to_state.clone())
        };
        let of_post = last(&["open", "ordered", "closed"]);
        assert_eq!(of_post.as_deref().unwrap_or("unpaid"), post, "{moves:?}");
        let of_order = last(&["active", "delivered", "disputed", "done", "cancelled"]);
        assert_eq!(of_order.as_deref(), order, "{moves:?}");
    }

    fn check_balances(&self) {
        let people =
            self.read(|connection| people::consultants(connection, &Search::default(), ALL));
        for person in people.rows {
            let rows = self
                .read(|connection| ledger::page(connection, person.user_id, ALL))
                .rows;
            let sum: i64 = rows.iter().map(|row| row.delta).sum();
            assert_eq!(person.balance, sum, "{person:?} {rows:?}");
            assert!(person.balance >= 0, "{person:?}");
            assert!(
                rows.iter().all(|row| row.delta != 0 && row.balance >= 0),
                "{rows:?}"
            );
            let mut sum = 0;
            for row in rows.iter().rev() {
                sum += row.delta;
                assert_eq!(row.balance, sum, "{rows:?}");
            }
        }
    }
}
