//! The withdrawals for orders: stock, pieces of promotions and samples, vouchers, codes and money. Each is an update that checks the value
//! that it changes. If one update fails, the whole transaction is rolled back.

use std::collections::{BTreeMap, HashMap};

use signet_fault::{Code, Fault};
use signet_store::{Error, Tx};

use super::rows::Placed;
use super::submission::Submission;
use crate::checkout::basket::{Basket, Line};
use crate::faults;
use crate::tables::predeposit::{self, Change, Reason};
use crate::tables::{fcodes, goods, promotions, samples, vouchers};

/// Checks that the stock, as it was read, covers each line. If it does not, the purchase fails without waiting for locks.
///
/// # Errors
/// [`Code::OutOfStock`].
pub(super) fn check_stock(basket: &Basket) -> Result<(), Fault> {
    let mut lines = basket.live();
    match lines.find(|line| !line.is_in_stock()) {
        Some(line) => Err(out_of_stock(line)),
        None => Ok(()),
    }
}

fn out_of_stock(line: &Line) -> Fault {
    let note = format!("{} 库存不足", line.goods.name);
    Fault::with_note(Code::OutOfStock, note)
}

/// Takes the bought goods and the gifts from the stock. The basket keeps only the gifts that are still in stock.
///
/// # Errors
/// [`Code::GoodsUnavailable`]; [`Code::OutOfStock`].
pub(super) fn stock(tx: &mut Tx<'_>, basket: &mut Basket) -> Result<(), Fault> {
    let ids: Vec<i64> = basket.pieces().into_keys().collect();
    let live = goods::lock(tx, &ids)?
        .into_iter()
        .filter(|goods| goods.live);
    let mut left: HashMap<i64, i64> = live.map(|goods| (goods.id, goods.storage)).collect();
    for line in basket.live() {
        let left = left.get_mut(&line.goods.id).ok_or(Code::GoodsUnavailable)?;
        *left -= line.pieces;
        if *left < 0 {
            return Err(out_of_stock(line));
        }
    }
    for parcel in basket.stores.values_mut() {
        for gift in &mut parcel.gifts {
            let left = left.entry(gift.goods.id).or_default();
            gift.pieces = gift.pieces.min(*left);
            *left -= gift.pieces;
        }
        parcel.gifts.retain(|gift| gift.pieces > 0);
    }
    match goods::take(tx, &basket.pieces())? {
        true => Ok(()),
        false => Err(Code::OutOfStock.into()),
    }
}

/// Takes everything else, in the order of locks.
///
/// # Errors
/// `faults::PRICE_CHANGED` if a promotion has no pieces left; `faults::SAMPLE_GONE`; `faults::SAMPLE_CLAIMED`; `faults::VOUCHER_INVALID`;
/// `faults::FCODE_INVALID`.
pub(super) fn all(
    tx: &mut Tx<'_>,
    submission: &Submission,
    basket: &Basket,
    placed: &[Placed<'_>],
) -> Result<(), Fault> {
    let user_id = submission.user_id;
    let promoted = basket.live().filter_map(|line| {
        let (id, _) = line.promotion?;
        Some((id, line.pieces))
    });
    if !promotions::take(tx, user_id, &promoted.collect())? {
        return Err(faults::PRICE_CHANGED.into());
    }
    for (placed, parcel) in placed.iter().zip(basket.stores.values()) {
        if let Some(sample) = &parcel.sample {
            take_sample(tx, sample.id, user_id, placed.id)?;
        }
    }
    let used = placed.iter().filter_map(|placed| {
        let voucher_id = placed.bill.voucher_id?;
        Some((voucher_id, placed.id))
    });
    let used: BTreeMap<i64, i64> = used.collect();
    if !vouchers::take(tx, user_id, &used)? {
        return Err(faults::VOUCHER_INVALID.into());
    }
    take_code(tx, submission, basket, placed)?;
    take_predeposit(tx, user_id, placed)
}

fn take_sample(tx: &mut Tx<'_>, id: i64, user_id: i64, order_id: i64) -> Result<(), Fault> {
    match samples::take(tx, id, user_id, order_id) {
        Ok(true) => Ok(()),
        Ok(false) => Err(faults::SAMPLE_GONE.into()),
        Err(Error::Duplicate) => Err(faults::SAMPLE_CLAIMED.into()),
        Err(error) => Err(error.into()),
    }
}

/// Uses the F-code for the only line of the only order.
fn take_code(
    tx: &mut Tx<'_>,
    submission: &Submission,
    basket: &Basket,
    placed: &[Placed<'_>],
) -> Result<(), Fault> {
    let Some(hash) = &submission.fcode_hash else {
        return Ok(());
    };
    let (Some(line), Some(placed)) = (basket.live().next(), placed.first()) else {
        return Err(Fault::internal("an order with an F-code has no line"));
    };
    match fcodes::take(tx, hash, line.goods.common_id, placed.id)? {
        true => Ok(()),
        false => Err(faults::FCODE_INVALID.into()),
    }
}

fn take_predeposit(tx: &mut Tx<'_>, user_id: i64, placed: &[Placed<'_>]) -> Result<(), Fault> {
    let paid = placed
        .iter()
        .filter(|placed| placed.bill.from_predeposit > 0);
    let changes = paid.map(|placed| Change {
        ref_id: placed.order_sn.clone(),
        delta: -placed.bill.from_predeposit,
    });
    let changes: Vec<Change> = changes.collect();
    match changes.is_empty() || predeposit::change(tx, user_id, Reason::Order, &changes)? {
        true => Ok(()),
        // The predeposit was read under the lock of the user.
        false => Err(Fault::internal("the predeposit has changed under a lock")),
    }
}
