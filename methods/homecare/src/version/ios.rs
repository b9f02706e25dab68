use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Access, Ctx, Method};
use signet_domain::apps::AppClass;
use signet_domain::platform::Platform;
use signet_fault::{Code, Fault};

use crate::CLIENTS;
use crate::content::CONTENT;
use crate::faults;

/// 苹果版本号
///
/// 最新的苹果版本号。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Ios {}

/// The newest version.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Newest {
    /// 更新时间
    ///
    /// 格式：Y-m-d H:i:s+08:00
    update_time: String,
    /// 最新版本号
    ios_version: String,
}

impl Method for Ios {
    const NAME: &'static str = "homecare.version.ios";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[faults::HOMECARE_VERSION_UNKNOWN];
    type Reply = Newest;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Newest, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        let newest = content.version(Platform::IOS)?;
        Ok(Newest {
            update_time: ctx.services.zone.with_offset(newest.updated_at),
            ios_version: newest.version.clone(),
        })
    }
}
