//! The tree of goods.

use signet_store::{Error, Tx};

use crate::content::EVERYWHERE;
use crate::tables::goods::NewGoods;
use crate::tables::goods_items::NewGoodsItem;
use crate::tables::goods_sec_items::NewGoodsSecItem;
use crate::tables::{goods, goods_items, goods_sec_items};

/// A yuan in fen.
const YUAN: i64 = 100;

pub(super) fn load(tx: &mut Tx<'_>) -> Result<(), Error> {
    let water = group(tx, "水维修", 2)?;
    let fridges = group(tx, "冰箱维修", 1)?;
    let pipes = part(tx, water, "水管维修", 1)?;
    let taps = part(tx, water, "水龙头维修", 2)?;
    let spares = part(tx, fridges, "冰箱配件", 1)?;
    for new in [
        NewGoods {
            made_by: "华西管业".to_owned(),
            material: "不锈钢".to_owned(),
            ..priced(pipes, "不锈钢水管", [10, 12, 5])
        },
        NewGoods {
            material: "铜".to_owned(),
            content: "内容".to_owned(),
            recommand: 10,
            ..priced(pipes, "铜水管", [20, 30, 4])
        },
        NewGoods {
            recommand: 3,
            ..priced(taps, "厨房水龙头", [20, 40, 4])
        },
        NewGoods {
            recommand: 1,
            ..priced(taps, "浴室水龙头", [20, 40, 4])
        },
        priced(spares, "化霜定时器（100L内）", [35, 50, 15]),
    ] {
        goods::insert(tx, &new)?;
    }
    Ok(())
}

fn group(tx: &mut Tx<'_>, item_name: &str, listorder: i64) -> Result<i64, Error> {
    let group = NewGoodsItem {
        city_id: EVERYWHERE,
        item_name: item_name.to_owned(),
        advertisment: String::new(),
        listorder,
    };
    goods_items::insert(tx, &group)
}

fn part(tx: &mut Tx<'_>, pid: i64, item_name: &str, listorder: i64) -> Result<i64, Error> {
    let part = NewGoodsSecItem {
        pid,
        item_name: item_name.to_owned(),
        listorder,
    };
    goods_sec_items::insert(tx, &part)
}

/// Returns goods. The prices are in yuan: the price, the original price, and the price of the installation.
fn priced(oid: i64, title: &str, [real, origin, repair]: [i64; 3]) -> NewGoods {
    NewGoods {
        oid,
        title: title.to_owned(),
        real_price: real * YUAN,
        origin_price: origin * YUAN,
        repair_price: repair * YUAN,
        brand: "华西".to_owned(),
        made_by: "华西五金".to_owned(),
        made_in: "中国".to_owned(),
        material: "合金".to_owned(),
        content: "说明".to_owned(),
        plus: "附加内容".to_owned(),
        ..NewGoods::default()
    }
}
