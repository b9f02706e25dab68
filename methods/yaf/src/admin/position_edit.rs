use signet_call::{Access, AppClass, Ctx, Method, edit};
use signet_fault::{Code, Fault};
use signet_store::ad_positions;

use super::position_create::PositionCreate;
use super::{found, not_taken};

edit! {
    /// 修改广告位
    pub(crate) struct PositionEdit {
        /// 广告位 ID
        position_id: Id,
        fields: PositionCreate,
    }
}

impl Method for PositionEdit {
    const NAME: &'static str = "admin.position.edit";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::AlreadyExists];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (id, position) = (self.position_id.value(), self.fields.row());
        ctx.change(move |tx| found(not_taken(ad_positions::update(tx, id, &position))?))
            .await
    }
}
