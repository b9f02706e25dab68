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

/// 安卓版本号
///
/// 最新的安卓版本号。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Android {}

/// The newest version.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Newest {
    /// 更新时间
    ///
    /// 格式：Y-m-d H:i:s+08:00
    update_time: String,
    /// 最新版本号
    android_version: String,
}

impl Method for Android {
    const NAME: &'static str = "homecare.version.android";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = CLIENTS;
    const STALE_IF_ERROR: bool = true;
    const FAULTS: &'static [Code] = &[faults::HOMECARE_VERSION_UNKNOWN];
    type Reply = Newest;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Newest, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        let newest = content.version(Platform::ANDROID)?;
        Ok(Newest {
            update_time: ctx.services.zone.with_offset(newest.updated_at),
            android_version: newest.version.clone(),
        })
    }
}
