use signet_call::{Ctx, Method, edit};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::fields::Fields;
use crate::tables::addresses;
use crate::{CLIENTS, area};

edit! {
    /// 地址编辑
    ///
    /// 修改全部字段。
    pub(crate) struct Edit {
        /// 地址编号
        address_id: Id,
        fields: Fields,
    }
}

impl Method for Edit {
    const NAME: &'static str = "teahouse.address.edit";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::AddressNotFound, Code::DistrictUnknown];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, id) = (ctx.user()?, self.address_id.value());
        let new = self.fields.into_row()?;
        ctx.tx(move |tx| {
            area::check(tx, new.city_id, new.area_id)?;
            match addresses::update(tx, user_id, id, &new)? {
                true => Ok(()),
                false => Err(Code::AddressNotFound.into()),
            }
        })
        .await
    }
}
