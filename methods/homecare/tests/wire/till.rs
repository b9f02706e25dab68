//! An account that makes orders, and the payment provider.

use serde_json::{Value, json};
use signet_testkit::payments::PaymentProvider;
use signet_testkit::{TestGateway, with};

use crate::{ALICE, Reply, log_in, post, purchase};

/// The coupon of 4 yuan of the first account.
pub(crate) const COUPON: &str = "20150330300008";

/// The first account of the demo, and a provider through which its orders are paid.
pub(crate) struct Till {
    pub(crate) gateway: TestGateway,
    pub(crate) provider: PaymentProvider,
    token: String,
}

impl Till {
    pub(crate) fn open() -> Till {
        Till::with_patience(3_000)
    }

    /// Starts a gateway that waits `timeout_ms` milliseconds for an answer of the provider.
    pub(crate) fn with_patience(timeout_ms: u64) -> Till {
        let provider = PaymentProvider::start();
        let gateway = TestGateway::of(&signet_methods_homecare::PACK)
            .with(|settings| {
                provider.configure(&mut settings.pay);
                settings.pay.timeout_ms = timeout_ms;
            })
            .start();
        let token = log_in(&gateway, ALICE);
        Till {
            gateway,
            provider,
            token,
        }
    }

    /// Logs in again, because the session has ended.
    pub(crate) fn log_in(&mut self) {
        self.token = log_in(&self.gateway, ALICE);
    }

    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    pub(crate) fn post(&self, route: &str, body: Value) -> Reply {
        let body = with(body, json!({"private_token": self.token}));
        post(&self.gateway, route, &body)
    }

    /// Posts about an order.
    pub(crate) fn of_order(&self, route: &str, number: &str) -> Reply {
        self.post(route, json!({"order_id": number}))
    }

    /// Orders goods at an address of its own, so that no order counts as a repetition of another.
    pub(crate) fn order(&self, address: usize, changes: Value) -> Reply {
        let at = json!({"address": format!("{address} 号")});
        self.post("create_pay_order", with(with(purchase(), at), changes))
    }

    /// Like [`Till::order`], but the call must succeed. Returns the number of the order.
    pub(crate) fn placed(&self, address: usize, changes: Value) -> String {
        let placed = self.order(address, changes).good();
        placed["order_id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn orders(&self) -> Vec<Value> {
        let list = self.post("get_all_orders", json!({})).good();
        list["order_list"].as_array().unwrap().clone()
    }

    /// Returns an order in the list.
    pub(crate) fn shown(&self, number: &str) -> Value {
        let orders = self.orders().into_iter();
        let mut orders = orders.filter(|order| order["order_id"] == number);
        orders.next().unwrap()
    }

    /// Returns whether a coupon is used.
    pub(crate) fn is_used(&self, cou_id: &str) -> bool {
        self.coupon(cou_id)["if_use"].as_bool().unwrap()
    }

    pub(crate) fn coupon(&self, cou_id: &str) -> Value {
        let list = self.coupons().into_iter();
        let mut coupons = list.filter(|coupon| coupon["cou_id"] == cou_id);
        coupons.next().unwrap()
    }

    pub(crate) fn coupons(&self) -> Vec<Value> {
        let list = self.post("get_coupons", json!({})).good();
        list["coupons"].as_array().unwrap().clone()
    }

    /// Makes a call of an operator, which must succeed. Returns its data.
    pub(crate) fn operate(&self, method: &str, parameters: Value) -> Value {
        let method = format!("admin.homecare.{method}");
        let answer = self.gateway.admin().call(&method, parameters);
        assert_eq!(answer.code(), 200, "{method}: {answer:?}");
        answer.data().clone()
    }

    /// Posts a notification with a signature. Returns the HTTP status.
    pub(crate) fn notify(&self, event: &str, signature: &str) -> u16 {
        let target = "POST /notify/payments";
        let headers = [
            ("Content-Type", "application/json"),
            ("x-pingplusplus-signature", signature),
        ];
        crate::send(&self.gateway, target, &headers, event.as_bytes()).http
    }

    /// Posts a notification of the provider. The gateway must accept it.
    pub(crate) fn notified(&self, event: &str) {
        assert_eq!(self.notify(event, &self.provider.sign(event)), 200);
    }

    /// Pays an order.
    pub(crate) fn pay(&self, number: &str) {
        self.notified(&self.provider.pay(number));
    }

    /// Returns the number of requests for refunds that the provider got.
    pub(crate) fn asked_refunds(&self) -> usize {
        let requests = self.provider.requests();
        let of_refunds =
            |request: &&String| request.starts_with("POST") && request.ends_with("/refunds");
        requests.iter().filter(of_refunds).count()
    }
}

/// Returns the number of replies with a status and a `msg`. Good replies also have a `msg`.
pub(crate) fn count(replies: &[Reply], status: i64, msg: &str) -> usize {
    let is = |reply: &&Reply| {
        let json = reply.json();
        json["status"] == status && json["body"]["msg"] == msg
    };
    replies.iter().filter(is).count()
}
