//! Classes of goods.

use std::collections::HashMap;

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Integer, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Connection;

use super::{ListOrder, check_exists, refused};
use crate::content::TOPIC;
use crate::tables::classes::{self, Class, NewClass};

/// 添加商品分类
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct ClassCreate {
    /// 分类名称
    #[schemars(example = &"白茶")]
    name: Line<1, 64>,
    /// 上级分类编号
    ///
    /// 0 - 没有上级，默认 0；最多三级。
    #[deserr(default)]
    parent_id: Option<Integer<0, { i64::MAX }>>,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: ListOrder,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 分类编号
    gc_id: i64,
}

impl Action for ClassCreate {
    const NAME: &'static str = "admin.teahouse.class.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let row = self.row(tx, None)?;
        let gc_id = classes::insert(tx, &row)?;
        Ok(Created { gc_id })
    }
}

impl ClassCreate {
    /// Returns the row of a class; `id` is `None` for a new class.
    fn row(self, connection: &mut Connection, id: Option<i64>) -> Result<NewClass, Fault> {
        let parent_id = self.parent_id.map_or(0, Integer::value);
        // Actions with a topic run one after another, so the tree does not change meanwhile.
        Tree(classes::tree(connection)?.into_iter().collect()).check(id, parent_id)?;
        Ok(NewClass {
            name: self.name.into_string(),
            parent_id,
            listorder: self.listorder.value(),
        })
    }
}

/// The maximum number of levels of the tree.
const LEVELS: usize = 3;

/// The id of the class above each class, by id; 0 for none.
struct Tree(HashMap<i64, i64>);

impl Tree {
    /// Checks that a class may be under another class. `id` is `None` for a new class, and `parent_id` is 0 if no class is above it.
    fn check(&self, id: Option<i64>, parent_id: i64) -> Result<(), Fault> {
        check_exists(
            parent_id == 0 || self.0.contains_key(&parent_id),
            "parent_id",
        )?;
        let above = self.above(parent_id);
        if id.is_some_and(|id| above.contains(&id)) {
            return Err(refused("parent_id", "不能是分类自己或它的下级"));
        }
        // The number of levels of the class and the classes under it.
        let own = match id {
            None => 1,
            Some(id) => self.levels_from(id),
        };
        match above.len() + own <= LEVELS {
            true => Ok(()),
            false => Err(refused("parent_id", "最多三级分类")),
        }
    }

    /// Returns a class and the classes above it, the lowest class first.
    fn above(&self, id: i64) -> Vec<i64> {
        let next = |id: &i64| self.0.get(id).copied().filter(|parent| *parent != 0);
        let above = std::iter::successors(Some(id).filter(|id| *id != 0), next);
        // The tree never has more levels than `LEVELS`.
        above.take(LEVELS + 1).collect()
    }

    /// Returns the number of levels from a class down to the lowest class under it.
    fn levels_from(&self, id: i64) -> usize {
        let depths = self.0.keys().filter_map(|class| {
            let above = self.above(*class);
            above.iter().position(|class| *class == id)
        });
        depths.max().unwrap_or_default() + 1
    }
}

edit! {
    /// 修改商品分类
    pub(crate) struct ClassEdit {
        /// 分类编号
        gc_id: Id,
        fields: ClassCreate,
    }
}

impl Action for ClassEdit {
    const NAME: &'static str = "admin.teahouse.class.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.gc_id.value();
        let row = self.fields.row(tx, Some(id))?;
        found(classes::update(tx, id, &row)?)
    }
}

/// 隐藏商品分类
///
/// 隐藏后客户端的分类列表没有该分类，它的商品不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct ClassHide {
    /// 分类编号
    gc_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for ClassHide {
    const NAME: &'static str = "admin.teahouse.class.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(classes::set_state(tx, self.gc_id.value(), state)?)
    }
}

/// 商品分类列表
///
/// 全部分类，包括已隐藏的，同一上级的在一起，按排序值排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ClassList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 商品分类
#[derive(Serialize, JsonSchema)]
pub(crate) struct ClassView {
    /// 分类编号
    gc_id: i64,
    /// 分类名称
    name: String,
    /// 上级分类编号
    ///
    /// 0 - 没有上级。
    parent_id: i64,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
}

impl Method for ClassList {
    const NAME: &'static str = "admin.teahouse.class.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<ClassView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<ClassView>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(classes::page(connection, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Class| ClassView {
            gc_id: row.id,
            name: row.name,
            parent_id: row.parent_id,
            listorder: row.listorder,
            state: row.state.value(),
        }))
    }
}
