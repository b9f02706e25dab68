//! Shops.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Flag, Hidden, Id, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::Fault;
use signet_store::Tx;

use crate::tables::brands;
use crate::tables::shops::{self, NewShop, Shop};

/// 添加门店
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct ShopCreate {
    /// 品牌 ID
    brand_id: Id,
    /// 店名
    #[schemars(example = &"南山店")]
    name: Line<1, 64>,
    /// 具体地址
    #[schemars(example = &"深圳市南山区科苑路 15 号")]
    street: Line<1, 255>,
    /// 联系电话
    #[schemars(example = &"0755-26000000")]
    contact_tel: Line<1, 32>,
    /// 是否体验店
    ///
    /// 0 - 否、1 - 是。
    is_exp: Flag,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 门店 ID
    shop_id: i64,
}

impl Action for ShopCreate {
    const NAME: &'static str = "admin.salon.shop.create";
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let row = self.row(tx)?;
        let shop_id = shops::insert(tx, &row)?;
        Ok(Created { shop_id })
    }
}

impl ShopCreate {
    /// Returns the row, after checking that its brand exists.
    fn row(self, tx: &mut Tx<'_>) -> Result<NewShop, Fault> {
        let brand_id = self.brand_id.value();
        found(brands::exists(tx, brand_id)?)?;
        Ok(NewShop {
            brand_id,
            name: self.name.into_string(),
            street: self.street.into_string(),
            contact_tel: self.contact_tel.into_string(),
            is_exp: self.is_exp.is_set(),
        })
    }
}

edit! {
    /// 修改门店
    pub(crate) struct ShopEdit {
        /// 门店 ID
        shop_id: Id,
        fields: ShopCreate,
    }
}

impl Action for ShopEdit {
    const NAME: &'static str = "admin.salon.shop.edit";
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.shop_id.value();
        let row = self.fields.row(tx)?;
        found(shops::update(tx, id, &row)?)
    }
}

/// 隐藏门店
///
/// 隐藏后客户端的门店列表没有该门店。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct ShopHide {
    /// 门店 ID
    shop_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for ShopHide {
    const NAME: &'static str = "admin.salon.shop.hide";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(shops::set_state(tx, self.shop_id.value(), state)?)
    }
}

/// 门店列表
///
/// 全部门店，包括已隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ShopList {
    /// 品牌 ID
    #[deserr(default)]
    brand_id: Option<Id>,
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 门店
#[derive(Serialize, JsonSchema)]
pub(crate) struct ShopView {
    /// 门店 ID
    shop_id: i64,
    /// 品牌 ID
    brand_id: i64,
    /// 店名
    name: String,
    /// 具体地址
    street: String,
    /// 联系电话
    contact_tel: String,
    /// 是否体验店
    ///
    /// 0 - 否、1 - 是。
    is_exp: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Method for ShopList {
    const NAME: &'static str = "admin.salon.shop.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<ShopView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<ShopView>, Fault> {
        let page = self.page.unwrap_or_default();
        let brand_id = self.brand_id.map(Id::value);
        let paged = ctx
            .run(move |connection| Ok(shops::page(connection, brand_id, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Shop| ShopView {
            shop_id: row.id,
            brand_id: row.brand_id,
            name: row.name,
            street: row.street,
            contact_tel: row.contact_tel,
            is_exp: row.is_exp.into(),
            state: row.state.value(),
            c_time: ctx.date_time(row.created_at),
            u_time: ctx.date_time(row.updated_at),
        }))
    }
}
