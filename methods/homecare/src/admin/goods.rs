//! Goods.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Integer, Line, Page, Prose, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::{ListOrder, Url, check_exists, check_room};
use crate::content::TOPIC;
use crate::tables::goods::{self, Goods, NewGoods};
use crate::tables::goods_sec_items;

/// 添加商品
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GoodsCreate {
    /// 二级商品 ID
    oid: Id,
    /// 商品名称
    title: Line<1, 100>,
    /// 图片地址
    #[deserr(default)]
    picture: Option<Url>,
    /// 原价
    ///
    /// 单位：分。
    origin_price: Integer<0, MOST_FEN>,
    /// 现价
    ///
    /// 单位：分，已有的订单不受影响。
    real_price: Integer<1, MOST_FEN>,
    /// 安装价
    ///
    /// 单位：分。
    repair_price: Integer<0, MOST_FEN>,
    /// 品牌
    #[deserr(default)]
    brand: Option<Line<1, 64>>,
    /// 生产商
    #[deserr(default)]
    made_by: Option<Line<1, 64>>,
    /// 产地
    #[deserr(default)]
    made_in: Option<Line<1, 64>>,
    /// 材质
    #[deserr(default)]
    material: Option<Line<1, 100>>,
    /// 说明
    #[deserr(default)]
    content: Option<Prose<1, 10_000>>,
    /// 附加内容
    #[deserr(default)]
    plus: Option<Prose<1, 10_000>>,
    /// 推荐值
    ///
    /// 从大到小排列。
    recommand: Integer<0, 1_000_000>,
    /// 排序值
    ///
    /// 从小到大排列。
    listorder: ListOrder,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 商品 ID
    sid: i64,
}

impl Action for GoodsCreate {
    const NAME: &'static str = "admin.homecare.goods.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let row = self.row(tx, 0)?;
        let sid = goods::insert(tx, &row)?;
        Ok(Created { sid })
    }
}

/// The highest price, in fen.
const MOST_FEN: i64 = 10_000_000;

impl GoodsCreate {
    /// Checks the parameters and returns the row to write.
    fn row(self, tx: &mut ActionTx<'_>, id: i64) -> Result<NewGoods, Fault> {
        let oid = self.oid.value();
        check_exists(goods_sec_items::exists(tx, oid)?, "oid")?;
        check_room(goods::count(tx, oid, id)?, "oid")?;
        Ok(NewGoods {
            oid,
            title: self.title.into_string(),
            picture: self.picture.map(Text::into_string).unwrap_or_default(),
            origin_price: self.origin_price.value(),
            real_price: self.real_price.value(),
            repair_price: self.repair_price.value(),
            brand: self.brand.map(Line::into_string).unwrap_or_default(),
            made_by: self.made_by.map(Line::into_string).unwrap_or_default(),
            made_in: self.made_in.map(Line::into_string).unwrap_or_default(),
            material: self.material.map(Line::into_string).unwrap_or_default(),
            content: self.content.map(Prose::into_string).unwrap_or_default(),
            plus: self.plus.map(Prose::into_string).unwrap_or_default(),
            recommand: self.recommand.value(),
            listorder: self.listorder.value(),
        })
    }
}

edit! {
    /// 修改商品
    pub(crate) struct GoodsEdit {
        /// 商品 ID
        sid: Id,
        fields: GoodsCreate,
    }
}

impl Action for GoodsEdit {
    const NAME: &'static str = "admin.homecare.goods.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.sid.value();
        let row = self.fields.row(tx, id)?;
        found(goods::update(tx, id, &row)?)
    }
}

/// 隐藏商品
///
/// 隐藏后客户端得不到也不能购买该商品，已有的订单不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct GoodsHide {
    /// 商品 ID
    sid: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for GoodsHide {
    const NAME: &'static str = "admin.homecare.goods.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(goods::set_state(tx, self.sid.value(), state)?)
    }
}

/// 商品列表
///
/// 一个二级商品的全部商品，包括已隐藏的，按展示的顺序。
#[derive(Deserr, JsonSchema)]
pub(crate) struct GoodsList {
    /// 二级商品 ID
    oid: Id,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 商品
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 商品 ID
    sid: i64,
    /// 二级商品 ID
    oid: i64,
    /// 商品名称
    title: String,
    /// 图片地址
    picture: String,
    /// 原价
    ///
    /// 单位：分。
    origin_price: i64,
    /// 现价
    ///
    /// 单位：分，已有的订单不受影响。
    real_price: i64,
    /// 安装价
    ///
    /// 单位：分。
    repair_price: i64,
    /// 品牌
    brand: String,
    /// 生产商
    made_by: String,
    /// 产地
    made_in: String,
    /// 材质
    material: String,
    /// 说明
    content: String,
    /// 附加内容
    plus: String,
    /// 推荐值
    ///
    /// 从大到小排列。
    recommand: i64,
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

impl Method for GoodsList {
    const NAME: &'static str = "admin.homecare.goods.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Shown>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Shown>, Fault> {
        let page = self.page.unwrap_or_default();
        let oid = self.oid.value();
        let paged = ctx
            .run(move |connection| Ok(goods::page(connection, oid, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Goods| Shown {
            sid: row.id,
            oid: row.oid,
            title: row.title,
            picture: row.picture,
            origin_price: row.origin_price,
            real_price: row.real_price,
            repair_price: row.repair_price,
            brand: row.brand,
            made_by: row.made_by,
            made_in: row.made_in,
            material: row.material,
            content: row.content,
            plus: row.plus,
            recommand: row.recommand,
            listorder: row.listorder,
            state: row.state.value(),
            c_time: ctx.date_time(row.created_at),
            u_time: ctx.date_time(row.updated_at),
        }))
    }
}
