//! A member of the tea shop, and the steps of a checkout.

use std::net::SocketAddr;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::app::App;
use crate::caller::Caller;
use crate::connection::Connection;
use crate::gateways::SMS_CODE;

pub(super) const CREATE: &str = "teahouse.order.create";
const PREPARE: &str = "teahouse.order.prepare";

/// The cart: goods of two stores. One of them comes with a gift that another line of the cart buys.
const CART: &str = "232|2,110|1,304|1,301|1";

const PASSWORD: &str = "secret_1";

/// A member who is logged in and has an address.
pub(super) struct Member {
    token: String,
    ip: String,
    address_id: i64,
}

/// A checkout whose last step was answered.
pub(super) struct Submitted {
    pub(super) nonce: String,
    pub(super) pay_sn: String,
}

impl Member {
    /// Registers the member with this number.
    pub(super) async fn register(app: &App, address: SocketAddr, number: usize) -> Result<Member> {
        let mobile = format!("179{number:08}");
        // Each member has its own address, because limits count by address.
        let ip = format!("10.79.{}.{}", number / 250, number % 250);
        let mut connection = Connection::open(address).await?;
        let mut call = async |name: &str, parameters: Value| {
            let answer = connection.send(&app.call(&ip, name, parameters)).await?;
            ensure!(answer.is_good(), "{:?}", answer.envelope());
            Ok(answer)
        };
        call("teahouse.sms.send", json!({"mobile": mobile})).await?;
        let account = json!({"mobile": mobile, "password": PASSWORD, "verificode": SMS_CODE});
        let login = call("teahouse.user.register", account).await?;
        let token = text(&login.data("/key")?)?;
        let place = json!({
            "token": token, "true_name": "stress", "city_id": 440_300, "area_id": 440_305,
            "area_info": "-", "address": "-", "mob_phone": mobile,
        });
        let added = call("teahouse.address.add", place).await?;
        let address_id = added.data("/address_id")?.as_i64();
        Ok(Member {
            token,
            ip,
            address_id: address_id.context("an id is an integer")?,
        })
    }

    /// Makes the steps of a checkout, and repeats each until it is answered.
    pub(super) async fn buy(&self, app: &App, caller: &mut Caller<'_>) -> Result<Submitted> {
        let prepare = json!({"token": self.token, "cart_id": CART, "ifcart": 0});
        let prepare = app.call(&self.ip, PREPARE, prepare);
        let shown = caller.insist(PREPARE, &prepare).await?;
        let vat_hash = text(&shown.data("/vat_hash")?)?;
        let create = json!({
            "token": self.token, "cart_id": CART, "ifcart": 0, "address_id": self.address_id,
            "vat_hash": vat_hash, "pay_name": "online",
        });
        let create = app.call(&self.ip, CREATE, create);
        let made = caller.insist(CREATE, &create).await?;
        let nonce = vat_hash.split('.').nth(2).context("a text has a nonce")?;
        Ok(Submitted {
            nonce: nonce.to_owned(),
            pay_sn: text(&made.data("/pay_sn")?)?,
        })
    }
}

fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().context("a text is expected")?.to_owned())
}
