use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Flag, Integer, Line, Prose, Text};
use signet_call::{Access, AppClass, Ctx, Method, Violations};
use signet_domain::platform::Platform;
use signet_domain::upgrades::is_version;
use signet_fault::{Code, Fault};
use signet_store::app_upgrades::{self, NewAppUpgrade};

use super::not_taken;

/// 添加版本
///
/// 每个已发布的版本一条记录，说明该版本的用户如何升级。升级的目标是同一平台（Android 还要同一渠道）中版本号最高的版本，
/// 按数字比较，提示的标题、描述和下载地址取自目标版本。
#[derive(Deserr, JsonSchema)]
pub(crate) struct UpgradeCreate {
    /// 平台
    ///
    /// 1 - iOS、2 - Android。
    app_platform: Integer<1, 2>,
    /// 渠道
    ///
    /// Android 必传，iOS 不传。
    #[deserr(default)]
    app_channel: Option<Text<1, 64>>,
    /// 版本号
    ///
    /// 以点分隔的数字，同一平台和渠道不能重复。
    #[schemars(example = &"1.0.1")]
    app_version: Text<1, 32>,
    /// 升级模式
    ///
    /// 0 - 不升级、1 - 建议升级、2 - 强制升级、3 - 应用关闭。
    upgrade_way: Integer<0, 3>,
    /// 升级提示的标题
    app_title: Line<1, 64>,
    /// 升级提示的描述
    app_desc: Prose<1, 255>,
    /// APP 下载地址
    #[deserr(default)]
    app_url: Option<Text<1, 255>>,
    /// 升级弹窗重复提示
    ///
    /// 0 - 否，1 - 是。
    dialog_repeat: Flag,
}

/// The new release.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MadeUpgrade {
    /// 版本 ID
    upgrade_id: i64,
}

impl Method for UpgradeCreate {
    const NAME: &'static str = "admin.upgrade.create";
    const ACCESS: Access = Access::Open;
    const CLASSES: &'static [AppClass] = &[AppClass::Admin];
    const ONCE: bool = true;
    const FAULTS: &'static [Code] = &[Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = MadeUpgrade;

    async fn call(self, ctx: &Ctx<'_>) -> Result<MadeUpgrade, Fault> {
        let upgrade = self.row()?;
        let upgrade_id = ctx.change(move |tx| not_taken(app_upgrades::insert(tx, &upgrade)));
        let upgrade_id = upgrade_id.await?;
        Ok(MadeUpgrade { upgrade_id })
    }
}

impl UpgradeCreate {
    pub(super) fn row(self) -> Result<NewAppUpgrade, Violations> {
        let platform = self.app_platform.value();
        let channel = self.app_channel.map(Text::into_string).unwrap_or_default();
        if Platform(platform) == Platform::ANDROID && channel.is_empty() {
            return Err(Violations::missing("app_channel"));
        }
        if Platform(platform) == Platform::IOS && !channel.is_empty() {
            return Err(Violations::one("app_channel", "iOS没有渠道"));
        }
        if !is_version(self.app_version.as_str()) {
            return Err(Violations::one("app_version", "必须为以点分隔的数字"));
        }
        Ok(NewAppUpgrade {
            platform,
            channel,
            version: self.app_version.into_string(),
            way: self.upgrade_way.value(),
            title: self.app_title.into_string(),
            description: self.app_desc.into_string(),
            url: self.app_url.map(Text::into_string).unwrap_or_default(),
            dialog_repeat: self.dialog_repeat.is_set().into(),
        })
    }
}
