//! Tags.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Integer, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, Violations, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::{Error, Taken};

use crate::tables::tags::{self, NewTag, Tag};

/// The largest number of tags, because clients get all of them at once.
const MOST_TAGS: i64 = 500;

/// 添加标签
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct TagCreate {
    /// 标签名称
    #[schemars(example = &"房产")]
    name: Line<1, 64>,
    /// 排序
    ///
    /// 小的在前。
    listorder: Integer<0, 99_999>,
}

impl TagCreate {
    fn row(self) -> NewTag {
        NewTag {
            name: self.name.into_string(),
            listorder: self.listorder.value(),
        }
    }
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 标签 ID
    tag_id: i64,
}

impl Action for TagCreate {
    const NAME: &'static str = "admin.consulting.tag.create";
    const FAULTS: &'static [Code] = &[Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        if tags::count(tx)? >= MOST_TAGS {
            let rule = format!("最多有{MOST_TAGS}个标签");
            return Err(Violations::one("name", rule).into());
        }
        let tag_id = not_taken(tags::insert(tx, &self.row()))?;
        Ok(Created { tag_id })
    }
}

edit! {
    /// 修改标签
    pub(crate) struct TagEdit {
        /// 标签 ID
        tag_id: Id,
        fields: TagCreate,
    }
}

impl Action for TagEdit {
    const NAME: &'static str = "admin.consulting.tag.edit";
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::AlreadyExists];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let row = self.fields.row();
        found(not_taken(tags::update(tx, self.tag_id.value(), &row))?)
    }
}

/// Turns a duplicate name into [`Code::AlreadyExists`].
fn not_taken<T>(result: Result<T, Error>) -> Result<T, Fault> {
    result.taken(Code::AlreadyExists)
}

/// 隐藏标签
///
/// 隐藏的标签不能用于新的需求，也不能用来查看需求；已有的需求不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct TagHide {
    /// 标签 ID
    tag_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for TagHide {
    const NAME: &'static str = "admin.consulting.tag.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(tags::set_state(tx, self.tag_id.value(), state)?)
    }
}

/// 标签列表
///
/// 全部标签，包括已隐藏的，按顺序排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct TagList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 标签
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 标签 ID
    tag_id: i64,
    /// 标签名称
    name: String,
    /// 排序
    ///
    /// 小的在前。
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

impl Method for TagList {
    const NAME: &'static str = "admin.consulting.tag.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Shown>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Shown>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(tags::page(connection, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Tag| Shown {
            tag_id: row.id,
            name: row.name,
            listorder: row.listorder,
            state: row.state.value(),
            c_time: ctx.date_time(row.created_at),
            u_time: ctx.date_time(row.updated_at),
        }))
    }
}
