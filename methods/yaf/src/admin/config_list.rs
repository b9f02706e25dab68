use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::system_configs::{self, SystemConfig};

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
            .run(move |connection| Ok(system_configs::page(connection, page.window())?))
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
