//! The charges and refunds of the provider, and its answers to requests.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Behaviour;

/// A charge and its refunds, as the provider stores them.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub(super) charge: Value,
    pub(super) refunds: Vec<Value>,
}

pub(super) struct Books {
    pub(super) behaviour: Behaviour,
    pub(super) entries: BTreeMap<String, Entry>,
    pub(super) requests: Vec<String>,
    /// The number of refunds that the provider refused.
    pub(super) refused: u64,
    next: u64,
}

impl Books {
    /// Returns books without charges.
    pub(super) fn new() -> Books {
        Books {
            behaviour: Behaviour::Good,
            entries: BTreeMap::new(),
            requests: Vec::new(),
            refused: 0,
            next: 0,
        }
    }

    /// Executes a request. Returns the status and the reply, or `None` if the provider does not answer.
    pub(super) fn handle(
        &mut self,
        behaviour: &Behaviour,
        method: &str,
        path: &str,
        body: &Value,
    ) -> Option<(u16, Value)> {
        self.requests.push(format!("{method} {path}"));
        match behaviour {
            Behaviour::Fails(status) => {
                return Some((*status, json!({"error": {"code": "planted"}})));
            }
            Behaviour::Breaks => return None,
            Behaviour::Good | Behaviour::Forgets | Behaviour::Lies(..) | Behaviour::Slow(_) => {}
        }
        let rest = path.strip_prefix("/v1/charges").unwrap_or("?");
        let parts: Vec<&str> = rest.split('/').skip(1).collect();
        let (status, mut reply) = match (method, parts.as_slice()) {
            ("POST", []) => (200, self.create(body)),
            ("GET", [id]) => match self.by_id(id) {
                Some(entry) => (200, entry.charge.clone()),
                None => (404, json!({"error": {"code": "not_found"}})),
            },
            ("POST", [id, "refunds"]) => self.refund(id, body),
            ("GET", [id, "refunds"]) => {
                let entry = self.by_id(id)?;
                (
                    200,
                    json!({"object": "list", "has_more": false, "data": entry.refunds.clone()}),
                )
            }
            _ => (404, json!({})),
        };
        match behaviour {
            Behaviour::Forgets => None,
            Behaviour::Lies(field, value) => {
                reply[*field] = value.clone();
                Some((status, reply))
            }
            _ => Some((status, reply)),
        }
    }

    fn by_id(&mut self, id: &str) -> Option<&mut Entry> {
        let mut entries = self.entries.values_mut();
        entries.find(|entry| entry.charge["id"] == id)
    }

    fn id(&mut self, kind: &str) -> String {
        self.next += 1;
        format!("{kind}_{:08}", self.next)
    }

    /// Creates a charge. If there is one with the same order number, returns that one.
    fn create(&mut self, body: &Value) -> Value {
        let number = body["order_no"].as_str().unwrap_or_default().to_owned();
        if let Some(entry) = self.entries.get(&number) {
            return entry.charge.clone();
        }
        let channel = body["channel"].as_str().unwrap_or_default();
        let charge = json!({
            "id": self.id("ch"), "object": "charge", "created": 1_800_000_000, "livemode": false, "paid": false,
            "refunded": false, "reversed": false, "app": body["app"]["id"], "channel": channel, "order_no": number,
            "client_ip": body["client_ip"], "amount": body["amount"], "amount_settle": body["amount"],
            "currency": body["currency"], "subject": body["subject"], "body": body["body"], "extra": {},
            "time_paid": null, "time_expire": body["time_expire"], "time_settle": null, "transaction_no": null,
            "refunds": {"object": "list", "url": "/v1/charges/refunds", "has_more": false, "data": []},
            "amount_refunded": 0, "failure_code": null, "failure_msg": null, "metadata": {},
            "credential": {"object": "credential", channel: {"orderInfo": format!("pay {number}")}},
            "description": null,
        });
        let entry = Entry {
            charge: charge.clone(),
            refunds: Vec::new(),
        };
        self.entries.insert(number, entry);
        charge
    }

    fn refund(&mut self, id: &str, body: &Value) -> (u16, Value) {
        let refund_id = self.id("re");
        let Some(entry) = self.by_id(id) else {
            return (404, json!({"error": {"code": "not_found"}}));
        };
        let amount = |value: &Value| value["amount"].as_i64().unwrap_or_default();
        let of_others = entry.refunds.iter();
        let of_others = of_others.filter(|refund| refund["status"] != "failed");
        let sum: i64 = of_others.map(amount).sum();
        if entry.charge["paid"] != json!(true) || sum + amount(body) > amount(&entry.charge) {
            self.refused += 1;
            return (400, json!({"error": {"code": "refund_refused"}}));
        }
        let refund = json!({
            "id": refund_id, "object": "refund", "amount": body["amount"], "status": "pending", "succeed": false,
            "charge": id, "charge_order_no": entry.charge["order_no"], "description": body["description"],
            "metadata": body["metadata"],
        });
        entry.refunds.push(refund.clone());
        (200, refund)
    }

    pub(super) fn event(&mut self, kind: &str, object: &Value) -> String {
        let id = self.id("evt");
        json!({"id": id, "object": "event", "type": kind, "created": 1_800_000_000, "livemode": false,
            "data": {"object": object}, "pending_webhooks": 0, "request": "iar_1"})
        .to_string()
    }
}
