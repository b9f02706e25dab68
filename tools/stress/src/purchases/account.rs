//! An account of homecare and its calls. Half of the accounts sign, and the others use the wire of the shipped clients.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use serde_json::{Map, Value, json};

use crate::app::{App, Call};
use crate::connection::Connection;
use crate::gateways::SMS_CODE;

const PASSWORD: &str = "123456";

/// A method, and its path on the wire of homecare.
#[derive(Clone, Copy)]
pub(super) struct Route {
    pub(super) method: &'static str,
    path: &'static str,
}

pub(super) const CREATE: Route = Route {
    method: "homecare.order.create",
    path: "/homecare/consumer/create_pay_order",
};
pub(super) const CHARGE_STATUS: Route = Route {
    method: "homecare.order.charge_status",
    path: "/homecare/consumer/get_charge_status",
};
pub(super) const CANCEL: Route = Route {
    method: "homecare.order.cancel",
    path: "/homecare/consumer/cancel_order",
};
pub(super) const ORDERS: Route = Route {
    method: "homecare.order.list",
    path: "/homecare/consumer/get_all_orders",
};
pub(super) const COUPONS: Route = Route {
    method: "homecare.coupon.list",
    path: "/homecare/consumer/get_coupons",
};

/// An account, logged in.
pub(super) struct Account {
    pub(super) phone: String,
    token: String,
    ip: String,
    signs: bool,
}

/// The amount of an order before its coupon, in fen.
pub(super) const TOTAL: i64 = 3500;

/// A coupon that can be used.
#[derive(Clone)]
pub(super) struct Coupon {
    pub(super) cou_id: String,
    pub(super) fen: i64,
}

impl Account {
    /// Registers the account with this number. Accounts with even numbers sign.
    pub(super) async fn register(app: &App, address: SocketAddr, number: usize) -> Result<Account> {
        let phone = format!("177{number:08}");
        // Each account has its own address, because limits count by address.
        let ip = format!("10.77.{}.{}", number / 250, number % 250);
        let mut connection = Connection::open(address).await?;
        let send = app.call(&ip, "homecare.sms.send", json!({"phone": phone}));
        let sent = connection.send(&send).await?;
        ensure!(sent.is_good(), "{:?}", sent.envelope());
        let account = json!({"username": phone, "password": PASSWORD, "verify_code": SMS_CODE});
        let register = app.call(&ip, "homecare.consumer.register", account);
        let token = connection.send(&register).await?.data("/private_token")?;
        Ok(Account {
            token: token.as_str().context("a token is a text")?.to_owned(),
            phone,
            ip,
            signs: number.is_multiple_of(2),
        })
    }

    /// Returns a call of the account, signed or on the wire of homecare.
    pub(super) fn call(&self, app: &App, route: Route, mut parameters: Map<String, Value>) -> Call {
        if self.signs {
            parameters.insert("token".to_owned(), json!(self.token));
            return app.call(&self.ip, route.method, Value::Object(parameters));
        }
        parameters.insert("private_token".to_owned(), json!(self.token));
        parameters.insert("username".to_owned(), json!(self.phone));
        Call::on_wire(&self.ip, route.path, &Value::Object(parameters))
    }

    /// Returns the parameters of an order that is paid on-line.
    pub(super) fn order(&self, address: &str, coupon: Option<&Coupon>) -> Map<String, Value> {
        let fen = TOTAL - coupon.map_or(0, |coupon| coupon.fen);
        let (channel, price) = match self.signs {
            true => ("pay_channel", json!(fen)),
            // The wire has prices in yuan.
            false => ("channel", json!(format!("{}.{:02}", fen / 100, fen % 100))),
        };
        let order = json!({
            "address": address, "city_number": "511000", "send_type": 1, "online_pay": 1,
            "use_coupon": i32::from(coupon.is_some()), "submit_price": price,
            "goods_items": [{"sid": 1, "use_repair": 1}, {"sid": 2, "use_repair": 0}], "home_items": [{"hid": 1}],
        });
        let mut order: Map<String, Value> = order.as_object().cloned().unwrap_or_default();
        order.insert(channel.to_owned(), json!("alipay"));
        if let Some(coupon) = coupon {
            order.insert("coupon_id".to_owned(), json!(coupon.cou_id));
        }
        order
    }

    /// Returns the first coupon of a reply that is not used and whose value is below the amount of an order.
    pub(super) fn usable(&self, coupons: &Value) -> Option<Coupon> {
        let coupons = coupons.as_array()?.iter();
        let mut unused = coupons.filter(|coupon| coupon.get("if_use") == Some(&json!(false)));
        unused.find_map(|coupon| {
            let value = coupon.get("value")?.as_f64()?;
            // The wire has values in yuan.
            let fen = if self.signs { value } else { value * 100.0 };
            let fen: i64 = format!("{fen:.0}").parse().ok()?;
            let cou_id = coupon.get("cou_id")?.as_str()?.to_owned();
            (fen < TOTAL).then_some(Coupon { cou_id, fen })
        })
    }
}
