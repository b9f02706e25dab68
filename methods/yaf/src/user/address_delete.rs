use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::{Tx, users};

use crate::tables::addresses;

/// 删除收货地址
///
/// 删除默认地址后，剩余最新的地址成为默认地址。已有订单不受影响。
#[derive(Deserr, JsonSchema)]
pub(crate) struct AddressDelete {
    /// 收货地址 ID
    addressid: Id,
}

impl Method for AddressDelete {
    const NAME: &'static str = "user.address.delete";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::AddressNotFound];
    type Reply = ();
    const DONE: &'static str = "删除成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, id) = (ctx.user()?, self.addressid.value());
        let delete = move |tx: &mut Tx<'_>| {
            // This lock comes first, so that only one call at a time changes the addresses of a user.
            users::lock(tx, user_id)?.ok_or(Code::SessionExpired)?;
            let address = addresses::find(tx, user_id, id)?;
            let address = address.ok_or(Code::AddressNotFound)?;
            addresses::remove(tx, user_id, id)?;
            if address.is_default
                && let Some(newest) = addresses::of_user(tx, user_id)?.first()
            {
                addresses::set_default(tx, user_id, newest.id)?;
            }
            Ok(())
        };
        ctx.tx(delete).await
    }
}
