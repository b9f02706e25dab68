use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Ctx, Method, edit};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::users;

use super::fields::Fields;
use crate::tables::addresses;
use crate::{CLIENTS, area};

/// The maximum number of addresses of a member.
const MAX_ADDRESSES: usize = 20;

edit! {
    /// 地址添加
    ///
    /// 最多 20 个。第一个是默认地址；添加相同的地址得到原有的编号。
    pub(crate) struct Add {
        fields: Fields,
    }
}

/// The id of the address.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Added {
    /// 地址编号
    address_id: i64,
}

impl Method for Add {
    const NAME: &'static str = "teahouse.address.add";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::DistrictUnknown, Code::AddressLimit];
    const DONE: &'static str = "添加成功";
    type Reply = Added;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Added, Fault> {
        let (user_id, new) = (ctx.user()?, self.fields.into_row()?);
        ctx.tx(move |tx| {
            // Locked before anything is read: a transaction reads everything as it was at the time of its first read.
            users::lock(tx, user_id)?;
            area::check(tx, new.city_id, new.area_id)?;
            let all = addresses::of_user(tx, user_id)?;
            if let Some(same) = all.iter().find(|address| new.is_same(address)) {
                return Ok(Added {
                    address_id: same.id,
                });
            }
            if all.len() >= MAX_ADDRESSES {
                return Err(Code::AddressLimit.into());
            }
            let address_id = addresses::insert(tx, user_id, &new, all.is_empty())?;
            Ok(Added { address_id })
        })
        .await
    }
}
