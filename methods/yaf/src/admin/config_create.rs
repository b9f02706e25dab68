use deserr::Deserr;
use schemars::JsonSchema;
use signet_call::params::{Line, Slug, Text};
use signet_call::{Access, AppClass, Ctx, Method};
use signet_fault::{Code, Fault};
use signet_store::system_configs::{self, NewSystemConfig};

use super::not_taken;

/// 添加系统配置
#[derive(Deserr, JsonSchema)]
pub(crate) struct ConfigCreate {
    /// 配置名称
    #[schemars(example = &"APP_ABOUT_CONFIG")]
    name: Slug,
    /// 配置标题
    title: Line<1, 64>,
    /// 配置值
    value: Text<1, 1000>,
}

impl Method for ConfigCreate {
    const NAME: &'static str = "admin.config.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = ();

    async fn call(self, ctx: &Ctx<'_>) -> Result<(), Fault> {
        let config = self.row();
        ctx.change(move |tx| not_taken(system_configs::insert(tx, &config)))
            .await
    }
}

impl ConfigCreate {
    pub(super) fn row(self) -> NewSystemConfig {
        NewSystemConfig {
            name: self.name.into_string(),
            title: self.title.into_string(),
            value: self.value.into_string(),
        }
    }
}
