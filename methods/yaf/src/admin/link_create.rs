use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Line, Text};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_domain::categories::{self, LINKS};
use signet_fault::{Code, Fault};
use signet_store::links::{self, NewLink};

use super::ListOrder;

/// 添加友情链接
#[derive(Deserr, JsonSchema)]
pub(crate) struct LinkCreate {
    /// 分类 ID
    ///
    /// 必须是友情链接分类。
    cat_id: Id,
    /// 友链名称
    link_name: Line<1, 64>,
    /// 友链 URL
    link_url: Text<1, 255>,
    /// 友链图片
    #[deserr(default)]
    image_url: Option<Text<1, 255>>,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: ListOrder,
}

/// The new link.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MadeLink {
    /// 友链 ID
    link_id: i64,
}

impl Method for LinkCreate {
    const NAME: &'static str = "admin.link.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::CategoryNotFound];
    const DONE: &'static str = "添加成功";
    type Reply = MadeLink;

    async fn call(self, ctx: &Ctx<'_>) -> Result<MadeLink, Fault> {
        let link = self.row();
        let link_id = ctx.change(move |tx| {
            categories::check(tx, link.category_id, LINKS)?;
            Ok(links::insert(tx, &link)?)
        });
        let link_id = link_id.await?;
        Ok(MadeLink { link_id })
    }
}

impl LinkCreate {
    pub(super) fn row(self) -> NewLink {
        NewLink {
            category_id: self.cat_id.value(),
            name: self.link_name.into_string(),
            url: self.link_url.into_string(),
            image_url: self.image_url.map(Text::into_string).unwrap_or_default(),
            listorder: self.listorder.value(),
        }
    }
}
