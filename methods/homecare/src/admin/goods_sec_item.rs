//! The second level of the tree of goods.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::{ListOrder, check_exists, check_room};
use crate::content::TOPIC;
use crate::tables::goods_items;
use crate::tables::goods_sec_items::{self, GoodsSecItem, NewGoodsSecItem};

/// 添加二级商品
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GoodsSecItemCreate {
    /// 一级商品 ID
    pid: Id,
    /// 二级商品名称
    item_name: Line<1, 64>,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: ListOrder,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 二级商品 ID
    oid: i64,
}

impl Action for GoodsSecItemCreate {
    const NAME: &'static str = "admin.homecare.goods_sec_item.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let row = self.row(tx, 0)?;
        let oid = goods_sec_items::insert(tx, &row)?;
        Ok(Created { oid })
    }
}

impl GoodsSecItemCreate {
    /// Checks the parameters and returns the row to write.
    fn row(self, tx: &mut ActionTx<'_>, id: i64) -> Result<NewGoodsSecItem, Fault> {
        let pid = self.pid.value();
        check_exists(goods_items::exists(tx, pid)?, "pid")?;
        check_room(goods_sec_items::count(tx, pid, id)?, "pid")?;
        Ok(NewGoodsSecItem {
            pid,
            item_name: self.item_name.into_string(),
            listorder: self.listorder.value(),
        })
    }
}

edit! {
    /// 修改二级商品
    pub(crate) struct GoodsSecItemEdit {
        /// 二级商品 ID
        oid: Id,
        fields: GoodsSecItemCreate,
    }
}

impl Action for GoodsSecItemEdit {
    const NAME: &'static str = "admin.homecare.goods_sec_item.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.oid.value();
        let row = self.fields.row(tx, id)?;
        found(goods_sec_items::update(tx, id, &row)?)
    }
}

/// 隐藏二级商品
///
/// 隐藏后客户端得不到它及其下的商品。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GoodsSecItemHide {
    /// 二级商品 ID
    oid: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for GoodsSecItemHide {
    const NAME: &'static str = "admin.homecare.goods_sec_item.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(goods_sec_items::set_state(tx, self.oid.value(), state)?)
    }
}

/// 二级商品列表
///
/// 一个商品分类的全部二级商品，包括已隐藏的，按展示的顺序。
#[derive(Deserr, JsonSchema)]
pub(crate) struct GoodsSecItemList {
    /// 一级商品 ID
    pid: Id,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 二级商品
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 二级商品 ID
    oid: i64,
    /// 一级商品 ID
    pid: i64,
    /// 二级商品名称
    item_name: String,
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

impl Method for GoodsSecItemList {
    const NAME: &'static str = "admin.homecare.goods_sec_item.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Shown>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Shown>, Fault> {
        let page = self.page.unwrap_or_default();
        let pid = self.pid.value();
        let paged = ctx
            .run(move |connection| Ok(goods_sec_items::page(connection, pid, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: GoodsSecItem| Shown {
            oid: row.id,
            pid: row.pid,
            item_name: row.item_name,
            listorder: row.listorder,
            state: row.state.value(),
            c_time: ctx.date_time(row.created_at),
            u_time: ctx.date_time(row.updated_at),
        }))
    }
}
