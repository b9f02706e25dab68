//! Two brands and four shops, of which one is hidden.

use signet_store::{Error, State, Tx};

use crate::tables::brands::{self, NewBrand};
use crate::tables::shops::{self, NewShop};

/// The ids of the shops.
pub(super) struct Shops {
    pub(super) nanshan: i64,
    pub(super) futian: i64,
    pub(super) tianhe: i64,
    pub(super) hidden: i64,
}

pub(super) fn load(tx: &mut Tx<'_>) -> Result<Shops, Error> {
    let meiyi = brand(tx, "美艺人生", "陈美")?;
    let iris = brand(tx, "爱丽丝", "")?;
    let shops = Shops {
        nanshan: shop(tx, meiyi, "南山体验店", "深圳市南山区科苑路 15 号", true)?,
        futian: shop(tx, meiyi, "福田店", "深圳市福田区福华路 8 号", false)?,
        tianhe: shop(tx, iris, "天河店", "广州市天河区体育西路 101 号", false)?,
        hidden: shop(tx, iris, "越秀店", "广州市越秀区中山五路 2 号", false)?,
    };
    shops::set_state(tx, shops.hidden, State::Hidden)?;
    Ok(shops)
}

fn brand(tx: &mut Tx<'_>, name: &str, founder_name: &str) -> Result<i64, Error> {
    let brand = NewBrand {
        name: name.to_owned(),
        founder_name: founder_name.to_owned(),
    };
    brands::insert(tx, &brand)
}

fn shop(
    tx: &mut Tx<'_>,
    brand_id: i64,
    name: &str,
    street: &str,
    is_exp: bool,
) -> Result<i64, Error> {
    let shop = NewShop {
        brand_id,
        name: name.to_owned(),
        street: street.to_owned(),
        contact_tel: "0755-26000000".to_owned(),
        is_exp,
    };
    shops::insert(tx, &shop)
}
