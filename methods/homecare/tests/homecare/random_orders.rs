//! Makes random calls of many accounts, and then checks that the books agree.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Value, json};
use signet_methods_homecare::tables::coupons::{self, Coupon};
use signet_methods_homecare::tables::orders::{self, Filter, Order, status};
use signet_store::PageRequest;
use signet_store::charges::{self, Charge, Search};
use signet_testkit::payments::PaymentProvider;
use signet_testkit::{Numbers, TestGateway, eventually};

use crate::shop::{Account, Shop, good, purchase, visit, with};

/// The number of calls, unless `SIGNET_TEST_ORDER_STEPS` sets another number, such as 10,000.
const STEPS: usize = 800;

/// Like [`STEPS`], with a provider that is called over HTTP.
const STEPS_WITH_PROVIDER: usize = 500;

const ACCOUNTS: usize = 50;

/// A page with every row that a table of a test may have.
const ALL: PageRequest = PageRequest {
    offset: 0,
    limit: 1_000_000,
};

/// The state of the test, in addition to the state in the gateway.
struct World {
    shop: Shop,
    numbers: Numbers,
    accounts: Vec<Account>,
    invite_codes: Vec<String>,
    /// The orders so far, each with its account.
    orders: Vec<(usize, String)>,
    /// How often each call was good.
    done: BTreeMap<&'static str, usize>,
    /// The provider; `None` if operators act as the provider.
    provider: Option<PaymentProvider>,
    /// The notifications that were lost on their way.
    lost: Vec<String>,
}

impl World {
    fn new(shop: Shop, provider: Option<PaymentProvider>) -> World {
        shop.write(|tx| {
            for kind in 1..=4 {
                signet_methods_homecare::tables::coupon_rules::update(tx, kind, 500, 365)?;
            }
            Ok(())
        });
        let account = |number| shop.account(&format!("182156065{number:02}"));
        let accounts: Vec<Account> = (0..ACCOUNTS).map(account).collect();
        let invite_code = |account: &Account| {
            let detail = shop.get(account, "consumer.detail", json!({}));
            detail["invite_code"].as_str().unwrap().to_owned()
        };
        World {
            invite_codes: accounts.iter().map(invite_code).collect(),
            accounts,
            shop,
            numbers: Numbers(20_150_330),
            orders: Vec::new(),
            done: BTreeMap::new(),
            provider,
            lost: Vec::new(),
        }
    }

    /// Makes `usual` random calls, or the number of calls that the environment sets.
    fn steps(&mut self, usual: usize) {
        let steps = std::env::var("SIGNET_TEST_ORDER_STEPS");
        for number in 0..steps.map_or(usual, |steps| steps.parse().unwrap()) {
            self.step(number);
        }
    }

    /// Makes a random call. The call may be refused, but it must not fail.
    fn step(&mut self, number: usize) {
        // The bytes differ each time, so that no stored reply is returned.
        let device = json!({"unique_id": number.to_string()});
        let who = self.numbers.below(ACCOUNTS);
        let account = self.accounts[who].clone();
        let (name, call) = match self.numbers.below(16) {
            0..=3 => ("order.create", self.purchase(&account, number)),
            4 => ("appointment.create", self.visit(&account, number)),
            5 | 6 => return self.of_order("order.cancel", device),
            7..=9 => return self.provider(device),
            10..=12 => return self.operator(device),
            13 => return self.of_order("order.appraise", device),
            14 => ("game.play", json!({})),
            _ => {
                let code = self.numbers.one_of(&self.invite_codes).cloned();
                ("coupon.invite", json!({"invite_code": code}))
            }
        };
        let answer = self.shop.call(&account, name, with(call, device));
        assert!([200, 503].contains(&answer.code()), "{name}: {answer:?}");
        if answer.code() == 200 {
            *self.done.entry(name).or_default() += 1;
            for key in ["order_id", "new_id"] {
                if let Some(order) = answer.data()[key].as_str() {
                    self.orders.push((who, order.to_owned()));
                }
            }
        }
    }

    /// Returns a coupon of an account, usable or not.
    fn coupon(&mut self, account: &Account) -> Option<Coupon> {
        let own = self
            .shop
            .read(|connection| coupons::newest_of_user(connection, account.id, 20));
        match self.numbers.below(2) {
            0 => None,
            _ => self.numbers.one_of(&own).cloned(),
        }
    }

    fn purchase(&mut self, account: &Account, number: usize) -> Value {
        let fitted = self.numbers.below(2);
        let goods = json!([{"sid": 1, "use_repair": fitted}, {"sid": 3, "use_repair": 0}]);
        let total = 3000 + 500 * i64::try_from(fitted).unwrap();
        let coupon = self.coupon(account);
        let amount = total - coupon.as_ref().map_or(0, |coupon| coupon.value.min(total));
        purchase(json!({
            "address": format!("{number} 号"), "goods_items": goods, "online_pay": self.numbers.below(4).min(1),
            "use_coupon": coupon.is_some(), "coupon_id": coupon.map(|coupon| coupon.cou_id), "submit_price": amount
        }))
    }

    fn visit(&mut self, account: &Account, number: usize) -> Value {
        let coupon = self.coupon(account);
        let changes = json!({
            "address": format!("{number} 号"), "use_coupon": coupon.is_some(),
            "coupon_id": coupon.map(|coupon| coupon.cou_id)
        });
        visit(&account.mobile, changes)
    }

    /// Makes a call of the owner of a random order.
    fn of_order(&mut self, name: &'static str, device: Value) {
        let Some((who, order)) = self.numbers.one_of(&self.orders).cloned() else {
            return;
        };
        let ticks = json!({"rate": 5, "rb1": 1, "rb2": 0, "rb3": 0, "rb4": 0, "rb5": 0, "rb6": 0});
        let call = with(ticks, json!({"order_id": order}));
        let account = self.accounts[who].clone();
        let answer = self.shop.call(&account, name, with(call, device));
        self.count(name, answer.code());
    }

    /// Makes the provider take the money for an order or end its refunds. One of four notifications is lost.
    fn at_provider(&mut self, provider: &PaymentProvider, order: &str) {
        let Some(charge) = provider.charge(order) else {
            return;
        };
        let (name, events) = match charge["paid"] == json!(true) {
            false => ("paid", vec![provider.pay(order)]),
            true => ("refunded", provider.end_refunds(order, true)),
        };
        for event in events {
            match self.numbers.below(4) {
                0 => self.lost.push(event),
                _ => notify(&self.shop.gateway, provider, &event),
            }
            self.count(name, 200);
        }
    }

    /// Acts as the payment provider for the charge of a random order.
    fn provider(&mut self, device: Value) {
        let Some((_, order)) = self.numbers.one_of(&self.orders).cloned() else {
            return;
        };
        if let Some(provider) = self.provider.clone() {
            return self.at_provider(&provider, &order);
        }
        let outcome = *self
            .numbers
            .one_of(&["paid", "paid", "failed", "refunded"])
            .unwrap();
        if outcome == "refunded"
            && self
                .shop
                .charge(&order)
                .is_none_or(|charge| charge.requested == 0)
        {
            return;
        }
        let settlement = with(json!({"order": order, "outcome": outcome}), device);
        let answer = self.shop.operate("admin.payment.settle", settlement);
        self.count(outcome, answer.code());
    }

    /// Takes a step of a random order, as an operator.
    fn operator(&mut self, device: Value) {
        let Some((_, order)) = self.numbers.one_of(&self.orders).cloned() else {
            return;
        };
        let steps = [
            "order.confirm",
            "order.confirm",
            "order.complete",
            "order.cancel",
            "order.expire",
        ];
        let name = *self.numbers.one_of(&steps).unwrap();
        let is_visit = self.shop.row(&order).order_type == 0;
        let call = match name {
            "order.complete" => json!({"order_id": order, "amount": is_visit.then_some(8000)}),
            "order.cancel" => json!({"order_id": order, "note": "test"}),
            "order.expire" => json!({}),
            _ => json!({"order_id": order}),
        };
        let answer = self.shop.operate(name, with(call, device));
        self.count(name, answer.code());
    }

    fn count(&mut self, name: &'static str, code: i64) {
        assert!([200, 503].contains(&code), "{name}: {code}");
        if code == 200 {
            *self.done.entry(name).or_default() += 1;
        }
    }
}

/// Checks that each order and its charge agree, and returns the amount that was paid minus the amount that was refunded.
fn check_orders(orders: &HashMap<i64, Order>, charges: &[Charge]) -> i64 {
    let by_number = charges
        .iter()
        .map(|charge| (charge.order_no.as_str(), charge));
    let by_number: HashMap<&str, &Charge> = by_number.collect();
    let mut kept = 0;
    for order in orders.values() {
        let Some(charge) = by_number.get(order.order_no.as_str()) else {
            assert!(!order.has_charge(), "{order:?} has no charge");
            continue;
        };
        assert_eq!(charge.fen, order.amount, "{order:?}");
        assert_eq!(order.amount, order.total - order.discount);
        if order.status == status::CANCELED && charge.is_paid() {
            assert_eq!(charge.requested, charge.fen, "{order:?} is not refunded");
        }
        if charge.is_paid() {
            kept += order.amount - charge.refunded;
        }
    }
    kept
}

/// Checks that each used coupon has one order, that the order is not cancelled, and that no order has two coupons.
fn check_coupons(orders: &HashMap<i64, Order>, coupons: &[Coupon]) {
    let mut used = HashMap::new();
    for coupon in coupons {
        assert_eq!(coupon.used_at.is_some(), coupon.order_id.is_some());
        let Some(order) = coupon.order_id.and_then(|id| orders.get(&id)) else {
            continue;
        };
        assert_ne!(order.status, status::CANCELED, "{coupon:?}");
        assert_eq!(order.coupon_id, Some(coupon.id));
        assert_eq!(used.insert(order.id, coupon.id), None);
    }
    for kind in [1, 4] {
        let mut owners = HashMap::new();
        for coupon in coupons.iter().filter(|coupon| coupon.kind == kind) {
            // The demo gives its first account a coupon of an earlier invitation.
            if !coupon.source.starts_with("demo") {
                assert_eq!(owners.insert(coupon.user_id, coupon.id), None, "{coupon:?}");
            }
        }
    }
}

/// Posts a notification of the provider. The gateway must accept it.
fn notify(gateway: &TestGateway, provider: &PaymentProvider, event: &str) {
    let (length, signature) = (event.len(), provider.sign(event));
    let head = format!(
        "POST /notify/payments HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n\
         x-pingplusplus-signature: {signature}\r\nContent-Length: {length}\r\n\r\n"
    );
    let answer = gateway.raw((head + event).as_bytes());
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn the_books_agree_after_random_calls() {
    let mut world = World::new(Shop::open(), None);
    world.steps(STEPS);
    let shop = &world.shop;
    let orders = shop.read(|connection| orders::page(connection, &Filter::default(), ALL));
    let orders: HashMap<i64, Order> = orders
        .rows
        .into_iter()
        .map(|order| (order.id, order))
        .collect();
    // The demo has charges of other products, too.
    let search = Search {
        realm: Some("homecare".to_owned()),
        ..Search::default()
    };
    let charges = shop
        .read(|connection| charges::page(connection, &search, ALL))
        .rows;
    let search = coupons::Search::default();
    let coupons = shop
        .read(|connection| coupons::page(connection, &search, 0, ALL))
        .rows;
    let kept = check_orders(&orders, &charges);
    // The books of the provider are the amounts that operators see for each charge.
    let books: i64 = charges
        .iter()
        .filter(|charge| charge.is_paid())
        .map(|charge| charge.fen - charge.refunded)
        .sum();
    assert_eq!(kept, books);
    check_coupons(&orders, &coupons);
    let games = good(shop.operate("game.list", json!({})));
    let sent: i64 = games["list"]
        .as_array()
        .unwrap()
        .iter()
        .map(|game| game["sent"].as_i64().unwrap())
        .sum();
    let granted = coupons
        .iter()
        .filter(|coupon| coupon.source.starts_with("game:"))
        .count();
    assert_eq!(sent, i64::try_from(granted).unwrap());
    for call in [
        "order.create",
        "order.cancel",
        "paid",
        "refunded",
        "order.complete",
        "order.expire",
        "game.play",
    ] {
        assert!(
            world.done.contains_key(call),
            "{call} never happened: {:?}",
            world.done
        );
    }
}

#[test]
fn the_books_become_those_of_the_provider_whatever_is_lost() {
    let provider = PaymentProvider::start();
    let gateway = TestGateway::of(&signet_methods_homecare::PACK)
        .with(|settings| provider.configure(&mut settings.pay))
        .start();
    let mut world = World::new(Shop::of(gateway), Some(provider.clone()));
    world.steps(STEPS_WITH_PROVIDER);
    let shop = &world.shop;
    // The lost notifications are delivered now, each of them twice.
    for event in world.lost.iter().chain(&world.lost) {
        notify(&shop.gateway, &provider, event);
    }
    let search = Search::default();
    let charges = || shop.read(|connection| charges::page(connection, &search, ALL));
    for charge in charges().rows {
        // The charges of the demo are not this provider's.
        if provider.charge(&charge.order_no).is_none() {
            continue;
        }
        let at_provider = || {
            let refunds = provider.refunds(&charge.order_no);
            let amounts = refunds.iter().map(|refund| refund["amount"].as_i64());
            amounts.map(Option::unwrap).sum::<i64>()
        };
        eventually("each refund is at the provider", || {
            at_provider() == charge.requested
        });
        for event in provider.end_refunds(&charge.order_no, true) {
            notify(&shop.gateway, &provider, &event);
        }
    }
    let orders = shop.read(|connection| orders::page(connection, &Filter::default(), ALL));
    let is_made_here = |order: &Order| order.user_id != 0 && !order.order_no.starts_with("2015");
    let orders = orders.rows.into_iter().filter(is_made_here);
    let orders: HashMap<i64, Order> = orders.map(|order| (order.id, order)).collect();
    let charges = charges().rows;
    assert_eq!(check_orders(&orders, &charges), provider.balance());
    for name in ["paid", "refunded", "order.cancel", "order.complete"] {
        assert!(world.done.contains_key(name), "{name}: {:?}", world.done);
    }
    assert!(!world.lost.is_empty());
}
