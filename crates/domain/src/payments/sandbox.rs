//! The provider's objects, as the sandbox makes them: always the same for the same charge.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use signet_store::charges::Charge;
use signet_store::refunds::Refund;

use super::object::{CURRENCY, RefundMetadata};
use super::{RefundStatus, SeenRefund};

/// The number of hexadecimal digits in an id at the provider.
const ID: usize = 24;

/// Returns the text of a new charge.
pub(super) fn charge(charge: &Charge, app: &str) -> String {
    let id = charge_id(charge);
    let refunds = json!({
        "object": "list", "url": format!("/v1/charges/{id}/refunds"), "has_more": false, "data": []
    });
    let object = json!({
        "id": id,
        "object": "charge",
        "created": charge.created_at,
        "livemode": false,
        "paid": false,
        "refunded": false,
        "app": app,
        "channel": charge.channel,
        "order_no": charge.number,
        "client_ip": charge.client_ip,
        "amount": charge.fen,
        "amount_settle": charge.fen,
        "currency": CURRENCY,
        "subject": charge.subject,
        "body": if charge.body.is_empty() { &charge.subject } else { &charge.body },
        "extra": {},
        "time_paid": null,
        "time_expire": charge.expires_at,
        "time_settle": null,
        "transaction_no": null,
        "refunds": refunds,
        "amount_refunded": 0,
        "failure_code": null,
        "failure_msg": null,
        "metadata": {},
        "credential": {"object": "credential", charge.channel.as_str(): credential(charge, &id)},
        "description": null,
    });
    object.to_string()
}

/// Returns the provider's id of a charge.
pub(super) fn charge_id(charge: &Charge) -> String {
    id("ch", &[&charge.realm, &charge.number])
}

/// Returns the provider's id of the refund of an order.
pub(super) fn refund_id(charge: &Charge, order_no: &str) -> String {
    id("re", &[&charge.realm, &charge.number, order_no])
}

/// Returns a refund that is accepted. It is made when an operator reports this.
pub(super) fn refund(charge: &Charge, refund: &Refund) -> SeenRefund {
    SeenRefund {
        id: refund_id(charge, &refund.order_no),
        charge: charge
            .provider_id
            .clone()
            .unwrap_or_else(|| charge_id(charge)),
        charge_order_no: charge.number.clone(),
        amount: refund.fen,
        status: RefundStatus::Pending,
        metadata: RefundMetadata {
            order: Some(refund.order_no.clone()),
        },
    }
}

/// Returns the object that the client passes to the payment library of the channel.
fn credential(charge: &Charge, id: &str) -> Value {
    let time = charge.created_at.to_string();
    match charge.channel.as_str() {
        "alipay" => json!({
            "orderInfo": format!(
                "partner=\"sandbox\"&out_trade_no=\"{}\"&total_fee=\"{}.{:02}\"&sign=\"sandbox\"&sign_type=\"RSA\"",
                charge.number, charge.fen / 100, charge.fen % 100
            ),
        }),
        "wx" => json!({
            "appId": "wxsandbox", "partnerId": "1900000000", "prepayId": id, "nonceStr": id,
            "timeStamp": time, "packageValue": "Sign=WXPay", "sign": "sandbox",
        }),
        "upacp" => json!({"tn": id, "mode": "01"}),
        _ => json!({"id": id}),
    }
}

fn id(prefix: &str, parts: &[&str]) -> String {
    let mut digest = Sha256::new();
    for part in parts {
        digest.update(part.as_bytes());
        digest.update([0]);
    }
    let digits: String = hex::encode(digest.finalize()).chars().take(ID).collect();
    format!("{prefix}_{digits}")
}
