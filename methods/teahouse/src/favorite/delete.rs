use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use crate::CLIENTS;
use crate::tables::favorites;

/// 收藏删除
///
/// 编号不存在时同样成功。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Delete {
    /// 收藏编号
    ///
    /// 即商品编号。
    #[schemars(example = 232)]
    fav_id: Id,
}

impl Method for Delete {
    const NAME: &'static str = "teahouse.favorite.delete";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const DONE: &'static str = "删除成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, goods_id) = (ctx.user()?, self.fav_id.value());
        ctx.tx(move |tx| Ok(favorites::remove(tx, user_id, goods_id)?))
            .await
    }
}
