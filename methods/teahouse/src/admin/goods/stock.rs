use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Integer};
use signet_call::{Action, ActionTx};
use signet_fault::{Code, Fault};

use super::super::{MOST_PIECES, refused};
use crate::tables::goods::{add_stock, lock};

/// 增减库存
///
/// 库存只能增减，不能直接设置，以免覆盖正在进行的购买。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GoodsStock {
    /// 商品编号
    #[schemars(example = 232)]
    goods_id: Id,
    /// 增减数量
    ///
    /// 大于 0 为增加，小于 0 为减少，不能为 0。
    #[schemars(example = 10)]
    amount: Integer<{ -MOST_PIECES }, MOST_PIECES>,
}

/// The stock after the change.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Stock {
    /// 库存
    storage: i64,
}

impl Action for GoodsStock {
    const NAME: &'static str = "admin.teahouse.goods.stock";
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::OutOfStock];
    type Reply = Stock;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Stock, Fault> {
        let (id, pieces) = (self.goods_id.value(), self.amount.value());
        let goods = lock(tx, &[id])?.into_iter().next();
        let storage = goods.ok_or(Code::RecordNotFound)?.storage + pieces;
        match storage {
            _ if pieces == 0 => Err(refused("amount", "不能为0")),
            ..0 => Err(Code::OutOfStock.into()),
            0..=MOST_PIECES => {
                add_stock(tx, id, pieces)?;
                Ok(Stock { storage })
            }
            _ => Err(refused("amount", "库存过多")),
        }
    }
}
