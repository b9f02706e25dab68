//! The rows of orders.

use super::bill::Bill;
use crate::checkout::basket::{GiftLine, Line, Parcel};
use crate::checkout::shares::shares;
use crate::checkout::words;
use crate::tables::goods::Goods;
use crate::tables::order_goods::{OrderLine, kind};
use crate::tables::orders::{NewOrder, PayName, Receiver, state};
use crate::tables::promotions::PromotionKind;

/// The values that all orders of a submission have in common.
pub(super) struct Head {
    pub(super) payment_id: i64,
    pub(super) user_id: i64,
    /// The invoice in words.
    pub(super) invoice: String,
    pub(super) receiver: Receiver,
}

/// An order that was added.
pub(super) struct Placed<'a> {
    pub(super) id: i64,
    pub(super) order_sn: String,
    pub(super) bill: &'a Bill,
}

/// Returns the order of a store.
pub(super) fn order(
    head: &Head,
    bill: &Bill,
    parcel: &Parcel,
    order_sn: String,
    now: i64,
) -> NewOrder {
    let (amounts, is_settled) = (&bill.amounts, bill.is_settled());
    NewOrder {
        order_sn,
        payment_id: head.payment_id,
        store_id: parcel.store.id,
        user_id: head.user_id,
        state: match is_settled {
            true => state::TO_SHIP,
            false => state::UNPAID,
        },
        pay_name: match bill.in_cash {
            true => PayName::Offline,
            false => PayName::Online,
        },
        goods_amount: amounts.goods,
        mansong_amount: amounts.mansong,
        voucher_amount: amounts.voucher,
        shipping_fee: amounts.freight,
        order_amount: amounts.order(),
        pd_amount: bill.from_predeposit,
        voucher_id: bill.voucher_id,
        sample_id: parcel.sample.as_ref().map(|sample| sample.id),
        promotion: words::campaign(parcel),
        invoice: head.invoice.clone(),
        receiver: head.receiver.clone(),
        paid_at: (is_settled && !bill.in_cash).then_some(now),
    }
}

/// Returns the lines of an order: the lines that are paid, each with its share of the discounts, and the gifts.
pub(super) fn lines(placed: &Placed<'_>, parcel: &Parcel) -> Vec<OrderLine> {
    let costs: Vec<i64> = parcel.live().map(Line::cost).collect();
    let amounts = &placed.bill.amounts;
    let shares = shares(&costs, amounts.mansong + amounts.voucher);
    let paid = parcel.live().zip(costs).zip(shares);
    let paid = paid.map(|((line, cost), share)| OrderLine {
        price: line.price,
        pay_price: cost - share,
        kind: kind(line),
        promotion_id: line.promotion.map(|(id, _)| id),
        ..given(placed.id, &line.goods, line.pieces)
    });
    let gifts = parcel.gifts.iter();
    let gifts = gifts.map(|GiftLine { goods, pieces }| given(placed.id, goods, *pieces));
    paid.chain(gifts).collect()
}

/// Returns the line of a gift.
fn given(order_id: i64, goods: &Goods, pieces: i64) -> OrderLine {
    OrderLine {
        order_id,
        goods_id: goods.id,
        common_id: goods.common_id,
        name: goods.name.clone(),
        image_url: goods.image_url.clone(),
        price: 0,
        num: pieces,
        pay_price: 0,
        kind: kind::GIFT,
        promotion_id: None,
    }
}

/// Returns the number of the kind of a line that is paid.
fn kind(line: &Line) -> i64 {
    match line.promotion {
        _ if line.common.is_sample => kind::SAMPLE,
        Some((_, PromotionKind::Groupbuy)) => kind::GROUPBUY,
        Some((_, PromotionKind::Xianshi)) => kind::XIANSHI,
        None => kind::PLAIN,
    }
}
