use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::Page;
use signet_call::{Access, AppClass, Ctx, List, Method};
use signet_fault::Fault;
use signet_store::app_upgrades::{self, AppUpgrade};

/// 版本列表
///
/// 全部版本，包括已隐藏的，最新的在前。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UpgradeList {
    /// 页码
    #[deserr(default)]
    page: Option<Page>,
}

/// 版本
#[derive(Serialize, JsonSchema)]
pub(crate) struct UpgradeRow {
    /// 版本 ID
    upgrade_id: i64,
    /// 平台
    ///
    /// 1 - iOS、2 - Android。
    app_platform: i64,
    /// 渠道
    ///
    /// iOS 为空字符串。
    app_channel: String,
    /// 版本号
    app_version: String,
    /// 升级模式
    ///
    /// 0 - 不升级、1 - 建议升级、2 - 强制升级、3 - 应用关闭。
    upgrade_way: i64,
    /// 升级提示的标题
    app_title: String,
    /// 升级提示的描述
    app_desc: String,
    /// APP 下载地址
    app_url: String,
    /// 升级弹窗重复提示
    ///
    /// 0 - 否，1 - 是。
    dialog_repeat: i64,
    /// 状态
    ///
    /// 1 - 显示、0 - 隐藏。
    state: i64,
    /// 创建时间
    c_time: String,
    /// 修改时间
    u_time: String,
}

impl Method for UpgradeList {
    const NAME: &'static str = "admin.upgrade.list";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    type Reply = List<UpgradeRow>;

    async fn call(self, ctx: &Ctx<'_>) -> Result<List<UpgradeRow>, Fault> {
        let page = self.page.unwrap_or_default();
        let paged = ctx
            .run(move |connection| Ok(app_upgrades::page(connection, page.window())?))
            .await?;
        Ok(List::of(page, paged, |upgrade: AppUpgrade| UpgradeRow {
            upgrade_id: upgrade.id,
            app_platform: upgrade.platform,
            app_channel: upgrade.channel,
            app_version: upgrade.version,
            upgrade_way: upgrade.way,
            app_title: upgrade.title,
            app_desc: upgrade.description,
            app_url: upgrade.url,
            dialog_repeat: upgrade.dialog_repeat,
            state: upgrade.state.value(),
            c_time: ctx.date_time(upgrade.created_at),
            u_time: ctx.date_time(upgrade.updated_at),
        }))
    }
}
