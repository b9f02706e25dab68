use deserr::Deserr;
use schemars::JsonSchema;
use serde::Serialize;
use signet_call::{Access, Ctx, Method};
use signet_fault::Fault;

use super::ads::{ShownAd, shown};
use crate::content::CONTENT;

/// 系统首页
///
/// 首页展示的内容。
#[derive(Deserr, JsonSchema)]
pub(crate) struct Home {}

/// The content of the home page.
#[derive(Serialize, JsonSchema)]
pub(crate) struct HomePage {
    /// 广告
    ads: Vec<ShownAd>,
}

impl Method for Home {
    const NAME: &'static str = "system.home";
    const ACCESS: Access = Access::Open;
    type Reply = HomePage;

    async fn call(self, ctx: &Ctx<'_>) -> Result<HomePage, Fault> {
        let content = ctx.snapshot(&CONTENT)?;
        let ads = shown(&content, ctx, "app_home").collect();
        Ok(HomePage { ads })
    }
}
