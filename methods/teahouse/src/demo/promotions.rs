//! The promotions, campaigns and samples of the demo.

use signet_fault::Fault;
use signet_store::Tx;

use super::articles::id;
use super::goods::DAY;
use crate::picture::Pic;
use crate::tables::mansongs::{self, MansongRule, NewMansong};
use crate::tables::promotions::{self, NewPromotion, PromotionKind};
use crate::tables::samples::{self, NewSample};

/// Adds everything. `tomorrow` is the time at which tomorrow starts, in unix seconds.
pub(super) fn load(tx: &mut Tx<'_>, tomorrow: i64) -> Result<(), Fault> {
    load_promotions(tx, tomorrow)?;
    load_mansong(tx)?;
    load_samples(tx)
}

fn load_promotions(tx: &mut Tx<'_>, tomorrow: i64) -> Result<(), Fault> {
    let now = tx.now();
    let running = (now - 3600, now + 2 * DAY);
    let plain = NewPromotion {
        kind: PromotionKind::Xianshi,
        goods_id: 0,
        store_id: 2,
        name: "限时抢购".to_owned(),
        title: "今日特价".to_owned(),
        note: "每天十款，售完为止".to_owned(),
        price: 0,
        starts_at: running.0,
        ends_at: running.1,
        lower_limit: 1,
        upper_limit: 0,
        quota: 0,
        recommend: false,
    };
    let all = [
        NewPromotion {
            kind: PromotionKind::Groupbuy,
            goods_id: id::BILUOCHUN,
            name: "碧螺春抢购".to_owned(),
            price: 16_800,
            upper_limit: 5,
            quota: 50,
            ..plain.clone()
        },
        NewPromotion {
            goods_id: id::GUAPIAN,
            title: "两件起优惠".to_owned(),
            price: 4990,
            lower_limit: 2,
            upper_limit: 3,
            ..plain.clone()
        },
        NewPromotion {
            goods_id: id::OOLONG,
            store_id: 3,
            price: 9900,
            ends_at: now + DAY,
            recommend: true,
            ..plain.clone()
        },
        NewPromotion {
            goods_id: id::MAOFENG,
            title: "明日特价".to_owned(),
            price: 6600,
            starts_at: tomorrow + 8 * 3600,
            ends_at: tomorrow + DAY,
            ..plain.clone()
        },
        NewPromotion {
            goods_id: id::ROUGUI,
            store_id: 3,
            title: "明日特价".to_owned(),
            price: 19_900,
            starts_at: tomorrow + 10 * 3600,
            ends_at: tomorrow + 2 * DAY,
            ..plain
        },
    ];
    for promotion in &all {
        promotions::insert(tx, promotion)?;
    }
    Ok(())
}

fn load_mansong(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let now = tx.now();
    let mansong = NewMansong {
        store_id: 2,
        name: "满就送".to_owned(),
        starts_at: now - DAY,
        ends_at: now + 30 * DAY,
    };
    let mansong_id = mansongs::insert(tx, &mansong)?;
    for (price, discount, gift_goods_id) in [(10_000, 1000, 0), (20_000, 2500, id::TRAY)] {
        let rule = MansongRule {
            mansong_id,
            price,
            discount,
            gift_goods_id,
        };
        mansongs::insert_rule(tx, &rule)?;
    }
    Ok(())
}

fn load_samples(tx: &mut Tx<'_>) -> Result<(), Fault> {
    let now = tx.now();
    let picture = |name: &str| {
        let name = format!("http://www.chahuitong.com/data/upload/shop/store/goods/2/{name}");
        (format!("{name}.jpg"), format!("{name}_360.jpg"))
    };
    let pictures = ["2_05071421284587390", "2_05071421912242261"].map(picture);
    let pairs = pictures.each_ref();
    let pairs = pairs.map(|(original, middle)| (original.as_str(), middle.as_str()));
    let of_document = NewSample {
        name: "[免费茶样]婀娜公主 清香铁观音 浓香 油切黑乌龙 各一包7g*3".to_owned(),
        images: Pic::stored(&pairs),
        origin_place: "福建".to_owned(),
        weight: "7".to_owned(),
        price: 0,
        freight: 0,
        limit_number: 10,
        link_goods_id: id::SAMPLE,
        starts_at: 1_456_416_000,
        ends_at: 1_456_502_400,
        added_at: 0,
    };
    samples::insert(tx, Some(36), &of_document)?;
    let running = NewSample {
        name: "[免费茶样]龙井 5g*2".to_owned(),
        origin_place: "浙江".to_owned(),
        weight: "10".to_owned(),
        limit_number: 50,
        link_goods_id: id::SAMPLE_NOW,
        starts_at: now - DAY,
        ends_at: now + 29 * DAY,
        added_at: now - DAY,
        ..of_document.clone()
    };
    samples::insert(tx, None, &running)?;
    let next = NewSample {
        name: "[免费茶样]肉桂 8g".to_owned(),
        weight: "8".to_owned(),
        freight: 600,
        limit_number: 50,
        link_goods_id: id::SAMPLE_NEXT,
        starts_at: now + 7 * DAY,
        ends_at: now + 14 * DAY,
        added_at: now,
        ..of_document
    };
    samples::insert(tx, None, &next)?;
    Ok(())
}
