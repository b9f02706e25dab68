use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Access, Ctx, Method, OrEmpty};
use signet_domain::sessions;
use signet_fault::Fault;

use super::ads::{self, ShownAd};
use super::upgrade::Advice;
use crate::content::{CONTENT, Content};

/// 初始化
///
/// APP 启动时第一个请求的接口，一次取得启动所需的全部信息。有效的令牌同时被续期；失效的令牌不会报错，
/// 由 token_status 说明。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Init {}

/// The data that an app needs at start.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Start {
    /// 用户令牌状态
    ///
    /// 0 - 令牌无效或已经过期、1 - 令牌正常可用。
    token_status: i64,
    /// 升级数据
    upgrade: Advice,
    /// 启动广告
    ///
    /// 没有启动广告则为空对象。
    start_ad: OrEmpty<ShownAd>,
    /// APP 首页导航右侧按钮跳转 URL
    app_home_right_btn_url: String,
    /// APP 左侧底部服务中心按钮
    app_service: OrEmpty<Button>,
    /// APP 左侧底部关于我们按钮
    app_about: OrEmpty<Button>,
    /// APP 左侧底部意见反馈按钮
    app_feedback: OrEmpty<Button>,
    /// 弹框公告
    ///
    /// 没有弹窗公告的时候为空对象。
    notice_dialog: OrEmpty<Dialog>,
}

/// 按钮
#[derive(Serialize, JsonSchema)]
struct Button {
    /// 按钮名称
    txt: String,
    /// 按钮 URL
    url: String,
}

/// 弹框公告
#[derive(Serialize, JsonSchema)]
struct Dialog {
    /// 公告标题
    title: String,
    /// 公告摘要
    summary: String,
    /// 公告版次
    ///
    /// 客户端弹出之后记录该值，相同则不再弹出。
    edition: String,
}

impl Method for Init {
    const NAME: &'static str = "system.init";
    const ACCESS: Access = Access::Optional;
    // An app that cannot start cannot be upgraded.
    const ANY_CALLER: bool = true;
    type Reply = Start;

    async fn call(self, ctx: &Ctx<'_>) -> Result<Start, Fault> {
        if let Some(live) = &ctx.session {
            sessions::renew(ctx.services, ctx.now, &live.key, &live.session).await?;
        }
        let content = ctx.snapshot(&CONTENT)?;
        Ok(Start {
            token_status: ctx.session.is_some().into(),
            upgrade: Advice::for_caller(ctx, &content),
            start_ad: OrEmpty(ads::shown(&content, ctx, "APP_START_AD").next()),
            app_home_right_btn_url: content
                .configs
                .get("APP_HOME_RIGHT_BTN_URL")
                .cloned()
                .unwrap_or_default(),
            app_service: OrEmpty(button(&content, "APP_SERVICE_CONFIG")),
            app_about: OrEmpty(button(&content, "APP_ABOUT_CONFIG")),
            app_feedback: OrEmpty(button(&content, "APP_FEEDBACK_CONFIG")),
            notice_dialog: OrEmpty(dialog(&content, ctx)),
        })
    }
}

/// Returns a button. Its config has the form `text:::url`.
fn button(content: &Content, config: &str) -> Option<Button> {
    let (txt, url) = content.configs.get(config)?.split_once(":::")?;
    Some(Button {
        txt: txt.to_owned(),
        url: url.to_owned(),
    })
}

fn dialog(content: &Content, ctx: &Ctx<'_>) -> Option<Dialog> {
    let notice = content.dialog(ctx.caller.platform, ctx.now)?;
    // An edited notice must show again. So the edition is the id, padded with zeros on the right to ten digits, and the time of
    // the last edit.
    let edition = format!("{:0<10}{}", notice.id, notice.updated_at);
    Some(Dialog {
        title: notice.title.clone(),
        summary: notice.summary.clone(),
        edition,
    })
}
