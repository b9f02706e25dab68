//! Makes random calls of a few members, and then checks that the books agree.

use std::collections::BTreeMap;

use serde_json::json;
use signet_methods_teahouse::tables::members;
use signet_methods_teahouse::tables::orders::{Order, state};
use signet_store::PageRequest;
use signet_store::charges::{self, Charge, Search};
use signet_testkit::payments::PaymentProvider;
use signet_testkit::{Answer, Numbers, eventually};

use crate::after::{BILUOCHUN, GREEN, GUAPIAN, ROUGUI, SAMPLE, Shop, TRAY};
use crate::shop::{Area, Buyer, SHENZHEN, TIANJIN};

/// The number of calls, unless `SIGNET_TEST_ORDER_STEPS` sets another number, such as 10,000.
const STEPS: usize = 600;

/// Like [`STEPS`], with a provider that is called over HTTP.
const STEPS_WITH_PROVIDER: usize = 400;

/// The number of calls between two checks of the books.
const CHECKED: usize = 100;

/// All rows of a list.
const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 100_000,
};

/// The state of the test, in addition to the state of the gateway.
struct World<'a> {
    shop: &'a Shop,
    numbers: Numbers,
    /// The members, each with the area of the parcels.
    buyers: Vec<(Buyer<'a>, Area)>,
    /// The pay numbers so far, each with its buyer.
    bought: Vec<(usize, String)>,
    /// How often each call was good.
    done: BTreeMap<String, usize>,
    /// The provider; `None` if operators act as the provider.
    provider: Option<PaymentProvider>,
    /// The number of its notifications, and the notifications that were lost on their way.
    events: usize,
    lost: Vec<String>,
}

impl<'a> World<'a> {
    fn new(shop: &'a Shop, provider: Option<PaymentProvider>) -> World<'a> {
        let rich = shop.rich_buyer(100_000);
        let hash = shop
            .read(|connection| members::find(connection, rich.user_id))
            .pay_hash;
        let mut buyers = vec![(rich, SHENZHEN)];
        for area in [SHENZHEN, TIANJIN, TIANJIN] {
            let buyer = shop.buyer();
            shop.write(|tx| {
                members::insert_if_missing(tx, buyer.user_id)?;
                members::set_pay_hash(tx, buyer.user_id, &hash)
            });
            buyer.set_predeposit(100_000);
            buyers.push((buyer, area));
        }
        World {
            shop,
            numbers: Numbers(20_160_226),
            buyers,
            bought: Vec::new(),
            done: BTreeMap::new(),
            provider,
            events: 0,
            lost: Vec::new(),
        }
    }

    /// Makes `usual` random calls, or the number of calls that the environment sets. Checks the books after every [`CHECKED`]
    /// calls and at the end.
    fn steps(&mut self, usual: usize) {
        let steps = std::env::var("SIGNET_TEST_ORDER_STEPS");
        for step in 1..=steps.map_or(usual, |steps| steps.parse().unwrap()) {
            self.step();
            if step % CHECKED == 0 {
                self.shop.check_books();
            }
        }
        self.shop.check_books();
    }

    /// Makes a random call. The call may be refused, but it must not fail.
    fn step(&mut self) {
        match self.numbers.below(20) {
            0..=5 => self.buy(),
            6..=8 => self.start_payment(),
            9..=11 => match self.provider.clone() {
                Some(provider) => self.at_provider(&provider),
                None => self.settle(),
            },
            12 | 13 => self.of_buyer("order.cancel"),
            14 => self.of_buyer("order.receive"),
            15 | 16 => self.of_operator("ship"),
            17 => self.of_operator("close"),
            18 => self.of_buyer("order.detail"),
            _ => self.shop.gateway.clock.shift(3 * 3600),
        }
    }

    fn count(&mut self, name: &str, answer: &Answer) {
        assert!([200, 503].contains(&answer.code()), "{name}: {answer:?}");
        if answer.code() == 200 {
            *self.done.entry(name.to_owned()).or_default() += 1;
        }
    }

    fn buy(&mut self) {
        let who = self.numbers.below(self.buyers.len());
        let mut goods = vec![GREEN, TRAY, GUAPIAN, BILUOCHUN, ROUGUI];
        let lines = 1 + self.numbers.below(3);
        let mut cart = Vec::new();
        while cart.len() < lines {
            let line = goods.remove(self.numbers.below(goods.len()));
            cart.push(format!("{line}|{}", 1 + self.numbers.below(3)));
        }
        let cart = match self.numbers.below(8) {
            0 => format!("{SAMPLE}|1"),
            _ => cart.join(","),
        };
        let way = self.numbers.below(5);
        let (buyer, area) = &self.buyers[who];
        if buyer.step1(&cart).json().get("sub_code").is_some() {
            return;
        }
        let step2 = buyer.prepare(&cart, *area);
        let step2 = match way {
            0 | 1 => step2.with_predeposit(),
            2 => step2.with("pay_name", "offline"),
            3 => step2.with("voucher", "10|2|10.00"),
            _ => step2,
        };
        let created = buyer.step2_signed(&step2);
        self.count("buy", &created);
        if let Some(pay_sn) = created.data()["pay_sn"].as_str() {
            self.bought.push((who, pay_sn.to_owned()));
        }
    }

    fn start_payment(&mut self) {
        let Some((who, pay_sn)) = self.numbers.one_of(&self.bought).cloned() else {
            return;
        };
        let channel = *self.numbers.one_of(&["alipay", "wx"]).unwrap();
        let pay = json!({"pay_sn": pay_sn, "channel": channel});
        let answer = self.shop.call(&self.buyers[who].0, "order.pay", pay);
        self.count("pay", &answer);
    }

    /// Returns all charges.
    fn charges(&self) -> Vec<Charge> {
        let search = Search::default();
        let page = self
            .shop
            .read(|connection| charges::page(connection, &search, ALL));
        page.rows
    }

    /// Makes the provider take the money of a random charge, or end its refunds. Every fourth notification is lost, starting
    /// with the first.
    fn at_provider(&mut self, provider: &PaymentProvider) {
        let charges = self.charges();
        let Some(charge) = self.numbers.one_of(&charges) else {
            return;
        };
        let Some(at_provider) = provider.charge(&charge.number) else {
            return;
        };
        let (name, events) = match at_provider["paid"] == json!(true) {
            false => ("paid", vec![provider.pay(&charge.number)]),
            true => ("refunded", provider.end_refunds(&charge.number, true)),
        };
        for event in events {
            *self.done.entry(name.to_owned()).or_default() += 1;
            self.events += 1;
            match self.events % 4 {
                1 => self.lost.push(event),
                _ => self.shop.notify(provider, &event),
            }
        }
    }

    /// Acts as the payment provider: for a charge with an open refund if there is one, because few charges have one, else for any charge.
    fn settle(&mut self) {
        let is_refunding = |charge: &Charge| charge.requested > charge.refunded;
        let mut charges = self.charges();
        if charges.iter().any(is_refunding) {
            charges.retain(is_refunding);
        }
        let Some(charge) = self.numbers.one_of(&charges) else {
            return;
        };
        let outcomes = match is_refunding(charge) {
            true => ["paid", "refunded", "refunded"],
            false => ["paid", "paid", "failed"],
        };
        let outcome = *self.numbers.one_of(&outcomes).unwrap();
        let settle = json!({"charge_id": charge.id, "outcome": outcome});
        let answer = self.shop.operate("admin.payment.settle", settle);
        self.count(outcome, &answer);
    }

    /// Returns a random order and its buyer.
    fn order(&mut self) -> Option<(usize, Order)> {
        let (who, pay_sn) = self.numbers.one_of(&self.bought)?.clone();
        let orders = self.shop.orders(&self.buyers[who].0, &pay_sn);
        let order = self.numbers.one_of(&orders)?.clone();
        Some((who, order))
    }

    /// Like [`World::order`]. Of ten draws it takes a shipped order if there is one, because few orders are shipped.
    fn shipped(&mut self) -> Option<(usize, Order)> {
        let draws: Vec<_> = (0..10).filter_map(|_| self.order()).collect();
        let is_shipped = |(_, order): &&(usize, Order)| order.state == state::SHIPPED;
        draws.iter().find(is_shipped).or(draws.first()).cloned()
    }

    fn of_buyer(&mut self, method: &'static str) {
        let order = match method {
            "order.receive" => self.shipped(),
            _ => self.order(),
        };
        if let Some((who, order)) = order {
            let buyer = &self.buyers[who].0;
            let answer = self
                .shop
                .call(buyer, method, json!({"order_sn": order.order_sn}));
            self.count(method, &answer);
        }
    }

    fn of_operator(&mut self, step: &'static str) {
        if let Some((_, order)) = self.order() {
            let answer = match step {
                "ship" => self.shop.ship(&order.order_sn),
                _ => self.shop.close(&order.order_sn),
            };
            self.count(step, &answer);
        }
    }
}

#[test]
fn the_books_agree_after_random_calls() {
    let shop = Shop::open();
    let mut world = World::new(&shop, None);
    world.steps(STEPS);
    for call in [
        "buy",
        "pay",
        "paid",
        "refunded",
        "failed",
        "order.cancel",
        "order.receive",
        "order.detail",
        "ship",
        "close",
    ] {
        let done = &world.done;
        assert!(done.contains_key(call), "{call} never happened: {done:?}");
    }
}

#[test]
fn the_books_become_those_of_the_provider_whatever_is_lost() {
    let (shop, provider) = Shop::with_provider();
    let mut world = World::new(&shop, Some(provider.clone()));
    world.steps(STEPS_WITH_PROVIDER);
    // The lost notifications are delivered now, each of them twice.
    assert!(!world.lost.is_empty());
    for event in world.lost.iter().chain(&world.lost) {
        shop.notify(&provider, event);
    }
    let search = Search {
        realm: Some("teahouse".to_owned()),
        ..Search::default()
    };
    let charges = || {
        let page = shop.read(|connection| charges::page(connection, &search, ALL));
        let announced = page.rows.into_iter();
        announced.filter(|charge| charge.provider_id.is_some())
    };
    for charge in charges() {
        let at_provider = || {
            let refunds = provider.refunds(&charge.number);
            let amounts = refunds.iter().map(|refund| refund["amount"].as_i64());
            amounts.map(Option::unwrap).sum::<i64>()
        };
        eventually("each refund is at the provider", || {
            at_provider() == charge.requested
        });
        for event in provider.end_refunds(&charge.number, true) {
            shop.notify(&provider, &event);
        }
    }
    let paid = charges().filter(|charge| charge.is_paid());
    let kept: i64 = paid.map(|charge| charge.fen - charge.refunded).sum();
    assert_eq!(kept, provider.balance());
    shop.check_books();
    for name in ["paid", "order.cancel", "close"] {
        assert!(world.done.contains_key(name), "{name}: {:?}", world.done);
    }
}
