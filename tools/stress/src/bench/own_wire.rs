//! Calls on the wire of homecare, and signed calls of the same methods.

use std::net::SocketAddr;

use anyhow::{Context, Result};
use serde_json::json;

use super::calls::{call_of, call_with, good};
use crate::app::Call;
use crate::connection::Connection;
use crate::gateways::Gateways;
use crate::population::Population;

/// An account of the demo content of homecare, and its password.
const PHONE: &str = "18215606355";
const PASSWORD: &str = "123456";

const IP: &str = "127.0.0.1";

/// The demo account, logged in, and the population whose app signs calls.
pub(crate) struct OwnWire<'a> {
    population: &'a Population,
    token: String,
}

/// A call of one method: signed, and on the wire of its pack.
pub(crate) struct Twice {
    pub(crate) signed: Call,
    pub(crate) on_wire: Call,
}

/// The settings with which a gateway also serves homecare.
const SERVED: [(&str, &str); 2] = [
    ("PACKS__ENABLED", "yaf,homecare"),
    ("WIRE__HOMECARE__ENABLED", "true"),
];

/// Sets whether gateways that are started later serve homecare.
pub(crate) fn serve(gateways: &mut Gateways, is_served: bool) {
    for (key, value) in SERVED {
        gateways.forget(key);
        if is_served {
            gateways.set(key, value);
        }
    }
}

impl OwnWire<'_> {
    pub(crate) async fn log_in(
        population: &Population,
        address: SocketAddr,
    ) -> Result<OwnWire<'_>> {
        let login = json!({"username": PHONE, "password": PASSWORD});
        let login = Call::on_wire(IP, "/homecare/consumer/login", &login);
        let logged_in = good(Connection::open(address).await?.send(&login).await?)?;
        let token = logged_in.data("/private_token")?;
        let token = token.as_str().context("a token is a text")?.to_owned();
        Ok(OwnWire { population, token })
    }

    /// Returns kind A: a query for the city of a code, which is answered from memory.
    pub(crate) fn search(&self) -> Twice {
        let search = json!({"city_num": "511000"});
        Twice {
            signed: call_with(self.population, "homecare.city.search", "", &search),
            on_wire: Call::on_wire(IP, "/homecare/consumer/city_search", &search),
        }
    }

    /// Returns kind B: a query for the number of unread messages, with a session. It also needs the database, like every route of the wire
    /// with a session.
    pub(crate) fn unread(&self) -> Twice {
        let caller = json!({"username": PHONE, "private_token": self.token});
        let path = "/homecare/consumer/get_unread_message_count";
        Twice {
            signed: call_of(
                self.population,
                "homecare.message.unread_count",
                &self.token,
            ),
            on_wire: Call::on_wire(IP, path, &caller),
        }
    }
}
