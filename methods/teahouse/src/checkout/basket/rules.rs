//! The rules for goods that are bought together, and what campaigns and gifts add.

use std::collections::{BTreeMap, HashMap};

use signet_fault::{Code, Fault};
use signet_store::Connection;

use super::{GiftLine, Line, Parcel};
use crate::checkout::amounts::reached;
use crate::faults;
use crate::pricing::Promotions;
use crate::tables::goods::{self, Goods};
use crate::tables::samples::Sample;
use crate::tables::{gallery, mansongs, promotions, samples};

/// Checks that goods that are sold for an F-code, and samples, are bought alone and as one piece.
pub(super) fn stand_alone(lines: &[Line]) -> Result<(), Fault> {
    let is_alone = |line: &&Line| line.common.is_fcode || line.common.is_sample;
    let Some(line) = lines.iter().find(is_alone) else {
        return Ok(());
    };
    match (lines.len(), line.pieces) {
        (1, 1) => Ok(()),
        (1, _) => Err(Code::PurchaseLimit.into()),
        _ => Err(Code::GoodsUnavailable.into()),
    }
}

/// Returns the sample that is bought, and sets the price of its line. The sample must be running and have pieces left, and the member must
/// not have it already.
pub(super) fn sample(
    connection: &mut Connection,
    lines: &mut [Line],
    user_id: i64,
    now: i64,
) -> Result<Option<Sample>, Fault> {
    let Some(line) = lines.iter_mut().find(|line| line.common.is_sample) else {
        return Ok(None);
    };
    let sample = samples::of_goods(connection, line.goods.id, now)?;
    let sample = sample.ok_or(faults::SAMPLE_CLOSED)?;
    if samples::is_claimed(connection, sample.id, user_id)? {
        return Err(faults::SAMPLE_CLAIMED.into());
    }
    if sample.received >= sample.limit_number {
        return Err(faults::SAMPLE_GONE.into());
    }
    line.price = sample.price;
    line.promotion = None;
    Ok(Some(sample))
}

/// Checks that no line exceeds the number of pieces that a member may buy during a whole promotion.
pub(super) fn upper_limits(
    connection: &mut Connection,
    lines: &[Line],
    promotions: &Promotions,
    user_id: i64,
) -> Result<(), Fault> {
    let limited = lines.iter().filter(|line| line.is_live);
    let limited = limited.filter_map(|line| {
        let price = promotions.price(line.goods.id, line.goods.price, line.pieces);
        let promotion = price
            .promotion
            .filter(|promotion| promotion.upper_limit > 0)?;
        Some((promotion, line.pieces))
    });
    let limited: Vec<_> = limited.collect();
    let ids: Vec<i64> = limited.iter().map(|(promotion, _)| promotion.id).collect();
    let bought: HashMap<i64, i64> = promotions::bought_by(connection, user_id, &ids)?
        .into_iter()
        .collect();
    for (promotion, pieces) in limited {
        let before = bought.get(&promotion.id).copied().unwrap_or_default();
        if before + pieces > promotion.upper_limit {
            return Err(Code::PurchaseLimit.into());
        }
    }
    Ok(())
}

/// Adds the campaign of each store, and the gifts of campaigns and goods that are in stock. A sample has no campaign.
pub(super) fn add_campaigns(
    connection: &mut Connection,
    parcels: &mut BTreeMap<i64, Parcel>,
    now: i64,
) -> Result<(), Fault> {
    let mansongs = mansongs::not_ended(connection, now)?;
    let running: Vec<_> = mansongs
        .into_iter()
        .filter(|mansong| mansong.starts_at <= now)
        .collect();
    let ids: Vec<i64> = running.iter().map(|mansong| mansong.id).collect();
    let rules = mansongs::rules(connection, &ids)?;
    let mut wanted: Vec<(i64, i64, i64)> = Vec::new();
    for (store_id, parcel) in parcels.iter_mut() {
        if parcel.sample.is_some() {
            continue;
        }
        let Some(mansong) = running.iter().find(|mansong| mansong.store_id == *store_id) else {
            continue;
        };
        let own = rules.iter().filter(|rule| rule.mansong_id == mansong.id);
        let own: Vec<_> = own.cloned().collect();
        let Some(rule) = reached(&own, parcel.amounts().goods) else {
            continue;
        };
        if rule.gift_goods_id > 0 {
            wanted.push((*store_id, rule.gift_goods_id, 1));
        }
        parcel.mansong = Some((mansong.clone(), rule.clone()));
    }
    wanted.extend(gifts_of_goods(connection, parcels)?);
    give(connection, parcels, wanted)
}

/// Returns the gifts that come with the lines: the store, the goods and the number of pieces.
fn gifts_of_goods(
    connection: &mut Connection,
    parcels: &BTreeMap<i64, Parcel>,
) -> Result<Vec<(i64, i64, i64)>, Fault> {
    let lines = || parcels.values().flat_map(Parcel::live);
    let ids: Vec<i64> = lines().map(|line| line.goods.id).collect();
    let gifts = gallery::gifts_of(connection, &ids)?;
    let of_line = |line: &Line| {
        let (goods_id, store_id, pieces) = (line.goods.id, line.goods.store_id, line.pieces);
        let own: Vec<_> = gifts.iter().filter(|gift| gift.0 == goods_id).collect();
        own.into_iter()
            .map(move |gift| (store_id, gift.1, gift.2.saturating_mul(pieces)))
    };
    Ok(lines().flat_map(of_line).collect())
}

/// Adds gifts to their parcels, as many as the stock has left.
fn give(
    connection: &mut Connection,
    parcels: &mut BTreeMap<i64, Parcel>,
    wanted: Vec<(i64, i64, i64)>,
) -> Result<(), Fault> {
    let ids: Vec<i64> = wanted.iter().map(|(_, goods_id, _)| *goods_id).collect();
    let rows = goods::of_ids(connection, &ids)?.into_iter();
    let mut left: HashMap<i64, Goods> = rows.map(|goods| (goods.id, goods)).collect();
    for parcel in parcels.values() {
        for line in parcel.live() {
            // The pieces that are bought are taken from the stock first.
            if let Some(goods) = left.get_mut(&line.goods.id) {
                goods.storage -= line.pieces;
            }
        }
    }
    for (store_id, goods_id, pieces) in wanted {
        let (Some(goods), Some(parcel)) = (left.get_mut(&goods_id), parcels.get_mut(&store_id))
        else {
            continue;
        };
        let pieces = pieces.min(goods.storage);
        if goods.live && pieces > 0 {
            goods.storage -= pieces;
            let goods = goods.clone();
            parcel.gifts.push(GiftLine { goods, pieces });
        }
    }
    Ok(())
}
