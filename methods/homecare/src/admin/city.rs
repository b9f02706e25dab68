//! Cities.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Flag, Hidden, Id, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, Violations, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::{CityNum, check_room, not_taken};
use crate::content::TOPIC;
use crate::tables::cities::{self, City, NewCity};

/// 添加城市
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct CityCreate {
    /// 城市统一编码
    ///
    /// 6 位行政区划代码。
    #[schemars(example = &"511000")]
    city_num: CityNum,
    /// 城市名称
    city_name: Line<1, 64>,
    /// 门店地址
    city_address: Line<1, 200>,
    /// 门店简介
    #[deserr(default)]
    city_info: Option<Line<1, 500>>,
    /// 门店电话
    #[deserr(default)]
    city_tel: Option<Line<1, 32>>,
    /// 是否默认城市
    ///
    /// 只有一个默认城市，1 - 替代原来的默认城市。
    is_default: Flag,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 城市 ID
    city_id: i64,
}

impl Action for CityCreate {
    const NAME: &'static str = "admin.homecare.city.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        check_room(cities::count(tx)?, "city_num")?;
        let row = self.row(tx)?;
        let city_id = not_taken(cities::insert(tx, &row))?;
        Ok(Created { city_id })
    }
}

impl CityCreate {
    /// Checks the parameters and returns the row to write. If the city is the new default, clears the default mark of all
    /// cities.
    fn row(self, tx: &mut ActionTx<'_>) -> Result<NewCity, Fault> {
        let city_num = self.city_num.as_str();
        if !city_num.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Violations::one("city_num", "必须为6位数字").into());
        }
        if self.is_default.is_set() {
            cities::clear_default(tx)?;
        }
        Ok(NewCity {
            city_num: self.city_num.into_string(),
            city_name: self.city_name.into_string(),
            city_address: self.city_address.into_string(),
            city_info: self.city_info.map(Line::into_string).unwrap_or_default(),
            city_tel: self.city_tel.map(Line::into_string).unwrap_or_default(),
            is_default: self.is_default.is_set(),
        })
    }
}

edit! {
    /// 修改城市
    pub(crate) struct CityEdit {
        /// 城市 ID
        city_id: Id,
        fields: CityCreate,
    }
}

impl Action for CityEdit {
    const NAME: &'static str = "admin.homecare.city.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::AlreadyExists];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.city_id.value();
        let row = self.fields.row(tx)?;
        found(not_taken(cities::update(tx, id, &row))?)
    }
}

/// 隐藏城市
///
/// 隐藏的城市对客户端不存在，它的订单不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct CityHide {
    /// 城市 ID
    city_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for CityHide {
    const NAME: &'static str = "admin.homecare.city.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(cities::set_state(tx, self.city_id.value(), state)?)
    }
}

/// 城市列表
///
/// 全部城市，包括已隐藏的，按编码排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct CityList {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 城市
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 城市 ID
    city_id: i64,
    /// 城市统一编码
    ///
    /// 6 位行政区划代码。
    city_num: String,
    /// 城市名称
    city_name: String,
    /// 门店地址
    city_address: String,
    /// 门店简介
    city_info: String,
    /// 门店电话
    city_tel: String,
    /// 是否默认城市
    ///
    /// 0 - 否、1 - 是。
    is_default: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Method for CityList {
    const NAME: &'static str = "admin.homecare.city.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Shown>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Shown>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(cities::page(connection, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: City| Shown {
            city_id: row.id,
            city_num: row.city_num,
            city_name: row.city_name,
            city_address: row.city_address,
            city_info: row.city_info,
            city_tel: row.city_tel,
            is_default: row.is_default.into(),
            state: row.state.value(),
            c_time: ctx.date_time(row.created_at),
            u_time: ctx.date_time(row.updated_at),
        }))
    }
}
