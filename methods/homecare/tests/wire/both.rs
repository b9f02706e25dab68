//! Makes the same call on both wires of the product. Bodies are written for the product's own wire.

use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Map, Value, json};
use signet_testkit::{Answer, Client, MULTIPART, TestGateway, multipart};

use crate::{Reply, post, send};

/// A wire of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// The product's own wire.
    Own,
    /// The signed endpoint.
    Signed,
}

/// Both wires.
pub(crate) const BOTH: [Way; 2] = [Way::Own, Way::Signed];

/// An answer.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The data of a good answer.
    data: Option<Value>,
    /// The status and the text of a fault, such as `7 invalid mid`; its sub-code on the signed endpoint.
    pub(crate) fault: String,
    /// All bytes, except bytes that differ in every answer, such as the date.
    pub(crate) bytes: String,
}

impl Outcome {
    pub(crate) fn is_good(&self) -> bool {
        self.data.is_some()
    }

    /// Returns the data of a good answer.
    pub(crate) fn good(&self) -> &Value {
        let data = self.data.as_ref();
        data.unwrap_or_else(|| panic!("{self:?}"))
    }
}

impl Way {
    /// Makes a call.
    pub(crate) fn call(self, gateway: &TestGateway, route: &str, body: &Value) -> Outcome {
        match self {
            Way::Own => of_reply(&post(gateway, route, body)),
            Way::Signed => {
                let (client, parameters) = signed(gateway, body);
                of_answer(client.call(method(route), parameters))
            }
        }
    }

    /// Uploads files to an appointment.
    pub(crate) fn upload(self, gateway: &TestGateway, body: &Value, files: &[&[u8]]) -> Outcome {
        if self == Way::Own {
            let texts: Vec<(&String, String)> = body
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, value)| (name, text(value)))
                .collect();
            let texts = texts
                .iter()
                .map(|(name, text)| (name.as_str(), text.as_bytes()));
            let files = files.iter().map(|file| ("file", *file));
            let parts: Vec<(&str, &[u8])> = texts.chain(files).collect();
            let target = "POST /homecare/consumer/upload_pircture";
            let headers = [("Content-Type", MULTIPART)];
            return of_reply(&send(gateway, target, &headers, &multipart(&parts)));
        }
        let (client, parameters) = signed(gateway, body);
        let data = client.data(method("upload_pircture"), parameters);
        let sign = client.sign(&data);
        let signed = [("data", data.as_bytes()), ("sign", sign.as_bytes())];
        let files = files.iter().map(|file| ("image", *file));
        let parts: Vec<(&str, &[u8])> = signed.into_iter().chain(files).collect();
        of_answer(client.post_parts(&parts))
    }

    /// Returns the fault as this wire names it.
    pub(crate) fn fault<'a>(self, own: &'a str, sub_code: &'a str) -> &'a str {
        match self {
            Way::Own => own,
            Way::Signed => sub_code,
        }
    }
}

fn text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

fn of_reply(reply: &Reply) -> Outcome {
    let json = reply.json();
    let is_good = json["status"] == 1;
    let msg = json["body"]["msg"].as_str().unwrap_or_default();
    let lines = reply.head.lines().filter(|line| {
        let name = line.split(':').next().unwrap_or_default().to_lowercase();
        !["date", "x-request-id"].contains(&name.as_str())
    });
    // The lines are sorted, because the headers come in the order of a hash table with a random seed.
    let mut lines: Vec<&str> = lines.collect();
    lines.sort_unstable();
    lines.push(&reply.text);
    Outcome {
        fault: match is_good {
            true => String::new(),
            false => format!("{} {msg}", json["status"]),
        },
        bytes: lines.join("\n"),
        data: is_good.then(|| json["body"].clone()),
    }
}

fn of_answer(answer: Answer) -> Outcome {
    let mut body = answer.body.clone();
    body.as_object_mut().unwrap().remove("request_id");
    let headers = answer.headers.iter();
    let mut headers: Vec<_> = headers
        .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
        .collect();
    headers.sort_unstable();
    Outcome {
        fault: answer.sub_code().to_owned(),
        bytes: format!("{} {headers:?} {body}", answer.status),
        data: (answer.code() == 200).then(|| answer.data().clone()),
    }
}

/// Returns the client and the parameters of a body on the signed endpoint. The bytes differ each time, so that no stored answer is
/// returned.
fn signed<'a>(gateway: &'a TestGateway, body: &Value) -> (Client<'a>, Value) {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let mut parameters: Map<String, Value> = body.as_object().unwrap().clone();
    let is_guest = parameters.remove("login") == Some(json!(false));
    let token = parameters.remove("private_token");
    if let Some(channel) = parameters.remove("channel") {
        parameters.insert("pay_channel".to_owned(), channel);
    }
    if let Some(price) = parameters.remove("submit_price") {
        let yuan: i64 = text(&price).trim_end_matches(".0").parse().unwrap();
        parameters.insert("submit_price".to_owned(), json!(yuan * 100));
    }
    if let Some(pid) = parameters.get("pid").cloned() {
        parameters.entry("recommand_id").or_insert(pid);
    }
    let next = NEXT.fetch_add(1, Ordering::Relaxed);
    parameters.insert("n".to_owned(), json!(next));
    let mut client = gateway.client();
    match token {
        Some(token) if is_guest => drop(parameters.insert("consumer_token".to_owned(), token)),
        Some(token) => client = client.token(token.as_str().unwrap()),
        None => {}
    }
    (client, Value::Object(parameters))
}

/// Returns the method of a route.
fn method(route: &str) -> &'static str {
    let found = METHODS.iter().find(|(own, _)| *own == route);
    found.unwrap_or_else(|| panic!("{route} is no route")).1
}

const METHODS: [(&str, &str); 34] = [
    ("send_verify", "homecare.sms.send"),
    ("register", "homecare.consumer.register"),
    ("change_password", "homecare.consumer.pwd.edit"),
    ("login", "homecare.consumer.login"),
    ("logout", "homecare.consumer.logout"),
    ("forget_password", "homecare.consumer.pwd.forget"),
    ("reset_password", "homecare.consumer.pwd.reset"),
    ("get_android_version", "homecare.version.android"),
    ("get_ios_version", "homecare.version.ios"),
    ("get_messages", "homecare.message.list"),
    ("get_unread_message_count", "homecare.message.unread_count"),
    ("read_message", "homecare.message.read"),
    ("new_feedback", "homecare.feedback.create"),
    ("city_search", "homecare.city.search"),
    ("change_info", "homecare.consumer.edit"),
    ("get_goods_item", "homecare.goods.items"),
    ("get_goods_sec_item", "homecare.goods.sec_items"),
    ("get_goods_detail", "homecare.goods.detail"),
    ("create_pay_order", "homecare.order.create"),
    ("get_charge_status", "homecare.order.charge_status"),
    ("create_appointment", "homecare.appointment.create"),
    ("upload_pircture", "homecare.appointment.picture"),
    ("appraise", "homecare.order.appraise"),
    ("cancel_order", "homecare.order.cancel"),
    ("get_all_orders", "homecare.order.list"),
    ("verify_consumer", "homecare.guest.verify"),
    ("get_homeitem", "homecare.service.groups"),
    ("get_homeitem_detail", "homecare.service.list"),
    ("get_recommand", "homecare.goods.recommand"),
    ("get_advertisment", "homecare.ad.list"),
    ("check_game", "homecare.game.check"),
    ("play_game", "homecare.game.play"),
    ("get_invite_coupon", "homecare.coupon.invite"),
    ("get_coupons", "homecare.coupon.list"),
];
