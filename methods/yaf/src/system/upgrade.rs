use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Access, Ctx, Method};
use signet_domain::platform::Platform;
use signet_fault::Fault;

use crate::content::{CONTENT, Content};

/// 升级检查
///
/// 当前版本（固定参数 app_v、platform、channel）是否需要升级，与 system.init 返回的升级信息一致。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Upgrade {}

/// The upgrade policy for a version of the app.
#[derive(Default, Serialize, JsonSchema)]
pub(crate) struct Advice {
    /// 升级模式
    ///
    /// 0 - 不升级、1 - 建议升级、2 - 强制升级、3 - 应用关闭。
    upgrade_way: i64,
    /// 目标 APP 版本
    ///
    /// 不需要升级时为空字符串。
    app_v: String,
    /// 升级提示的标题
    app_title: String,
    /// 升级提示的描述
    app_desc: String,
    /// APP 下载地址
    ///
    /// 不需要升级或 iOS 版本时为空字符串。
    app_url: String,
    /// 升级弹窗重复提示
    ///
    /// 0 - 否，1 - 是。
    dialog_repeat: i64,
    /// 当前 APP 版本
    ///
    /// 原样返回请求的 app_v。
    origin_v: String,
}

impl Method for Upgrade {
    const NAME: &'static str = "system.upgrade";
    const ALIASES: &'static [&'static str] = &["app.upgrade"];
    const ACCESS: Access = Access::Open;
    type Reply = Advice;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Advice, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        Ok(Advice::for_caller(ctx, &content))
    }
}

impl Advice {
    pub(crate) fn for_caller(ctx: &Ctx<'_>, content: &Content) -> Advice {
        let caller = &ctx.caller;
        let origin_v = caller.app_v.clone();
        match content
            .upgrades
            .find(caller.platform, &caller.channel, &caller.app_v)
        {
            None => Advice {
                origin_v,
                ..Advice::default()
            },
            Some((current, None)) => Advice {
                upgrade_way: current.policy,
                origin_v,
                ..Advice::default()
            },
            Some((current, Some(target))) => Advice {
                upgrade_way: current.policy,
                app_v: target.version.clone(),
                app_title: target.title.clone(),
                app_desc: target.description.clone(),
                app_url: if caller.platform == Platform::IOS {
                    String::new()
                } else {
                    target.url.clone()
                },
                dialog_repeat: current.dialog_repeat,
                origin_v,
            },
        }
    }
}
