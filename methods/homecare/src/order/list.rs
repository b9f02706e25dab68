use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Text;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;

use super::view::OrderView;
use crate::CLIENTS;
use crate::tables::orders::{self, Whole};

/// The largest number of orders in a reply.
const MOST: i64 = 100;

/// 获取所有订单
///
/// 当前登录用户的订单，最新的在前，最多 100 条；更早的用 before 取得。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {
    /// 订单 ID
    ///
    /// 传上次最后一个订单的 ID，得到比它更早的订单。
    #[deserr(default)]
    #[schemars(example = &"201503300100000001")]
    before: Option<Text<1, 20>>,
}

/// The orders.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 结果说明
    msg: &'static str,
    /// 订单列表
    order_list: Vec<OrderView>,
}

impl Method for List {
    const NAME: &'static str = "homecare.order.list";
    const CLASSES: &'static [AppClass] = CLIENTS;
    type Reply = Shown;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Shown, Fault> {
        let user_id = ctx.user()?;
        let whole = ctx
            .run(move |connection| {
                let before = self.before.as_ref().map(Text::as_str);
                let newest = orders::newest_of_user(connection, user_id, before, MOST)?;
                Ok(Whole::read(connection, newest)?)
            })
            .await?;
        Ok(Shown {
            msg: "get order list success",
            order_list: whole.shown(ctx),
        })
    }
}
