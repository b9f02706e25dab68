//! Versions of the phone clients.

use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Hidden, Id, Integer, Line, Page};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, found};
use signet_domain::apps::AppClass;
use signet_fault::{Code, Fault};

use crate::content::TOPIC;
use crate::tables::versions::{self, NewVersion, Version};

/// 添加版本
///
/// 同一平台最新添加的版本即客户端得到的版本；版本不能修改，只能隐藏。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct VersionCreate {
    /// 平台
    ///
    /// 1 - iOS、2 - Android。
    platform: Integer<1, 2>,
    /// 版本号
    #[schemars(example = &"2.1.6")]
    version: Line<1, 32>,
}

/// The row that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 版本 ID
    version_id: i64,
}

impl Action for VersionCreate {
    const NAME: &'static str = "admin.homecare.version.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let version = NewVersion {
            platform: self.platform.value(),
            version: self.version.into_string(),
            updated_at: tx.now(),
        };
        let version_id = versions::insert(tx, &version)?;
        Ok(Created { version_id })
    }
}

/// 隐藏版本
///
/// 隐藏后客户端得到它之前的版本。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct VersionHide {
    /// 版本 ID
    version_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for VersionHide {
    const NAME: &'static str = "admin.homecare.version.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(versions::set_state(tx, self.version_id.value(), state)?)
    }
}

/// 版本列表
///
/// 全部版本，包括已隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct VersionList {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 版本
#[derive(Serialize, JsonSchema)]
pub(crate) struct Shown {
    /// 版本 ID
    version_id: i64,
    /// 平台
    ///
    /// 1 - iOS、2 - Android。
    platform: i64,
    /// 版本号
    version: String,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
}

impl Method for VersionList {
    const NAME: &'static str = "admin.homecare.version.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<Shown>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<Shown>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(versions::page(connection, page.request())?))
            .await?;
        Ok(List::of(page, paged, |row: Version| Shown {
            version_id: row.id,
            platform: row.platform,
            version: row.version,
            state: row.state.value(),
            c_time: ctx.date_time(row.updated_at),
        }))
    }
}
