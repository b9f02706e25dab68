//! The recommendations of tea masters.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Integer, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::{ListOrder, lock_goods};
use crate::tables::tasters::{self, NewTaster};

/// 添加茶艺师推荐
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct TasterCreate {
    /// 商品编号
    #[schemars(example = 232)]
    goods_id: Id,
    /// 评分
    ///
    /// 1-10。
    #[schemars(example = 9)]
    score: Integer<1, 10>,
    /// 滋味
    #[deserr(default)]
    #[schemars(example = &"鲜爽")]
    taste: Option<Line<0, 100>>,
    /// 汤色
    #[deserr(default)]
    #[schemars(example = &"嫩绿明亮")]
    light: Option<Line<0, 100>>,
    /// 香气
    #[deserr(default)]
    #[schemars(example = &"豆花香")]
    aroma: Option<Line<0, 100>>,
    /// 叶底
    #[deserr(default)]
    #[schemars(example = &"匀整")]
    leaf: Option<Line<0, 100>>,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: ListOrder,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 推荐编号
    taster_id: i64,
}

impl Action for TasterCreate {
    const NAME: &'static str = "admin.teahouse.taster.create";
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let row = self.row(tx)?;
        let taster_id = tasters::insert(tx, &row)?;
        Ok(Created { taster_id })
    }
}

impl TasterCreate {
    /// Returns the row. Its goods exist and are locked.
    fn row(self, tx: &mut ActionTx<'_>) -> Result<NewTaster, Fault> {
        let text = |note: Option<Line<0, 100>>| note.unwrap_or_default().into_string();
        Ok(NewTaster {
            goods_id: lock_goods(tx, self.goods_id.value(), "goods_id")?.id,
            score: self.score.value(),
            taste: text(self.taste),
            light: text(self.light),
            aroma: text(self.aroma),
            leaf: text(self.leaf),
            listorder: self.listorder.value(),
        })
    }
}

edit! {
    /// 修改茶艺师推荐
    pub(crate) struct TasterEdit {
        /// 推荐编号
        taster_id: Id,
        fields: TasterCreate,
    }
}

impl Action for TasterEdit {
    const NAME: &'static str = "admin.teahouse.taster.edit";
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.taster_id.value();
        let row = self.fields.row(tx)?;
        found(tasters::update(tx, id, &row)?)
    }
}

/// 隐藏茶艺师推荐
///
/// 隐藏后客户端得不到该推荐。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct TasterHide {
    /// 推荐编号
    taster_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for TasterHide {
    const NAME: &'static str = "admin.teahouse.taster.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(tasters::set_state(tx, self.taster_id.value(), state)?)
    }
}

/// 茶艺师推荐列表
///
/// 全部推荐，包括已隐藏的，按排序值排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct TasterList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 茶艺师推荐
#[derive(Serialize, JsonSchema)]
pub(crate) struct TasterView {
    /// 推荐编号
    taster_id: i64,
    /// 商品编号
    goods_id: i64,
    /// 评分
    score: i64,
    /// 滋味
    taste: String,
    /// 汤色
    light: String,
    /// 香气
    aroma: String,
    /// 叶底
    leaf: String,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
}

impl Method for TasterList {
    const NAME: &'static str = "admin.teahouse.taster.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<TasterView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<TasterView>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(tasters::entered(connection, page.request())?))
            .await?;
        Ok(List::of(page, paged, |(taster_id, row, state)| {
            TasterView {
                taster_id,
                goods_id: row.goods_id,
                score: row.score,
                taste: row.taste,
                light: row.light,
                aroma: row.aroma,
                leaf: row.leaf,
                listorder: row.listorder,
                state: state.value(),
            }
        }))
    }
}
