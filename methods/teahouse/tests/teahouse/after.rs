//! Helpers for the steps after a checkout: payments, steps of buyers and operators, and checks of the books.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use signet_methods_teahouse::PACK;
use signet_methods_teahouse::tables::orders::{self, Order};
use signet_methods_teahouse::tables::{goods, members};
use signet_store::charges::Charge;
use signet_store::refunds::{self, Refund};
use signet_store::{Connection, Error, Tx};
use signet_testkit::payments::PaymentProvider;
use signet_testkit::{Answer, TestGateway, until_taken, with};

use crate::BUYER;
use crate::books::Books;
use crate::shop::{Area, Buyer, SHENZHEN, Step2};

/// The goods of the demo: two ordinary goods of store 2 (58.80 with freight by template, and 9.90 with freight 5.00), goods in
/// a flash sale for two or more pieces (49.90), goods in group buying with a gift, and goods of store 3.
pub(crate) const GREEN: i64 = 232;
pub(crate) const TRAY: i64 = 301;
pub(crate) const GUAPIAN: i64 = 302;
pub(crate) const BILUOCHUN: i64 = 303;
pub(crate) const ROUGUI: i64 = 305;
pub(crate) const SAMPLE: i64 = 321;

/// A day in seconds.
pub(crate) const DAY: i64 = 86_400;

/// A gateway, with its books from before any sale.
pub(crate) struct Shop {
    pub(crate) gateway: TestGateway,
    books: Books,
    calls: AtomicU64,
}

impl Shop {
    pub(crate) fn open() -> Shop {
        Shop::of(TestGateway::of(&PACK).start())
    }

    pub(crate) fn of(gateway: TestGateway) -> Shop {
        Shop {
            books: Books::open(&gateway),
            gateway,
            calls: AtomicU64::new(0),
        }
    }

    /// Returns a shop whose provider is reached over HTTP.
    pub(crate) fn with_provider() -> (Shop, PaymentProvider) {
        let provider = PaymentProvider::start();
        let gateway = TestGateway::of(&PACK)
            .with(|settings| provider.configure(&mut settings.pay))
            .start();
        (Shop::of(gateway), provider)
    }

    /// Returns a new member.
    pub(crate) fn buyer(&self) -> Buyer<'_> {
        Buyer::fresh(&self.gateway)
    }

    /// Returns the buyer of the demo, who has vouchers, a password for payments, and a predeposit of `fen`.
    pub(crate) fn rich_buyer(&self, fen: i64) -> Buyer<'_> {
        let buyer = Buyer::new(&self.gateway, BUYER);
        buyer.set_predeposit(fen);
        buyer
    }

    /// Makes a call of a member. The bytes of each call differ, so that no stored reply is returned.
    pub(crate) fn call(&self, buyer: &Buyer<'_>, method: &str, parameters: Value) -> Answer {
        let client = self.gateway.client().token(&buyer.key);
        client.call(&format!("teahouse.{method}"), self.again(parameters))
    }

    /// Makes a call that must succeed, and returns its data.
    pub(crate) fn get(&self, buyer: &Buyer<'_>, method: &str, parameters: Value) -> Value {
        self.call(buyer, method, parameters).good()
    }

    /// Makes a call of an operator.
    pub(crate) fn operate(&self, method: &str, parameters: Value) -> Answer {
        self.gateway.admin().call(method, self.again(parameters))
    }

    fn again(&self, parameters: Value) -> Value {
        let number = self.calls.fetch_add(1, Ordering::Relaxed);
        with(parameters, json!({"unique_id": format!("device {number}")}))
    }

    /// Buys goods, such as `232|1,305|2`, and returns the pay number.
    pub(crate) fn buy(&self, buyer: &Buyer<'_>, goods: &str) -> String {
        self.buy_as(buyer, &buyer.prepare(goods, SHENZHEN))
    }

    /// Buys goods with the predeposit.
    pub(crate) fn buy_with_predeposit(&self, buyer: &Buyer<'_>, goods: &str) -> String {
        self.buy_as(buyer, &buyer.prepare(goods, SHENZHEN).with_predeposit())
    }

    /// Buys goods with cash on delivery, where the stores accept it.
    pub(crate) fn buy_in_cash(&self, buyer: &Buyer<'_>, goods: &str, area: Area) -> String {
        self.buy_as(
            buyer,
            &buyer.prepare(goods, area).with("pay_name", "offline"),
        )
    }

    pub(crate) fn buy_as(&self, buyer: &Buyer<'_>, step2: &Step2) -> String {
        let created = buyer.step2_signed(step2).good();
        created["pay_sn"].as_str().unwrap().to_owned()
    }

    /// Starts the payment of a pay number and returns the amount. The call must succeed.
    pub(crate) fn charge(&self, buyer: &Buyer<'_>, pay_sn: &str) -> i64 {
        let pay = json!({"pay_sn": pay_sn, "channel": "alipay"});
        let started = self.get(buyer, "order.pay", pay);
        started["amount"].as_i64().unwrap()
    }

    /// Pays a pay number, and returns the amount.
    pub(crate) fn pay(&self, buyer: &Buyer<'_>, pay_sn: &str) -> i64 {
        let amount = self.charge(buyer, pay_sn);
        self.settle(pay_sn, "paid");
        amount
    }

    /// Acts as the payment provider for the newest charge of a pay number.
    pub(crate) fn settle(&self, pay_sn: &str, outcome: &str) {
        let settle = json!({"order": pay_sn, "outcome": outcome});
        until_taken(|| self.operate("admin.payment.settle", settle.clone())).good();
    }

    /// Posts a notification of the provider. The gateway must accept it.
    pub(crate) fn notify(&self, provider: &PaymentProvider, event: &str) {
        let (length, signature) = (event.len(), provider.sign(event));
        let request = format!(
            "POST /notify/payments HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\n\
             x-pingplusplus-signature: {signature}\r\nContent-Length: {length}\r\n\r\n{event}"
        );
        let answer = self.gateway.raw(request.as_bytes());
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    }

    /// Cancels an order as its buyer.
    pub(crate) fn cancel(&self, buyer: &Buyer<'_>, order_sn: &str) -> Answer {
        self.call(buyer, "order.cancel", json!({"order_sn": order_sn}))
    }

    /// Ships an order as an operator.
    pub(crate) fn ship(&self, order_sn: &str) -> Answer {
        let parcel = json!({"order_sn": order_sn, "express_name": "顺丰速运", "express_no": "SF1"});
        self.operate("admin.teahouse.order.ship", parcel)
    }

    /// Closes an order as an operator.
    pub(crate) fn close(&self, order_sn: &str) -> Answer {
        let close = json!({"order_sn": order_sn, "reason": "缺货"});
        self.operate("admin.teahouse.order.close", close)
    }

    /// Returns the orders of a pay number, by store.
    pub(crate) fn orders(&self, buyer: &Buyer<'_>, pay_sn: &str) -> Vec<Order> {
        let orders = buyer.orders(pay_sn).into_iter();
        orders.map(|(order, _)| order).collect()
    }

    /// Returns the only order of a pay number.
    pub(crate) fn order(&self, buyer: &Buyer<'_>, pay_sn: &str) -> Order {
        let mut orders = self.orders(buyer, pay_sn);
        assert_eq!(orders.len(), 1, "{orders:?}");
        orders.remove(0)
    }

    pub(crate) fn states(&self, buyer: &Buyer<'_>, pay_sn: &str) -> Vec<i64> {
        let orders = self.orders(buyer, pay_sn);
        orders.iter().map(|order| order.state).collect()
    }

    /// Returns the state of an order.
    pub(crate) fn state(&self, order_sn: &str) -> i64 {
        let order = self.read(|connection| orders::by_sn(connection, order_sn));
        order.unwrap().state
    }

    /// Returns the stock of goods, and the number of sold pieces.
    pub(crate) fn stock(&self, goods_id: i64) -> (i64, i64) {
        let found = self.read(|connection| goods::of_ids(connection, &[goods_id]));
        (found[0].storage, found[0].salenum)
    }

    pub(crate) fn predeposit(&self, buyer: &Buyer<'_>) -> i64 {
        self.read(|connection| members::find(connection, buyer.user_id))
            .predeposit
    }

    /// Returns the newest charge of a pay number.
    pub(crate) fn newest_charge(&self, pay_sn: &str) -> Option<Charge> {
        self.gateway.charge("teahouse", pay_sn)
    }

    /// Returns the orders and amounts of the refunds of the newest charge of a pay number.
    pub(crate) fn refunds(&self, pay_sn: &str) -> Vec<(String, i64)> {
        let Some(charge) = self.newest_charge(pay_sn) else {
            return Vec::new();
        };
        let refunds = self.read(|connection| refunds::of_charge(connection, charge.id));
        let of_order = |refund: Refund| (refund.order_no, refund.fen);
        refunds.into_iter().map(of_order).collect()
    }

    /// Checks the books: the stock that orders took, and the money that they brought.
    pub(crate) fn check_books(&self) {
        self.books.check(&self.gateway);
        self.check_charges();
    }

    pub(crate) fn now(&self) -> i64 {
        self.gateway.clock.now()
    }

    pub(crate) fn read<T>(&self, work: impl FnMut(&mut Connection) -> Result<T, Error>) -> T {
        self.gateway.read(work)
    }

    pub(crate) fn write<T>(&self, work: impl FnMut(&mut Tx<'_>) -> Result<T, Error>) -> T {
        self.gateway.write(work)
    }
}
