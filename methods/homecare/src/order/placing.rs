//! Makes orders, each in one transaction.

use std::net::IpAddr;

use signet_domain::digest::Digest;
use signet_domain::{payments, random, untaken};
use signet_fault::{Code, Fault};
use signet_store::charges::{self, Charge};
use signet_store::{Connection, Tx, users};
use signet_wire::Fen;

use super::lines::{Lines, Wanted};
use crate::tables::coupons::Coupon;
use crate::tables::orders::{self, NewOrder, Open, Owner, order_type, status};
use crate::tables::{coupons, guests, on_sale, order_goods, order_services};
use crate::{HOMECARE, faults};

/// The number of seconds in which an equal order of the same owner is the same order, because shipped apps retry without an
/// idempotency key.
const REPEAT: i64 = 10;

/// The largest number of orders of an account, and of a guest, that may wait for an operator at the same time.
const MAX_OPEN: usize = 20;
const MAX_OPEN_OF_GUEST: usize = 5;

/// The caller of an order.
#[derive(Clone)]
pub(crate) enum Caller {
    /// An account.
    Account {
        /// Its id.
        id: i64,
        /// The mobile that the account must have, if the call names one.
        phone: Option<String>,
    },
    /// A guest.
    Guest {
        /// The phone.
        phone: String,
        /// SHA-256 of the consumer token.
        token_hash: String,
    },
}

/// A caller whose rows are locked.
struct Placer {
    owner: Owner,
    phone: String,
}

impl Caller {
    /// Locks the caller until the transaction ends.
    fn lock(&self, tx: &mut Tx<'_>) -> Result<Placer, Fault> {
        match self {
            Caller::Account { id, phone } => {
                let user = users::lock(tx, *id)?.ok_or(Code::SessionExpired)?;
                if phone.as_ref().is_some_and(|phone| *phone != user.mobile) {
                    return Err(faults::HOMECARE_PHONE_UNVERIFIED.into());
                }
                Ok(Placer {
                    owner: Owner::Account(*id),
                    phone: user.mobile,
                })
            }
            Caller::Guest { phone, token_hash } => {
                if !guests::lock_live(tx, phone, token_hash)? {
                    return Err(faults::HOMECARE_PHONE_UNVERIFIED.into());
                }
                Ok(Placer {
                    owner: Owner::Guest(phone.clone()),
                    phone: phone.clone(),
                })
            }
        }
    }
}

impl Caller {
    /// Checks the phone of the caller and returns the caller as an owner of orders.
    ///
    /// # Errors
    /// [`Code::SessionExpired`]; `faults::HOMECARE_PHONE_UNVERIFIED` if the phone is not the caller's.
    pub(crate) fn verified(&self, connection: &mut Connection, now: i64) -> Result<Owner, Fault> {
        let (is_own, owner) = match self {
            Caller::Account { id, phone } => {
                let user = users::by_id(connection, *id)?.ok_or(Code::SessionExpired)?;
                let is_own = phone.as_ref().is_none_or(|phone| *phone == user.mobile);
                (is_own, Owner::Account(*id))
            }
            Caller::Guest { phone, token_hash } => {
                let is_own = guests::is_live(connection, phone, token_hash, now)?;
                (is_own, Owner::Guest(phone.clone()))
            }
        };
        match is_own {
            true => Ok(owner),
            false => Err(faults::HOMECARE_PHONE_UNVERIFIED.into()),
        }
    }
}

impl Placer {
    fn max_open(&self) -> usize {
        match self.owner {
            Owner::Account(_) => MAX_OPEN,
            Owner::Guest(_) => MAX_OPEN_OF_GUEST,
        }
    }

    fn user_id(&self) -> i64 {
        match self.owner {
            Owner::Account(id) => id,
            Owner::Guest(_) => 0,
        }
    }

    /// Returns the coupon that the order uses. A guest has no coupons.
    fn coupon(&self, tx: &mut Tx<'_>, request: &Request) -> Result<Option<Coupon>, Fault> {
        let Some(cou_id) = &request.coupon else {
            return Ok(None);
        };
        let usable = match self.owner {
            Owner::Account(id) => coupons::usable(tx, id, cou_id)?,
            Owner::Guest(_) => None,
        };
        let usable = usable.ok_or(faults::HOMECARE_COUPON_UNUSABLE)?;
        Ok(Some(usable))
    }
}

/// The order that a caller requests.
#[derive(Clone)]
pub(crate) struct Request {
    /// The address.
    pub(crate) address: String,
    /// The code of the city.
    pub(crate) city_number: String,
    /// The phone that the worker calls, if it is not the phone of the owner.
    pub(crate) order_phone: Option<String>,
    /// The services.
    pub(crate) services: Vec<i64>,
    /// The number of the coupon to use, if a coupon is to be used; empty if the caller names none.
    pub(crate) coupon: Option<String>,
    /// The goods and the payment of an order of goods; `None` for an appointment.
    pub(crate) purchase: Option<Purchase>,
    /// Today, as `Ymd`.
    pub(crate) date: String,
}

/// The goods of an order, and how they are paid.
#[derive(Clone)]
pub(crate) struct Purchase {
    /// The goods.
    pub(crate) goods: Vec<Wanted>,
    /// The way of delivery.
    pub(crate) send_type: i64,
    /// The channel of the payment; `None` if it is off-line.
    pub(crate) channel: Option<String>,
    /// The amount that the client submitted.
    pub(crate) submit_price: Fen,
    /// The IP address of the caller.
    pub(crate) client_ip: IpAddr,
}

/// An order that was made by this call or by an earlier, equal call.
pub(crate) struct Placed {
    /// Its number for clients.
    pub(crate) order_no: String,
    /// Its charge, if it is to be paid on-line.
    pub(crate) charge: Option<Charge>,
}

/// Makes an order, or returns an equal order that the same caller has just made.
///
/// # Errors
/// In this order: [`Code::SessionExpired`], `faults::HOMECARE_PHONE_UNVERIFIED`, `faults::HOMECARE_TOO_MANY_OPEN`,
/// `faults::HOMECARE_CITY_UNKNOWN`, `faults::HOMECARE_GOODS_UNKNOWN`, `faults::HOMECARE_SERVICE_UNKNOWN`,
/// `faults::HOMECARE_COUPON_UNUSABLE`, `faults::HOMECARE_PRICE_WRONG`.
pub(crate) fn place(tx: &mut Tx<'_>, caller: &Caller, request: &Request) -> Result<Placed, Fault> {
    let placer = caller.lock(tx)?;
    let digest = request.digest();
    let open = orders::open(tx, &placer.owner)?;
    let is_same = |order: &&Open| order.digest == digest && tx.now() - order.created_at < REPEAT;
    if let Some(same) = open.iter().find(is_same) {
        return Ok(Placed {
            charge: charges::newest(tx, HOMECARE.name(), &same.order_no)?,
            order_no: same.order_no.clone(),
        });
    }
    if open.len() >= placer.max_open() {
        return Err(faults::HOMECARE_TOO_MANY_OPEN.into());
    }
    let city_id = on_sale::city(tx, &request.city_number)?;
    let city_id = city_id.ok_or(faults::HOMECARE_CITY_UNKNOWN)?;
    let lines = Lines::read(tx, city_id, request.goods(), &request.services)?;
    let coupon = placer.coupon(tx, request)?;
    let total = lines.total()?;
    let discount = coupon.as_ref().map_or(0, |coupon| coupon.value.min(total));
    let amount = total - discount;
    if let Some(purchase) = &request.purchase
        && purchase.submit_price != Fen(amount)
    {
        return Err(faults::HOMECARE_PRICE_WRONG.into());
    }
    let order = NewOrder {
        user_id: placer.user_id(),
        city_id,
        total,
        discount,
        amount,
        coupon_id: coupon.as_ref().map(|coupon| coupon.id),
        settled_at: (request.purchase.is_some() && amount == 0).then_some(tx.now()),
        digest,
        ..request.order(tx, placer.phone)
    };
    let order_no = insert(tx, order, &lines, &request.date)?;
    let charge = request.charge(tx, &order_no, Fen(amount), &lines)?;
    Ok(Placed { order_no, charge })
}

/// Adds an order with its lines and its coupon, under a number that no other order has. The number is random, so that it does
/// not show how much is sold.
fn insert(
    tx: &mut Tx<'_>,
    mut order: NewOrder,
    lines: &Lines,
    date: &str,
) -> Result<String, Fault> {
    let kind = order.order_type;
    let number = || Ok::<_, Fault>(format!("{date}{kind:02}{}", random::digits(8)?));
    let (_, id) = untaken::insert(number, |number: &String| {
        order.order_no.clone_from(number);
        orders::insert(tx, &order)
    })?;
    // No other transaction sees the order yet, so the coupon may be locked after it.
    if let Some(coupon_id) = order.coupon_id
        && !coupons::bind(tx, coupon_id, id)?
    {
        return Err(faults::HOMECARE_COUPON_UNUSABLE.into());
    }
    order_goods::insert(tx, &lines.goods_rows(id))?;
    order_services::insert(tx, &lines.service_rows(id))?;
    Ok(order.order_no)
}

impl Request {
    fn goods(&self) -> &[Wanted] {
        let purchase = self.purchase.as_ref();
        purchase.map_or(&[], |purchase| &purchase.goods)
    }

    /// Returns the digest of all parameters of the call.
    fn digest(&self) -> String {
        let common = Digest::default()
            .text(&self.address)
            .text(&self.city_number)
            .text(self.order_phone.as_deref().unwrap_or_default())
            .number(self.coupon.is_some().into())
            .text(self.coupon.as_deref().unwrap_or_default())
            .list(&self.services, |digest, hid| digest.number(*hid));
        let Some(purchase) = &self.purchase else {
            return common.finish();
        };
        common
            .number(purchase.send_type)
            .text(purchase.channel.as_deref().unwrap_or_default())
            .number(purchase.submit_price.0)
            .list(&purchase.goods, |digest, wanted| {
                digest.number(wanted.sid).number(wanted.use_repair.into())
            })
            .finish()
    }

    /// Returns the columns of the row that come from the call.
    fn order(&self, tx: &Tx<'_>, phone: String) -> NewOrder {
        let order_phone = self.order_phone.clone();
        let order = NewOrder {
            order_type: order_type::APPOINTMENT,
            order_phone: order_phone.unwrap_or_else(|| phone.clone()),
            phone,
            city_number: self.city_number.clone(),
            address: self.address.clone(),
            status: status::NEW,
            created_at: tx.now(),
            ..NewOrder::default()
        };
        match &self.purchase {
            None => order,
            Some(purchase) => NewOrder {
                order_type: order_type::GOODS,
                send_type: purchase.send_type,
                online_pay: purchase.channel.is_some(),
                channel: purchase.channel.clone().unwrap_or_default(),
                ..order
            },
        }
    }

    /// Makes the charge of an order, if the order is to be paid on-line and its amount is not 0.
    fn charge(
        &self,
        tx: &mut Tx<'_>,
        order_no: &str,
        fen: Fen,
        lines: &Lines,
    ) -> Result<Option<Charge>, Fault> {
        let Some(purchase) = &self.purchase else {
            return Ok(None);
        };
        let Some(channel) = purchase.channel.as_deref().filter(|_| fen > Fen(0)) else {
            return Ok(None);
        };
        let title = lines.title();
        let new = payments::NewCharge {
            realm: &HOMECARE,
            order_no,
            fen,
            channel,
            subject: &title.subject,
            body: &title.body,
            client_ip: purchase.client_ip,
            seconds: payments::DAY,
        };
        Ok(Some(payments::create(tx, &new)?))
    }
}
