//! The charges of orders that are paid on-line.

use std::net::{IpAddr, Ipv4Addr};

use signet_domain::payments::{self, DAY, NewCharge};
use signet_fault::Fault;
use signet_store::Tx;
use signet_store::charges::{self, ChargeState};
use signet_wire::Fen;

use crate::HOMECARE;

/// An order that is not paid, and one that is.
pub(super) fn load(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let new = |order_no, fen| NewCharge {
        realm: &HOMECARE,
        order_no,
        fen: Fen(fen),
        channel: "alipay",
        subject: "不锈钢水管",
        body: "不锈钢水管",
        client_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        seconds: DAY,
    };
    payments::create(tx, &new("201503300100000001", 3500))?;
    let mut paid = payments::create(tx, &new("201503270100000001", 3000))?;
    paid.state = ChargeState::Paid;
    paid.paid_at = Some(tx.now());
    paid.check_at = None;
    Ok(charges::save(tx, &paid)?)
}
