use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use crate::CLIENTS;
use crate::tables::carts;

/// 购物车删除
///
/// 编号不存在时同样成功。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Delete {
    /// 购物车编号
    cart_id: Id,
}

impl Method for Delete {
    const NAME: &'static str = "teahouse.cart.delete";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const DONE: &'static str = "删除成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, id) = (ctx.user()?, self.cart_id.value());
        ctx.tx(move |tx| Ok(carts::remove(tx, user_id, &[id])?))
            .await
    }
}
