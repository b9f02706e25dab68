//! The tree of categories.

use crate::content::TOPIC;
use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Integer, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, Violations, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Connection;

use super::ListOrder;
use crate::categories::{Wanted, add};
use crate::faults;
use crate::tables::categories::{self, Category};

/// 添加分类
///
/// 分类编码自动产生，分类在树中的位置以后不能改变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct CategoryCreate {
    /// 父分类 ID
    ///
    /// 默认 0，即添加顶级分类。
    #[deserr(default)]
    #[schemars(example = 0)]
    parentid: Option<Integer<0, { i64::MAX }>>,
    /// 分类类型
    ///
    /// 1 - 文章分类、2 - 友情链接、3 - 商品分类，必须与父分类相同。
    cat_type: Integer<1, 3>,
    /// 分类名称
    cat_name: Line<1, 64>,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: ListOrder,
}

/// The new row.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 分类 ID
    cat_id: i64,
}

impl Action for CategoryCreate {
    const NAME: &'static str = "admin.category.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[faults::CATEGORY_FULL];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let parent = self.parent(tx)?;
        let wanted = Wanted {
            parent: parent.as_ref(),
            cat_type: self.cat_type.value(),
            name: self.cat_name.as_str(),
            listorder: self.listorder.value(),
        };
        let cat_id = add(tx, wanted)?;
        Ok(Created { cat_id })
    }
}

impl CategoryCreate {
    fn parent(&self, connection: &mut Connection) -> Result<Option<Category>, Fault> {
        let parent_id = self.parentid.map_or(0, Integer::value);
        if parent_id == 0 {
            return Ok(None);
        }
        match categories::by_id(connection, parent_id)? {
            Some(parent) if parent.cat_type == self.cat_type.value() => Ok(Some(parent)),
            Some(_) => Err(Violations::one("cat_type", "必须与父分类相同").into()),
            None => Err(Violations::one("parentid", "不存在").into()),
        }
    }
}

/// 修改分类
///
/// 分类在树中的位置和类型不能改变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct CategoryEdit {
    /// 分类 ID
    cat_id: Id,
    /// 分类名称
    cat_name: Line<1, 64>,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: ListOrder,
}

impl Action for CategoryEdit {
    const NAME: &'static str = "admin.category.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let (id, listorder) = (self.cat_id.value(), self.listorder.value());
        found(categories::update(
            tx,
            id,
            self.cat_name.as_str(),
            listorder,
        )?)
    }
}

/// 隐藏分类
///
/// 隐藏后客户端得不到该分类及其下的所有分类。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct CategoryHide {
    /// 分类 ID
    cat_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for CategoryHide {
    const NAME: &'static str = "admin.category.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(categories::set_state(tx, self.cat_id.value(), state)?)
    }
}

/// 分类列表
///
/// 一类分类的全部，包括已隐藏的，按分类编码排列，即每个分类之后是它下面的分类。
#[derive(Deserr, JsonSchema)]
pub(crate) struct CategoryList {
    /// 分类类型
    ///
    /// 1 - 文章分类、2 - 友情链接、3 - 商品分类。
    cat_type: Integer<1, 3>,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 分类
#[derive(Serialize, JsonSchema)]
pub(crate) struct CategoryRow {
    /// 分类 ID
    cat_id: i64,
    /// 分类名称
    cat_name: String,
    /// 分类类型
    cat_type: i64,
    /// 父分类 ID
    ///
    /// 顶级分类为 0。
    parentid: i64,
    /// 分类编码
    cat_code: String,
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

impl Method for CategoryList {
    const NAME: &'static str = "admin.category.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<CategoryRow>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<CategoryRow>, Fault> {
        let page = self.page.unwrap_or_default();
        let cat_type = self.cat_type.value();
        let paged = ctx
            .run(move |connection| Ok(categories::page(connection, cat_type, page.request())?))
            .await?;
        Ok(List::of(page, paged, |category: Category| CategoryRow {
            cat_id: category.id,
            cat_name: category.name,
            cat_type: category.cat_type,
            parentid: category.parent_id,
            cat_code: category.cat_code,
            listorder: category.listorder,
            state: category.state.value(),
            c_time: ctx.date_time(category.created_at),
            u_time: ctx.date_time(category.updated_at),
        }))
    }
}
