//! Links to partner sites.

use crate::content::TOPIC;
use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Line, Page, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::ListOrder;
use crate::categories::{self, LINKS};
use crate::faults;
use crate::tables::links::{self, Link, NewLink};

/// 添加友情链接
#[derive(Clone, Deserr, JsonSchema)]
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

/// The new row.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 友链 ID
    link_id: i64,
}

impl Action for LinkCreate {
    const NAME: &'static str = "admin.link.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[faults::CATEGORY_NOT_FOUND];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        categories::check(tx, self.cat_id.value(), LINKS)?;
        let link_id = links::insert(tx, &self.row())?;
        Ok(Created { link_id })
    }
}

impl LinkCreate {
    fn row(self) -> NewLink {
        NewLink {
            category_id: self.cat_id.value(),
            name: self.link_name.into_string(),
            url: self.link_url.into_string(),
            image_url: self.image_url.map(Text::into_string).unwrap_or_default(),
            listorder: self.listorder.value(),
        }
    }
}

edit! {
    /// 修改友情链接
    pub(crate) struct LinkEdit {
        /// 友链 ID
        link_id: Id,
        fields: LinkCreate,
    }
}

impl Action for LinkEdit {
    const NAME: &'static str = "admin.link.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, faults::CATEGORY_NOT_FOUND];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        categories::check(tx, self.fields.cat_id.value(), LINKS)?;
        found(links::update(tx, self.link_id.value(), &self.fields.row())?)
    }
}

/// 隐藏友情链接
///
/// 隐藏后客户端得不到该链接。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct LinkHide {
    /// 友链 ID
    link_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for LinkHide {
    const NAME: &'static str = "admin.link.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(links::set_state(tx, self.link_id.value(), state)?)
    }
}

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
            .run(move |connection| Ok(links::page(connection, cat_id, page.request())?))
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
