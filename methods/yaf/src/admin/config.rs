//! System configs.

use crate::content::TOPIC;
use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Line, Page, Slug, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, edit, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use super::not_taken;
use crate::tables::system_configs::{self, NewSystemConfig, SystemConfig};

/// 添加系统配置
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct ConfigCreate {
    /// 配置名称
    #[schemars(example = &"APP_ABOUT_CONFIG")]
    name: Slug,
    /// 配置标题
    title: Line<1, 64>,
    /// 配置值
    value: Text<1, 1000>,
}

impl Action for ConfigCreate {
    const NAME: &'static str = "admin.config.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        not_taken(system_configs::insert(tx, &self.row()))
    }
}

impl ConfigCreate {
    fn row(self) -> NewSystemConfig {
        NewSystemConfig {
            name: self.name.into_string(),
            title: self.title.into_string(),
            value: self.value.into_string(),
        }
    }
}

edit! {
    /// 修改系统配置
    ///
    /// 修改名称为 name 的配置。
    pub(crate) struct ConfigEdit {
        fields: ConfigCreate,
    }
}

impl Action for ConfigEdit {
    const NAME: &'static str = "admin.config.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        found(system_configs::update(tx, &self.fields.row())?)
    }
}

/// 隐藏系统配置
///
/// 隐藏后如同没有该配置。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct ConfigHide {
    /// 配置名称
    name: Slug,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for ConfigHide {
    const NAME: &'static str = "admin.config.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(system_configs::set_state(tx, self.name.as_str(), state)?)
    }
}

/// 系统配置列表
///
/// 全部配置，包括已隐藏的，按名称排列。
#[derive(Deserr, JsonSchema)]
pub(crate) struct ConfigList {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 系统配置
#[derive(Serialize, JsonSchema)]
pub(crate) struct ConfigRow {
    /// 配置名称
    name: String,
    /// 配置标题
    title: String,
    /// 配置值
    value: String,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 修改时间
    u_time: String,
}

impl Method for ConfigList {
    const NAME: &'static str = "admin.config.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<ConfigRow>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<ConfigRow>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(system_configs::page(connection, page.request())?))
            .await?;
        Ok(List::of(page, paged, |config: SystemConfig| ConfigRow {
            name: config.name,
            title: config.title,
            value: config.value,
            state: config.state.value(),
            u_time: ctx.date_time(config.updated_at),
        }))
    }
}
