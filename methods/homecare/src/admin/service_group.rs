//! Groups of services.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Integer, Line, Page, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};
use signet_store::Connection;

use super::{CityNum, Url, check_exists, check_room, city_id, city_num};
use crate::content::TOPIC;
use crate::tables::service_groups::{self, NewServiceGroup, ServiceGroup};
use crate::tables::{cities, goods_items};

/// 添加服务项目
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct ServiceGroupCreate {
    /// 城市统一编码
    ///
    /// 不传则属于所有城市。
    #[deserr(default)]
    #[schemars(example = &"511000")]
    city_num: Option<CityNum>,
    /// 项目名称
    item_name: Line<1, 64>,
    /// 备注
    #[deserr(default)]
    note: Option<Line<1, 200>>,
    /// 项目类型
    ///
    /// 1 - 维修、2 - 安装。
    #[schemars(rename = "type")]
    #[deserr(rename = "type")]
    kind: Integer<1, 2>,
    /// 推荐商品的一级商品 ID
    ///
    /// 没有推荐则为 0。
    recommand: Integer<0, { i64::MAX }>,
    /// 图标地址
    #[deserr(default)]
    icon: Option<Url>,
    /// 排序值
    ///
    /// 没有则为 null。
    #[deserr(default)]
    sort_id: Option<Integer<0, 99_999>>,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 项目 ID
    pid: i64,
}

impl Action for ServiceGroupCreate {
    const NAME: &'static str = "admin.homecare.service_group.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        check_room(service_groups::count(tx)?, "item_name")?;
        let row = self.row(tx)?;
        let pid = service_groups::insert(tx, &row)?;
        Ok(Created { pid })
    }
}

impl ServiceGroupCreate {
    /// Checks the parameters and returns the row to write.
    fn row(self, tx: &mut ActionTx<'_>) -> Result<NewServiceGroup, Fault> {
        let pid = self.recommand.value();
        check_exists(pid == 0 || goods_items::exists(tx, pid)?, "recommand")?;
        Ok(NewServiceGroup {
            city_id: city_id(tx, self.city_num.as_ref())?,
            item_name: self.item_name.into_string(),
            note: self.note.map(Line::into_string).unwrap_or_default(),
            kind: self.kind.value(),
            recommand: pid,
            icon: self.icon.map(Text::into_string).unwrap_or_default(),
            sort_id: self.sort_id.map(Integer::value),
        })
    }
}

edit! {
    /// 修改服务项目
    pub(crate) struct ServiceGroupEdit {
        /// 项目 ID
        pid: Id,
        fields: ServiceGroupCreate,
    }
}

impl Action for ServiceGroupEdit {
    const NAME: &'static str = "admin.homecare.service_group.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.pid.value();
        let row = self.fields.row(tx)?;
        found(service_groups::update(tx, id, &row)?)
    }
}

/// 隐藏服务项目
///
/// 隐藏后客户端得不到该项目及其下的服务。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct ServiceGroupHide {
    /// 项目 ID
    pid: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for ServiceGroupHide {
    const NAME: &'static str = "admin.homecare.service_group.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(service_groups::set_state(tx, self.pid.value(), state)?)
    }
}

/// 服务项目列表
///
/// 全部维修和安装项目，包括已隐藏的，按 ID 排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ServiceGroupList {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 服务项目
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 项目 ID
    pid: i64,
    /// 城市统一编码
    ///
    /// 属于所有城市则为空字符串。
    city_num: String,
    /// 项目名称
    item_name: String,
    /// 备注
    note: String,
    /// 项目类型
    ///
    /// 1 - 维修、2 - 安装。
    #[serde(rename = "type")]
    kind: i64,
    /// 推荐商品的一级商品 ID
    ///
    /// 没有推荐则为 0。
    recommand: i64,
    /// 图标地址
    icon: String,
    /// 排序值
    ///
    /// 没有则为 null。
    sort_id: Option<i64>,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Method for ServiceGroupList {
    const NAME: &'static str = "admin.homecare.service_group.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Shown>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Shown>, Fault> {
        let page = self.page.unwrap_or_default();
        let read = move |connection: &mut Connection| {
            let numbers = cities::numbers(connection)?;
            Ok((numbers, service_groups::page(connection, page.request())?))
        };
        let (numbers, paged) = ctx.run(read).await?;
        Ok(List::of(page, paged, |row: ServiceGroup| Shown {
            pid: row.id,
            city_num: city_num(&numbers, row.city_id),
            item_name: row.item_name,
            note: row.note,
            kind: row.kind,
            recommand: row.recommand,
            icon: row.icon,
            sort_id: row.sort_id,
            state: row.state.value(),
            c_time: ctx.date_time(row.created_at),
            u_time: ctx.date_time(row.updated_at),
        }))
    }
}
