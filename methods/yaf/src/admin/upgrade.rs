//! Releases of the apps, and how their users upgrade.

use crate::content::TOPIC;
use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::params::{Flag, Hidden, Id, Integer, Line, Page, Prose, Text};
use signet_call::{Access, Action, ActionTx, Ctx, List, Method, Violations, edit, found};
use signet_domain::apps::AppClass;
use signet_domain::platform::Platform;
use signet_fault::{Code, Fault};

use super::not_taken;
use crate::tables::app_upgrades::{self, AppUpgrade, NewAppUpgrade};
use crate::upgrades::is_version;

/// 添加版本
///
/// 每个已发布的版本一条记录，说明该版本的用户如何升级。升级的目标是同一平台（Android 还要同一渠道）中版本号最高的版本，
/// 按数字比较，提示的标题、描述和下载地址取自目标版本。
#[derive(Clone, Deserr, JsonSchema)]
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

/// The new row.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Created {
    /// 版本 ID
    upgrade_id: i64,
}

impl Action for UpgradeCreate {
    const NAME: &'static str = "admin.upgrade.create";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[Code::AlreadyExists];
    const DONE: &'static str = "添加成功";
    type Reply = Created;

    fn act(self, tx: &mut ActionTx<'_>) -> Result<Created, Fault> {
        let upgrade_id = not_taken(app_upgrades::insert(tx, &self.row()?))?;
        Ok(Created { upgrade_id })
    }
}

impl UpgradeCreate {
    fn row(self) -> Result<NewAppUpgrade, Violations> {
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
            policy: self.upgrade_way.value(),
            title: self.app_title.into_string(),
            description: self.app_desc.into_string(),
            url: self.app_url.map(Text::into_string).unwrap_or_default(),
            dialog_repeat: self.dialog_repeat.is_set().into(),
        })
    }
}

edit! {
    /// 修改版本
    pub(crate) struct UpgradeEdit {
        /// 版本 ID
        upgrade_id: Id,
        fields: UpgradeCreate,
    }
}

impl Action for UpgradeEdit {
    const NAME: &'static str = "admin.upgrade.edit";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    const FAULTS: &'static [Code] = &[Code::RecordNotFound, Code::AlreadyExists];
    const DONE: &'static str = "修改成功";
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let (id, upgrade) = (self.upgrade_id.value(), self.fields.row()?);
        found(not_taken(app_upgrades::update(tx, id, &upgrade))?)
    }
}

/// 隐藏版本
///
/// 隐藏后如同没有该版本：它的用户不升级，其它版本的用户也不会升级到它。
#[derive(Clone, Deserr, JsonSchema)]
pub(crate) struct UpgradeHide {
    /// 版本 ID
    upgrade_id: Id,
    #[deserr(default)]
    hidden: Option<Hidden>,
}

impl Action for UpgradeHide {
    const NAME: &'static str = "admin.upgrade.hide";
    const TOPIC: Option<&'static str> = Some(TOPIC);
    type Reply = ();

    fn act(self, tx: &mut ActionTx<'_>) -> Result<(), Fault> {
        let state = self.hidden.unwrap_or_default().state();
        found(app_upgrades::set_state(tx, self.upgrade_id.value(), state)?)
    }
}

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
            .run(move |connection| Ok(app_upgrades::page(connection, page.request())?))
            .await?;
        Ok(List::of(page, paged, |upgrade: AppUpgrade| UpgradeRow {
            upgrade_id: upgrade.id,
            app_platform: upgrade.platform,
            app_channel: upgrade.channel,
            app_version: upgrade.version,
            upgrade_way: upgrade.policy,
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
