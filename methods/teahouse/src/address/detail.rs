use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::districts;
use signet_fault::{Code, Fault};

use super::Item;
use crate::CLIENTS;
use crate::tables::addresses;

/// 地址详细信息
///
/// 自己的一个收货地址。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Detail {
    /// 地址编号
    address_id: Id,
}

impl Method for Detail {
    const NAME: &'static str = "teahouse.address.detail";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const FAULTS: &'static [Code] = &[Code::AddressNotFound];
    const DONE: &'static str = "查询正常";
    type Reply = Item;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Item, Fault> {
        let (user_id, id) = (ctx.user()?, self.address_id.value());
        ctx.run(move |connection| {
            let address = addresses::find(connection, user_id, id)?;
            let address = address.ok_or(Code::AddressNotFound)?;
            let places = districts::places(connection, &[address.area_id])?;
            Ok(Item::of(address, &places))
        })
        .await
    }
}
