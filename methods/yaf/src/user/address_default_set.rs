use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::{Tx, users};

use crate::tables::addresses;

/// 设置默认收货地址
#[derive(Deserr, JsonSchema)]
pub(crate) struct AddressDefaultSet {
    /// 收货地址 ID
    addressid: Id,
}

impl Method for AddressDefaultSet {
    const NAME: &'static str = "user.address.default.set";
    const CLASSES: &'static [AppClass] = &[AppClass::App, AppClass::H5];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::AddressNotFound];
    type Reply = ();
    const DONE: &'static str = "设置成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, id) = (ctx.user()?, self.addressid.value());
        let set = move |tx: &mut Tx<'_>| {
            // This lock comes first, so that only one call at a time changes the addresses of a user.
            users::lock(tx, user_id)?.ok_or(Code::SessionExpired)?;
            addresses::find(tx, user_id, id)?.ok_or(Code::AddressNotFound)?;
            Ok(addresses::set_default(tx, user_id, id)?)
        };
        ctx.tx(set).await
    }
}
