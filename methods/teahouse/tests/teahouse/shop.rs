//! A buyer, and the steps of a checkout.

use std::collections::BTreeMap;
use std::slice;

use serde_json::Value;
use signet_methods_teahouse::tables::order_goods::{self, OrderLine};
use signet_methods_teahouse::tables::orders::{self, Order};
use signet_methods_teahouse::tables::payments;
use signet_methods_teahouse::tables::predeposit::{self, Change, Reason};
use signet_store::{Connection, Error, Tx};
use signet_testkit::{Answer, TestGateway, unique};

use crate::books::number;
use crate::wire::{Reply, post, post_as};
use crate::{log_in, signed};

/// A city and a district of it.
pub(crate) type Area = (&'static str, &'static str);

pub(crate) const SHENZHEN: Area = ("440300", "440305");
pub(crate) const TIANJIN: Area = ("120100", "120106");
pub(crate) const BEIJING: Area = ("110100", "110101");

const STEP1: &str = "act=member_buy&op=buy_step1";
const FREIGHT: &str = "act=member_buy&op=change_address";
const STEP2: &str = "act=member_buy&op=buy_step2";

/// The password of the demo's buyer for payments.
pub(crate) const PAY_PASSWORD: &str = "pay_pwd_1";

/// A member who buys.
pub(crate) struct Buyer<'a> {
    pub(crate) gateway: &'a TestGateway,
    pub(crate) key: String,
    pub(crate) user_id: i64,
}

/// The fields of the second step, which tests change.
#[derive(Clone, Debug)]
pub(crate) struct Step2(BTreeMap<&'static str, String>);

impl<'a> Buyer<'a> {
    /// Logs a member in.
    pub(crate) fn new(gateway: &'a TestGateway, username: &str) -> Buyer<'a> {
        Buyer::of(gateway, log_in(gateway, username, "android"), username)
    }

    /// Returns a new member. The member has no password, which makes the creation fast.
    pub(crate) fn fresh(gateway: &'a TestGateway) -> Buyer<'a> {
        let code = format!("sandbox:{}", unique("tea"));
        let fields = [("op", "qq"), ("client", "android"), ("code", &code)];
        let login = post(gateway, "act=login&op=register_api", &fields).v3();
        let text = |name: &str| login[name].as_str().unwrap().to_owned();
        Buyer::of(gateway, text("key"), &text("username"))
    }

    fn of(gateway: &'a TestGateway, key: String, username: &str) -> Buyer<'a> {
        let id = format!("(SELECT id FROM users WHERE username = '{username}')");
        let user_id = number(gateway, &id);
        Buyer {
            gateway,
            key,
            user_id,
        }
    }

    pub(crate) fn post(&self, route: &str, fields: &[(&str, &str)]) -> Reply {
        post_as(self.gateway, &self.key, route, fields)
    }

    /// Adds an address and returns its id.
    pub(crate) fn address(&self, (city, district): Area) -> String {
        let fields = [
            ("true_name", "茶客"),
            ("city_id", city),
            ("area_id", district),
            ("area_info", "中国"),
            ("address", "一号"),
            ("mob_phone", "19900000202"),
        ];
        let added = self.post("act=member_address&op=address_add", &fields).v1();
        added["address_id"].as_str().unwrap().to_owned()
    }

    /// Adds goods to the cart and returns the id of their line.
    pub(crate) fn line(&self, goods_id: &str) -> String {
        let add = [("goods_id", goods_id), ("quantity", "1")];
        self.post("act=member_cart&op=cart_add", &add).v1();
        let list = self.post("act=member_cart&op=cart_list", &[]).v1();
        let mut lines = list["cart_list"].as_array().unwrap().iter();
        let line = lines.find(|line| line["goods_id"] == goods_id).unwrap();
        line["cart_id"].as_str().unwrap().to_owned()
    }

    pub(crate) fn step1(&self, cart_id: &str) -> Reply {
        self.post(STEP1, &[("cart_id", cart_id)])
    }

    pub(crate) fn of_cart(&self, cart_id: &str) -> Reply {
        self.post(STEP1, &[("cart_id", cart_id), ("ifcart", "1")])
    }

    pub(crate) fn to(&self, hash: &str, (city, district): Area) -> Reply {
        let fields = [
            ("freight_hash", hash),
            ("city_id", city),
            ("area_id", district),
        ];
        self.post(FREIGHT, &fields)
    }

    /// Makes the first steps and returns the fields of the second one, for a new address in an area.
    pub(crate) fn prepare(&self, cart_id: &str, area: Area) -> Step2 {
        self.step2_after(&self.step1(cart_id).v1(), cart_id, area)
    }

    /// Like [`Buyer::prepare`], but for lines of the cart.
    pub(crate) fn prepare_cart(&self, cart_id: &str, area: Area) -> Step2 {
        let step2 = self.step2_after(&self.of_cart(cart_id).v1(), cart_id, area);
        step2.with("ifcart", "1")
    }

    fn step2_after(&self, shown: &Value, cart_id: &str, area: Area) -> Step2 {
        let hash = shown["freight_hash"].as_str().unwrap();
        let freight = self.to(hash, area).v1();
        let address = self.address(area);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Step2(BTreeMap::from([
            ("cart_id", cart_id.to_owned()),
            ("ifcart", "0".to_owned()),
            ("address_id", address),
            ("vat_hash", text(&shown["vat_hash"])),
            ("offpay_hash", text(&freight["offpay_hash"])),
            ("offpay_hash_batch", text(&freight["offpay_hash_batch"])),
            ("pay_name", "online".to_owned()),
        ]))
    }

    /// Makes the second step on the wire.
    pub(crate) fn step2(&self, step2: &Step2) -> Reply {
        self.post(STEP2, &step2.fields())
    }

    /// Makes the second step as a signed call.
    pub(crate) fn step2_signed(&self, step2: &Step2) -> Answer {
        let fields = step2.0.iter();
        let fields = fields.map(|(name, value)| ((*name).to_owned(), Value::from(value.as_str())));
        let parameters = Value::Object(fields.collect());
        signed(self.gateway, &self.key, "order.create", parameters)
    }

    /// Makes the second step, which must succeed, and returns the orders with their lines.
    pub(crate) fn buy(&self, step2: &Step2) -> Vec<(Order, Vec<OrderLine>)> {
        let made = self.step2(step2).v1();
        self.orders(made["pay_sn"].as_str().unwrap())
    }

    /// Returns the orders of a pay number with their lines.
    pub(crate) fn orders(&self, pay_sn: &str) -> Vec<(Order, Vec<OrderLine>)> {
        let read = |connection: &mut Connection| {
            let payment = payments::of_user(connection, self.user_id, pay_sn)?.unwrap();
            let orders = orders::of_payment(connection, payment.id)?.into_iter();
            let with_lines = orders.map(|order| {
                let lines = order_goods::of_orders(connection, &[order.id])?;
                Ok::<_, Error>((order, lines))
            });
            with_lines.collect::<Result<Vec<_>, Error>>()
        };
        self.gateway.store().run_blocking(read).unwrap()
    }

    /// Sets the predeposit, in fen.
    pub(crate) fn set_predeposit(&self, fen: i64) {
        let expression = "(SELECT predeposit FROM teahouse_members WHERE user_id = ";
        let present = number(self.gateway, &format!("{expression}{})", self.user_id));
        if fen == present {
            return;
        }
        let adjust = Change {
            ref_id: unique("test"),
            delta: fen - present,
        };
        let changed = write(self.gateway, |tx| {
            predeposit::change(tx, self.user_id, Reason::Adjust, slice::from_ref(&adjust))
        });
        assert!(changed);
    }
}

impl Step2 {
    /// Returns the fields with another value for one field. An empty value counts as left out.
    pub(crate) fn with(&self, name: &'static str, value: &str) -> Step2 {
        let mut fields = self.0.clone();
        fields.insert(name, value.to_owned());
        Step2(fields)
    }

    /// Returns the fields for a purchase that the predeposit pays.
    pub(crate) fn with_predeposit(&self) -> Step2 {
        self.with("pd_pay", "1").with("password", PAY_PASSWORD)
    }

    pub(crate) fn without(&self, names: &[&'static str]) -> Step2 {
        let mut fields = self.0.clone();
        fields.retain(|name, _| !names.contains(name));
        Step2(fields)
    }

    pub(crate) fn get(&self, name: &str) -> &str {
        &self.0[name]
    }

    fn fields(&self) -> Vec<(&str, &str)> {
        let fields = self.0.iter();
        fields
            .map(|(name, value)| (*name, value.as_str()))
            .collect()
    }
}

/// Changes the database in a transaction.
pub(crate) fn write<T>(
    gateway: &TestGateway,
    work: impl FnMut(&mut Tx<'_>) -> Result<T, Error>,
) -> T {
    let now = gateway.clock.now();
    gateway.store().transaction_blocking(now, work).unwrap()
}
