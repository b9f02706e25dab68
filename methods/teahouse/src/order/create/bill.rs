//! The amounts of the orders, and the payment of each.

use std::collections::BTreeMap;

use signet_fault::Fault;
use signet_store::Tx;

use super::submission::Submission;
use crate::checkout::amounts::{Amounts, fill};
use crate::checkout::basket::Basket;
use crate::checkout::delivery;
use crate::faults;
use crate::invoice::{NO_INVOICE, VAT};
use crate::tables::vouchers::Voucher;
use crate::tables::{invoices, members, vouchers};

/// The bill of the order of one store: what it costs, and how it is paid.
pub(super) struct Bill {
    pub(super) amounts: Amounts,
    /// The voucher, if one is used.
    pub(super) voucher_id: Option<i64>,
    /// Whether it is paid in cash on delivery.
    pub(super) in_cash: bool,
    /// The part that the predeposit pays, in fen.
    pub(super) from_predeposit: i64,
}

impl Bill {
    /// Returns whether nothing is left to pay before the order is shipped.
    pub(super) fn is_settled(&self) -> bool {
        self.in_cash || self.from_predeposit == self.amounts.order()
    }
}

/// Returns the bill of each store, by id.
///
/// # Errors
/// `faults::NOT_DELIVERABLE`; `faults::PRICE_CHANGED` if the freight is higher than the freight that was shown; `faults::VOUCHER_INVALID`;
/// `faults::OFFPAY_REFUSED`; `faults::WRONG_PAY_PASSWORD` if the password was changed since it was compared.
pub(super) fn of_stores(
    tx: &mut Tx<'_>,
    submission: &Submission,
    basket: &Basket,
    district: i64,
) -> Result<Vec<Bill>, Fault> {
    let delivery = delivery::of(tx, basket, district)?;
    let shown = submission.offpay.as_ref();
    if shown.is_some_and(|shown| delivery.freight() > shown.freight) {
        return Err(faults::PRICE_CHANGED.into());
    }
    let vouchers = usable(tx, submission, basket)?;
    let stores = delivery.stores.iter().zip(basket.stores.values());
    let bills = stores.map(|(delivery, parcel)| {
        let amounts = parcel.amounts();
        let voucher = vouchers.get(&delivery.id);
        Bill {
            amounts: Amounts {
                voucher: voucher.map_or(0, |voucher| voucher.price.min(amounts.after_mansong())),
                freight: delivery.freight,
                ..amounts
            },
            voucher_id: voucher.map(|voucher| voucher.id),
            in_cash: delivery.takes_cash && submission.may_pay_in_cash(delivery.id),
            from_predeposit: 0,
        }
    });
    let mut bills: Vec<Bill> = bills.collect();
    if submission.in_cash && !bills.iter().any(|bill| bill.in_cash) {
        return Err(faults::OFFPAY_REFUSED.into());
    }
    if let Some(pay_hash) = &submission.pay_hash {
        let member = members::find(tx, submission.user_id)?;
        if member.pay_hash != *pay_hash {
            return Err(faults::WRONG_PAY_PASSWORD.into());
        }
        pay(&mut bills, member.predeposit);
    }
    Ok(bills)
}

/// Pays bills from a balance, in their order, while the balance lasts. Bills that are paid in cash are left out.
fn pay(bills: &mut [Bill], balance: i64) {
    let amounts = bills.iter().map(|bill| match bill.in_cash {
        true => 0,
        false => bill.amounts.order(),
    });
    let parts = fill(&amounts.collect::<Vec<_>>(), balance);
    for (bill, part) in bills.iter_mut().zip(parts) {
        bill.from_predeposit = part;
    }
}

/// Returns the vouchers that the submission names, by store. If the member cannot use one of them for the goods of its store, an error is
/// returned: no voucher is ignored.
fn usable(
    tx: &mut Tx<'_>,
    submission: &Submission,
    basket: &Basket,
) -> Result<BTreeMap<i64, Voucher>, Fault> {
    let named = submission.vouchers.as_ref();
    let named = named.ok_or(faults::VOUCHER_INVALID)?;
    if named.is_empty() {
        return Ok(BTreeMap::new());
    }
    let now = tx.now();
    let own = vouchers::usable(tx, submission.user_id, now)?;
    let usable = named.iter().map(|named| {
        let mut own = own.iter().map(|(voucher, _)| voucher);
        let voucher = own.find(|voucher| voucher.t_id == named.t_id)?;
        let parcel = basket.stores.get(&named.store_id)?;
        let holds = voucher.store_id == named.store_id
            && voucher.price == named.price.0
            && voucher.threshold <= parcel.amounts().after_mansong()
            && parcel.sample.is_none();
        holds.then(|| (named.store_id, voucher.clone()))
    });
    let usable: Option<BTreeMap<i64, Voucher>> = usable.collect();
    usable.ok_or_else(|| faults::VOUCHER_INVALID.into())
}

/// Returns the invoice in words.
///
/// # Errors
/// `faults::INVOICE_NOT_FOUND` if the invoice does not belong to the member, or if it has VAT although not all goods may have an invoice
/// with VAT.
pub(super) fn invoice(
    tx: &mut Tx<'_>,
    submission: &Submission,
    basket: &Basket,
) -> Result<String, Fault> {
    if submission.invoice_id == 0 {
        return Ok(NO_INVOICE.to_owned());
    }
    let invoice = invoices::find(tx, submission.user_id, submission.invoice_id)?;
    let has_vat = submission.has_vat && basket.live().all(|line| line.common.has_vat);
    let invoice = invoice.filter(|invoice| invoice.kind != VAT || has_vat);
    let invoice = invoice.ok_or(faults::INVOICE_NOT_FOUND)?;
    Ok(crate::invoice::text(&invoice))
}
