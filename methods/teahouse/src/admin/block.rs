//! The pictures of the home page, and the picture of members who have no picture of their own.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Line, Page, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::{ListOrder, Url, refused};
use crate::content::TOPIC;
use crate::tables::blocks::{self, Block, BlockKind, NewBlock};

/// 添加首页图片
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct BlockCreate {
    /// 图片位置
    ///
    /// carousel - 轮播图、sample - 免费茶样入口、flash - 限时抢购入口、avatar - 默认头像。
    #[schemars(example = &"carousel")]
    kind: Text<1, 16>,
    /// 图片地址
    #[schemars(example = &"https://static.example.com/tea/1.jpg")]
    image_url: Url,
    /// 中图地址
    ///
    /// 不传则使用图片地址。
    #[deserr(default)]
    middle_url: Option<Url>,
    /// 链接
    ///
    /// 由客户端解释。
    #[deserr(default)]
    #[schemars(example = &"goods:232")]
    link: Option<Line<0, 255>>,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: ListOrder,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 图片编号
    block_id: i64,
}

impl Action for BlockCreate {
    const NAME: &'static str = "admin.teahouse.block.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let block_id = blocks::insert(tx, &self.row()?)?;
        Ok(Created { block_id })
    }
}

impl BlockCreate {
    fn row(self) -> Result<NewBlock, Fault> {
        let kind = BlockKind::named(self.kind.as_str());
        Ok(NewBlock {
            kind: kind.ok_or_else(|| refused("kind", "必须为carousel、sample、flash或avatar"))?,
            image_url: self.image_url.into_string(),
            middle_url: self.middle_url.map(Text::into_string).unwrap_or_default(),
            link: self.link.unwrap_or_default().into_string(),
            listorder: self.listorder.value(),
        })
    }
}

edit! {
    /// 修改首页图片
    pub(crate) struct BlockEdit {
        /// 图片编号
        block_id: Id,
        fields: BlockCreate,
    }
}

impl Action for BlockEdit {
    const NAME: &'static str = "admin.teahouse.block.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.block_id.value();
        found(blocks::update(tx, id, &self.fields.row()?)?)
    }
}

/// 隐藏首页图片
///
/// 隐藏后客户端得不到该图片。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct BlockHide {
    /// 图片编号
    block_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for BlockHide {
    const NAME: &'static str = "admin.teahouse.block.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(blocks::set_state(tx, self.block_id.value(), state)?)
    }
}

/// 首页图片列表
///
/// 全部图片，包括已隐藏的，同一位置的在一起，按排序值排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct BlockList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 首页图片
#[derive(Serialize, JsonSchema)]
pub(crate) struct BlockView {
    /// 图片编号
    block_id: i64,
    /// 图片位置
    ///
    /// carousel - 轮播图、sample - 免费茶样入口、flash - 限时抢购入口、avatar - 默认头像。
    kind: &'static str,
    /// 图片地址
    image_url: String,
    /// 中图地址
    ///
    /// 没有则为空字符串。
    middle_url: String,
    /// 链接
    ///
    /// 由客户端解释。
    link: String,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
}

impl Method for BlockList {
    const NAME: &'static str = "admin.teahouse.block.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<BlockView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<BlockView>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(blocks::page(connection, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Block| BlockView {
            block_id: row.id,
            kind: row.kind.name(),
            image_url: row.image_url,
            middle_url: row.middle_url,
            link: row.link,
            listorder: row.listorder,
            state: row.state.value(),
        }))
    }
}
