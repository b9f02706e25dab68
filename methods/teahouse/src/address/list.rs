use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::districts;
use signet_fault::Fault;

use super::Item;
use crate::CLIENTS;
use crate::tables::addresses;

/// 地址列表
///
/// 全部收货地址，默认地址在前，其余最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct List {}

/// The addresses of a member.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Addresses {
    /// 地址列表
    address_list: Vec<Item>,
}

impl Method for List {
    const NAME: &'static str = "teahouse.address.list";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const DONE: &'static str = "查询正常";
    type Reply = Addresses;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Addresses, Fault> {
        let user_id = ctx.user()?;
        ctx.run(move |connection| {
            let all = addresses::of_user(connection, user_id)?;
            let codes: Vec<i64> = all.iter().map(|address| address.area_id).collect();
            let places = districts::places(connection, &codes)?;
            let items = all.into_iter().map(|address| Item::of(address, &places));
            Ok(Addresses {
                address_list: items.collect(),
            })
        })
        .await
    }
}
