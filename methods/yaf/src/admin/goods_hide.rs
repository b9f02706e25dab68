use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Flag, Id};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::Tx;
use signet_store::goods;

use super::{found, state_of};

/// 隐藏商品
///
/// 隐藏的商品不在列表中，也不能兑换；可以恢复。
#[derive(Deserr, JsonSchema)]
pub(crate) struct GoodsHide {
    /// 商品 ID
    goodsid: Id,
    /// 是否隐藏
    ///
    /// 1 - 隐藏（默认）、0 - 恢复。
    #[deserr(default)]
    hidden: Option<Flag>,
}

impl Method for GoodsHide {
    const NAME: &'static str = "admin.goods.hide";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    type Reply = ();
    const DONE: &'static str = "设置成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.goodsid.value();
        let state = state_of(self.hidden);
        let set = move |tx: &mut Tx<'_>| found(goods::set_state(tx, id, state)?);
        ctx.tx(set).await
    }
}
