//! The payments of a made-up product: each hook writes an entry to the ledger of points, in the transaction of the event.

mod books;
mod notifications;
mod provider;
mod sandbox;

use std::net::{IpAddr, Ipv4Addr};

use serde_json::{Value, json};
use signet_call::Pack;
use signet_domain::Services;
use signet_domain::payments::{self, Charges, DAY, NewCharge};
use signet_domain::realms::Realm;
use signet_fault::{Code, Fault};
use signet_gateway::packs::PACKS;
use signet_gateway::settings::Settings;
use signet_store::charges::Charge;
use signet_store::points_ledger::{self, NewEntry};
use signet_store::{Error, PageRequest, Tx, charges};
use signet_testkit::payments::PaymentProvider;
use signet_testkit::{Builder, Client, TestGateway};
use signet_wire::Fen;
use tokio::runtime::Runtime;

static SHOP: Realm = Realm::new("shop");
static STALL: Realm = Realm::new("stall");

static PACK: Pack = Pack {
    realms: &[&SHOP, &STALL],
    charges: &[
        Charges {
            realm: &SHOP,
            paid: |tx, charge| note(tx, "paid", &charge.order_no, charge.fen),
            refunded: |tx, _, refund| note(tx, "refunded", &refund.order_no, -refund.fen),
            is_alive: |_, order_no| Ok(order_no.starts_with("alive")),
        },
        Charges::without_effect(&STALL, |_, _| Ok(false)),
    ],
    ..Pack::new("shop", "商店")
};

/// Writes an entry with the arguments of a hook. For the order `fails` it fails instead.
fn note(tx: &mut Tx<'_>, reason: &str, order_no: &str, delta: i64) -> Result<(), Fault> {
    if order_no == "fails" {
        return Err(Code::OrderState.into());
    }
    let entry = NewEntry {
        user_id: 1,
        delta,
        balance: 0,
        reason: reason.to_owned(),
        ref_id: order_no.to_owned(),
        created_at: tx.now(),
    };
    points_ledger::insert(tx, &entry)?;
    Ok(())
}

/// The product on a gateway.
struct Shop {
    gateway: TestGateway,
    runtime: Runtime,
}

impl Shop {
    /// Starts the shop with the sandbox.
    fn start() -> Shop {
        Shop::with(|_| {})
    }

    /// Starts the shop with a provider.
    fn at(provider: &PaymentProvider) -> Shop {
        Shop::with(|settings| provider.configure(&mut settings.pay))
    }

    fn with(change: impl FnOnce(&mut Settings)) -> Shop {
        Shop {
            gateway: builder().with(change).start(),
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
        }
    }

    fn services(&self) -> &Services {
        &self.gateway.gateway.services
    }

    fn now(&self) -> i64 {
        self.gateway.clock.now()
    }

    fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// Runs a transaction of the product.
    fn tx<T>(&self, work: impl FnMut(&mut Tx<'_>) -> Result<T, Fault>) -> Result<T, Fault> {
        self.gateway.store().transaction_blocking(self.now(), work)
    }

    /// Creates the charge of an order, here and at the provider.
    fn charge(&self, order_no: &str, fen: i64) -> Charge {
        let charge = self
            .tx(|tx| payments::create(tx, &new(order_no, fen)))
            .unwrap();
        self.announce(&charge).unwrap()
    }

    fn announce(&self, charge: &Charge) -> Result<Charge, Fault> {
        self.wait(payments::announce(self.services(), self.now(), charge))
    }

    /// Cancels an order, and sends its refund.
    fn cancel(&self, order_no: &str) -> Charge {
        let cancelled = self.tx(|tx| payments::cancel(tx, &SHOP, order_no, "买家取消"));
        let charge = cancelled.unwrap().unwrap();
        self.wait(payments::send_refunds(self.services(), self.now(), &charge));
        self.read(order_no)
    }

    fn read(&self, order_no: &str) -> Charge {
        let newest = |c: &mut _| charges::newest(c, SHOP.name(), order_no);
        self.gateway
            .store()
            .run_blocking::<_, Error>(newest)
            .unwrap()
            .unwrap()
    }

    /// Returns the state of the newest charge of an order.
    fn state(&self, order_no: &str) -> &'static str {
        self.read(order_no).state.name()
    }

    /// Returns the arguments of the hook calls for an order.
    fn hooks(&self, order_no: &str) -> Vec<(String, i64)> {
        let page = PageRequest {
            offset: 0,
            limit: 10_000,
        };
        let all = |c: &mut _| points_ledger::of_user(c, 1, page);
        let entries = self.gateway.store().run_blocking::<_, Error>(all).unwrap();
        let mut entries = entries.rows;
        entries.reverse();
        entries.retain(|entry| entry.ref_id == order_no);
        entries
            .into_iter()
            .map(|entry| (entry.reason, entry.delta))
            .collect()
    }

    fn operator(&self) -> Client<'_> {
        self.gateway.admin()
    }

    /// Settles a charge in place of the provider of the sandbox.
    fn settle(&self, parameters: Value) -> Value {
        // The same call in another second is not a retry.
        self.gateway.clock.shift(1);
        let answer = self.operator().call("admin.payment.settle", parameters);
        assert_eq!(answer.code(), 200, "{answer:?}");
        answer.data().clone()
    }

    /// Posts a notification. Returns the status and the text.
    fn post(&self, body: &str, signature: Option<&str>) -> (u16, String) {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .build();
        let agent: ureq::Agent = config.into();
        let mut request = agent.post(format!("{}notify/payments", self.gateway.url));
        if let Some(signature) = signature {
            request = request.header("x-pingplusplus-signature", signature);
        }
        let mut answer = request.content_type("application/json").send(body).unwrap();
        let text = answer.body_mut().read_to_string().unwrap();
        (answer.status().as_u16(), text.trim().to_owned())
    }

    /// Posts a notification that the provider has signed.
    fn notify(&self, provider: &PaymentProvider, body: &str) -> (u16, String) {
        self.post(body, Some(&provider.sign(body)))
    }

    /// Returns the value of a counter with a label.
    fn metric(&self, name: &str, label: &str) -> u64 {
        let (_, text) = self.gateway.ops("/metrics");
        let line = text
            .lines()
            .find(|line| line.starts_with(name) && line.contains(&format!("\"{label}\"")));
        let value = line.and_then(|line| line.rsplit(' ').next());
        value
            .and_then(|value| value.parse().ok())
            .unwrap_or_default()
    }

    fn alarms(&self, kind: &str) -> u64 {
        self.metric("gateway_payment_alarms_total", kind)
    }
}

fn builder() -> Builder {
    let operate = PACKS.iter().find(|pack| pack.name == "operate").unwrap();
    let packs: Vec<&'static Pack> = vec![&PACK, operate];
    TestGateway::builder().packs(packs.leak())
}

fn new(order_no: &str, fen: i64) -> NewCharge<'_> {
    NewCharge {
        realm: &SHOP,
        order_no,
        fen: Fen(fen),
        channel: "alipay",
        subject: "不锈钢水管",
        body: "不锈钢水管#",
        client_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        seconds: DAY,
    }
}

fn paid(order_no: &str) -> Value {
    json!({"order": order_no, "outcome": "paid"})
}

fn entry(reason: &str, delta: i64) -> (String, i64) {
    (reason.to_owned(), delta)
}
