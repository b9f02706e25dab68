//! Orders and appointments of the first account.

use std::net::{IpAddr, Ipv4Addr};

use signet_domain::payments;
use signet_fault::Fault;
use signet_store::Tx;
use signet_store::charges::{self, ChargeState};
use signet_store::users::User;
use signet_wire::Fen;

use crate::HOMECARE;
use crate::order::lines::{Lines, Wanted};
use crate::tables::orders::{self, NewOrder, order_type, status};
use crate::tables::{coupons, on_sale, order_goods, order_services};

/// 2015-03-30 15:54:39+08:00.
const MARCH_30: i64 = 1_427_702_079;
/// 2015-03-27 13:30:00+08:00.
const MARCH_27: i64 = 1_427_434_200;

/// The coupon that one of the orders uses.
const COUPON: &str = "20102101";

/// The time in which an order of the demo must be paid. It is longer than any demo runs.
const YEAR: i64 = 365 * payments::DAY;

/// The goods of the document's example: 35 yuan.
const PIPES: [Wanted; 2] = [
    Wanted {
        sid: 2,
        use_repair: false,
    },
    Wanted {
        sid: 1,
        use_repair: true,
    },
];

/// Adds the orders.
pub(super) fn load(tx: &mut Tx<'_>, user: &User) -> Result<(), Fault> {
    let of_goods = |order_no: &str, created_at: i64| NewOrder {
        order_type: order_type::GOODS,
        city_number: "511000".to_owned(),
        address: "kb258".to_owned(),
        send_type: 1,
        total: 3500,
        amount: 3500,
        ..new(user, order_no, created_at)
    };
    let on_line = |order: NewOrder| NewOrder {
        online_pay: true,
        channel: "alipay".to_owned(),
        ..order
    };
    let unpaid = on_line(of_goods("201503300100000001", MARCH_30));
    insert(tx, unpaid, &PIPES)?;
    charge(tx, "201503300100000001", Fen(3500))?;
    insert(tx, of_goods("201503300100000009", MARCH_30), &PIPES)?;

    let coupon = coupons::by_cou_id(tx, COUPON)?;
    let discount = coupon.as_ref().map_or(0, |coupon| coupon.value);
    let paid = on_line(NewOrder {
        status: status::DONE,
        done_at: Some(MARCH_27),
        discount,
        amount: 3500 - discount,
        coupon_id: coupon.as_ref().map(|coupon| coupon.id),
        ..of_goods("201503270100000001", MARCH_27)
    });
    let fen = Fen(paid.amount);
    let id = insert(tx, paid, &PIPES)?;
    if let Some(coupon) = coupon {
        coupons::set_used(tx, coupon.id, id, MARCH_27)?;
    }
    let mut paid = charge(tx, "201503270100000001", fen)?;
    paid.state = ChargeState::Paid;
    paid.provider_id = Some("ch_j5y5e1yPKu105Wr9mTqjTyXH".to_owned());
    paid.paid_at = Some(MARCH_27);
    paid.check_at = None;
    charges::save(tx, &paid)?;

    let completed = NewOrder {
        status: status::DONE,
        total: 8000,
        amount: 8000,
        settled_at: Some(MARCH_27),
        done_at: Some(MARCH_27),
        ..new(user, "201503270000000006", MARCH_27)
    };
    insert(tx, completed, &[])?;
    insert(tx, new(user, "201503300000000002", MARCH_30), &[])?;
    Ok(())
}

/// Returns an appointment.
fn new(user: &User, order_no: &str, created_at: i64) -> NewOrder {
    NewOrder {
        order_no: order_no.to_owned(),
        order_type: order_type::APPOINTMENT,
        user_id: user.id,
        phone: user.mobile.clone(),
        order_phone: user.mobile.clone(),
        city_number: "511100".to_owned(),
        address: "test".to_owned(),
        status: status::NEW,
        created_at,
        ..NewOrder::default()
    }
}

/// Adds an order with goods, and a service.
fn insert(tx: &mut Tx<'_>, order: NewOrder, goods: &[Wanted]) -> Result<i64, Fault> {
    let city_id = on_sale::city(tx, &order.city_number)?.unwrap_or_default();
    let lines = Lines::read(tx, city_id, goods, &[1])?;
    let id = orders::insert(tx, &NewOrder { city_id, ..order })?;
    order_goods::insert(tx, &lines.goods_rows(id))?;
    order_services::insert(tx, &lines.service_rows(id))?;
    Ok(id)
}

fn charge(tx: &mut Tx<'_>, order_no: &str, fen: Fen) -> Result<charges::Charge, Fault> {
    let new = payments::NewCharge {
        realm: &HOMECARE,
        order_no,
        fen,
        channel: "alipay",
        subject: "铜水管等",
        body: "内容#说明#",
        client_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        seconds: YEAR,
    };
    payments::create(tx, &new)
}
