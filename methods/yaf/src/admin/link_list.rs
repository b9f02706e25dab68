use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Id, Page};
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::links::{self, Link};

/// 友情链接列表
///
/// 一个分类的全部链接，包括已隐藏的，按展示的顺序。
#[derive(Deserr, JsonSchema)]
pub(crate) struct LinkList {
    /// 分类 ID
    cat_id: Id,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 友情链接
#[derive(Serialize, JsonSchema)]
pub(crate) struct LinkRow {
    /// 友链 ID
    link_id: i64,
    /// 分类 ID
    cat_id: i64,
    /// 友链名称
    link_name: String,
    /// 友链 URL
    link_url: String,
    /// 友链图片
    image_url: String,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Method for LinkList {
    const NAME: &'static str = "admin.link.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<LinkRow>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<LinkRow>, Fault> {
        let page = self.page.unwrap_or_default();
        let cat_id = self.cat_id.value();
        let paged = ctx
            .run(move |connection| Ok(links::page(connection, cat_id, page.window())?))
            .await?;
        Ok(List::of(page, paged, |link: Link| LinkRow {
            link_id: link.id,
            cat_id: link.category_id,
            link_name: link.name,
            link_url: link.url,
            image_url: link.image_url,
            listorder: link.listorder,
            state: link.state.value(),
            c_time: ctx.date_time(link.created_at),
            u_time: ctx.date_time(link.updated_at),
        }))
    }
}
