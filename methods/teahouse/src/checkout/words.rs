//! The words of a checkout that members read.

use super::basket::Parcel;

/// Returns an amount in yuan, without zeros at the end.
pub(crate) fn yuan(fen: i64) -> String {
    let (yuan, fen) = (fen / 100, fen % 100);
    match (fen / 10, fen % 10) {
        (0, 0) => yuan.to_string(),
        (tenths, 0) => format!("{yuan}.{tenths}"),
        _ => format!("{yuan}.{fen:02}"),
    }
}

/// Returns what the campaign of a parcel gives, such as 满100元减10元; empty if none holds.
pub(crate) fn campaign(parcel: &Parcel) -> String {
    let Some((_, rule)) = &parcel.mansong else {
        return String::new();
    };
    let discount = match rule.discount {
        0 => String::new(),
        fen => format!("减{}元", yuan(fen)),
    };
    let gift = parcel.campaign_gift();
    let given = gift.map(|gift| format!("送{}", gift.goods.name));
    let given = given.unwrap_or_default();
    format!("满{}元{discount}{given}", yuan(rule.price))
}
