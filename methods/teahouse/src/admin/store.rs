//! Stores.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Flag, Hidden, Id, Items, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, Violations, edit, found};
use signet_domain::apps::AppClass;
use signet_domain::districts;
use signet_fault::{Code, Fault};
use signet_store::Connection;
use signet_wire::Fen;

use super::Amount;
use crate::content::TOPIC;
use crate::tables::goods::{Changed, set_live};
use crate::tables::stores::{self, NewStore, Store};

/// 添加店铺
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct StoreCreate {
    /// 店铺名称
    #[schemars(example = &"茶马古道旗舰店")]
    name: Line<1, 64>,
    /// 免运费金额
    ///
    /// 单位：分，商品金额达到后免运费；0 - 不免运费。
    #[schemars(example = 20_000)]
    free_price: Amount,
    /// 是否支持货到付款
    ///
    /// 0 - 否、1 - 是，只在 admin.teahouse.store.offpay 设置的地区。
    offpay: Flag,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 店铺编号
    store_id: i64,
}

impl Action for StoreCreate {
    const NAME: &'static str = "admin.teahouse.store.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let store_id = stores::insert(tx, None, &self.row())?;
        Ok(Created { store_id })
    }
}

impl StoreCreate {
    fn row(self) -> NewStore {
        NewStore {
            name: self.name.into_string(),
            free_price: self.free_price.value(),
            offpay: self.offpay.is_set(),
        }
    }
}

edit! {
    /// 修改店铺
    pub(crate) struct StoreEdit {
        /// 店铺编号
        store_id: Id,
        fields: StoreCreate,
    }
}

impl Action for StoreEdit {
    const NAME: &'static str = "admin.teahouse.store.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.store_id.value();
        found(stores::update(tx, id, &self.fields.row())?)
    }
}

/// 隐藏店铺
///
/// 隐藏后该店铺的商品全部下架，恢复后重新上架；已有的订单不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct StoreHide {
    /// 店铺编号
    store_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for StoreHide {
    const NAME: &'static str = "admin.teahouse.store.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let (id, state) = (
            self.store_id.value(),
            self.hidden.unwrap_or_default().state(),
        );
        found(stores::set_state(tx, id, state)?)?;
        Ok(set_live(tx, Changed::OfStore(id))?)
    }
}

/// 设置货到付款地区
///
/// 替换店铺支持货到付款的全部地区。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct StoreOffpay {
    /// 店铺编号
    store_id: Id,
    /// 地区编号列表
    ///
    /// 省、市或区县，最多 500 个；不传则没有支持货到付款的地区。
    #[deserr(default)]
    #[schemars(example = [120_000])]
    area_ids: Option<Items<Id, 0, 500>>,
}

impl Action for StoreOffpay {
    const NAME: &'static str = "admin.teahouse.store.offpay";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.store_id.value();
        found(stores::lock(tx, id)?)?;
        stores::remove_offpay_areas(tx, id)?;
        for (place, area) in self
            .area_ids
            .unwrap_or_default()
            .into_vec()
            .into_iter()
            .enumerate()
        {
            let code = area.value();
            if !is_area(tx, code)? {
                let parameter = format!("area_ids[{place}]");
                return Err(Violations::one(parameter, "不存在").into());
            }
            stores::add_offpay_area(tx, id, code)?;
        }
        Ok(())
    }
}

/// Returns whether a code is the code of a province, a city or a district.
fn is_area(connection: &mut Connection, code: i64) -> Result<bool, Fault> {
    Ok(districts::province(connection, code)?.is_some()
        || districts::city(connection, code)?.is_some()
        || districts::place(connection, code)?.is_some())
}

/// 店铺列表
///
/// 全部店铺，包括已隐藏的，按编号排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct StoreList {
    /// 页码
    ///
    /// 默认 1。
    #[deserr(default)]
    page: Option<Page>,
}

/// 店铺
#[derive(Serialize, JsonSchema)]
pub(crate) struct StoreView {
    /// 店铺编号
    store_id: i64,
    /// 店铺名称
    name: String,
    /// 免运费金额
    ///
    /// 单位：分，0 - 不免运费。
    free_price: Fen,
    /// 是否支持货到付款
    ///
    /// 0 - 否、1 - 是。
    offpay: i64,
    /// 货到付款地区编号列表
    area_ids: Vec<i64>,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
}

impl Method for StoreList {
    const NAME: &'static str = "admin.teahouse.store.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<StoreView>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<StoreView>, Fault> {
        let page = self.page.unwrap_or_default();
        let read = move |connection: &mut Connection| {
            let stores = stores::page(connection, page.request())?;
            let ids: Vec<i64> = stores.rows.iter().map(|store| store.id).collect();
            let areas = stores::offpay_areas_of(connection, &ids)?;
            Ok((stores, areas))
        };
        let (stores, areas) = ctx.run(read).await?;
        Ok(List::of(page, stores, |row: Store| StoreView {
            store_id: row.id,
            name: row.name,
            free_price: Fen(row.free_price),
            offpay: row.offpay.into(),
            area_ids: areas
                .iter()
                .filter(|(store_id, _)| *store_id == row.id)
                .map(|(_, code)| *code)
                .collect(),
            state: row.state.value(),
        }))
    }
}
