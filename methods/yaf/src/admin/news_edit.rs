use signet_call::{Access, AppClass, Ctx, Method, edit};
use signet_domain::categories::{self, NEWS};
use signet_fault::{Code, Fault};
use signet_store::news;

use super::found;
use super::news_create::NewsCreate;

edit! {
    /// 修改文章
    ///
    /// 替换文章的全部内容。
    pub(crate) struct NewsEdit {
        /// 文章 ID
        news_id: Id,
        fields: NewsCreate,
    }
}

impl Method for NewsEdit {
    const NAME: &'static str = "admin.news.edit";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::CategoryNotFound];
    type Reply = ();
    const DONE: &'static str = "修改成功";

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let id = self.news_id.value();
        let (article, content) = self.fields.into_row();
        ctx.tx(move |tx| {
            categories::check(tx, article.category_id, NEWS)?;
            found(news::update(tx, id, &article, &content)?)
        })
        .await
    }
}
