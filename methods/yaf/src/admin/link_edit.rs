use signet_call::{Access, AppClass, Ctx, Method, edit};
use signet_domain::categories::{self, LINKS};
use signet_fault::{Code, Fault};
use signet_store::links;

use super::found;
use super::link_create::LinkCreate;

edit! {
    /// 修改友情链接
    pub(crate) struct LinkEdit {
        /// 友链 ID
        link_id: Id,
        fields: LinkCreate,
    }
}

impl Method for LinkEdit {
    const NAME: &'static str = "admin.link.edit";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::CategoryNotFound];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let (id, link) = (self.link_id.value(), self.fields.row());
        ctx.change(move |tx| {
            categories::check(tx, link.category_id, LINKS)?;
            found(links::update(tx, id, &link)?)
        })
        .await
    }
}
