//! The transaction that makes orders.
//!
//! Rows are locked in the same order everywhere: the user, orders, goods by id, promotions by id, the sample, vouchers, the F-code, the
//! member. The user is locked before anything is read. Because of this lock, two submissions of one checkout run one after the other, and
//! the data of the user (the cart, vouchers, limits, the predeposit) does not change after it was read. The number of statements does not
//! depend on what is bought.

use signet_domain::{districts, random, untaken};
use signet_fault::{Code, Fault};
use signet_store::{Tx, users};

use super::bill::{self, Bill};
use super::rows::{Head, Placed, lines, order};
use super::submission::Submission;
use super::take;
use crate::checkout::basket::{Basket, Purchase, load};
use crate::checkout::offpay::Area;
use crate::tables::addresses::Address;
use crate::tables::orders::{NewOrder, Receiver};
use crate::tables::payments::NewPayment;
use crate::tables::{addresses, carts, order_goods, orders, payments};
use crate::{area, faults};

/// Makes the orders of a submission and returns their pay number. If the same submission is repeated, the same pay number is returned.
/// `date` is today as `Ymd`.
///
/// # Errors
/// The errors of [`Create`](super::Create), except the errors about the password itself.
pub(super) fn place(tx: &mut Tx<'_>, submission: &Submission, date: &str) -> Result<String, Fault> {
    let user_id = submission.user_id;
    users::lock(tx, user_id)?;
    if let Some(pay_sn) = submission.placed(tx)? {
        return Ok(pay_sn);
    }
    if submission.checkout.is_expired(tx.now()) {
        return Err(faults::CHECKOUT_EXPIRED.into());
    }
    let address = addresses::find(tx, user_id, submission.address_id)?;
    let address = address.ok_or(Code::AddressNotFound)?;
    let receiver = receiver(tx, submission, &address)?;
    let mut basket = basket(tx, submission)?;
    let bills = bill::of_stores(tx, submission, &basket, address.area_id)?;
    let invoice = bill::invoice(tx, submission, &basket)?;
    // Everything has been read. The rows that other orders wait for are locked as late as possible.
    take::stock(tx, &mut basket)?;
    let (payment_id, pay_sn) = insert_payment(tx, submission, date)?;
    let head = Head {
        payment_id,
        user_id,
        invoice,
        receiver,
    };
    let placed = insert_orders(tx, &head, &basket, &bills, date)?;
    let parcels = placed.iter().zip(basket.stores.values());
    let lines = parcels.flat_map(|(placed, parcel)| lines(placed, parcel));
    order_goods::insert(tx, &lines.collect::<Vec<_>>())?;
    take::all(tx, submission, &basket, &placed)?;
    if submission.of_cart {
        let ids = submission.bought.pairs().iter().map(|(id, _)| *id);
        carts::remove(tx, user_id, &ids.collect::<Vec<_>>())?;
    }
    if !address.is_default {
        addresses::set_default(tx, user_id, address.id)?;
    }
    Ok(pay_sn)
}

/// Returns the receiver at an address, which must be in the area for which a delivery was shown.
fn receiver(
    tx: &mut Tx<'_>,
    submission: &Submission,
    address: &Address,
) -> Result<Receiver, Fault> {
    submission.check_area(Area {
        city: address.city_id,
        district: address.area_id,
    })?;
    let place = districts::place(tx, address.area_id)?;
    let place = place.ok_or(Code::DistrictUnknown)?;
    Ok(Receiver {
        name: address.true_name.clone(),
        city_id: address.city_id,
        area_id: address.area_id,
        area_info: area::text(&place),
        address: address.address.clone(),
        tel: address.tel_phone.clone(),
        mob: address.mob_phone.clone(),
    })
}

/// Returns what is bought. It must be the same as in the first step, it must all be available, and it must not cost more.
fn basket(tx: &mut Tx<'_>, submission: &Submission) -> Result<Basket, Fault> {
    let purchase = Purchase {
        user_id: submission.user_id,
        of_cart: submission.of_cart,
        bought: &submission.bought,
    };
    let now = tx.now();
    let basket = load(tx, purchase, now)?;
    if basket.digest != submission.checkout.cart {
        return Err(faults::CHECKOUT_CHANGED.into());
    }
    let mut lines = basket.stores.values().flat_map(|parcel| &parcel.lines);
    if lines.any(|line| !line.is_live) {
        return Err(Code::GoodsUnavailable.into());
    }
    let needs_code = basket.live().any(|line| line.common.is_fcode);
    if needs_code != submission.fcode_hash.is_some() {
        return Err(faults::FCODE_INVALID.into());
    }
    if basket.total() > submission.checkout.total {
        return Err(faults::PRICE_CHANGED.into());
    }
    take::check_stock(&basket)?;
    Ok(basket)
}

/// Returns a number: the last six digits of the date and twelve random digits, so that clients cannot find out from it how much is sold.
fn number(date: &str) -> Result<String, Fault> {
    let date = date.get(2..).unwrap_or_default();
    Ok(format!("{date}{}", random::digits(12)?))
}

fn insert_payment(
    tx: &mut Tx<'_>,
    submission: &Submission,
    date: &str,
) -> Result<(i64, String), Fault> {
    let (pay_sn, id) = untaken::insert(
        || number(date),
        |pay_sn: &String| {
            let new = NewPayment {
                pay_sn,
                user_id: submission.user_id,
                checkout: &submission.checkout.nonce,
                digest: &submission.digest,
            };
            payments::insert(tx, &new)
        },
    )?;
    Ok((id, pay_sn))
}

fn insert_orders<'a>(
    tx: &mut Tx<'_>,
    head: &Head,
    basket: &Basket,
    bills: &'a [Bill],
    date: &str,
) -> Result<Vec<Placed<'a>>, Fault> {
    let now = tx.now();
    let rows = || -> Result<Vec<NewOrder>, Fault> {
        let parcels = bills.iter().zip(basket.stores.values());
        let rows = parcels.map(|(bill, parcel)| Ok(order(head, bill, parcel, number(date)?, now)));
        rows.collect()
    };
    let (rows, ids) = untaken::insert(rows, |rows: &Vec<NewOrder>| {
        orders::insert(tx, head.payment_id, rows)
    })?;
    let placed = rows.into_iter().zip(bills).map(|(row, bill)| {
        let id = ids.get(&row.store_id).copied();
        Ok(Placed {
            id: id.ok_or_else(|| Fault::internal("an order that was added is not there"))?,
            order_sn: row.order_sn,
            bill,
        })
    });
    placed.collect()
}
