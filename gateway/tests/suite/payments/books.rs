//! Whatever happens, and in whatever order: the books of the gateway become equal to the books of the provider.

use fastrand::Rng;
use serde_json::json;
use signet_domain::payments::{self, NewRefund};
use signet_testkit::payments::{Behaviour, PaymentProvider};
use signet_wire::Fen;

use super::{SHOP, Shop, new};

const ORDERS: usize = 8;
const STEPS: usize = 250;

/// The product, the provider, and the notifications that are not delivered yet.
struct World {
    provider: PaymentProvider,
    shop: Shop,
    events: Vec<String>,
}

impl World {
    fn new() -> World {
        let provider = PaymentProvider::start();
        let shop = Shop::at(&provider);
        World {
            provider,
            shop,
            events: Vec::new(),
        }
    }

    /// Takes a random step of a client, an operator, the provider or the network on an order.
    fn step(&mut self, rng: &mut Rng) {
        let (provider, shop) = (&self.provider, &self.shop);
        let order_no = format!("o{}", rng.usize(..ORDERS));
        let behaviour = match rng.u8(..8) {
            0 => Behaviour::Forgets,
            1 => Behaviour::Breaks,
            2 => Behaviour::Lies("amount", json!(1)),
            _ => Behaviour::Good,
        };
        provider.behave(behaviour);
        match rng.u8(..8) {
            0 | 1 => {
                let new = new(&order_no, 1000);
                if let Ok(charge) = shop.tx(|tx| payments::create(tx, &new)) {
                    let _ = shop.announce(&charge);
                }
            }
            2 | 3 => {
                if provider
                    .charge(&order_no)
                    .is_some_and(|charge| charge["paid"] == false)
                {
                    let event = provider.pay(&order_no);
                    self.events.push(event);
                }
            }
            4 => {
                let cancelled = shop
                    .tx(|tx| payments::cancel(tx, &SHOP, &order_no, "取消"))
                    .unwrap();
                if let Some(charge) = cancelled {
                    shop.wait(payments::send_refunds(shop.services(), shop.now(), &charge));
                }
            }
            5 => {
                let part = NewRefund {
                    order_no: "part",
                    fen: Fen(rng.i64(1..1200)),
                    reason: "部分",
                };
                let newest = shop.tx(|tx| payments::lock(tx, &SHOP, &order_no)).unwrap();
                if let Some(charge) = newest {
                    // The charge may not be paid, or may be smaller than the refund.
                    let _ = shop.tx(|tx| payments::refund(tx, &charge, &part));
                    shop.wait(payments::send_refunds(shop.services(), shop.now(), &charge));
                }
            }
            6 => {
                if provider.charge(&order_no).is_some() {
                    let ended = provider.end_refunds(&order_no, true);
                    self.events.extend(ended);
                }
            }
            _ => self.deliver(rng),
        }
    }

    /// Delivers a notification, out of order. It may be delivered again, or be lost.
    fn deliver(&mut self, rng: &mut Rng) {
        if self.events.is_empty() {
            return;
        }
        let at = rng.usize(..self.events.len());
        let event = match rng.bool() {
            true => self.events[at].clone(),
            false => self.events.swap_remove(at),
        };
        if rng.u8(..4) > 0 {
            assert_eq!(self.shop.notify(&self.provider, &event).0, 200);
        }
    }

    /// Lets time pass until nothing is under way.
    fn settle(&self) {
        let (provider, shop) = (&self.provider, &self.shop);
        provider.behave(Behaviour::Good);
        for _ in 0..4 {
            shop.gateway.clock.shift(3601);
            shop.wait(payments::reconcile(shop.services(), shop.now()))
                .unwrap();
            for order in 0..ORDERS {
                let order_no = format!("o{order}");
                if provider.charge(&order_no).is_some() {
                    provider.end_refunds(&order_no, true);
                }
            }
        }
    }

    /// Returns the balance of the gateway's books.
    fn balance(&self) -> i64 {
        let all = |connection: &mut _| {
            signet_store::charges::page(
                connection,
                &signet_store::charges::Search::default(),
                signet_store::PageRequest {
                    offset: 0,
                    limit: 10_000,
                },
            )
        };
        let store = self.shop.gateway.store();
        let charges = store.run_blocking::<_, signet_store::Error>(all).unwrap();
        let paid = charges.rows.iter().filter(|charge| charge.is_paid());
        paid.map(|charge| charge.fen - charge.refunded).sum()
    }
}

#[test]
fn the_books_become_those_of_the_provider() {
    for seed in 0..3 {
        let mut rng = Rng::with_seed(seed);
        let mut world = World::new();
        for _ in 0..STEPS {
            world.step(&mut rng);
        }
        world.settle();
        assert_eq!(world.balance(), world.provider.balance(), "seed {seed}");
        let requests = world.provider.requests();
        let refunds = requests
            .iter()
            .filter(|request| request.ends_with("/refunds"));
        assert!(refunds.count() > 5, "seed {seed}: {requests:?}");
    }
}
