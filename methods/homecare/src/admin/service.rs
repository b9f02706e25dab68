//! Services.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Integer, Line, Page, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::{Url, check_exists, check_room};
use crate::content::TOPIC;
use crate::tables::service_groups;
use crate::tables::services::{self, NewService, Service};

/// 添加服务
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct ServiceCreate {
    /// 项目 ID
    pid: Id,
    /// 服务名称
    item_name: Line<1, 64>,
    /// 排序值
    ///
    /// 没有则为 null。
    #[deserr(default)]
    sort_id: Option<Integer<0, 99_999>>,
    /// 图片地址
    ///
    /// 没有则为 null。
    #[deserr(default)]
    pic_url: Option<Url>,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 服务 ID
    hid: i64,
}

impl Action for ServiceCreate {
    const NAME: &'static str = "admin.homecare.service.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let row = self.row(tx, 0)?;
        let hid = services::insert(tx, &row)?;
        Ok(Created { hid })
    }
}

impl ServiceCreate {
    /// Checks the parameters and returns the row to write.
    fn row(self, tx: &mut ActionTx<'_>, id: i64) -> Result<NewService, Fault> {
        let pid = self.pid.value();
        check_exists(service_groups::exists(tx, pid)?, "pid")?;
        check_room(services::count(tx, pid, id)?, "pid")?;
        Ok(NewService {
            pid,
            item_name: self.item_name.into_string(),
            sort_id: self.sort_id.map(Integer::value),
            pic_url: self.pic_url.map(Text::into_string),
        })
    }
}

edit! {
    /// 修改服务
    pub(crate) struct ServiceEdit {
        /// 服务 ID
        hid: Id,
        fields: ServiceCreate,
    }
}

impl Action for ServiceEdit {
    const NAME: &'static str = "admin.homecare.service.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let id = self.hid.value();
        let row = self.fields.row(tx, id)?;
        found(services::update(tx, id, &row)?)
    }
}

/// 隐藏服务
///
/// 隐藏后客户端得不到也不能预约该服务，已有的订单不变。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct ServiceHide {
    /// 服务 ID
    hid: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for ServiceHide {
    const NAME: &'static str = "admin.homecare.service.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(services::set_state(tx, self.hid.value(), state)?)
    }
}

/// 服务列表
///
/// 一个项目的全部服务，包括已隐藏的，按 ID 排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ServiceList {
    /// 项目 ID
    pid: Id,
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 服务
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 服务 ID
    hid: i64,
    /// 项目 ID
    pid: i64,
    /// 服务名称
    item_name: String,
    /// 排序值
    ///
    /// 没有则为 null。
    sort_id: Option<i64>,
    /// 图片地址
    ///
    /// 没有则为 null。
    pic_url: Option<String>,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Method for ServiceList {
    const NAME: &'static str = "admin.homecare.service.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Shown>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Shown>, Fault> {
        let page = self.page.unwrap_or_default();
        let pid = self.pid.value();
        let paged = ctx
            .run(move |connection| Ok(services::page(connection, pid, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Service| Shown {
            hid: row.id,
            pid: row.pid,
            item_name: row.item_name,
            sort_id: row.sort_id,
            pic_url: row.pic_url,
            state: row.state.value(),
            c_time: ctx.date_time(row.created_at),
            u_time: ctx.date_time(row.updated_at),
        }))
    }
}
