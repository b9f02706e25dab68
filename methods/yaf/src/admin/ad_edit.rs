use signet_call::{Access, AppClass, Ctx, Method, edit};
use signet_fault::{Code, Fault};
use signet_store::ads;

use super::ad_create::{AdCreate, check_position};
use super::found;

edit! {
    /// 修改广告
    pub(crate) struct AdEdit {
        /// 广告 ID
        ad_id: Id,
        fields: AdCreate,
    }
}

impl Method for AdEdit {
    const NAME: &'static str = "admin.ad.edit";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (id, ad) = (self.ad_id.value(), self.fields.row(ctx)?);
        ctx.change(move |tx| {
            check_position(tx, &ad)?;
            found(ads::update(tx, id, &ad)?)
        })
        .await
    }
}
