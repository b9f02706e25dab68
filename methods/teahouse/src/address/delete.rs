use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::users;

use crate::CLIENTS;
use crate::tables::addresses;

/// 地址删除
///
/// 删除默认地址后，最新的地址成为默认。编号不存在时同样成功。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Delete {
    /// 地址编号
    address_id: Id,
}

impl Method for Delete {
    const NAME: &'static str = "teahouse.address.delete";
    const CLASSES: &'static [AppClass] = CLIENTS;
    const ONCE: bool = true;
    const DONE: &'static str = "删除成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, id) = (ctx.user()?, self.address_id.value());
        ctx.tx(move |tx| {
            users::lock(tx, user_id)?;
            addresses::remove(tx, user_id, id)?;
            let rest = addresses::of_user(tx, user_id)?;
            match rest.first() {
                // If no address is the default, the newest one is first.
                Some(first) if !first.is_default => {
                    Ok(addresses::set_default(tx, user_id, first.id)?)
                }
                _ => Ok(()),
            }
        })
        .await
    }
}
