use signet_call::{Ctx, Method, edit};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Tx;

use super::address_add::{AddressAdd, check};
use crate::tables::addresses;

edit! {
    /// 修改收货地址
    pub(crate) struct AddressEdit {
        /// 收货地址 ID
        addressid: Id,
        fields: AddressAdd,
    }
}

impl Method for AddressEdit {
    const NAME: &'static str = "user.address.edit";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::AddressNotFound, Code::DistrictUnknown];
    type Reply = ();
    const DONE: &'static str = "修改成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, id) = (ctx.user()?, self.addressid.value());
        let address = self.fields.stored();
        let edit = move |tx: &mut Tx<'_>| {
            if !addresses::update(tx, user_id, id, &address)? {
                return Err(Code::AddressNotFound.into());
            }
            check(tx, &address)
        };
        ctx.tx(edit).await
    }
}
