//! Accounts, guests, coupons, orders and the payment provider for the tests about orders.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use signet_methods_homecare::tables::coupons::{self, Coupon, NewCoupon};
use signet_methods_homecare::tables::guests::{self, Guest};
use signet_methods_homecare::tables::orders::{self, Order};
use signet_store::charges::{self, Charge};
use signet_store::refunds::{self, Refund};
use signet_store::{Connection, Error, Tx, users};
use signet_testkit::{Answer, Client, SMS_CODE, TestGateway};

/// The realm of charges.
const REALM: &str = "homecare";

/// The `msg` of the reply to an order that is to be paid on-line.
pub(crate) const ON_LINE: &str = "server create order success, but not sure ping++ create success";

/// A gateway, with helper methods for the tests about orders.
pub(crate) struct Shop {
    pub(crate) gateway: TestGateway,
}

/// An account that is logged in.
#[derive(Clone)]
pub(crate) struct Account {
    pub(crate) mobile: String,
    pub(crate) id: i64,
    token: String,
}

impl Account {
    pub(crate) fn token(&self) -> &str {
        &self.token
    }
}

impl Shop {
    pub(crate) fn open() -> Shop {
        Shop::of(TestGateway::of(&signet_methods_homecare::PACK).start())
    }

    pub(crate) fn of(gateway: TestGateway) -> Shop {
        Shop { gateway }
    }

    /// Registers an account.
    pub(crate) fn account(&self, mobile: &str) -> Account {
        good(
            self.gateway
                .call("homecare.sms.send", json!({"phone": mobile})),
        );
        let register = json!({"username": mobile, "password": "123456", "verify_code": SMS_CODE});
        let registered = good(self.gateway.call("homecare.consumer.register", register));
        self.holder(mobile, &registered["private_token"])
    }

    /// Logs in an account that has the password of the demo.
    pub(crate) fn logged_in(&self, mobile: &str) -> Account {
        let login = json!({"username": mobile, "password": "123456"});
        let logged_in = good(self.gateway.call("homecare.consumer.login", login));
        self.holder(mobile, &logged_in["private_token"])
    }

    /// Returns the account that holds a token.
    fn holder(&self, mobile: &str, token: &Value) -> Account {
        let user = self.read(|connection| users::by_mobile(connection, REALM, mobile));
        Account {
            mobile: mobile.to_owned(),
            id: user.unwrap().id,
            token: token.as_str().unwrap().to_owned(),
        }
    }

    /// Confirms the phone of a guest, for a day, and returns the consumer token.
    pub(crate) fn guest(&self, mobile: &str) -> String {
        let token = hex::encode(&Sha256::digest(format!("token of {mobile}"))[..16]);
        let now = self.now();
        let guest = Guest {
            mobile: mobile.to_owned(),
            token_hash: hex::encode(Sha256::digest(&token)),
            created_at: now,
            expires_at: now + 86_400,
        };
        self.write(|tx| guests::replace(tx, &guest));
        token
    }

    /// Gives a coupon to an account, for a year. Returns its number.
    pub(crate) fn coupon(&self, account: &Account, number: &str, value: i64) -> String {
        let now = self.now();
        let coupon = NewCoupon {
            cou_id: number.to_owned(),
            user_id: account.id,
            kind: 3,
            value,
            deadline: now + 365 * 86_400,
            source: format!("test:{number}"),
            created_at: now,
            owned_at: now,
            used_at: None,
            order_id: None,
        };
        self.write(|tx| coupons::insert(tx, &coupon));
        number.to_owned()
    }

    /// Makes a call of an account.
    pub(crate) fn call(&self, account: &Account, method: &str, parameters: Value) -> Answer {
        let client = self.gateway.client().token(&account.token);
        client.call(&format!("homecare.{method}"), parameters)
    }

    /// Makes the call of an account once more. The bytes differ, so that the stored reply is not returned.
    pub(crate) fn again(
        &self,
        account: &Account,
        method: &str,
        parameters: Value,
        number: usize,
    ) -> Answer {
        let device = json!({"unique_id": format!("device {number}")});
        self.call(account, method, with(parameters, device))
    }

    /// Makes a call that must succeed, and returns its data.
    pub(crate) fn get(&self, account: &Account, method: &str, parameters: Value) -> Value {
        good(self.call(account, method, parameters))
    }

    /// Orders goods and returns the number of the order. The call must succeed.
    pub(crate) fn order(&self, account: &Account, changes: Value) -> String {
        let placed = self.get(account, "order.create", purchase(changes));
        placed["order_id"].as_str().unwrap().to_owned()
    }

    /// Makes an appointment of an account and returns its number. The call must succeed.
    pub(crate) fn appointment(&self, account: &Account, changes: Value) -> String {
        let visit = visit(&account.mobile, changes);
        let made = self.get(account, "appointment.create", visit);
        made["new_id"].as_str().unwrap().to_owned()
    }

    /// Returns an order in the list of its owner.
    pub(crate) fn shown(&self, account: &Account, order_no: &str) -> Value {
        let list = self.get(account, "order.list", json!({}));
        let list = list["order_list"].as_array().unwrap();
        let order = list.iter().find(|order| order["order_id"] == order_no);
        order
            .unwrap_or_else(|| panic!("{order_no} is not in {list:?}"))
            .clone()
    }

    /// Makes a call of an operator.
    pub(crate) fn operate(&self, method: &str, parameters: Value) -> Answer {
        let method = match method.starts_with("admin.") {
            true => method.to_owned(),
            false => format!("admin.homecare.{method}"),
        };
        self.operator().call(&method, parameters)
    }

    pub(crate) fn operator(&self) -> Client<'_> {
        self.gateway.admin()
    }

    /// Acts as the payment provider.
    pub(crate) fn settle(&self, order_no: &str, outcome: &str) {
        self.gateway.settle(order_no, outcome);
    }

    /// Confirms, delivers and completes a paid order of goods or an appointment.
    pub(crate) fn complete(&self, order_no: &str, amount: Option<i64>) {
        good(self.operate("order.confirm", json!({"order_id": order_no})));
        good(self.operate("order.deliver", json!({"order_id": order_no})));
        let complete = json!({"order_id": order_no, "amount": amount});
        good(self.operate("order.complete", complete));
    }

    pub(crate) fn row(&self, order_no: &str) -> Order {
        let order = self.read(|connection| orders::by_order_no(connection, order_no));
        order.unwrap()
    }

    pub(crate) fn charge(&self, order_no: &str) -> Option<Charge> {
        self.read(|connection| charges::newest(connection, REALM, order_no))
    }

    pub(crate) fn refunds(&self, order_no: &str) -> Vec<Refund> {
        let charge = self.charge(order_no).unwrap();
        self.read(|connection| refunds::of_charge(connection, charge.id))
    }

    pub(crate) fn coupon_row(&self, number: &str) -> Coupon {
        let coupon = self.read(|connection| coupons::by_cou_id(connection, number));
        coupon.unwrap()
    }

    /// Returns the number of orders in the list of an account.
    pub(crate) fn orders_of(&self, account: &Account) -> usize {
        let list = self.get(account, "order.list", json!({}));
        list["order_list"].as_array().unwrap().len()
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

/// Returns the data of an answer, which must be good.
pub(crate) fn good(answer: Answer) -> Value {
    answer.good()
}

/// Returns the parameters of the order of goods in the document, 35 yuan on-line, with changes.
pub(crate) fn purchase(changes: Value) -> Value {
    let order = json!({
        "address": "kb258", "city_number": "511000", "send_type": 1, "use_coupon": 0, "online_pay": 1,
        "pay_channel": "alipay", "submit_price": 3500,
        "goods_items": [{"sid": "1", "use_repair": true}, {"sid": "2", "use_repair": false}],
        "home_items": [{"hid": "1"}]
    });
    with(order, changes)
}

/// Returns the parameters of the appointment in the document, with changes.
pub(crate) fn visit(phone: &str, changes: Value) -> Value {
    let appointment = json!({
        "phone": phone, "address": "test", "city_number": "511100", "use_coupon": 0, "home_items": [{"hid": "1"}]
    });
    with(appointment, changes)
}

/// Returns parameters with changes: a change replaces the parameter with the same name, and a null removes it.
pub(crate) fn with(parameters: Value, changes: Value) -> Value {
    let mut all = signet_testkit::with(parameters, changes);
    if let Value::Object(all) = &mut all {
        all.retain(|_, value| !value.is_null());
    }
    all
}

/// Returns the number of answers with a sub-code; empty for good ones.
pub(crate) fn count(answers: &[Answer], sub_code: &str) -> usize {
    answers
        .iter()
        .filter(|answer| answer.sub_code() == sub_code)
        .count()
}
