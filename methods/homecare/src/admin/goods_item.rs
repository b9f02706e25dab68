//! The first level of the tree of goods.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Connection;

use super::{CityNum, ListOrder, check_room, city_id, city_num};
use crate::content::TOPIC;
use crate::tables::cities;
use crate::tables::goods_items::{self, GoodsItem, NewGoodsItem};

/// 添加商品分类
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GoodsItemCreate {
    /// 城市统一编码
    ///
    /// 不传则属于所有城市。
    #[deserr(default)]
    #[schemars(example = &"511000")]
    city_num: Option<CityNum>,
    /// 分类名称
    item_name: Line<1, 64>,
    /// 广告
    #[deserr(default)]
    advertisment: Option<Line<1, 500>>,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: ListOrder,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 一级商品 ID
    pid: i64,
}

impl Action for GoodsItemCreate {
    const NAME: &'static str = "admin.homecare.goods_item.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        check_room(goods_items::count(tx)?, "item_name")?;
        let row = self.row(tx)?;
        let pid = goods_items::insert(tx, &row)?;
        Ok(Created { pid })
    }
}

impl GoodsItemCreate {
    /// Checks the parameters and returns the row to write.
    fn row(self, tx: &mut ActionTx<'_>) -> Result<NewGoodsItem, Fault> {
        Ok(NewGoodsItem {
            city_id: city_id(tx, self.city_num.as_ref())?,
            item_name: self.item_name.into_string(),
            advertisment: self.advertisment.map(Line::into_string).unwrap_or_default(),
            listorder: self.listorder.value(),
        })
    }
}

edit! {
    /// 修改商品分类
    pub(crate) struct GoodsItemEdit {
        /// 一级商品 ID
        pid: Id,
        fields: GoodsItemCreate,
    }
}

impl Action for GoodsItemEdit {
    const NAME: &'static str = "admin.homecare.goods_item.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.pid.value();
        let row = self.fields.row(tx)?;
        found(goods_items::update(tx, id, &row)?)
    }
}

/// 隐藏商品分类
///
/// 隐藏后客户端得不到该分类及其下的商品。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GoodsItemHide {
    /// 一级商品 ID
    pid: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for GoodsItemHide {
    const NAME: &'static str = "admin.homecare.goods_item.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(goods_items::set_state(tx, self.pid.value(), state)?)
    }
}

/// 商品分类列表
///
/// 全部商品分类，包括已隐藏的，按展示的顺序。
#[derive(Deserr, JsonSchema)]
pub(crate) struct GoodsItemList {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 商品分类
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 一级商品 ID
    pid: i64,
    /// 城市统一编码
    ///
    /// 属于所有城市则为空字符串。
    city_num: String,
    /// 分类名称
    item_name: String,
    /// 广告
    advertisment: String,
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

impl Method for GoodsItemList {
    const NAME: &'static str = "admin.homecare.goods_item.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Shown>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Shown>, Fault> {
        let page = self.page.unwrap_or_default();
        let read = move |connection: &mut Connection| {
            let numbers = cities::numbers(connection)?;
            Ok((numbers, goods_items::page(connection, page.request())?))
        };
        let (numbers, paged) = ctx.run(read).await?;
        Ok(List::of(page, paged, |row: GoodsItem| Shown {
            pid: row.id,
            city_num: city_num(&numbers, row.city_id),
            item_name: row.item_name,
            advertisment: row.advertisment,
            listorder: row.listorder,
            state: row.state.value(),
            c_time: ctx.date_time(row.created_at),
            u_time: ctx.date_time(row.updated_at),
        }))
    }
}
