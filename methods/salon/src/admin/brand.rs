//! Brands.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::tables::brands::{self, Brand, NewBrand};

/// 添加品牌
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct BrandCreate {
    /// 品牌名称
    #[schemars(example = &"美艺人生")]
    name: Line<1, 64>,
    /// 创建者名称
    #[deserr(default)]
    #[schemars(example = &"陈美")]
    founder_name: Option<Line<1, 64>>,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 品牌 ID
    brand_id: i64,
}

impl Action for BrandCreate {
    const NAME: &'static str = "admin.salon.brand.create";
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let brand_id = brands::insert(tx, &self.row())?;
        Ok(Created { brand_id })
    }
}

impl BrandCreate {
    fn row(self) -> NewBrand {
        NewBrand {
            name: self.name.into_string(),
            founder_name: self.founder_name.map(Line::into_string).unwrap_or_default(),
        }
    }
}

edit! {
    /// 修改品牌
    pub(crate) struct BrandEdit {
        /// 品牌 ID
        brand_id: Id,
        fields: BrandCreate,
    }
}

impl Action for BrandEdit {
    const NAME: &'static str = "admin.salon.brand.edit";
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.brand_id.value();
        found(brands::update(tx, id, &self.fields.row())?)
    }
}

/// 隐藏品牌
///
/// 隐藏后客户端的门店列表没有该品牌的门店。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct BrandHide {
    /// 品牌 ID
    brand_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for BrandHide {
    const NAME: &'static str = "admin.salon.brand.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(brands::set_state(tx, self.brand_id.value(), state)?)
    }
}

/// 品牌列表
///
/// 全部品牌，包括已隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct BrandList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 品牌
#[derive(Serialize, JsonSchema)]
pub(crate) struct BrandView {
    /// 品牌 ID
    brand_id: i64,
    /// 品牌名称
    name: String,
    /// 创建者名称
    ///
    /// 没有则为空字符串。
    founder_name: String,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Method for BrandList {
    const NAME: &'static str = "admin.salon.brand.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<BrandView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<BrandView>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(brands::page(connection, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Brand| BrandView {
            brand_id: row.id,
            name: row.name,
            founder_name: row.founder_name,
            state: row.state.value(),
            c_time: ctx.date_time(row.created_at),
            u_time: ctx.date_time(row.updated_at),
        }))
    }
}
