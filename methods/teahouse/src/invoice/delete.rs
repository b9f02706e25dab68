use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::Id;
use signet_call::{Ctx, Method};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::users;

use crate::tables::invoices;
use crate::{SIGNED, faults};

/// 删除发票信息
///
/// 删除默认的发票信息后，最新的成为默认。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Delete {
    /// 发票编号
    inv_id: Id,
}

impl Method for Delete {
    const NAME: &'static str = "teahouse.invoice.delete";
    const CLASSES: &'static [AppClass] = SIGNED;
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[faults::INVOICE_NOT_FOUND];
    const DONE: &'static str = "删除成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (user_id, id) = (ctx.user()?, self.inv_id.value());
        ctx.tx(move |tx| {
            users::lock(tx, user_id)?;
            if !invoices::remove(tx, user_id, id)? {
                return Err(faults::INVOICE_NOT_FOUND.into());
            }
            match invoices::of_user(tx, user_id)?.first() {
                // If no invoice is the default, the newest one is first.
                Some(first) if !first.is_default => Ok(invoices::set_default(tx, first.id)?),
                _ => Ok(()),
            }
        })
        .await
    }
}
