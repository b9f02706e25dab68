use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::users;

use crate::tables::{favorites, goods};
use crate::{CLIENTS, faults};

/// The maximum number of favourites of a member.
const MAX_FAVORITES: i64 = 200;

/// 收藏添加
///
/// 最多 200 个；重复添加同样成功。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Add {
    /// 商品编号
    #[schemars(example = 232)]
    goods_id: Id,
}

impl Method for Add {
    const NAME: &'static str = "teahouse.favorite.add";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::GoodsNotFound, faults::FAVORITE_LIMIT];
    const DONE: &'static str = "收藏成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, goods_id) = (ctx.user()?, self.goods_id.value());
        ctx.tx(move |tx| {
            // Locked before anything is read: a transaction reads everything as it was at the time of its first read.
            users::lock(tx, user_id)?;
            goods::find_live(tx, goods_id)?.ok_or(Code::GoodsNotFound)?;
            if favorites::count_others(tx, user_id, goods_id)? >= MAX_FAVORITES {
                return Err(faults::FAVORITE_LIMIT.into());
            }
            Ok(favorites::insert(tx, user_id, goods_id)?)
        })
        .await
    }
}
